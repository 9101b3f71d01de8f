//! `check`: verdicts, rejected texts, `--fix`, and the limits of what is printed.

use serde_json::{Value, json};

use crate::example_request::lock_id;
use crate::support::{GB_REQUEST, LU_REQUEST, Scratch, run, run_with_input};

fn check_json(body: &[u8]) -> (Option<i32>, Value) {
    let output = run_with_input(["check", "-", "--json"], body);
    assert_eq!(output.stderr, "");
    (output.code, output.json())
}

#[test]
fn the_vendor_s_first_example_is_valid_and_the_second_is_not() {
    assert_eq!(check_json(GB_REQUEST.as_bytes()), (Some(0), json!({ "outcome": "valid", "violations": [] })));
    let (code, verdict) = check_json(LU_REQUEST.as_bytes());
    let found: Vec<_> =
        verdict["violations"].as_array().unwrap().iter().map(|one| (&one["id"], &one["pointer"])).collect();
    assert_eq!(code, Some(3));
    assert_eq!(
        found,
        [
            (&json!("pattern"), &json!("/numberRangeList/0/numberRangeStart")),
            (&json!("pattern"), &json!("/numberRangeList/0/numberRangeEnd"))
        ]
    );
}

#[test]
fn the_json_of_a_violation_has_stable_members() {
    let (_, verdict) = check_json(b"{}");
    assert_eq!(verdict["outcome"], "invalid");
    let first = &verdict["violations"][0];
    let mut names: Vec<_> = first.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["hint", "id", "message", "pointer", "severity"]);
    assert_eq!(
        (&first["id"], &first["pointer"], &first["severity"]),
        (&json!("required"), &json!(""), &json!("error"))
    );
}

#[test]
fn a_file_and_standard_input_give_the_same_verdict() {
    let scratch = Scratch::new();
    let file = scratch.file("request.json", LU_REQUEST);
    let of_file = run(["check", &file]).assert_exit(3);
    let of_stdin = run_with_input(["check", "-"], LU_REQUEST.as_bytes()).assert_exit(3);
    assert_eq!(of_file.stdout, of_stdin.stdout);
    assert!(of_file.stdout.starts_with("invalid: 2 errors\n"), "{}", of_file.stdout);
}

