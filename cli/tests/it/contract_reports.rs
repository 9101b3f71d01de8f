//! The files of `contract --report`: a regular file is complete or unchanged, even if other reports fail; a link, a FIFO
//! or a device is written to directly.

#![cfg(unix)]

use std::fs::{self, File, OpenOptions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::stub_server::{StubServer, response};
use crate::support::{ProgramOutput, Scratch, program, run};

const KNOWN: &str = r#"{"drift": ["known"]}"#;

/// A server with drift: it rejects a request and returns an order. A run against such a server is short.
fn drifting_server() -> StubServer {
    StubServer::start(|_| Some(response("409 Conflict", r#"{"order": {"id": "1"}}"#)))
}

fn command(server: &StubServer, reports: &[String]) -> Command {
    let mut command = program();
    command.args(["contract", "--target", &server.base(), "--max-orders", "1", "--rate", "1000/s"]);
    for report in reports {
        command.args(["--report", report]);
    }
    command
}

fn run_with_reports(server: &StubServer, reports: &[String]) -> ProgramOutput {
    ProgramOutput::of(command(server, reports).output().unwrap())
}

fn is_report(text: &str) -> bool {
    serde_json::from_str::<Value>(text).is_ok_and(|report| report["requests"] == 1)
}

#[test]
fn a_run_without_results_changes_no_file() {
    let scratch = Scratch::new();
    let known = scratch.file("known.json", KNOWN);
    let report = format!("baseline={known}");
    // Three runs without results: the token is rejected, the server is unreachable, no order is allowed.
    let rejecting = StubServer::start(|_| Some(response("401 Unauthorized", "{}")));
    let mut rejected = command(&rejecting, std::slice::from_ref(&report));
    rejected.env("COLT_CLIENT_ID", "me").env("COLT_CLIENT_SECRET", "secret");
    ProgramOutput::of(rejected.env("COLT_TOKEN_URL", rejecting.token_url()).output().unwrap()).assert_exit(4);
    run(["contract", "--target", "http://127.0.0.1:1/numberManagement", "--rate", "1000/s", "--report", &report])
        .assert_exit(7);
    let output = run(["contract", "--max-orders", "0", "--report", &report]).assert_exit(7);
    assert!(output.stderr.contains("the run has no results"), "{output:?}");
    let html = format!("html={}", scratch.path("new.html"));
    run(["contract", "--max-orders", "0", "--report", &html]).assert_exit(7);
    assert_eq!(fs::read_to_string(&known).unwrap(), KNOWN);
    assert_eq!(scratch.names(), ["known.json"]);
}

#[test]
fn a_report_that_cannot_be_written_does_not_affect_the_others() {
    let scratch = Scratch::new();
    let (before, after) = (scratch.path("before"), scratch.path("after"));
    let reports = [format!("json={before}"), "html=/dev/full".to_owned(), format!("json={after}")];
    let output = run_with_reports(&drifting_server(), &reports).assert_exit(8);
    assert!(output.stderr.contains("cannot write the report `/dev/full`"), "{output:?}");
    assert!(output.stdout.contains("0 orders placed"), "{output:?}");
    assert!([before, after].iter().all(|file| is_report(&fs::read_to_string(file).unwrap())));
    // Without drift, the exit code is that of the report that cannot be written.
    let output = run(["contract", "--max-orders", "1", "--json", "--report", "html=/dev/full"]).assert_exit(1);
    assert!(
        serde_json::from_str::<Value>(&output.stdout).is_ok() && output.stderr.contains("`/dev/full`"),
        "{output:?}"
    );
}

#[test]
fn report_files_are_written_even_if_standard_output_is_full() {
    let scratch = Scratch::new();
    let file = scratch.path("json");
    let mut command = command(&drifting_server(), &[format!("json={file}")]);
    let output =
        ProgramOutput::of(command.stdout(OpenOptions::new().write(true).open("/dev/full").unwrap()).output().unwrap());
    assert!(is_report(&fs::read_to_string(file).unwrap()) && output.stderr.contains("standard output"), "{output:?}");
    assert_eq!(output.code, Some(8));
}

#[test]
fn a_regular_file_is_replaced_and_keeps_its_permissions() {
    let scratch = Scratch::new();
    for mode in [0o600, 0o640, 0o644] {
        let file = scratch.file("report.json", "x".repeat(1_000_000));
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
        let old = File::open(&file).unwrap();
        run_with_reports(&drifting_server(), &[format!("json={file}")]).assert_exit(8);
        let new = fs::metadata(&file).unwrap();
        assert!(is_report(&fs::read_to_string(&file).unwrap()));
        assert_eq!((new.mode() & 0o7777, new.ino() == old.metadata().unwrap().ino()), (mode, false));
        // A program that has the old report open can read it to its end.
        assert_eq!(old.metadata().unwrap().len(), 1_000_000);
    }
    assert_eq!(scratch.names(), ["report.json"]);
    // A path without a folder is in the current folder.
    command(&drifting_server(), &["json=here.json".to_owned()]).current_dir(scratch.path("")).output().unwrap();
    assert!(is_report(&fs::read_to_string(scratch.path("here.json")).unwrap()));
}

#[test]
fn a_link_is_kept_and_its_destination_is_written() {
    let scratch = Scratch::new();
    let long = scratch.file("long", "x".repeat(1_000_000));
    for (name, target) in [("link", &long), ("dangling", &scratch.path("new"))] {
        let link = scratch.path(name);
        symlink(target, &link).unwrap();
        run_with_reports(&drifting_server(), &[format!("json={link}")]).assert_exit(8);
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert!(is_report(&fs::read_to_string(target).unwrap()), "{name}");
    }
    // A run without results leaves the destination of a link unchanged.
    fs::write(&long, KNOWN).unwrap();
    run(["contract", "--max-orders", "0", "--report", &format!("baseline={}", scratch.path("link"))]).assert_exit(7);
    assert_eq!(fs::read_to_string(&long).unwrap(), KNOWN);
}

#[test]
fn a_fifo_is_written_to() {
    let scratch = Scratch::new();
    let fifo = scratch.path("fifo");
    assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    let reader = std::thread::spawn({
        let fifo = fifo.clone();
        move || fs::read_to_string(fifo).unwrap()
    });
    run_with_reports(&drifting_server(), &[format!("json={fifo}")]).assert_exit(8);
    assert!(is_report(&reader.join().unwrap()));
    assert_eq!(scratch.names(), ["fifo"]);
}

/// With a pipe, an empty file or a file with content as standard output, both the report and the printed text are complete.
#[cfg(target_os = "linux")]
#[test]
fn a_report_can_be_written_to_standard_output_by_path() {
    let is_complete = |text: &str| {
        let (report, printed) = text.split_once("\n}\n").unwrap();
        is_report(&format!("{report}}}")) && printed.contains("against `http") && printed.contains("1 requests")
    };
    for name in ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"] {
        let report = [format!("json={name}")];
        let output = run_with_reports(&drifting_server(), &report).assert_exit(8);
        assert!(is_complete(&output.stdout), "{name}: {output:?}");
        let scratch = Scratch::new();
        let file = scratch.file("out", "before\n");
        let append = OpenOptions::new().append(true).open(&file).unwrap();
        command(&drifting_server(), &report).stdout(Stdio::from(append)).output().unwrap();
        let text = fs::read_to_string(&file).unwrap();
        assert!(is_complete(text.strip_prefix("before\n").unwrap()), "{name}: {text}");
        command(&drifting_server(), &report).stdout(File::create(&file).unwrap()).output().unwrap();
        assert!(is_complete(&fs::read_to_string(&file).unwrap()), "{name}");
    }
}

#[test]
fn an_unusable_report_path_is_found_before_anything_is_sent() {
    let scratch = Scratch::new();
    let server = drifting_server();
    let known = scratch.file("known.json", KNOWN);
    let folder = scratch.path("");
    let name = std::path::Path::new(&folder).file_name().unwrap().to_str().unwrap();
    let (link, other) = (scratch.path("link"), scratch.path("other"));
    symlink(&known, &link).unwrap();
    symlink(&link, &other).unwrap();
    let unusable = [
        vec![format!("json={folder}")],
        vec![format!("json={folder}/none/x")],
        vec![format!("baseline={known}"), format!("json={folder}/none/x")],
        vec![format!("baseline={known}"), format!("json={known}")],
        vec![format!("json={folder}\u{202e}/none/x")],
        // Two reports with the same file, in different spellings.
        vec![format!("baseline={known}"), format!("json={folder}/./known.json")],
        vec![format!("json={folder}/new"), format!("html={folder}/../{name}/new")],
        vec![format!("json={known}"), format!("html={link}")],
        vec![format!("html={link}"), format!("json={known}")],
        vec![format!("html={link}"), format!("json={other}")],
    ];
    for reports in unusable {
        let output = run_with_reports(&server, &reports).assert_exit(2);
        assert!(!output.stderr.contains('\u{202e}') && output.stdout.is_empty(), "{output:?}");
    }
    assert!(server.other_requests().is_empty());
    assert_eq!(fs::read_to_string(&known).unwrap(), KNOWN);
    assert_eq!(scratch.names().len(), 3);
    // Two reports may have the same device, or two hard links to one file: the links become two files once one of them is replaced.
    let hard_link = scratch.path("hard_link");
    fs::hard_link(&known, &hard_link).unwrap();
    let reports =
        [format!("json={known}"), format!("json={hard_link}"), "json=/dev/null".into(), "html=/dev/null".into()];
    run_with_reports(&drifting_server(), &reports).assert_exit(8);
    assert!([known, hard_link].iter().all(|file| is_report(&fs::read_to_string(file).unwrap())));
}

#[test]
fn a_doubt_is_printed_to_standard_error_if_standard_output_is_lost() {
    let mut command = command(&drifting_server(), &[]);
    let output = ProgramOutput::of(command.stdout(Stdio::null()).output().unwrap()).assert_exit(8);
    assert!(
        output.stderr.contains("may have placed an order") && output.stderr.contains("tracking id `ct-"),
        "{output:?}"
    );
    assert!(
        !run_with_reports(&drifting_server(), &[]).assert_exit(8).stderr.contains("may have placed"),
        "the summary is printed twice"
    );
}
