//! The streams: colours, readers that go away, disks that are full, what `sandbox` prints.

use std::io::{BufRead as _, BufReader, pipe};

use crate::sandbox_process::Twin;
use crate::support::{GB, NOWHERE, ONE, Ran, Scratch, program, program_in, run, run_all, run_with_input};

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

/// Ways to be unable to write to a stream, as a shell has them; and how an order ends that cannot be printed there.
#[cfg(target_os = "linux")]
const UNREAD: [(&str, i32); 6] = [
    ("{stream}>/dev/null", 0),
    ("{stream}>&-", 0),
    ("{stream}</dev/null", 0),
    ("{stream}</etc/passwd", 0),
    ("{stream}>/dev/full", 6),
    // No file may grow to more than nothing, as on a full disk; the signal that says so would end the program.
    ("{stream}>\"$FILE\"", 6),
];

/// Runs the program with a stream that cannot be written to.
#[cfg(target_os = "linux")]
fn unread(stream: u8, how: &str, words: &[&str]) -> Ran {
    let scratch = Scratch::new();
    let how = how.replace("{stream}", &stream.to_string());
    let line = format!("ulimit -f 0; exec {} \"$@\" {how}", env!("CARGO_BIN_EXE_colt-numbers"));
    let mut command = std::process::Command::new("sh");
    command.args(["-c", &line, "sh"]).args(words).env("FILE", scratch.path("file")).env("XDG_STATE_HOME", NOWHERE);
    Ran::of(command.env("TMPDIR", NOWHERE).output().unwrap())
}

#[cfg(target_os = "linux")]
#[test]
fn an_order_that_cannot_be_printed_is_printed_on_the_other_stream() {
    let twin = Twin::start(&["--no-auth"]);
    let mut orders = 0;
    for (how, code) in UNREAD {
        for words in [&[][..], &["--json"]] {
            let number = format!("+4420813247{orders:02}");
            orders += 1;
            let words = [&["reserve", "--country", "GB", "--start", &number, "--target", &twin.base], words].concat();
            let ran = unread(1, how, &[&words[..], &["--tracking-id", "t-1"]].concat()).ended(code);
            assert_eq!(ran.out, "");
            let recorded = twin.admin("orders")["orders"][orders - 1]["id"].as_str().unwrap().to_owned();
            for needed in
                [&*format!("order id:       {recorded}\n"), "tracking id:    t-1\n", "outcome:        accepted\n"]
            {
                assert!(ran.err.contains(needed), "{how}: `{needed}` is missing: {ran:?}");
            }
            assert_eq!(ran.err.contains("there is an order, and standard output"), code == 6, "{how}: {ran:?}");
        }
    }
    assert_eq!(twin.orders() as usize, orders);
}

#[cfg(target_os = "linux")]
#[test]
fn doubt_that_cannot_be_printed_is_printed_on_the_other_stream() {
    for (how, _) in UNREAD {
        for (stream, words) in [(1, &["--json"][..]), (2, &[]), (1, &[])] {
            let twin = Twin::start(&["--no-auth", "--fault", "reset@after"]);
            let words = [&ONE[..], words, &["--target", &twin.base, "--tracking-id", "t-1"]].concat();
            // The first line on stderr raises a signal, and one that comes before the order has left stops it.
            if stream == 2 && how.contains("$FILE") {
                let ran = unread(stream, how, &words).ended(130);
                assert_eq!((twin.posts(), &*ran.out), (0, ""));
                continue;
            }
            let ran = unread(stream, how, &words).ended(6);
            let (printed, other) = if stream == 1 { (&ran.err, &ran.out) } else { (&ran.out, &ran.err) };
            assert!(printed.contains("There may be an order") && printed.contains("t-1"), "{how}, {stream}: {ran:?}");
            assert_eq!(other, "", "{how}, {stream}");
        }
    }
}

