//! Standard output and standard error: colours, closed pipes, full disks, and the output of `sandbox`.

use std::io::{BufRead as _, BufReader, pipe};

use crate::sandbox_process::SandboxProcess;
use crate::support::{
    GB_REQUEST, ProgramOutput, RESERVE_ONE, Scratch, UNUSABLE_FOLDER, program, program_in, reserve, run, run_all,
    run_with_input,
};

#[test]
fn colours_follow_the_option() {
    let check = |arguments: &[&str]| run_with_input([&["check", "-"], arguments].concat(), b"{}").assert_exit(3);
    assert!(!check(&[]).stdout.contains('\u{1b}'));
    assert!(!check(&["--color", "never"]).stdout.contains('\u{1b}'));
    assert!(check(&["--color", "always"]).stdout.contains("\u{1b}["));
    assert!(check(&["--color=always"]).stdout.contains("\u{1b}["));
    assert!(!check(&["--color", "always", "--json"]).stdout.contains('\u{1b}'));
    // The errors of clap have colours too.
    assert!(run(["--color", "always", "reserv"]).assert_exit(2).stderr.contains("\u{1b}["));
    assert!(!run(["reserv"]).assert_exit(2).stderr.contains('\u{1b}'));
    assert!(run(["reserve", "--help", "--color=always"]).assert_exit(0).stdout.contains("\u{1b}["));
    assert!(!run(["reserve", "--help"]).assert_exit(0).stdout.contains('\u{1b}'));
}

#[test]
fn a_closed_pipe_is_not_an_error() {
    for arguments in [
        &["rules"][..],
        &["rules", "--json"],
        &["--help"],
        &["--version"],
        &["check", "-"],
        &["sandbox", "--list-faults"],
    ] {
        let (reader, writer) = pipe().unwrap();
        drop(reader);
        let output = ProgramOutput::of(program().args(arguments).stdout(writer).output().unwrap());
        let code = if arguments[0] == "check" { 3 } else { 0 };
        assert_eq!((output.code, &*output.stderr), (Some(code), ""), "{arguments:?}");
    }
}

#[test]
fn all_lines_are_checked_even_if_the_reader_goes_away() {
    let valid = GB_REQUEST.replace('\n', " ") + "\n";
    // The verdicts are larger than a pipe's buffer, so that some of them are printed after the reader has gone.
    let lines = 5_000;
    for (last, code) in [("{}\n", 3), ("", 0)] {
        let scratch = Scratch::new();
        let file = scratch.file("requests.jsonl", valid.repeat(lines) + last);
        for json in [true, false] {
            let (reader, writer) = pipe().unwrap();
            let arguments = ["check", "--lines", &file];
            let child = program().args(arguments).args(json.then_some("--json")).stdout(writer).spawn().unwrap();
            let mut reader = BufReader::new(reader);
            if json {
                let mut first = String::new();
                reader.read_line(&mut first).unwrap();
                assert!(first.starts_with("{\"line\":1,\"outcome\":\"valid\""), "{first}");
            }
            drop(reader);
            let output = ProgramOutput::of(child.wait_with_output().unwrap()).assert_exit(code);
            let invalid = usize::from(!last.is_empty());
            let summary = format!("{} requests: {lines} valid, {invalid} invalid\n", lines + invalid);
            assert_eq!(output.stderr, if json { "" } else { &*summary });
        }
    }
}

/// Shell redirections after which a stream cannot be read or written to, with the exit code of an order that cannot be printed there.
#[cfg(target_os = "linux")]
const LOST_STREAMS: [(&str, i32); 6] = [
    ("{stream}>/dev/null", 0),
    ("{stream}>&-", 0),
    ("{stream}</dev/null", 0),
    ("{stream}</etc/passwd", 0),
    ("{stream}>/dev/full", 6),
    // With `ulimit -f 0`, no file can have content, as on a full disk, and a write raises SIGXFSZ, which ends a program by default.
    ("{stream}>\"$FILE\"", 6),
];

/// Runs the program with a redirected stream.
#[cfg(target_os = "linux")]
fn run_without_reader(stream: u8, redirection: &str, arguments: &[&str]) -> ProgramOutput {
    let scratch = Scratch::new();
    let redirection = redirection.replace("{stream}", &stream.to_string());
    let line = format!("ulimit -f 0; exec {} \"$@\" {redirection}", env!("CARGO_BIN_EXE_colt-numbers"));
    let mut command = std::process::Command::new("sh");
    command
        .args(["-c", &line, "sh"])
        .args(arguments)
        .env("FILE", scratch.path("file"))
        .env("XDG_STATE_HOME", UNUSABLE_FOLDER);
    ProgramOutput::of(command.env("TMPDIR", UNUSABLE_FOLDER).output().unwrap())
}

