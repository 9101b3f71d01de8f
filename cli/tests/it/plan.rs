//! `plan`: the formats of files, every violation at once, and what is recorded.

use serde_json::{Value, json};

use crate::golden::golden;
use crate::json_schemas::assert_fits_schema;
use crate::support::{GB_REQUEST, ProgramOutput, Scratch, program_in};

/// A server that is never called.
const NOWHERE: &str = "http://127.0.0.1:9/numberManagement";

/// Runs the program in a scratch folder.
#[track_caller]
pub fn run_in(scratch: &Scratch, arguments: &[&str]) -> ProgramOutput {
    let mut command = program_in(scratch);
    let output = ProgramOutput::of(command.args(arguments).output().unwrap());
    assert_fits_schema(&command, &output.stdout);
    output
}

/// Plans a file, and returns the JSON.
#[track_caller]
fn plan(scratch: &Scratch, text: impl AsRef<[u8]>, arguments: &[&str], code: i32) -> Value {
    let file = scratch.file("orders", text);
    run_in(scratch, &[&["plan", &file, "--json", "--target", NOWHERE], arguments].concat()).assert_exit(code).json()
}

/// The ids of the violations of each invalid line.
fn invalid_lines(json: &Value) -> Vec<(u64, Vec<String>)> {
    let lines = json["lines"].as_array().unwrap_or_else(|| panic!("{json:#}")).iter().map(|line| {
        let ids = line["violations"].as_array().unwrap().iter();
        (line["line"].as_u64().unwrap(), ids.map(|violation| violation["id"].as_str().unwrap().to_owned()).collect())
    });
    lines.collect()
}

