//! `journal`: the check, the export, and resuming after the send log was lost.

use colt_numbers_journal::State::{Accepted, Planned, Unknown};
use serde_json::{Value, json};

use crate::journal_fixture::{apply_plan, journal_path, silent_server, with_journal};
use crate::support::{ProgramOutput, Scratch, program_in};

#[test]
fn a_sound_journal_has_no_problem_and_a_damaged_one_is_not_used() {
    let (scratch, base) = (Scratch::new(), silent_server().base());
    apply_plan(&scratch, "spring", &base, 3, &[(10, Accepted), (20, Unknown)]);
    let output = with_journal(&scratch, &["journal", "check"]).assert_exit(6);
    assert!(output.stdout.ends_with("no problem was found\n"), "{output:?}");
    assert!(output.stderr.contains("orders are in doubt"), "{output:?}");
    let json = with_journal(&scratch, &["journal", "check", "--json"]).assert_exit(6).json();
    assert_eq!((&json["problems"], &json["inDoubt"]), (&json!([]), &json!(1)));
    with_journal(&scratch, &["journal", "check", "--keep-planned"]).assert_exit(2);
    // Zeros in the middle of the file.
    let path = journal_path(&scratch);
    let mut bytes = std::fs::read(&path).unwrap();
    let length = bytes.len();
    bytes[4096 * 3..length - 4096].fill(0);
    std::fs::write(&path, bytes).unwrap();
    let output = with_journal(&scratch, &["journal", "check"]);
    assert!([1, 4, 8].contains(&output.code.unwrap()) && !output.stdout.contains("no problem"), "{output:?}");
}

#[test]
fn the_export_has_everything() {
    let (scratch, base) = (Scratch::new(), silent_server().base());
    let ids = apply_plan(&scratch, "spring", &base, 3, &[(10, Accepted), (20, Unknown), (30, Planned)]);
    apply_plan(&scratch, "summer", &base, 3, &[(40, Accepted)]);
    let output = with_journal(&scratch, &["journal", "export"]).assert_exit(0);
    assert_eq!(with_journal(&scratch, &["journal", "export", "--json"]).stdout.lines().count(), 7);
    let lines: Vec<Value> = output.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let types: Vec<_> = lines.iter().map(|line| line["type"].as_str().unwrap()).collect();
    assert_eq!(types, ["journal", "plan", "order", "order", "order", "plan", "order"]);
    let second = &lines[3];
    assert_eq!((&second["order"]["trackingId"], &second["order"]["key"]), (&json!(ids[1]), &json!("spring-2")));
    let request: Value = serde_json::from_str(second["request"].as_str().unwrap()).unwrap();
    assert_eq!(request["numberRangeList"][0]["numberRangeStart"], "+442081000200");
    let steps: Vec<_> =
        second["history"].as_array().unwrap().iter().map(|change| change["to"].as_str().unwrap()).collect();
    assert_eq!(steps, ["sending", "unknown"]);
}

#[test]
fn a_journal_without_its_send_log_is_used_only_after_resume() {
    for (option, state, exit) in [(None, "unknown", 6), (Some("--keep-planned"), "planned", 0)] {
        let (scratch, base) = (Scratch::new(), silent_server().base());
        apply_plan(&scratch, "spring", &base, 0, &[(10, Accepted), (20, Planned)]);
        let output = with_journal(&scratch, &["journal", "resume"]).assert_exit(0);
        assert!(output.stderr.contains("nothing is lost"), "{output:?}");
        std::fs::remove_dir_all(scratch.path("state/colt-numbers/send-log")).unwrap();
        let output = with_journal(&scratch, &["journal", "check"]).assert_exit(4);
        assert!(output.stderr.contains("colt-numbers journal --help"), "{output:?}");
        let arguments: Vec<_> = ["journal", "resume", "--json"].into_iter().chain(option).collect();
        let json = with_journal(&scratch, &arguments).assert_exit(exit).json();
        let states: Vec<_> = json["plans"][0]["states"]
            .as_array()
            .unwrap()
            .iter()
            .map(|state| state["state"].as_str().unwrap())
            .collect();
        assert!(states.contains(&"accepted") && states.contains(&state) && states.len() == 2, "{json}");
        with_journal(&scratch, &["journal", "check"]).assert_exit(exit);
    }
}

