//! `lapses`: the list, the calendar, CSV and JSON, and the exit code of `--fail`.

use colt_numbers_journal::State::{Accepted, Unknown};

use crate::journal_fixture::{apply_plan, silent_server, with_journal};
use crate::support::Scratch;

#[test]
fn reservations_that_may_lapse_are_listed_by_day() {
    let (scratch, base) = (Scratch::new(), silent_server().base());
    let old = apply_plan(&scratch, "winter; old", &base, 92, &[(10, Accepted)]);
    let soon = apply_plan(&scratch, "spring", &base, 80, &[(20, Accepted), (30, Accepted)]);
    apply_plan(&scratch, "summer", &base, 1, &[(40, Accepted)]);
    let output = with_journal(&scratch, &["lapses"]).assert_exit(0);
    let lines: Vec<_> = output.stdout.lines().collect();
    assert_eq!(lines.len(), 5, "{output:?}");
    assert!(lines[0].ends_with(" (2 days ago): 1 order, 10 numbers"), "{output:?}");
    assert!(lines[1].contains(&format!("winter; old 1: +442081000100..+442081000109 {} order ", old[0])), "{output:?}");
    assert!(lines[2].ends_with(" (in 10 days): 2 orders, 20 numbers"), "{output:?}");
    for (within, count) in [("0d", 1), ("9d", 1), ("10d", 3), ("89d", 4)] {
        let json = with_journal(&scratch, &["lapses", "--within", within, "--json", "--fail"]).assert_exit(8).json();
        assert_eq!(json["orders"].as_array().unwrap().len(), count, "{within}");
    }
    let csv = with_journal(&scratch, &["lapses", "--csv"]).assert_exit(0).stdout;
    let rows: Vec<Vec<_>> = csv.lines().map(|line| line.split(',').collect()).collect();
    let column = |name| rows[0].iter().position(|column| *column == name).unwrap();
    assert_eq!((rows.len(), rows[2][column("tracking_id")], rows[2][column("numbers")]), (4, &*soon[0], "10"));
    for value in ["14", "d", "-1d", "36501d", "2w"] {
        with_journal(&scratch, &["lapses", &format!("--within={value}")]).assert_exit(2);
    }
}

#[test]
fn the_calendar_has_an_event_for_each_day_and_plan() {
    let (scratch, base) = (Scratch::new(), silent_server().base());
    let orders: Vec<_> = (1..=25).map(|n| (n, Accepted)).collect();
    let ids = apply_plan(&scratch, "spring", &base, 80, &orders);
    apply_plan(&scratch, "a; b, \\", &base, 80, &[(30, Accepted)]);
    let file = scratch.path("lapses.ics");
    with_journal(&scratch, &["lapses", "--ics", &file]).assert_exit(0);
    let text = std::fs::read_to_string(&file).unwrap().replace("\r\n ", "");
    assert_eq!(text.lines().filter(|line| *line == "BEGIN:VEVENT").count(), 2, "{text}");
    assert!(text.contains("SUMMARY:25 reservations (250 numbers) of plan spring may lapse\r\n"), "{text}");
    assert!(text.contains("SUMMARY:1 reservation (10 numbers) of plan a\\; b\\, \\\\ may lapse\r\n"), "{text}");
    assert!(text.contains(&ids[19]) && !text.contains(&ids[20]) && text.contains("\\nand 5 more"), "{text}");
    // A second file has the same ids, so that a calendar replaces its events.
    let uids = |text: &str| text.lines().filter(|line| line.starts_with("UID:")).map(str::to_owned).collect::<Vec<_>>();
    with_journal(&scratch, &["lapses", "--ics", &file]).assert_exit(0);
    assert_eq!(uids(&text), uids(&std::fs::read_to_string(&file).unwrap().replace("\r\n ", "")));
    with_journal(&scratch, &["lapses", "--ics", &scratch.path("no/such/folder")]).assert_exit(2);
}

#[test]
fn without_reservations_nothing_lapses() {
    let (scratch, base) = (Scratch::new(), silent_server().base());
    with_journal(&scratch, &["lapses", "--fail"]).assert_exit(2);
    // A journal that was emptied is not one without orders.
    scratch.file("journal.db", "");
    for command in ["lapses", "status", "reconcile"] {
        let output = with_journal(&scratch, &[command]).assert_exit(2);
        assert!(output.stderr.contains("does not exist"), "{output:?}");
    }
    apply_plan(&scratch, "spring", &base, 0, &[(10, Unknown)]);
    let output = with_journal(&scratch, &["lapses", "--fail", "--within", "100d"]).assert_exit(6);
    assert_eq!(output.stdout, "no accepted reservation may lapse within 100 days\n");
    assert!(output.stderr.contains("1 order in doubt, and not listed, may lapse as well"), "{output:?}");
    let json = with_journal(&scratch, &["lapses", "--fail", "--json"]).assert_exit(6).json();
    assert_eq!((&json["inDoubt"], json["orders"].as_array().unwrap().len()), (&1.into(), 0));
    with_journal(&scratch, &["lapses"]).assert_exit(0);
}
