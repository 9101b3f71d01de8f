//! The files of `contract --report`: each is complete or unchanged, whatever happens to the others; a path that is not a regular file is written to directly.

#![cfg(unix)]

use std::fs::{self, File, OpenOptions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::stub_server::{Server, answer};
use crate::support::{Ran, Scratch, program, run};

const KNOWN: &str = r#"{"drift": ["known"]}"#;

/// A server that drifts, and whose run is soon over.
fn drifting() -> Server {
    Server::start(|_| Some(answer("409 Conflict", r#"{"order": {"id": "1"}}"#)))
}

fn command(server: &Server, reports: &[String]) -> Command {
    let mut command = program();
    command.args(["contract", "--target", &server.base(), "--max-orders", "1", "--rate", "1000/s"]);
    for report in reports {
        command.args(["--report", report]);
    }
    command
}

fn written(server: &Server, reports: &[String]) -> Ran {
    Ran::of(command(server, reports).output().unwrap())
}

fn is_report(text: &str) -> bool {
    serde_json::from_str::<Value>(text).is_ok_and(|report| report["requests"] == 1)
}

#[test]
fn a_run_without_results_changes_no_file() {
    let scratch = Scratch::new();
    let known = scratch.file("known.json", KNOWN);
    let report = format!("baseline={known}");
    // No token; no server; no request that may be sent.
    let refusing = Server::start(|_| Some(answer("401 Unauthorized", "{}")));
    let mut untrusted = command(&refusing, std::slice::from_ref(&report));
    untrusted.env("COLT_CLIENT_ID", "me").env("COLT_CLIENT_SECRET", "secret");
    Ran::of(untrusted.env("COLT_TOKEN_URL", refusing.token_url()).output().unwrap()).ended(4);
    run(["contract", "--target", "http://127.0.0.1:1/numberManagement", "--rate", "1000/s", "--report", &report])
        .ended(7);
    let ran = run(["contract", "--max-orders", "0", "--report", &report]).ended(7);
    assert!(ran.err.contains("the run has no results"), "{ran:?}");
    let html = format!("html={}", scratch.path("new.html"));
    run(["contract", "--max-orders", "0", "--report", &html]).ended(7);
    assert_eq!(fs::read_to_string(&known).unwrap(), KNOWN);
    assert_eq!(scratch.names(), ["known.json"]);
}

#[test]
fn one_report_that_fails_loses_no_other() {
    let scratch = Scratch::new();
    let (before, after) = (scratch.path("before"), scratch.path("after"));
    let reports = [format!("json={before}"), "html=/dev/full".to_owned(), format!("json={after}")];
    let ran = written(&drifting(), &reports).ended(8);
    assert!(ran.err.contains("the report `/dev/full` cannot be written"), "{ran:?}");
    assert!(ran.out.contains("0 orders placed"), "{ran:?}");
    assert!([before, after].iter().all(|file| is_report(&fs::read_to_string(file).unwrap())));
    // Where nothing drifts, the lost report is what the exit status says.
    let ran = run(["contract", "--max-orders", "1", "--json", "--report", "html=/dev/full"]).ended(1);
    assert!(serde_json::from_str::<Value>(&ran.out).is_ok() && ran.err.contains("`/dev/full`"), "{ran:?}");
}

#[test]
fn a_full_standard_output_loses_no_report() {
    let scratch = Scratch::new();
    let file = scratch.path("json");
    let mut command = command(&drifting(), &[format!("json={file}")]);
    let ran = Ran::of(command.stdout(OpenOptions::new().write(true).open("/dev/full").unwrap()).output().unwrap());
    assert!(is_report(&fs::read_to_string(file).unwrap()) && ran.err.contains("standard output"), "{ran:?}");
    assert_eq!(ran.code, Some(8));
}

#[test]
fn a_regular_file_is_replaced_by_a_complete_one_with_its_permissions() {
    let scratch = Scratch::new();
    for mode in [0o600, 0o640, 0o644] {
        let file = scratch.file("report.json", "x".repeat(1_000_000));
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
        let old = File::open(&file).unwrap();
        written(&drifting(), &[format!("json={file}")]).ended(8);
        let new = fs::metadata(&file).unwrap();
        assert!(is_report(&fs::read_to_string(&file).unwrap()));
        assert_eq!((new.mode() & 0o7777, new.ino() == old.metadata().unwrap().ino()), (mode, false));
        // Whoever had it open reads the old one to its end.
        assert_eq!(old.metadata().unwrap().len(), 1_000_000);
    }
    assert_eq!(scratch.names(), ["report.json"]);
    // One that is named without a folder is beside the others of the current one.
    command(&drifting(), &["json=here.json".to_owned()]).current_dir(scratch.path("")).output().unwrap();
    assert!(is_report(&fs::read_to_string(scratch.path("here.json")).unwrap()));
}

#[test]
fn a_link_stays_one_and_what_it_leads_to_is_written() {
    let scratch = Scratch::new();
    let long = scratch.file("long", "x".repeat(1_000_000));
    for (name, target) in [("link", &long), ("dangling", &scratch.path("new"))] {
        let link = scratch.path(name);
        symlink(target, &link).unwrap();
        written(&drifting(), &[format!("json={link}")]).ended(8);
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert!(is_report(&fs::read_to_string(target).unwrap()), "{name}");
    }
    // A link that leads to a file keeps what is in it where there are no results.
    fs::write(&long, KNOWN).unwrap();
    run(["contract", "--max-orders", "0", "--report", &format!("baseline={}", scratch.path("link"))]).ended(7);
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
    written(&drifting(), &[format!("json={fifo}")]).ended(8);
    assert!(is_report(&reader.join().unwrap()));
    assert_eq!(scratch.names(), ["fifo"]);
}

/// A pipe, a file, and one that has something in it already: both the report and what is printed are whole.
#[cfg(target_os = "linux")]
#[test]
fn standard_output_is_written_to_by_its_name() {
    let whole = |text: &str| {
        let (report, printed) = text.split_once("\n}\n").unwrap();
        is_report(&format!("{report}}}")) && printed.contains("against `http") && printed.contains("1 requests")
    };
    for name in ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"] {
        let report = [format!("json={name}")];
        let ran = written(&drifting(), &report).ended(8);
        assert!(whole(&ran.out), "{name}: {ran:?}");
        let scratch = Scratch::new();
        let file = scratch.file("out", "before\n");
        let append = OpenOptions::new().append(true).open(&file).unwrap();
        command(&drifting(), &report).stdout(Stdio::from(append)).output().unwrap();
        let text = fs::read_to_string(&file).unwrap();
        assert!(whole(text.strip_prefix("before\n").unwrap()), "{name}: {text}");
        command(&drifting(), &report).stdout(File::create(&file).unwrap()).output().unwrap();
        assert!(whole(&fs::read_to_string(&file).unwrap()), "{name}");
    }
}

#[test]
fn what_cannot_be_written_is_found_before_anything_is_sent() {
    let scratch = Scratch::new();
    let server = drifting();
    let known = scratch.file("known.json", KNOWN);
    let folder = scratch.path("");
    let name = std::path::Path::new(&folder).file_name().unwrap().to_str().unwrap();
    let (link, other) = (scratch.path("link"), scratch.path("other"));
    symlink(&known, &link).unwrap();
    symlink(&link, &other).unwrap();
    let wrong = [
        vec![format!("json={folder}")],
        vec![format!("json={folder}/none/x")],
        vec![format!("baseline={known}"), format!("json={folder}/none/x")],
        vec![format!("baseline={known}"), format!("json={known}")],
        vec![format!("json={folder}\u{202e}/none/x")],
        // One report would be lost in the other, however the file is spelled.
        vec![format!("baseline={known}"), format!("json={folder}/./known.json")],
        vec![format!("json={folder}/new"), format!("html={folder}/../{name}/new")],
        vec![format!("json={known}"), format!("html={link}")],
        vec![format!("html={link}"), format!("json={known}")],
        vec![format!("html={link}"), format!("json={other}")],
    ];
    for reports in wrong {
        let ran = written(&server, &reports).ended(2);
        assert!(!ran.err.contains('\u{202e}') && ran.out.is_empty(), "{ran:?}");
    }
    assert!(server.others().is_empty());
    assert_eq!(fs::read_to_string(&known).unwrap(), KNOWN);
    assert_eq!(scratch.names().len(), 3);
    // Two names of one inode are two files once one is replaced, and a device may be named twice.
    let twin = scratch.path("twin");
    fs::hard_link(&known, &twin).unwrap();
    let reports = [format!("json={known}"), format!("json={twin}"), "json=/dev/null".into(), "html=/dev/null".into()];
    written(&drifting(), &reports).ended(8);
    assert!([known, twin].iter().all(|file| is_report(&fs::read_to_string(file).unwrap())));
}

#[test]
fn a_doubt_that_cannot_be_printed_on_standard_output_is_printed_on_the_other_stream() {
    let mut command = command(&drifting(), &[]);
    let ran = Ran::of(command.stdout(Stdio::null()).output().unwrap()).ended(8);
    assert!(ran.err.contains("may have placed an order") && ran.err.contains("tracking id `ct-"), "{ran:?}");
    assert!(!written(&drifting(), &[]).ended(8).err.contains("may have placed"), "it is printed once");
}