/// As a job of cron has it, `>/dev/null 2>&1`: what nobody can read is kept in a file, as often as it comes.
#[cfg(target_os = "linux")]
#[test]
fn what_no_stream_can_take_is_kept() {
    let twin = Twin::start(&["--no-auth", "--fault", "status-201", "--fault", "status-201", "--fault", "reset@after"]);
    for (number, (how, name, words, code)) in [
        (">/dev/null 2>&1", "t-1.report", &["outcome:        accepted\n", "order id:       "], 0),
        (">&- 2>&-", "t-1-2.report", &["outcome:        accepted\n", "order id:       "], 0),
        (">/dev/full 2>&1", "t-1-3.report", &["error: outcome unknown", "There may be an order"], 6),
    ]
    .into_iter()
    .enumerate()
    {
        let scratch = Scratch::new();
        let (state, mut command) = (scratch.path("state"), std::process::Command::new("sh"));
        std::fs::create_dir_all(format!("{state}/colt-numbers")).unwrap();
        // Those that are there stay as they are.
        for name in ["t-1.report", "t-1-2.report"].iter().take_while(|before| **before != name) {
            scratch.file(&format!("state/colt-numbers/colt-numbers-{name}"), "other");
        }
        let line = format!("exec {} \"$@\" --color always {how}", env!("CARGO_BIN_EXE_colt-numbers"));
        let number = format!("+4420813247{number:02}");
        command.args(["-c", &line, "sh", "reserve", "--country", "GB", "--start", &number]);
        command.args(["--target", &twin.base, "--tracking-id", "t-1"]);
        let ran = Ran::of(command.env("XDG_STATE_HOME", &state).output().unwrap()).ended(code);
        assert_eq!(ran.out + &ran.err, "");
        let report = std::fs::read_to_string(format!("{state}/colt-numbers/colt-numbers-{name}")).unwrap();
        for needed in words.iter().chain(&["tracking id:    t-1\n"]) {
            assert!(report.contains(needed), "{how}: `{needed}` is missing: {report}");
        }
        assert!(!report.contains('\u{1b}') && report.contains(&twin.base), "{how}: {report}");
    }
    // Nothing is lost with the sandbox inside the program.
    let scratch = Scratch::new();
    let mut command = program_in(&scratch);
    let null = || std::fs::File::create("/dev/null").unwrap();
    assert!(command.args(ONE).stdout(null()).stderr(null()).status().unwrap().success());
    assert!(scratch.names().is_empty());
}

#[cfg(target_os = "linux")]
#[test]
fn an_error_that_cannot_be_printed_as_json_is_printed_on_the_other_stream() {
    // Where no order is on its way, a signal may end the program.
    for (how, _) in UNREAD.into_iter().filter(|(how, _)| !how.contains("$FILE")) {
        let ran = unread(1, how, &["check", "no-such-file", "--json"]).ended(2);
        assert!(ran.err.contains("error: cannot read `no-such-file`"), "{how}: {ran:?}");
    }
}

#[test]
fn an_order_whose_reader_went_away_is_printed_on_the_other_stream() {
    let twin = Twin::start(&["--no-auth", "--fault", "reset@after"]);
    let (reader, writer) = pipe().unwrap();
    drop(reader);
    let words = [&ONE[..], &["--json", "--target", &twin.base]].concat();
    let ran = Ran::of(program().args(words).stdout(writer.try_clone().unwrap()).output().unwrap()).ended(6);
    assert!(ran.err.contains("There may be an order"), "{ran:?}");
    let ran = Ran::of(program().args(ONE).stdout(writer.try_clone().unwrap()).output().unwrap()).ended(0);
    assert!(ran.err.contains("order id:"), "{ran:?}");
    let twin = Twin::start(&["--no-auth", "--fault", "reset@after"]);
    let words = [&ONE[..], &["--target", &twin.base]].concat();
    let ran = Ran::of(program().args(words).stderr(writer).output().unwrap()).ended(6);
    assert!(ran.out.contains("There may be an order"), "{ran:?}");
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
