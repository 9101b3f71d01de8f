//! `reconcile`: the list of orders in doubt, and their settlement by an export and by hand.

use colt_numbers_journal::State::{Accepted, Planned, Unknown};
use serde_json::{Value, json};

use crate::journal_fixture::{apply_plan, hours_ago, journal_path, rows, silent_server, with_journal};
use crate::support::{ProgramOutput, Scratch, program_in};

/// A journal with three orders of three days ago: one accepted, and two in doubt.
fn three_orders(scratch: &Scratch) -> Vec<String> {
    apply_plan(scratch, "spring", &silent_server().base(), 3, &[(10, Accepted), (20, Unknown), (30, Unknown)])
}

/// The states of the orders of the journal.
fn states(scratch: &Scratch) -> Vec<String> {
    let output = with_journal(scratch, &["journal", "export"]).assert_exit(0);
    let lines = output.stdout.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.filter_map(|line| Some(line["order"]["state"].as_str()?.to_owned())).collect()
}

#[test]
fn orders_in_doubt_are_listed_with_what_to_do() {
    let scratch = Scratch::new();
    let ids = three_orders(&scratch);
    let output = with_journal(&scratch, &["reconcile"]).assert_exit(6);
    for expected in [
        "2 orders are in doubt.",
        &ids[1],
        &ids[2],
        "+442081000200..+442081000209",
        "2 of plan spring",
        "check these sources, best first",
        "/__sandbox/orders",
        &format!("--journal {} --tracking-id {} --ordered ORDER-ID", journal_path(&scratch), ids[1]),
    ] {
        assert!(output.stdout.contains(expected), "{expected}: {output:?}");
    }
    assert!(!output.stdout.contains("vendor's support"), "the server is on this machine: {output:?}");
    let json = with_journal(&scratch, &["reconcile", "--json"]).assert_exit(6).json();
    let doubts = json["doubts"].as_array().unwrap();
    let found: Vec<_> = doubts.iter().map(|doubt| doubt["order"]["trackingId"].as_str().unwrap()).collect();
    assert_eq!((found, &json["inDoubt"]), (vec![&*ids[1], &ids[2]], &json!(2)));
    let (sent, from) = (doubts[0]["sentAt"].as_str().unwrap(), doubts[0]["notOrderedFrom"].as_str().unwrap());
    assert!(sent < from && from < &*hours_ago(24), "{sent} {from}");
    for id in &ids[1..] {
        let settle = ["reconcile", "--tracking-id", id, "--not-ordered", "--as-of", &hours_ago(1), "--evidence", "x"];
        with_journal(&scratch, &settle).assert_exit(0);
    }
    let output = with_journal(&scratch, &["reconcile"]).assert_exit(0);
    assert_eq!(output.stdout, "no order is in doubt\n");
}

