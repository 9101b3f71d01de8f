//! Texts that people read, compared with the files in `tests/golden`. `UPDATE_EXPECT=1` rewrites them.

use expect_test::expect_file;

use crate::support::Ran;

/// Compares a run with its file.
#[track_caller]
pub fn golden(name: &str, words: &[&str], ran: &Ran) {
    let quoted = |word: &&str| if word.contains(' ') { format!("'{word}'") } else { (*word).to_owned() };
    let command = words.iter().map(quoted).collect::<Vec<_>>().join(" ");
    let code = ran.code.map_or_else(|| "none".to_owned(), |code| code.to_string());
    let text =
        format!("$ colt-numbers {command}\n{}--- stderr\n{}--- exit code {code}\n", steady(&ran.out), steady(&ran.err));
    expect_file![format!("{}/tests/golden/{name}.txt", env!("CARGO_MANIFEST_DIR"))].assert_eq(&text);
}

/// A text without what is new each time: UUIDs, ports, days.
pub fn steady(text: &str) -> String {
    let mut steady = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let (shown, length) = match () {
            () if fits(rest, "hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh") => ("UUID", 36),
            () if fits(rest, "dddd-dd-ddTdd:dd:ddZ") => ("TIME", 20),
            () if fits(rest, "dddd-dd-dd") => ("DAY", 10),
            () if fits(rest, "127.0.0.1:ddddd") => ("127.0.0.1:PORT", 15),
            () if fits(rest, "127.0.0.1:dddd") => ("127.0.0.1:PORT", 14),
            () => (&rest[..c.len_utf8()], c.len_utf8()),
        };
        steady.push_str(shown);
        rest = &rest[length..];
    }
    steady
}

/// Whether a text begins in a form: `h` is a hexadecimal digit, `d` a decimal one, anything else is itself.
fn fits(text: &str, form: &str) -> bool {
    text.len() >= form.len()
        && form.bytes().zip(text.bytes()).all(|(form, byte)| match form {
            b'h' => byte.is_ascii_hexdigit(),
            b'd' => byte.is_ascii_digit(),
            other => byte == other,
        })
}
