//! What the program's `check` does, by its own sources: takes a text as a request and line by line, mends it, judges it, and tells what
//! it found, as JSON and for people. Left out are the command line, and the streams at either end.

#![no_main]

use std::io::{self, Read};

use colt_numbers::{Account, Checks, Country, Severity, Violation, trim_json};
use libfuzzer_sys::fuzz_target;

use self::line_block_reader::{LineBlockReader, LineBlock};
use self::violations::{VerdictJson, is_invalid};

// The program is no library, so its sources are taken in by their paths.
#[path = "../../../cli/src/exit.rs"]
mod exit;
#[path = "../../../cli/src/command_failure.rs"]
mod command_failure;
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

/// A reader that gives so many bytes at a time.
struct ChunkedReader<'t>(&'t [u8], usize);

impl Read for ChunkedReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let (now, later) = self.0.split_at(self.1.min(self.0.len()).min(buffer.len()));
        buffer[..now.len()].copy_from_slice(now);
        self.0 = later;
        Ok(now.len())
    }
}

/// What is told of a text, in both forms.
fn told(found: &[Violation]) {
    let mut text = Vec::new();
    violations::write_summary(&mut text, found).expect("memory can be written to");
    violations::write_list(&mut text, "  ", found).expect("memory can be written to");
    let text = String::from_utf8(anstream::adapter::strip_bytes(&text).into_vec()).expect("what is told is text");
    assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{text:?}");
    assert!(text.lines().count() <= 1 + 2 * found.len(), "{text}");
    assert_eq!(text.starts_with("invalid"), is_invalid(found));
    let json = serde_json::to_value(VerdictJson::new(found)).expect("a verdict is JSON");
    assert_eq!(json["outcome"] == "invalid", is_invalid(found));
    assert_eq!(json["violations"].as_array().map(Vec::len), Some(found.len()));
}

/// `check`, and the same with `--fix`.
fn whole(checks: &Checks, body: &[u8]) {
    let before = checks.violations(body);
    told(&before);
    match trim_json(body) {
        Err(refused) => {
            assert_eq!(before[0].id, "json");
            told(refused.violations());
        }
        Ok(fixed) => {
            assert!(fixed.text.len() <= body.len());
            assert_eq!(fixed.changed.is_empty(), fixed.text.as_bytes() == body);
            let again = fix(fixed.text.as_bytes()).expect("what was mended is JSON");
            assert!(again.changed.is_empty() && again.text == fixed.text);
            let after = checks.violations(fixed.text.as_bytes());
            assert!(after.iter().all(|found| found.id != "json"));
            told(&after);
        }
    }
}

/// `check --lines`, from a reader that gives so many bytes at a time.
fn lines(checks: &Checks, text: &[u8], at_a_time: usize) {
    let (mut feed, mut piece, mut fed) = (LineBlockReader::new(ChunkedReader(text, at_a_time)), LineBlock::default(), Vec::new());
    while feed.next(&mut piece).expect("memory can be read") {
        fed.extend(piece.lines().map(|(number, line)| (number, line.to_vec())));
    }
    let ended = text.strip_suffix(b"\n").unwrap_or(text);
    let expected = (1..).zip(ended.split(|byte| *byte == b'\n')).filter(|_| !text.is_empty());
    assert!(expected.eq(fed.iter().map(|(number, line)| (*number, line.as_slice()))), "{fed:?}");
    for (_, line) in fed {
        let found = checks.violations(&line);
        told(&found);
        assert_eq!(found.iter().any(|found| found.severity == Severity::Error), is_invalid(&found));
    }
}

fuzz_target!(|text: &[u8]| {
    let account = Country::ALL.into_iter().fold(Account::new(), Account::with_several_service_profiles);
    let checks = Checks::new().account(account);
    whole(&checks, text);
    lines(&checks, text, 1 + text.len() / 5);
});