#[test]
fn an_export_settles_what_it_shows_whole_and_only_with_apply() {
    let scratch = Scratch::new();
    let ids = three_orders(&scratch);
    let half = rows(20, "Reserved").lines().take(5).map(|line| format!("{line}\n")).collect::<String>();
    let known = rows(10, "Reserved");
    // The rows of the export, its age in hours, and what it shows about the two orders in doubt.
    let cases: [(String, i64, [&str; 2]); 8] = [
        (known.clone() + &rows(20, "Reserved"), 1, ["ordered", "notOrdered"]),
        (known.clone() + &rows(20, "Live") + &rows(30, "free"), 1, ["ordered", "notOrdered"]),
        (known.clone(), 1, ["notOrdered", "notOrdered"]),
        (known.clone() + &half, 1, ["5 are held and 0 are free", "notOrdered"]),
        (known.clone() + &rows(20, "Reserved"), 60, ["ordered", "too old"]),
        (rows(20, "Reserved"), 1, ["ordered", "the export is not complete"]),
        (rows(20, "Reserved") + &rows(30, "Free"), 1, ["ordered", "notOrdered"]),
        (rows(10, "Free") + &rows(40, "Reserved"), 1, ["the export is not complete", "the export is not complete"]),
    ];
    for (rows, age, expected) in &cases {
        let export = scratch.file("export.csv", format!("cliNumber,cliStatus\n{rows}"));
        let as_of = hours_ago(*age);
        let arguments = ["reconcile", "--inventory", &export, "--as-of", &as_of, "--held", "live", "--json"];
        let json = with_journal(&scratch, &arguments).assert_exit(6).json();
        assert_eq!((&json["applied"], &json["inDoubt"], &json["asOf"]), (&json!(false), &json!(2), &json!(as_of)));
        for (order, expected) in json["orders"].as_array().unwrap().iter().zip(expected) {
            let found = order["settlement"].as_str().or(order["reason"].as_str()).unwrap();
            assert!(found.contains(expected), "{rows}: {order}");
        }
    }
    assert_eq!(states(&scratch), ["accepted", "unknown", "unknown"], "nothing was changed without `--apply`");
    // A spreadsheet's file: a byte order mark, semicolons, other columns, and Windows line ends.
    let rows = known + &rows(20, "Reserved");
    let text = format!("\u{feff}ID;Status;Number\r\n{}", rows.replace('\n', "\r\n"));
    let text: String = text
        .lines()
        .map(|line| match line.split_once(',') {
            Some((number, status)) => format!("1;{status};\"{number}\"\r\n"),
            None => format!("{line}\r\n"),
        })
        .collect();
    let export = scratch.file("my export.csv", text);
    let as_of = hours_ago(1);
    let map = "number=Number,status=Status";
    let arguments = ["reconcile", "--inventory", &export, "--as-of", &as_of, "--map", map, "--apply"];
    let output = with_journal(&scratch, &arguments).assert_exit(0);
    let lines: Vec<_> = output.stdout.lines().skip(1).collect();
    assert_eq!(lines[0], "it lists 20 numbers that are held, and 0 free");
    assert_eq!(lines[1], format!("ordered spring 2: +442081000200..+442081000209 {}", ids[1]));
    assert_eq!(lines[2], format!("not ordered spring 3: +442081000300..+442081000309 {}", ids[2]));
    assert_eq!(states(&scratch), ["accepted", "accepted", "notOrdered"]);
    let export = with_journal(&scratch, &["journal", "export"]).stdout;
    assert!(export.contains(&format!("file my export.csv (observed {as_of})")), "{export}");
}

#[test]
fn an_export_that_is_not_clear_is_rejected_whole() {
    let scratch = Scratch::new();
    three_orders(&scratch);
    let table = |rows: &str| format!("cliNumber,cliStatus\n{}{rows}", rows_before()).into_bytes();
    fn rows_before() -> String {
        rows(20, "Reserved")
    }
    for (bytes, expected) in [
        (table("4.42081E+11,Free\n"), "line 12: `4.42081E+11` is a number in scientific notation"),
        (table("02081000300,Free\n"), "line 12: `02081000300` is not a telephone number"),
        (table(",Free\n"), "line 12: `` is not a telephone number"),
        (table("442081000200,Reserved\n"), "line 12: the number `442081000200` is in line 2 already"),
        (table("+442081000300,GB\n"), "line 12: `GB` is not a known status"),
        (table("+442081000300,\n"), "line 12: `` is not a known status"),
        (table("+442081000300\n"), "line 12 has 1 values, but the header has 2"),
        ([table("+442081000300,"), b"\xff\n".to_vec()].concat(), "line 12 is not UTF-8"),
        (b"cliNumber,status\n".to_vec(), "has no column `cliStatus`; its columns are `cliNumber`, `status`"),
        (b"cliNumber,cliStatus,cliStatus\n".to_vec(), "two columns have the name `cliStatus`"),
        (b"cliNumber,cliStatus\n".to_vec(), "lists no number"),
        (b"".to_vec(), "has no column"),
        (b"\xff\xfec\0l\0".to_vec(), "it is UTF-16"),
        (table(&"x,Free\n".repeat(30)), "; and 20 more"),
    ] {
        let export = scratch.file("export.csv", bytes);
        let arguments = ["reconcile", "--inventory", &export, "--as-of", &hours_ago(1), "--apply"];
        let output = with_journal(&scratch, &arguments).assert_exit(2);
        assert!(output.stderr.contains(expected), "{expected}: {output:?}");
    }
    let export = scratch.file("export.csv", table(""));
    let export = ["reconcile", "--inventory", &export];
    for (arguments, expected) in [
        (&["--as-of", &hours_ago(-1)][..], "is in the future"),
        (&["--as-of", "2027-01-05T09:00"], "a time with its zone"),
        (&[], "--as-of"),
        (&["--as-of", &hours_ago(1), "--map", "number=x"], "expected `number=COLUMN,status=COLUMN`"),
        (&["--as-of", &hours_ago(1), "--target", "production"], "no order of this target and account"),
        (&["--as-of", &hours_ago(1), "--tracking-id", "x"], "--tracking-id"),
    ] {
        let output = with_journal(&scratch, &[&export[..], arguments].concat()).assert_exit(2);
        assert!(output.stderr.contains(expected), "{expected}: {output:?}");
    }
    assert_eq!(states(&scratch), ["accepted", "unknown", "unknown"]);
}