#[cfg(target_os = "linux")]
#[test]
fn an_order_is_printed_to_standard_error_if_standard_output_is_lost() {
    let sandbox = SandboxProcess::start(&["--no-auth"]);
    let mut orders = 0;
    for (redirection, code) in LOST_STREAMS {
        for arguments in [&[][..], &["--json"]] {
            let number = format!("+4420813247{orders:02}");
            orders += 1;
            let arguments = [&reserve(&number)[..], &["--target", &sandbox.base], arguments].concat();
            let output = run_without_reader(1, redirection, &[&arguments[..], &["--tracking-id", "t-1"]].concat())
                .assert_exit(code);
            assert_eq!(output.stdout, "");
            let recorded = sandbox.admin("orders")["orders"][orders - 1]["id"].as_str().unwrap().to_owned();
            for needed in
                [&*format!("order id:       {recorded}\n"), "tracking id:    t-1\n", "outcome:        accepted\n"]
            {
                assert!(output.stderr.contains(needed), "{redirection}: `{needed}` is missing: {output:?}");
            }
            assert_eq!(
                output.stderr.contains("there is an order, but: cannot write to standard output"),
                code == 6,
                "{redirection}: {output:?}"
            );
        }
    }
    assert_eq!(sandbox.orders() as usize, orders);
}

#[cfg(target_os = "linux")]
#[test]
fn a_doubt_is_printed_to_the_other_stream_if_one_is_lost() {
    for (redirection, _) in LOST_STREAMS {
        for (stream, arguments) in [(1, &["--json"][..]), (2, &[]), (1, &[])] {
            let sandbox = SandboxProcess::start(&["--no-auth", "--fault", "reset@after"]);
            let arguments =
                [&RESERVE_ONE[..], arguments, &["--target", &sandbox.base, "--tracking-id", "t-1"]].concat();
            // The first line on standard error raises SIGXFSZ before anything is sent, and so interrupts the order.
            if stream == 2 && redirection.contains("$FILE") {
                let output = run_without_reader(stream, redirection, &arguments).assert_exit(130);
                assert_eq!((sandbox.posts(), &*output.stdout), (0, ""));
                continue;
            }
            let output = run_without_reader(stream, redirection, &arguments).assert_exit(6);
            let (printed, other) =
                if stream == 1 { (&output.stderr, &output.stdout) } else { (&output.stdout, &output.stderr) };
            assert!(
                printed.contains("There may be an order") && printed.contains("t-1"),
                "{redirection}, {stream}: {output:?}"
            );
            assert_eq!(other, "", "{redirection}, {stream}");
        }
    }
}

/// With `>/dev/null 2>&1`, as in cron jobs, each report is saved in a file of its own.
#[cfg(target_os = "linux")]
#[test]
fn a_report_is_saved_if_both_streams_are_lost() {
    let sandbox = SandboxProcess::start(&[
        "--no-auth",
        "--fault",
        "status-201",
        "--fault",
        "status-201",
        "--fault",
        "reset@after",
    ]);
    for (number, (redirection, name, expected, code)) in [
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
        // Existing files are not overwritten.
        for name in ["t-1.report", "t-1-2.report"].iter().take_while(|before| **before != name) {
            scratch.file(&format!("state/colt-numbers/colt-numbers-{name}"), "other");
        }
        let line = format!("exec {} \"$@\" --color always {redirection}", env!("CARGO_BIN_EXE_colt-numbers"));
        let number = format!("+4420813247{number:02}");
        command.args(["-c", &line, "sh"]).args(reserve(&number));
        command.args(["--target", &sandbox.base, "--tracking-id", "t-1"]);
        let output = ProgramOutput::of(command.env("XDG_STATE_HOME", &state).output().unwrap()).assert_exit(code);
        assert_eq!(output.stdout + &output.stderr, "");
        let report = std::fs::read_to_string(format!("{state}/colt-numbers/colt-numbers-{name}")).unwrap();
        for needed in expected.iter().chain(&["tracking id:    t-1\n"]) {
            assert!(report.contains(needed), "{redirection}: `{needed}` is missing: {report}");
        }
        assert!(!report.contains('\u{1b}') && report.contains(&sandbox.base), "{redirection}: {report}");
    }
    // An order in the embedded sandbox is not saved, because the sandbox ends with the program.
    let scratch = Scratch::new();
    let mut command = program_in(&scratch);
    let null = || std::fs::File::create("/dev/null").unwrap();
    assert!(command.args(RESERVE_ONE).stdout(null()).stderr(null()).status().unwrap().success());
    assert!(scratch.names().is_empty());
}

