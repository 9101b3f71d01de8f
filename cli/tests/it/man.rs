//! `man`: the pages name every command and option, and a formatter reads them without a warning.

use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::completions::long_options;
use crate::support::{COMMANDS, Scratch, run};

#[test]
fn the_pages_name_every_command_and_option() {
    let scratch = Scratch::new();
    let folder = scratch.path("man1");
    run(["man", "--dir", &folder]).assert_exit(0);
    let page = |name: &str| std::fs::read_to_string(format!("{folder}/{name}.1")).unwrap();
    assert_eq!(run(["man"]).assert_exit(0).stdout, page("colt-numbers"));
    for command in COMMANDS {
        let name = format!("colt-numbers-{command}");
        let text = page(&name);
        assert_eq!(run(["man", command]).assert_exit(0).stdout, text, "{command}");
        assert!(page("colt-numbers").replace("\\-", "-").contains(&format!("{name}(1)")), "{command}");
        let plain = text.replace("\\-", "-");
        assert!(plain.contains(".TH ") && plain.contains("Examples:"), "{command}");
        for option in long_options(command) {
            assert!(plain.contains(&option), "{command}: {option}");
        }
    }
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), COMMANDS.len() + 1);
    // Pages that are there are replaced.
    std::fs::write(format!("{folder}/colt-numbers.1"), "old").unwrap();
    run(["man", "--dir", &folder]).assert_exit(0);
    assert_eq!(run(["man"]).stdout, page("colt-numbers"));
}

#[test]
fn invalid_arguments_are_rejected() {
    let scratch = Scratch::new();
    let file = scratch.file("file", "");
    for arguments in [&["man", "reserv"][..], &["man", "--dir", &file], &["man", "reserve", "--dir", "x"]] {
        let output = run(arguments).assert_exit(2);
        assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{output:?}");
    }
    assert_eq!(scratch.names(), ["file"]);
}

/// If groff is installed, it formats each page without a warning.
#[cfg(unix)]
#[test]
fn groff_formats_the_pages_without_a_warning() {
    for command in COMMANDS {
        let page = run(["man", command]).stdout;
        let mut groff = Command::new("groff");
        groff.args(["-ww", "-man", "-Tutf8"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let Ok(mut child) = groff.spawn() else { return };
        let mut stdin = child.stdin.take().unwrap();
        std::thread::scope(|scope| {
            scope.spawn(move || stdin.write_all(page.as_bytes()).unwrap());
            let output = child.wait_with_output().unwrap();
            assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{command}");
        });
    }
}