#[test]
fn an_export_is_of_one_account() {
    let (scratch, first, second) = (Scratch::new(), silent_server().base(), silent_server().base());
    apply_plan(&scratch, "first", &first, 3, &[(10, Accepted), (20, Unknown), (30, Unknown)]);
    apply_plan(&scratch, "second", &second, 3, &[(40, Accepted)]);
    let export = scratch.file("export.csv", format!("cliNumber,cliStatus\n{}", rows(10, "Reserved")));
    let arguments = ["reconcile", "--inventory", &export, "--as-of", &hours_ago(1), "--json"];
    let output = with_journal(&scratch, &arguments).assert_exit(2);
    assert!(output.json()["message"].as_str().unwrap().contains("several accounts"), "{output:?}");
    for (base, orders) in [(&first, 2), (&second, 0)] {
        let json = with_journal(&scratch, &[&arguments[..], &["--target", base]].concat()).assert_exit(6).json();
        assert_eq!((json["orders"].as_array().unwrap().len(), &json["target"]), (orders, &json!(base)));
    }
}

#[test]
fn an_order_is_settled_by_hand_with_evidence() {
    let scratch = Scratch::new();
    let ids = three_orders(&scratch);
    let settle = |id: &str, arguments: &[&str]| {
        with_journal(&scratch, &[&["reconcile", "--tracking-id", id][..], arguments].concat())
    };
    let (yesterday, now) = (hours_ago(60), hours_ago(1));
    for (arguments, code, expected) in [
        (&[][..], 2, "--ordered"),
        (&["--ordered", "o-1"], 2, "--evidence"),
        (&["--not-ordered", "--evidence", "ticket 1"], 2, "--as-of"),
        (&["--released", "--evidence", "ticket 1"], 2, "--as-of"),
        (&["--ordered", "o-1", "--not-ordered", "--evidence", "x", "--as-of", &now], 2, "--not-ordered"),
        (&["--ordered", "o-1", "--evidence", "@no-such-file"], 2, "cannot read the evidence `no-such-file`"),
        (&["--ordered", "o-1", "--evidence", " "], 2, "blank"),
        (&["--not-ordered", "--evidence", "ticket 1", "--as-of", &yesterday], 6, "may have been in flight"),
        (&["--released", "--evidence", "ticket 1", "--as-of", &now], 6, "cannot become released"),
        (&["--withdraw"], 2, "only a planned order can"),
    ] {
        let output = settle(&ids[1], arguments).assert_exit(code);
        assert!(output.stderr.contains(expected), "{expected}: {output:?}");
    }
    assert!(settle("no-such-id", &["--withdraw"]).assert_exit(2).stderr.contains("no order with the tracking id"));
    let evidence = format!("@{}", scratch.file("mail.txt", "From: support\nThe order is there.\n"));
    let json = settle(&ids[1], &["--ordered", "o-1", "--evidence", &evidence, "--json"]).assert_exit(0).json();
    let settled = &json["settled"];
    assert_eq!((&settled["state"], &settled["orderId"]), (&json!("accepted"), &json!("o-1")));
    assert!(settled["evidence"].as_str().unwrap().starts_with("From: support\nThe order is there. (observed 2"));
    let output = settle(&ids[2], &["--not-ordered", "--evidence", "ticket 4711", "--as-of", &now]).assert_exit(0);
    assert!(output.stdout.contains("notOrdered"), "{output:?}");
    let released = settle(&ids[0], &["--released", "--evidence", "cancelled", "--as-of", &now, "--json"]);
    assert_eq!(released.assert_exit(0).json()["settled"]["state"], "released");
    assert_eq!(states(&scratch), ["released", "accepted", "notOrdered"]);
    // What is settled stays settled.
    settle(&ids[2], &["--ordered", "o-2", "--evidence", "ticket"]).assert_exit(2);
}