/// Orders were sent, so no command may take the journal for an empty one.
#[test]
fn a_lost_journal_is_reported_by_every_command_until_it_is_created_from_its_send_log() {
    let (scratch, base) = (Scratch::new(), silent_server().base());
    apply_plan(&scratch, "spring", &base, 3, &[(10, Accepted), (20, Unknown), (30, Planned)]);
    std::fs::remove_file(journal_path(&scratch)).unwrap();
    let file = scratch.orders("ranges.csv", "country,start\nGB,+442081000100\n");
    let reserve = ["reserve", "--country", "GB", "--start", "+442081000100", "--customer-reference", "C-1"];
    for command in [
        &["status"][..],
        &["status", "--csv"],
        &["apply", "spring"],
        &["reconcile"],
        &["lapses"],
        &["journal", "check"],
        &["journal", "export"],
        &["plan", &file, "--target", &base],
        &[&reserve[..], &["--target", &base]].concat(),
    ] {
        let output = with_journal(&scratch, command).assert_exit(4);
        assert!(output.stderr.contains("shows that orders were sent with it"), "{command:?}: {output:?}");
        assert!(output.stderr.contains("restore the journal from a backup"), "{command:?}: {output:?}");
    }
    let output = with_journal(&scratch, &["journal", "resume"]).assert_exit(6);
    assert!(output.stderr.contains("the journal was created from its send log"), "{output:?}");
    assert!(output.stderr.contains("keys are not in the send log"), "{output:?}");
    let output = with_journal(&scratch, &["plan", &file, "--target", &base]).assert_exit(3);
    assert!(output.stderr.contains("unknown"), "{output:?}");
}

/// A scheduled job may go on with the old path.
#[test]
fn a_lost_journal_is_reported_after_a_copy_was_opened_until_resume_states_a_move() {
    let (scratch, base) = (Scratch::new(), silent_server().base());
    apply_plan(&scratch, "spring", &base, 3, &[(10, Accepted)]);
    let (path, copy) = (journal_path(&scratch), scratch.path("backup.db"));
    std::fs::rename(&path, &copy).unwrap();
    let at_copy = |action: &str| {
        let output = program_in(&scratch).args(["journal", action, "--journal", &copy]).output().unwrap();
        ProgramOutput::of(output).assert_exit(0);
    };
    let file = scratch.orders("ranges.csv", "country,start\nGB,+442081000100\n");
    at_copy("check");
    with_journal(&scratch, &["plan", &file, "--target", &base]).assert_exit(4);
    assert!(!std::path::Path::new(&path).exists());
    at_copy("resume");
    with_journal(&scratch, &["plan", &file, "--target", &base]).assert_exit(0);
}

/// A database without tables: the creation of the journal was interrupted.
#[test]
fn a_lost_journal_is_created_in_place_of_a_file_without_tables() {
    let (scratch, base) = (Scratch::new(), silent_server().base());
    apply_plan(&scratch, "spring", &base, 3, &[(10, Accepted)]);
    let mut page = vec![0; 4096];
    page[..16].copy_from_slice(b"SQLite format 3\0");
    // The page size, the version of a write-ahead log, the payload fractions, the number of pages, the encoding, and an empty table of tables.
    for (at, byte) in
        [(16, 16), (18, 2), (19, 2), (21, 64), (22, 32), (23, 32), (27, 1), (31, 1), (47, 4), (59, 1), (95, 1)]
    {
        page[at] = byte;
    }
    page[100] = 13;
    page[105] = 16;
    std::fs::write(journal_path(&scratch), page).unwrap();
    with_journal(&scratch, &["status"]).assert_exit(4);
    let output = with_journal(&scratch, &["journal", "resume"]).assert_exit(6);
    assert!(output.stderr.contains("the journal was created from its send log"), "{output:?}");
    with_journal(&scratch, &["status"]).assert_exit(6);
}
