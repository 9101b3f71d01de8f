//! Tests the standard streams: untrusted text is printed safely, and a stream that cannot be written is an error, not a panic.

use std::fs;

use colt_numbers_terminal_text::{escape_json, is_unsafe};
use serde_json::Value;

use crate::{Project, program, text};

/// A spec for `diff`.
const SPEC_FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../audit/tests/data/audit/lockers.yaml");

/// Text that moves the cursor, forges a line or changes the writing direction.
const HOSTILE: &str = "\u{1b}[2J\u{9b}\u{202e}\u{2028}\u{7f}";

fn is_safe(printed: &str) -> bool {
    !printed.chars().any(|character| is_unsafe(character) && character != '\n')
}

#[test]
fn untrusted_text_is_printed_safely() {
    let hostile = Value::from(format!("a{HOSTILE}\n  hint: forged\nerror: forged")).to_string();
    // JSON without unsafe characters is valid YAML too.
    let hostile = escape_json(&hostile);
    let specs = [
        // A key, a value, a pattern, a type, a reference, an anchor, and text that is not YAML.
        format!("openapi: 3.0.3\n{hostile}: 1\n"),
        format!("openapi: {hostile}\ninfo: {{ title: T, version: '1' }}\npaths: {{}}\n"),
        format!("{}    Other: {{ type: string, pattern: {hostile} }}\n", crate::SPEC),
        format!("{}    Other: {{ type: string, format: {hostile}, example: {hostile} }}\n", crate::SPEC),
        format!("{}    Other: {{ $ref: {hostile} }}\n", crate::SPEC),
        format!("{}    {hostile}: {{ type: string, unknown: 1 }}\n", crate::SPEC),
        format!("{}    {hostile}: {{ type: string }}\n    {hostile}: {{ type: string }}\n", crate::SPEC),
        format!("a: &x{HOSTILE} 1\nb: *y{HOSTILE}\n"),
        format!("a: [{HOSTILE}\n"),
        format!("a: !{HOSTILE} {{}}\n"),
    ];
    for spec in specs {
        let project = Project::new();
        project.write("spec/number-management.yaml", &spec);
        for arguments in [&[][..], &["--check"], &["lint"]] {
            let output = project.run(arguments);
            assert!(output.status.code().is_some_and(|status| [0, 3, 8].contains(&status)), "{spec}: {output:?}");
            for stream in [text(&output.stdout), text(&output.stderr)] {
                assert!(is_safe(&stream), "{spec:?}: {stream:?}");
                assert!(!stream.contains("\n  hint: forged") && !stream.contains("\nerror: forged"), "{stream}");
            }
        }
        let other = project.path("other.yaml");
        fs::write(&other, crate::SPEC).unwrap();
        let this = project.path("spec/number-management.yaml");
        for format in [&[][..], &["--json"], &["--changelog"]] {
            let output = project.program().arg("diff").args([&this, &other]).args(format).output().unwrap();
            assert!(is_safe(&text(&output.stdout)) && is_safe(&text(&output.stderr)), "{spec:?}: {output:?}");
        }
        let output = project.program().arg("audit").arg(&other).arg("--spec").arg(&this).output().unwrap();
        assert!(is_safe(&text(&output.stdout)) && is_safe(&text(&output.stderr)), "{spec:?}: {output:?}");
    }
}

#[test]
fn arguments_and_paths_are_printed_safely() {
    let project = Project::generated();
    let name = format!("a{HOSTILE}\nerror: forged");
    for arguments in [
        &[&*name][..],
        &[&*format!("--{name}")],
        &["audit", &name],
        &["audit", &name, "--spec", &name],
        &["diff", &name, &name],
        &["diff", "--git", &name],
        &["diff", "spec/number-management.yaml", "spec/number-management.yaml", "--check", "--from", &name],
    ] {
        let output = project.run(arguments);
        assert_ne!(output.status.code(), Some(0), "{arguments:?}");
        let printed = text(&output.stderr);
        assert!(is_safe(&printed) && !printed.contains("\nerror: forged"), "{arguments:?}: {printed}");
    }
    let output = program().args(["--root", &name]).output().unwrap();
    assert!(output.status.code() == Some(2) && is_safe(&text(&output.stderr)), "{output:?}");
    // A leftover file, and a stale file.
    #[cfg(unix)]
    for file in [&*name, "types.rs"] {
        fs::write(project.path("generated/src").join(file), &name).unwrap();
        let output = project.run(&["--check"]);
        assert_eq!(output.status.code(), Some(8));
        let printed = text(&output.stderr);
        assert!(is_safe(&printed) && !printed.contains("\nerror: forged"), "{printed}");
    }
    #[cfg(unix)]
    assert!(is_safe(&text(&project.run(&[]).stdout)));
}

#[cfg(unix)]
#[test]
fn arguments_that_are_not_utf8_do_not_panic() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    let project = Project::generated();
    let bytes = OsStr::from_bytes(b"\xff\x1b");
    let dash = OsStr::from_bytes(b"--\xff");
    let word = |text: &'static str| OsStr::new(text);
    for arguments in [
        vec![bytes],
        vec![dash],
        vec![word("audit"), bytes],
        vec![word("diff"), bytes, bytes],
        vec![word("diff"), word("--git"), bytes],
        vec![word("diff"), bytes, bytes, word("--check"), word("--from"), bytes],
        vec![word("--root"), bytes],
    ] {
        let mut program = if arguments[0] == "--root" { program() } else { project.program() };
        let output = program.args(&arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {output:?}");
        let printed = text(&output.stderr);
        assert!(printed.starts_with("error: ") && printed.contains("\\xff") && is_safe(&printed), "{printed}");
    }
}

/// Commands that print to standard output, each with its exit status.
const PRINTING: [(&[&str], i32); 7] = [
    (&["--help"], 0),
    (&["audit", "--help"], 0),
    (&["diff", "--help"], 0),
    (&["diff", SPEC_FILE, SPEC_FILE], 0),
    (&["lint"], 0),
    (&[], 0),
    (&["--check"], 0),
];

#[test]
fn a_closed_pipe_is_not_an_error() {
    let project = Project::generated();
    for (arguments, status) in PRINTING {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = project.program().args(arguments).stdout(writer).output().unwrap();
        assert_eq!((output.status.code(), &*text(&output.stderr)), (Some(status), ""), "{arguments:?}");
    }
    project.write("generated/src/old.rs", "");
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = project.program().arg("--check").stderr(writer).output().unwrap();
    assert_eq!(output.status.code(), Some(8));
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_an_error() {
    let project = Project::generated();
    let full = || fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    for (arguments, _) in PRINTING {
        let output = project.program().args(arguments).stdout(full()).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        let printed = text(&output.stderr);
        assert!(printed.starts_with("error: standard output cannot be written: "), "{printed}");
    }
    let output = project.program().arg("unknown").stderr(full()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}
