//! The program's command `check`, by its own source files: checks a text as one request and line by line, trims it, and prints the violations as
//! text and as JSON. The command line and the real streams are left out.

#![no_main]

use std::io::{self, Read};

use colt_numbers::{Account, Checks, Country, Severity, Violation, trim_json};
use libfuzzer_sys::fuzz_target;

use self::feed::{Feed, Piece};
use self::violations::{Verdict, is_invalid};

// The program has no library, so its source files are included by path.
#[path = "../../../cli/src/exit.rs"]
mod exit;
#[path = "../../../cli/src/failure.rs"]
mod failure;
#[path = "../../../cli/src/commands/check/feed.rs"]
mod feed;
#[path = "../../../cli/src/output.rs"]
mod output;
#[path = "../../../cli/src/stream.rs"]
mod stream;
#[path = "../../../cli/src/style.rs"]
mod style;
#[path = "../../../cli/src/violations.rs"]
mod violations;

/// A reader that returns at most this many bytes at a time.
struct ChunkedReader<'t>(&'t [u8], usize);

impl Read for ChunkedReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let (now, later) = self.0.split_at(self.1.min(self.0.len()).min(buffer.len()));
        buffer[..now.len()].copy_from_slice(now);
        self.0 = later;
        Ok(now.len())
    }
}

/// Prints violations in both forms.
fn print(found: &[Violation]) {
    let mut text = Vec::new();
    violations::summary(&mut text, found).expect("memory can be written to");
    violations::list(&mut text, "  ", found).expect("memory can be written to");
    let text = String::from_utf8(anstream::adapter::strip_bytes(&text).into_vec()).expect("the output is UTF-8");
    assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{text:?}");
    assert!(text.lines().count() <= 1 + 2 * found.len(), "{text}");
    assert_eq!(text.starts_with("invalid"), is_invalid(found));
    let json = serde_json::to_value(Verdict::new(found)).expect("a verdict is JSON");
    assert_eq!(json["outcome"] == "invalid", is_invalid(found));
    assert_eq!(json["violations"].as_array().map(Vec::len), Some(found.len()));
}

/// `check`, and the same with `--fix`.
fn whole(checks: &Checks, body: &[u8]) {
    let before = checks.violations(body);
    print(&before);
    match trim_json(body) {
        Err(error) => {
            assert_eq!(before[0].id, "json");
            print(error.violations());
        }
        Ok(trimmed) => {
            assert!(trimmed.text.len() <= body.len());
            assert_eq!(trimmed.changed.is_empty(), trimmed.text.as_bytes() == body);
            let again = trim_json(trimmed.text.as_bytes()).expect("trimmed JSON is JSON");
            assert!(again.changed.is_empty() && again.text == trimmed.text);
            let after = checks.violations(trimmed.text.as_bytes());
            assert!(after.iter().all(|found| found.id != "json"));
            print(&after);
        }
    }
}

/// `check --lines`, from a reader that returns this many bytes at a time.
fn lines(checks: &Checks, text: &[u8], at_a_time: usize) {
    let (mut feed, mut piece, mut fed) = (Feed::new(ChunkedReader(text, at_a_time)), Piece::default(), Vec::new());
    while feed.next(&mut piece).expect("memory can be read") {
        fed.extend(piece.lines().map(|(number, line)| (number, line.to_vec())));
    }
    let ended = text.strip_suffix(b"\n").unwrap_or(text);
    let expected = (1..).zip(ended.split(|byte| *byte == b'\n')).filter(|_| !text.is_empty());
    assert!(expected.eq(fed.iter().map(|(number, line)| (*number, line.as_slice()))), "{fed:?}");
    for (_, line) in fed {
        let found = checks.violations(&line);
        print(&found);
        assert_eq!(found.iter().any(|found| found.severity == Severity::Error), is_invalid(&found));
    }
}

fuzz_target!(|text: &[u8]| {
    let account = Country::ALL.into_iter().fold(Account::new(), Account::with_several_service_profiles);
    let checks = Checks::new().account(account);
    whole(&checks, text);
    lines(&checks, text, 1 + text.len() / 5);
});