#[test]
fn the_orders_of_each_format_are_recorded() {
    let json = |end: &str| {
        GB_REQUEST.replace(r#"RangeEnd": "+442081324758"#, &format!(r#"RangeEnd": "{end}"#)).replace('\n', " ")
    };
    let csv_rows = "GB,+442081324700,+442081324709,ANH,\"Example, Ltd\",,key 1\nFR,+33155370000,,,C-1,,\n";
    let header = "country,start,end,service_profile,customer_reference,lock_id,key\n";
    let semicolons = format!("{header}{}", csv_rows.replace("\"Example, Ltd\"", "Example"));
    for (name, text, ranges, keys) in [
        ("commas", format!("{header}{csv_rows}"), "10 1", "key 1|"),
        ("a BOM and CRLF", format!("\u{feff}{header}{csv_rows}").replace('\n', "\r\n"), "10 1", "key 1|"),
        ("semicolons", semicolons.replace(',', ";"), "10 1", "key 1|"),
        ("blank rows", format!("\n{header}\n{csv_rows},,,,,,\n\n"), "10 1", "key 1|"),
        ("other columns", "Start;COUNTRY;Customer_Reference\n +442081324758 ; GB ; C-1 ".to_owned(), "1", ""),
        ("a lock", "country,lock_id,customer_reference\nGB,L-1,C-1\n".to_owned(), "", ""),
        (
            "requests",
            format!("{}\n\n{}", json("+442081324758"), json("+442081324759").replace("4758", "4759")),
            "1 1",
            "|",
        ),
    ] {
        let scratch = Scratch::new();
        let planned = plan(&scratch, &text, &["--name", "spring"], 0);
        assert_eq!((&planned["outcome"], &planned["plan"]), (&json!("planned"), &json!("spring")), "{name}");
        let status = run_in(&scratch, &["status", "--json", "--state", "planned"]).assert_exit(0).json();
        let orders = status["orders"].as_array().unwrap();
        let texts = |member: &str, separator| {
            let texts = orders.iter().map(|order| order[member].to_string().replace("null", "").replace('"', ""));
            texts.collect::<Vec<_>>().join(separator)
        };
        assert_eq!((&*texts("numbers", " "), &*texts("key", "|")), (ranges, keys), "{name}: {status:#}");
        assert_eq!(planned["orders"].as_u64(), Some(orders.len() as u64), "{name}");
    }
}

/// The number of each invalid line, and the ids of its violations.
type ExpectedLines = &'static [(u64, &'static [&'static str])];

#[test]
fn what_is_wrong_with_a_line_is_reported_by_its_id() {
    let table = |rows: &str| format!("country,start,end,lock_id,key\n{rows}\n");
    let cases: [(Vec<u8>, ExpectedLines); 19] = [
        (b"GB,+442081324758\n".into(), &[(1, &["csv"])]),
        (b"country,begin\n".into(), &[(1, &["csv"])]),
        (b"country,country,start\n".into(), &[(1, &["csv"])]),
        (b"start\n+442081324758\n".into(), &[(1, &["csv"])]),
        (b"country,end\n".into(), &[(1, &["csv"])]),
        (b"\xff\xfeG\0B\0".into(), &[(1, &["encoding"])]),
        (table("GB,+442081324758,,").into(), &[(2, &["csv"])]),
        (table("GB,+442081324758,,,a,b").into(), &[(2, &["csv"])]),
        (table("GB,+442081324758,,\"a,\nGB,+442081324759,,,\"").into(), &[(2, &["csv"]), (3, &["csv"])]),
        (table("GB,+442081324758,,L-1,").into(), &[(2, &["csv"])]),
        (table("GB,,+442081324758,,").into(), &[(2, &["csv"])]),
        (table("GB,,,,key").into(), &[(2, &["csv"])]),
        (table("GB,4.42081E+11,4.42081E+11,,").into(), &[(2, &["spreadsheet-number", "spreadsheet-number"])]),
        (table("GB,\"4,42081e+11\",,,").into(), &[(2, &["spreadsheet-number"])]),
        (table("GB,442081324758.00,,,1E+5").into(), &[(2, &["spreadsheet-number", "spreadsheet-number"])]),
        (table("GB,020 8132,020 8132,,\nUK,+442081324758,,,").into(), &[(2, &["pattern", "pattern"]), (3, &["enum"])]),
        (
            [&table("GB,+442081324758,,,")[..], "GB,+442081324759,,,\u{fc}"]
                .concat()
                .into_bytes()
                .into_iter()
                .map(|byte| if byte == 0xc3 { 0xff } else { byte })
                .collect(),
            &[(3, &["encoding"])],
        ),
        (format!("{}\n{{\"a\": 1\n", GB_REQUEST.replace('\n', " ")).into(), &[(2, &["json"])]),
        (
            table("GB,+442081324700,+442081324709,,k\n\nGB,+442081324709,,,\nGB,+442081324758,,,k").into(),
            &[(4, &["file-overlap"]), (5, &["file-overlap"])],
        ),
    ];
    for (text, expected) in cases {
        let scratch = Scratch::new();
        let json = plan(&scratch, &text, &[], 3);
        let found = invalid_lines(&json);
        let found: Vec<(u64, Vec<&str>)> =
            found.iter().map(|(line, ids)| (*line, ids.iter().map(String::as_str).collect())).collect();
        let expected: Vec<_> = expected.iter().map(|(line, ids)| (*line, ids.to_vec())).collect();
        assert_eq!(found, expected, "{}: {json:#}", String::from_utf8_lossy(&text));
        assert_eq!(run_in(&scratch, &["status", "--json"]).json()["plans"], json!([]), "nothing is recorded");
    }
}

#[test]
fn every_violation_is_reported_at_once_and_names_the_other_plan() {
    let scratch = Scratch::new();
    let first = scratch.orders("first.csv", "country,start,end,key\nGB,+442081324700,+442081324709,k\n");
    let at_nowhere = ["--target", NOWHERE];
    run_in(&scratch, &[&["plan", &first][..], &at_nowhere].concat()).assert_exit(0);
    let rows = "GB,+442081324758,,\nGB,020 8132 4759,,\nGB,+442081324709,+442081324719,\nGB,+442081324750,+442081324758,\nGB,+442081324760,,k\n";
    let second = scratch.orders("second.csv", format!("country,start,end,key\n{rows}"));
    let arguments = [&["plan", "second.csv"][..], &at_nowhere].concat();
    let output = run_in(&scratch, &arguments).assert_exit(3);
    golden("plan-invalid", &["plan", "second.csv", "--target", "URL"], &output);
    let json = run_in(&scratch, &[&["plan", &second, "--json"][..], &at_nowhere].concat()).assert_exit(3).json();
    let ids: Vec<_> = invalid_lines(&json).into_iter().map(|(line, ids)| (line, ids.join(" "))).collect();
    let expected = [(3, "pattern"), (4, "journal-overlap"), (5, "file-overlap"), (6, "journal-overlap")];
    assert_eq!(ids, expected.map(|(line, ids)| (line, ids.to_owned())), "{json:#}");
    let plans = run_in(&scratch, &["status", "--json"]).json()["plans"].clone();
    assert_eq!(plans.as_array().unwrap().len(), 1, "nothing of an invalid file is recorded: {plans:#}");
    // The numbers of another target are other numbers.
    let other = ["--target", "http://127.0.0.1:9/other"];
    run_in(&scratch, &[&["plan", &first, "--name", "other"][..], &other].concat()).assert_exit(0);
}

#[test]
fn known_orders_are_left_out_on_request_and_a_dry_run_records_nothing() {
    let scratch = Scratch::new();
    let row = |number: u32| format!("GB,+4420813247{number:02},C-1\n");
    let file = |name: &str, numbers: &[u32]| {
        let rows: String = numbers.iter().map(|number| row(*number)).collect();
        scratch.file(name, format!("country,start,customer_reference\n{rows}"))
    };
    let run = |arguments: &[&str], code| {
        run_in(&scratch, &[&["plan", "--json", "--target", NOWHERE], arguments].concat()).assert_exit(code).json()
    };
    let (first, both) = (file("first.csv", &[1, 2]), file("both.csv", &[1, 2, 3]));
    assert_eq!(run(&[&first, "--dry-run"], 0)["outcome"], "dryRun");
    assert_eq!(run(&[&first], 0)["outcome"], "planned");
    assert_eq!(run(&[&first], 2)["message"], "the journal already has a plan `first`");
    assert_eq!(invalid_lines(&run(&[&both], 3)).len(), 2);
    let dry_run = run(&[&both, "--skip-known", "--dry-run"], 0);
    assert_eq!((&dry_run["orders"], &dry_run["known"]), (&json!(1), &json!([{"state": "planned", "orders": 2}])));
    assert_eq!(run(&[&both, "--skip-known"], 0)["orders"], 1);
    let known = run(&[&both, "--skip-known", "--name", "again"], 0);
    assert_eq!((&known["outcome"], &known["orders"]), (&json!("known"), &json!(0)));
    // The same numbers with another request are a conflict, known or not.
    let changed = scratch.file("changed.csv", "country,start,customer_reference\nGB,+442081324701,Another\n");
    assert_eq!(invalid_lines(&run(&[&changed, "--skip-known"], 3)), [(2, vec!["journal-overlap".to_owned()])]);
    let plans = run_in(&scratch, &["status", "--json"]).json()["plans"].clone();
    let names: Vec<_> = plans.as_array().unwrap().iter().map(|plan| plan["plan"].as_str().unwrap()).collect();
    assert_eq!(names, ["first", "both"]);
}

#[test]
fn a_line_whose_order_has_ended_is_not_left_out_silently() {
    let scratch = Scratch::new();
    let rows = "GB,+442081324701,k1\nGB,+442081324702,\n";
    let file = scratch.orders("ranges.csv", format!("country,start,key\n{rows}"));
    run_in(&scratch, &["plan", &file, "--target", NOWHERE]).assert_exit(0);
    let order = run_in(&scratch, &["status", "--state", "planned", "--json"]).json()["orders"][0].clone();
    run_in(&scratch, &["reconcile", "--tracking-id", order["trackingId"].as_str().unwrap(), "--withdraw"])
        .assert_exit(0);
    let again = ["plan", &file, "--target", NOWHERE, "--name", "again"];
    let output = run_in(&scratch, &again).assert_exit(3);
    assert!(output.stderr.contains("give the line another key"), "{output:?}");
    for option in ["--color=never", "--json"] {
        let output = run_in(&scratch, &[&again[..], &["--skip-known", option]].concat()).assert_exit(0);
        let expected = "warning: 1 line is left out whose order has ended; nothing is sent for it";
        assert!(output.stderr.contains(expected), "{output:?}");
    }
}

#[test]
fn limits_names_and_targets_are_checked() {
    let scratch = Scratch::new();
    let file = scratch.orders("lock.csv", "country,lock_id\nGB,L-1\n");
    let lock = |arguments: &[&str], code| {
        run_in(&scratch, &[&["plan", &file, "--json", "--target", NOWHERE], arguments].concat())
            .assert_exit(code)
            .json()
    };
    assert_eq!(invalid_lines(&lock(&["--max-numbers", "10"], 3)), [(2, vec!["not-counted".to_owned()])]);
    let planned = lock(&["--max-orders", "10"], 0);
    assert_eq!((&planned["maxOrders"], &planned["uncounted"]), (&json!(10), &json!(1)));
    lock(&["--max-orders", "0"], 2);
    let empty = scratch.orders("empty.csv", "country,start\n");
    for (arguments, code, message) in [
        (&["plan", "-"][..], 2, "--name"),
        (&["plan", &empty], 2, "has no orders"),
        (&["plan", "missing.csv"], 2, "cannot read"),
        (&["plan", &file, "--journal", "journal.db"], 2, "`--journal` cannot be used with the embedded sandbox"),
        (&["plan", &file, "--target", "production"], 4, "COLT_CLIENT_ID"),
        (&["plan", &file, "--target", NOWHERE, "--journal", "postgres://host/db"], 4, "a file on this machine"),
    ] {
        let output = run_in(&scratch, arguments).assert_exit(code);
        assert!(output.stderr.contains(message), "{arguments:?}: {output:?}");
    }
}

#[test]
fn the_screen_of_a_plan() {
    let scratch = Scratch::new();
    let mut rows: String = (0..30).map(|row| format!("GB,+4420813{row:02}000,+4420813{row:02}099,,\n")).collect();
    rows += "FR,+33155370009,+33155370000,,\nES,,,L-1,\n";
    scratch.orders("ranges.csv", format!("country,start,end,lock_id,key\n{rows}"));
    let target = ["--target", NOWHERE, "--name", "my plan"];
    let arguments = [&["plan", "ranges.csv", "--max-orders", "20"][..], &target].concat();
    golden("plan", &arguments, &run_in(&scratch, &arguments).assert_exit(0));
    let arguments = [&["plan", "ranges.csv", "--skip-known", "--name", "again"][..], &target[..2]].concat();
    golden("plan-known", &arguments, &run_in(&scratch, &arguments).assert_exit(0));
    golden("status", &["status"], &run_in(&scratch, &["status"]).assert_exit(0));
}

/// The sandbox inside the program ends with the program, so its plans are kept only until the next one.
#[test]
fn a_plan_for_the_embedded_sandbox_replaces_the_one_before() {
    let scratch = Scratch::new();
    let first = scratch.orders("first.csv", "country,start\nGB,+442081324758\n");
    let invalid = scratch.orders("invalid.csv", "country,start\nGB,1\n");
    let plans = || {
        let status = run_in(&scratch, &["status", "--json"]).assert_exit(0).json();
        let plans = status["plans"].as_array().unwrap().clone();
        plans.iter().map(|plan| plan["plan"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    run_in(&scratch, &["plan", &first]).assert_exit(0);
    run_in(&scratch, &["plan", &invalid]).assert_exit(3);
    run_in(&scratch, &["plan", &first, "--name", "second", "--dry-run"]).assert_exit(0);
    assert_eq!(plans(), ["first"]);
    run_in(&scratch, &["plan", &first, "--name", "second"]).assert_exit(0);
    assert_eq!(plans(), ["second"]);
    assert_eq!(run_in(&scratch, &["apply", "second"]).assert_exit(0).code, Some(0));
    // A plan of the user's journal stays.
    run_in(&scratch, &["plan", &first, "--target", NOWHERE]).assert_exit(0);
    run_in(&scratch, &["plan", &first, "--name", "third"]).assert_exit(0);
    assert_eq!(plans(), ["first", "third"]);
    let folders: Vec<_> = std::fs::read_dir(scratch.path("state/colt-numbers")).unwrap().collect();
    assert_eq!(folders.len(), 4, "the journal, its sessions, its send log, and the embedded journal: {folders:?}");
}

#[cfg(unix)]
#[test]
fn a_journal_is_readable_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let scratch = Scratch::new();
    let file = scratch.orders("first.csv", "country,start\nGB,+442081324758\n");
    run_in(&scratch, &["plan", &file, "--target", NOWHERE]).assert_exit(0);
    run_in(&scratch, &["plan", &file, "--target", NOWHERE, "--journal", &scratch.path("a/b.db")]).assert_exit(0);
    let output = ProgramOutput::of(
        program_in(&scratch).args(["status"]).env("COLT_JOURNAL", scratch.path("a/b.db")).output().unwrap(),
    );
    assert!(output.stdout.starts_with("first: "), "{output:?}");
    for path in ["state/colt-numbers/journal.db", "a/b.db"] {
        assert_eq!(std::fs::metadata(scratch.path(path)).unwrap().permissions().mode() & 0o777, 0o600, "{path}");
    }
}