#[test]
fn text_that_is_not_valid_json_is_rejected() {
    let deep = [&b"["[..]; 200].concat();
    let mut long = GB_REQUEST.as_bytes().to_vec();
    long.resize(10_000_000, b' ');
    let cases: [(&str, Vec<u8>, &str); 7] = [
        (
            "a duplicate member",
            GB_REQUEST.replacen("{", r#"{"relatedParty": {}, "#, 1).into(),
            "duplicate member `relatedParty`",
        ),
        ("a byte order mark", [b"\xef\xbb\xbf", GB_REQUEST.as_bytes()].concat(), "byte order mark"),
        ("invalid UTF-8", b"{\"a\": \"\xff\"}".to_vec(), "byte 7 is not valid UTF-8"),
        ("10 MB", long, "10000000 bytes"),
        ("200 levels", deep, "recursion limit"),
        ("not JSON", b"numbers, please".to_vec(), "expected"),
        ("an empty text", Vec::new(), "EOF"),
    ];
    for (name, body, message) in cases {
        let (code, verdict) = check_json(&body);
        let found = verdict["violations"].as_array().unwrap();
        assert_eq!((code, found.len()), (Some(3), 1), "{name}: {verdict}");
        assert_eq!((&found[0]["id"], &found[0]["pointer"]), (&json!("json"), &json!("")), "{name}");
        assert!(found[0]["message"].as_str().unwrap().contains(message), "{name}: {verdict}");
        assert!(found[0]["hint"].is_string(), "{name}");
        // `--fix` rejects the same text, and prints nothing of it to standard output.
        let fixed = run_with_input(["check", "-", "--fix"], &body).assert_exit(3);
        assert_eq!(fixed.stdout, "", "{name}");
        assert!(fixed.stderr.contains("error[json]"), "{name}: {fixed:?}");
    }
}

#[test]
fn a_request_just_below_the_size_limit_is_checked() {
    let mut body = GB_REQUEST.as_bytes().to_vec();
    body.resize(9_999_999, b' ');
    assert_eq!(check_json(&body).0, Some(0));
}

#[test]
fn allow_ignores_a_rule_and_several_service_profiles_enables_one() {
    let mut lock = lock_id("L");
    lock["relatedParty"]["reseller"] = json!({ "country": "FR" });
    let lock = lock.to_string();
    let check = |arguments: &[&str]| run_with_input([&["check", "-"], arguments].concat(), lock.as_bytes()).code;
    assert_eq!(check(&[]), Some(3));
    assert_eq!(check(&["--allow", "range-order"]), Some(3));
    assert_eq!(check(&["--allow", "lock-id-country"]), Some(0));
    assert_eq!(check(&["--allow", "lock-id-country", "--several-service-profiles", "FR"]), Some(3));
    let both =
        ["--allow", "lock-id-country", "--several-service-profiles", "FR", "--allow", "service-profile-required"];
    assert_eq!(check(&both), Some(0));
}

#[test]
fn fix_removes_only_blanks() {
    let output = run_with_input(["check", "-", "--fix"], LU_REQUEST.as_bytes()).assert_exit(0);
    assert_eq!(output.stdout, LU_REQUEST.replace("\" +", "\"+"));
    assert!(output.stderr.contains("`/numberRangeList/0/numberRangeStart`"), "{}", output.stderr);
    assert!(output.stderr.contains("warning[range-length]"), "{}", output.stderr);
    let again = run_with_input(["check", "-", "--fix"], output.stdout.as_bytes()).assert_exit(0);
    assert_eq!(again.stdout, output.stdout);
    assert!(again.stderr.contains("nothing to fix"), "{}", again.stderr);
}

#[test]
fn fix_with_json_prints_verdict_and_body() {
    let json = run_with_input(["check", "-", "--fix", "--json"], LU_REQUEST.as_bytes()).assert_exit(0).json();
    assert_eq!(json["outcome"], "valid");
    assert_eq!(json["violations"][0]["id"], "range-length");
    assert_eq!(json["changed"], json!(["/numberRangeList/0/numberRangeStart", "/numberRangeList/0/numberRangeEnd"]));
    assert_eq!(json["body"], LU_REQUEST.replace("\" +", "\"+"));
    let json = run_with_input(["check", "-", "--fix", "--json"], b"{").assert_exit(3).json();
    assert_eq!((&json["outcome"], &json["changed"], &json["body"]), (&json!("invalid"), &json!([]), &Value::Null));
}

#[test]
fn fix_removes_blanks_from_a_request_that_stays_invalid() {
    let body = LU_REQUEST.replace("LU", "UK");
    let output = run_with_input(["check", "-", "--fix"], body.as_bytes()).assert_exit(3);
    assert_eq!(output.stdout, body.replace("\" +", "\"+"));
    assert!(output.stderr.contains("error[enum]"), "{}", output.stderr);
}

/// A list of the same item, separated by commas.
fn repeated_items(count: usize, item: &str) -> String {
    vec![item; count].join(",")
}

#[test]
fn the_number_of_listed_violations_is_limited() {
    let body = |count: usize| {
        let ranges = format!(r#"{{"numberRangeList":[{}],"#, repeated_items(count, "{}"));
        GB_REQUEST.replacen(
            r#"{
    "numberRangeList": [{"numberRangeStart": "+442081324758", "numberRangeEnd": "+442081324758"}],"#,
            &ranges,
            1,
        )
    };
    let (few, most) = (body(500), body(20_000));
    let output = run_with_input(["check", "-"], few.as_bytes()).assert_exit(3);
    assert!(
        output.stdout.starts_with("invalid: 1000 errors\n") && !output.stdout.contains("more"),
        "{}",
        output.stdout.len()
    );
    for arguments in [&["check", "-"][..], &["check", "-", "--fix"], &["check", "-", "--lines"]] {
        let most = most.replace('\n', " ");
        let output = run_with_input(arguments, most.as_bytes()).assert_exit(3);
        let printed = output.stdout.replace(&most, "") + &output.stderr;
        assert!(printed.contains("error[more]: 39000 more errors, not listed\n"), "{arguments:?}: {}", printed.len());
        assert!(arguments.contains(&"--fix") || printed.contains("invalid: 1000 errors, and more\n"), "{arguments:?}");
        assert!(printed.len() < 200_000, "{arguments:?}: {}", printed.len());
        let output = run_with_input([arguments, &["--json"]].concat(), most.as_bytes()).assert_exit(3);
        let verdict = output.json();
        let listed = verdict["violations"].as_array().unwrap();
        assert_eq!((listed.len(), &listed[1000]["id"]), (1001, &json!("more")));
    }
}

#[test]
fn the_number_of_listed_fixes_is_limited() {
    // Listing a pointer for each string of the second body would take 40 GB.
    let wide = format!(r#"{{"a":[{}]}}"#, repeated_items(20_000, r#"" ""#));
    let long = format!(r#"{{"{}":[{}]}}"#, "n".repeat(400_000), repeated_items(100_000, r#"" ""#));
    let deep = format!(
        "{}[{}]{}",
        r#"{"nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn":"#.repeat(120),
        repeated_items(20_000, r#"" ""#),
        "}".repeat(120)
    );
    for (body, count) in [(wide, 20_000), (long, 100_000), (deep, 20_000)] {
        let output = run_with_input(["check", "-", "--fix"], body.as_bytes()).assert_exit(3);
        assert_eq!(output.stdout, body.replace(' ', ""));
        let listed = output.stderr.matches("fixed: removed").count();
        assert!(
            listed <= 1000 && output.stderr.contains(&format!("fixed: {} more places\n", count - listed)),
            "{listed}"
        );
        assert!(output.stderr.len() < 2_000_000, "{}", output.stderr.len());
        let json = run_with_input(["check", "-", "--fix", "--json"], body.as_bytes()).assert_exit(3).json();
        assert_eq!((json["changed"].as_array().unwrap().len(), &json["moreChanged"]), (listed, &json!(count - listed)));
    }
    // Escaped blanks before many backslashes: the time to find the ends of a string must not be quadratic.
    let ends = format!(r#"["{}{}\t"]"#, r"\t".repeat(100_000), r"\\".repeat(200_000));
    run_with_input(["check", "-", "--fix"], ends.as_bytes()).assert_exit(3);
}

#[test]
fn control_characters_in_a_request_are_escaped() {
    let output = run_with_input(["check", "-"], b"{\"\\u001b[2J\\u202e\": 1}").assert_exit(3);
    assert!(!output.stdout.contains(['\u{1b}', '\u{202e}']), "{output:?}");
    assert!(output.stdout.contains("\\u{1b}[2J\\u{202e}"), "{output:?}");
}
