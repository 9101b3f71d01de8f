//! Runs the program's `check`, `check --fix` and `check --lines` on any text, with output as text and as JSON. The command line and the
//! standard streams are not part of the target.

#![no_main]

use std::io::{self, Read};

use colt_numbers::{Account, Checks, Country, Severity, Violation, trim_json};
use libfuzzer_sys::fuzz_target;

use self::line_block_reader::{LineBlock, LineBlockReader};
use self::violations::{VerdictJson, is_invalid};

// The program is not a library, so its source files are included by path.
#[path = "../../../cli/src/command_failure.rs"]
mod command_failure;
#[path = "../../../cli/src/exit.rs"]
mod exit;
#[path = "../../../cli/src/commands/check/line_block_reader.rs"]
mod line_block_reader;
#[path = "../../../cli/src/output.rs"]
mod output;
#[path = "../../../cli/src/standard_stream.rs"]
mod standard_stream;
#[path = "../../../cli/src/style.rs"]
mod style;
#[path = "../../../cli/src/violations.rs"]
mod violations;

/// A reader that returns at most this many bytes per read.
struct ChunkedReader<'t>(&'t [u8], usize);

impl Read for ChunkedReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let (chunk, rest) = self.0.split_at(self.1.min(self.0.len()).min(buffer.len()));
        buffer[..chunk.len()].copy_from_slice(chunk);
        self.0 = rest;
        Ok(chunk.len())
    }
}

/// Prints violations as text and as JSON, and checks both.
fn print(violations: &[Violation]) {
    let mut text = Vec::new();
    violations::write_summary(&mut text, violations).expect("memory can be written to");
    violations::write_list(&mut text, "  ", violations).expect("memory can be written to");
    let text = String::from_utf8(anstream::adapter::strip_bytes(&text).into_vec()).expect("the output is UTF-8");
    assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{text:?}");
    assert!(text.lines().count() <= 1 + 2 * violations.len(), "{text}");
    assert_eq!(text.starts_with("invalid"), is_invalid(violations));
    let json = serde_json::to_value(VerdictJson::new(violations)).expect("a verdict is JSON");
    assert_eq!(json["outcome"] == "invalid", is_invalid(violations));
    assert_eq!(json["violations"].as_array().map(Vec::len), Some(violations.len()));
}

/// Runs `check`, with and without `--fix`.
fn check_request(checks: &Checks, body: &[u8]) {
    let before = checks.violations(body);
    print(&before);
    match trim_json(body) {
        Err(invalid) => {
            assert_eq!(before[0].id, "json");
            print(invalid.violations());
        }
        Ok(trimmed) => {
            assert!(trimmed.text.len() <= body.len());
            assert_eq!(trimmed.changed.is_empty(), trimmed.text.as_bytes() == body);
            let again = trim_json(trimmed.text.as_bytes()).expect("a trimmed request is JSON");
            assert!(again.changed.is_empty() && again.text == trimmed.text);
            let after = checks.violations(trimmed.text.as_bytes());
            assert!(after.iter().all(|violation| violation.id != "json"));
            print(&after);
        }
    }
}

/// Runs `check --lines`, from a reader that returns at most `chunk` bytes per read.
fn check_lines(checks: &Checks, text: &[u8], chunk: usize) {
    let mut reader = LineBlockReader::new(ChunkedReader(text, chunk));
    let (mut block, mut lines) = (LineBlock::default(), Vec::new());
    while reader.next(&mut block).expect("memory can be read") {
        lines.extend(block.lines().map(|(number, line)| (number, line.to_vec())));
    }
    let without_end = text.strip_suffix(b"\n").unwrap_or(text);
    let expected = (1..).zip(without_end.split(|byte| *byte == b'\n')).filter(|_| !text.is_empty());
    assert!(expected.eq(lines.iter().map(|(number, line)| (*number, line.as_slice()))), "{lines:?}");
    for (_, line) in lines {
        let violations = checks.violations(&line);
        print(&violations);
        let has_error = violations.iter().any(|violation| violation.severity == Severity::Error);
        assert_eq!(has_error, is_invalid(&violations));
    }
}

fuzz_target!(|text: &[u8]| {
    let account = Country::ALL.iter().copied().fold(Account::new(), Account::with_several_service_profiles);
    let checks = Checks::new().account(account);
    check_request(&checks, text);
    check_lines(&checks, text, 1 + text.len() / 5);
});