#[test]
fn a_lapsed_reservation_is_released_by_an_export_and_a_planned_order_is_withdrawn() {
    let scratch = Scratch::new();
    let ids = apply_plan(&scratch, "spring", &silent_server().base(), 91, &[(10, Accepted), (20, Planned)]);
    let export = scratch.file("export.csv", format!("cliNumber,cliStatus\n{}", rows(10, "Free")));
    let arguments = ["reconcile", "--inventory", &export, "--as-of", &hours_ago(1), "--apply"];
    let output = with_journal(&scratch, &arguments).assert_exit(0);
    assert!(
        output.stdout.contains(&format!("released spring 1: +442081000100..+442081000109 {}", ids[0])),
        "{output:?}"
    );
    let output = with_journal(&scratch, &["reconcile", "--tracking-id", &ids[1], "--withdraw"]).assert_exit(0);
    assert!(output.stdout.contains("withdrawn by hand"), "{output:?}");
    assert_eq!(states(&scratch), ["released", "withdrawn"]);
}

#[test]
fn an_order_id_settles_one_order_only() {
    let scratch = Scratch::new();
    let ids = three_orders(&scratch);
    let settle = ["reconcile", "--tracking-id", &ids[1], "--ordered", "o-10", "--evidence", "ticket 4711"];
    let output = with_journal(&scratch, &settle).assert_exit(6);
    assert!(output.stderr.contains("the order id `o-10` belongs to another order"), "{output:?}");
    assert!(output.stderr.contains(&ids[0]) && output.stderr.contains("hint:"), "{output:?}");
    assert_eq!(states(&scratch), ["accepted", "unknown", "unknown"]);
}

/// Another copy of the journal sends an order that is withdrawn in this one.
#[test]
fn the_tracking_id_that_the_vendor_knows_is_shown() {
    let (scratch, server) = (Scratch::new(), silent_server());
    let file = scratch.orders("spring.csv", "country,start\nGB,+442081324758\n");
    with_journal(&scratch, &["plan", &file, "--target", &server.base()]).assert_exit(0);
    let planned = with_journal(&scratch, &["status", "--state", "planned", "--json"]).json();
    let id = planned["orders"][0]["trackingId"].as_str().unwrap();
    let copy = scratch.path("copy.db");
    std::fs::copy(journal_path(&scratch), &copy).unwrap();
    with_journal(&scratch, &["reconcile", "--tracking-id", id, "--withdraw"]).assert_exit(0);
    let mut apply = program_in(&scratch);
    let applied = apply.args(["apply", "spring", "--rate", "1000/s", "--journal", &copy]).output().unwrap();
    ProgramOutput::of(applied).assert_exit(6);
    let doubt = &with_journal(&scratch, &["reconcile", "--json"]).assert_exit(6).json()["doubts"][0];
    let expected = (&json!(id), &json!(format!("{id}+sent")));
    assert_eq!((&doubt["sentTrackingId"], &doubt["order"]["trackingId"]), expected);
    let output = with_journal(&scratch, &["reconcile"]).assert_exit(6);
    let rows: Vec<_> = output.stdout.lines().filter_map(|line| line.trim().split_once(':')).collect();
    let row = |label| rows.iter().find(|(found, _)| *found == label).unwrap().1.trim();
    assert_eq!((row("tracking id"), row("sent as")), (&*format!("{id}+sent"), id), "{output:?}");
    let settle = ["reconcile", "--tracking-id", &format!("{id}+sent"), "--ordered", "o-1", "--evidence", "ticket 4711"];
    with_journal(&scratch, &settle).assert_exit(0);
}
