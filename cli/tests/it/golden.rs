//! Compares the output of the program with the golden files in `tests/golden`. `UPDATE_EXPECT=1` rewrites them.

use expect_test::expect_file;

use crate::example_request::TRACKING_HEADER;
use crate::support::ProgramOutput;

/// Compares a run with its golden file, which has `TRACKING-HEADER` for the header of the spec.
#[track_caller]
pub fn golden(name: &str, arguments: &[&str], output: &ProgramOutput) {
    let quoted = |word: &&str| if word.contains(' ') { format!("'{word}'") } else { (*word).to_owned() };
    let command = arguments.iter().map(quoted).collect::<Vec<_>>().join(" ");
    let code = output.code.map_or_else(|| "none".to_owned(), |code| code.to_string());
    let text = format!(
        "$ colt-numbers {command}\n{}--- stderr\n{}--- exit code {code}\n",
        with_placeholders(&output.stdout),
        with_placeholders(&output.stderr)
    );
    expect_file![format!("{}/tests/golden/{name}.txt", env!("CARGO_MANIFEST_DIR"))]
        .assert_eq(&text.replace(*TRACKING_HEADER, "TRACKING-HEADER"));
}

/// Replaces the parts of a text that differ from run to run: UUIDs, accounts, ports, times and days.
pub fn with_placeholders(text: &str) -> String {
    let mut replaced = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let (placeholder, length) = match () {
            () if has_format(rest, "hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh") => ("UUID", 36),
            () if has_format(rest, "dddd-dd-ddTdd:dd:ddZ") => ("TIME", 20),
            () if has_format(rest, "dddd-dd-dd") => ("DAY", 10),
            () if has_format(rest, "account hhhhhhhhhhhh") => ("account ACCOUNT", 20),
            () if has_format(rest, "127.0.0.1:ddddd") => ("127.0.0.1:PORT", 15),
            () if has_format(rest, "127.0.0.1:dddd") => ("127.0.0.1:PORT", 14),
            () => (&rest[..c.len_utf8()], c.len_utf8()),
        };
        replaced.push_str(placeholder);
        rest = &rest[length..];
    }
    replaced
}

/// Whether a text begins with a format: `h` is a hexadecimal digit, `d` is a decimal digit, and any other character stands for itself.
fn has_format(text: &str, format: &str) -> bool {
    text.len() >= format.len()
        && format.bytes().zip(text.bytes()).all(|(expected, byte)| match expected {
            b'h' => byte.is_ascii_hexdigit(),
            b'd' => byte.is_ascii_digit(),
            other => byte == other,
        })
}