#[cfg(target_os = "linux")]
#[test]
fn an_error_is_printed_to_standard_error_if_standard_output_is_lost() {
    // Without a call in flight, SIGXFSZ ends the program, so that redirection is left out.
    for (redirection, _) in LOST_STREAMS.into_iter().filter(|(redirection, _)| !redirection.contains("$FILE")) {
        let output = run_without_reader(1, redirection, &["check", "no-such-file", "--json"]).assert_exit(2);
        assert!(output.stderr.contains("error: cannot read `no-such-file`"), "{redirection}: {output:?}");
    }
}

#[test]
fn an_order_is_printed_to_the_other_stream_if_a_pipe_is_closed() {
    let sandbox = SandboxProcess::start(&["--no-auth", "--fault", "reset@after"]);
    let (reader, writer) = pipe().unwrap();
    drop(reader);
    let arguments = [&RESERVE_ONE[..], &["--json", "--target", &sandbox.base]].concat();
    let output = ProgramOutput::of(program().args(arguments).stdout(writer.try_clone().unwrap()).output().unwrap())
        .assert_exit(6);
    assert!(output.stderr.contains("There may be an order"), "{output:?}");
    let output = ProgramOutput::of(program().args(RESERVE_ONE).stdout(writer.try_clone().unwrap()).output().unwrap())
        .assert_exit(0);
    assert!(output.stderr.contains("order id:"), "{output:?}");
    let sandbox = SandboxProcess::start(&["--no-auth", "--fault", "reset@after"]);
    let arguments = [&RESERVE_ONE[..], &["--target", &sandbox.base]].concat();
    let output = ProgramOutput::of(program().args(arguments).stderr(writer).output().unwrap()).assert_exit(6);
    assert!(output.stdout.contains("There may be an order"), "{output:?}");
}

#[test]
fn data_and_messages_use_different_streams() {
    let output = run_all(&[&RESERVE_ONE, &["--dry-run"]]).assert_exit(0);
    assert!(
        output.stdout.starts_with("POST http") && output.stderr.starts_with("note: nothing was sent"),
        "{output:?}"
    );
    let output = run_all(&[&RESERVE_ONE, &["--target", "http://127.0.0.1:9/numberManagement", "--timeout", "0.2"]])
        .assert_exit(7);
    assert_eq!(output.stdout, "");
}

#[test]
fn the_log_does_not_use_standard_output() {
    let output = run_all(&[&RESERVE_ONE, &["-v", "--json"]]).assert_exit(0);
    assert_eq!(output.json()["outcome"], "accepted");
    assert!(output.stderr.contains("INFO") && !output.stderr.contains("DEBUG"), "{output:?}");
    assert!(run_all(&[&RESERVE_ONE, &["-vv"]]).assert_exit(0).stderr.contains("DEBUG"));
}

#[test]
fn the_sandbox_prints_its_urls() {
    let sandbox = SandboxProcess::start(&["--json", "--fault-rate", "0.5", "--seed", "7"]);
    let served: serde_json::Value = serde_json::from_str(&sandbox.base).unwrap();
    let base = served["baseUrl"].as_str().unwrap();
    let root = base.strip_suffix("/numberManagement").unwrap();
    assert_eq!(served["tokenUrl"], format!("{root}/authentication/v1/oauth/token"));
    assert_eq!(served["adminUrl"], format!("{root}/__sandbox"));
}

#[test]
fn a_port_in_use_is_reported() {
    let sandbox = SandboxProcess::start(&[]);
    let output = run(["sandbox", "--listen", sandbox.address()]).assert_exit(4);
    assert!(output.stderr.contains("cannot listen on") && output.stderr.contains("127.0.0.1:0"), "{output:?}");
}

#[test]
fn faults_are_listed() {
    let text = run(["sandbox", "--list-faults"]).assert_exit(0).stdout;
    assert!(text.contains("close-unanswered @before @after\n"), "{text}");
    let json = run(["sandbox", "--list-faults", "--json"]).assert_exit(0).json();
    assert_eq!(json[0]["name"], "connection-refused");
    assert_eq!(json[0]["when"], serde_json::json!(["before"]));
}
