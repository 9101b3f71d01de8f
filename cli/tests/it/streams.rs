//! The streams: colours, readers that go away, disks that are full, what `sandbox` prints.

use std::io::{BufRead as _, BufReader, pipe};

use crate::support::{GB, ONE, Ran, Scratch, program, run, run_all, run_with_input};
use crate::twin::Twin;

#[test]
fn colours_are_shown_where_they_are_asked_for() {
    let check = |words: &[&str]| run_with_input([&["check", "-"], words].concat(), b"{}").ended(3);
    assert!(!check(&[]).out.contains('\u{1b}'));
    assert!(!check(&["--color", "never"]).out.contains('\u{1b}'));
    assert!(check(&["--color", "always"]).out.contains("\u{1b}["));
    assert!(check(&["--color=always"]).out.contains("\u{1b}["));
    assert!(!check(&["--color", "always", "--json"]).out.contains('\u{1b}'));
    // An error of usage as well.
    assert!(run(["--color", "always", "reserv"]).ended(2).err.contains("\u{1b}["));
    assert!(!run(["reserv"]).ended(2).err.contains('\u{1b}'));
    assert!(run(["reserve", "--help", "--color=always"]).ended(0).out.contains("\u{1b}["));
    assert!(!run(["reserve", "--help"]).ended(0).out.contains('\u{1b}'));
}

#[test]
fn a_reader_that_went_away_is_no_error() {
    for words in [
        &["rules"][..],
        &["rules", "--json"],
        &["--help"],
        &["--version"],
        &["check", "-"],
        &["sandbox", "--list-faults"],
    ] {
        let (reader, writer) = pipe().unwrap();
        drop(reader);
        let ran = Ran::of(program().args(words).stdout(writer).output().unwrap());
        let code = if words[0] == "check" { 3 } else { 0 };
        assert_eq!((ran.code, &*ran.err), (Some(code), ""), "{words:?}");
    }
}

#[test]
fn lines_are_judged_to_the_last_whether_or_not_somebody_reads() {
    let valid = GB.replace('\n', " ") + "\n";
    // Far more than a pipe holds, so that verdicts are still to be written when the reader goes.
    let lines = 5_000;
    for (last, code) in [("{}\n", 3), ("", 0)] {
        let scratch = Scratch::new();
        let file = scratch.file("requests.jsonl", valid.repeat(lines) + last);
        for json in [true, false] {
            let (reader, writer) = pipe().unwrap();
            let words = ["check", "--lines", &file];
            let child = program().args(words).args(json.then_some("--json")).stdout(writer).spawn().unwrap();
            let mut reader = BufReader::new(reader);
            if json {
                let mut first = String::new();
                reader.read_line(&mut first).unwrap();
                assert!(first.starts_with("{\"line\":1,\"outcome\":\"valid\""), "{first}");
            }
            drop(reader);
            let ran = Ran::of(child.wait_with_output().unwrap()).ended(code);
            let invalid = usize::from(!last.is_empty());
            let summary = format!("{} requests: {lines} valid, {invalid} invalid\n", lines + invalid);
            assert_eq!(ran.err, if json { "" } else { &*summary });
        }
    }
}

#[test]
fn an_order_that_nobody_reads_is_told_on_the_other_stream() {
    let (reader, writer) = pipe().unwrap();
    drop(reader);
    let ran = Ran::of(program().args(ONE).stdout(writer).output().unwrap()).ended(0);
    assert!(ran.err.contains("order id:"), "{ran:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn an_order_is_not_lost_on_a_full_disk() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    for words in [&[][..], &["--json"]] {
        let ran = Ran::of(program().args(ONE).args(words).stdout(full.try_clone().unwrap()).output().unwrap()).ended(6);
        assert!(ran.err.contains("order id:") && ran.err.contains("there is an order, and standard output"), "{ran:?}");
    }
}

#[test]
fn an_outcome_that_nobody_reads_is_told_on_the_other_stream() {
    let twin = Twin::start(&["--no-auth", "--fault", "reset@after"]);
    let (reader, writer) = pipe().unwrap();
    drop(reader);
    let words = [&ONE[..], &["--json", "--target", &twin.base]].concat();
    let ran = Ran::of(program().args(words).stdout(writer).output().unwrap()).ended(6);
    assert!(ran.err.contains("There may be an order"), "{ran:?}");
}

#[test]
fn data_is_on_one_stream_and_words_on_the_other() {
    let ran = run_all(&[&ONE, &["--dry-run"]]).ended(0);
    assert!(ran.out.starts_with("POST http") && ran.err.starts_with("note: nothing was sent"), "{ran:?}");
    let ran = run_all(&[&ONE, &["--target", "http://127.0.0.1:9/numberManagement", "--timeout", "0.2"]]).ended(7);
    assert_eq!(ran.out, "");
}

#[test]
fn a_log_is_kept_from_standard_output() {
    let ran = run_all(&[&ONE, &["-v", "--json"]]).ended(0);
    assert_eq!(ran.json()["outcome"], "accepted");
    assert!(ran.err.contains("INFO") && !ran.err.contains("DEBUG"), "{ran:?}");
    assert!(run_all(&[&ONE, &["-vv"]]).ended(0).err.contains("DEBUG"));
}

#[test]
fn a_sandbox_says_where_it_is() {
    let twin = Twin::start(&["--json", "--fault-rate", "0.5", "--seed", "7"]);
    let served: serde_json::Value = serde_json::from_str(&twin.base).unwrap();
    let base = served["baseUrl"].as_str().unwrap();
    let root = base.strip_suffix("/numberManagement").unwrap();
    assert_eq!(served["tokenUrl"], format!("{root}/authentication/v1/oauth/token"));
    assert_eq!(served["adminUrl"], format!("{root}/__sandbox"));
}

#[test]
fn a_port_that_is_taken_is_told() {
    let twin = Twin::start(&[]);
    let ran = run(["sandbox", "--listen", twin.address()]).ended(4);
    assert!(ran.err.contains("cannot listen on") && ran.err.contains("127.0.0.1:0"), "{ran:?}");
}

#[test]
fn faults_are_listed() {
    let text = run(["sandbox", "--list-faults"]).ended(0).out;
    assert!(text.contains("close-unanswered @before @after\n"), "{text}");
    let json = run(["sandbox", "--list-faults", "--json"]).ended(0).json();
    assert_eq!(json[0]["name"], "connection-refused");
    assert_eq!(json[0]["when"], serde_json::json!(["before"]));
}
