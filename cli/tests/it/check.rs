//! `check`: verdicts, rejected texts, fixing, and the bounds of all that is printed.

use serde_json::{Value, json};

use crate::support::{GB, LU, Scratch, run, run_with_input};

fn judged(body: &[u8]) -> (Option<i32>, Value) {
    let ran = run_with_input(["check", "-", "--json"], body);
    assert_eq!(ran.err, "");
    (ran.code, ran.json())
}

#[test]
fn the_documents_examples() {
    assert_eq!(judged(GB.as_bytes()), (Some(0), json!({ "outcome": "valid", "violations": [] })));
    let (code, verdict) = judged(LU.as_bytes());
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
fn the_shape_of_a_verdict() {
    let (_, verdict) = judged(b"{}");
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
fn a_file_is_judged_as_standard_input_is() {
    let scratch = Scratch::new();
    let file = scratch.file("request.json", LU);
    let of_file = run(["check", &file]).ended(3);
    let of_stdin = run_with_input(["check", "-"], LU.as_bytes()).ended(3);
    assert_eq!(of_file.out, of_stdin.out);
    assert!(of_file.out.starts_with("invalid: 2 errors\n"), "{}", of_file.out);
}

#[test]
fn refusals() {
    let deep = [&b"["[..]; 200].concat();
    let mut long = GB.as_bytes().to_vec();
    long.resize(10_000_000, b' ');
    let cases: [(&str, Vec<u8>, &str); 7] = [
        (
            "a duplicate member",
            GB.replacen("{", r#"{"relatedParty": {}, "#, 1).into(),
            "duplicate member `relatedParty`",
        ),
        ("a byte order mark", [b"\xef\xbb\xbf", GB.as_bytes()].concat(), "byte order mark"),
        ("no UTF-8", b"{\"a\": \"\xff\"}".to_vec(), "byte 7 is not valid UTF-8"),
        ("10 MB", long, "10000000 bytes"),
        ("200 levels", deep, "recursion limit"),
        ("no JSON", b"numbers, please".to_vec(), "expected"),
        ("nothing", Vec::new(), "EOF"),
    ];
    for (name, body, message) in cases {
        let (code, verdict) = judged(&body);
        let found = verdict["violations"].as_array().unwrap();
        assert_eq!((code, found.len()), (Some(3), 1), "{name}: {verdict}");
        assert_eq!((&found[0]["id"], &found[0]["pointer"]), (&json!("json"), &json!("")), "{name}");
        assert!(found[0]["message"].as_str().unwrap().contains(message), "{name}: {verdict}");
        assert!(found[0]["hint"].is_string(), "{name}");
        // The same text is not mended either, and nothing of it is passed on.
        let fixed = run_with_input(["check", "-", "--fix"], &body).ended(3);
        assert_eq!(fixed.out, "", "{name}");
        assert!(fixed.err.contains("error[json]"), "{name}: {fixed:?}");
    }
}

#[test]
fn one_byte_less_than_the_limit_is_judged() {
    let mut body = GB.as_bytes().to_vec();
    body.resize(9_999_999, b' ');
    assert_eq!(judged(&body).0, Some(0));
}

#[test]
fn rules_are_overruled_by_id_and_profiles_made_known() {
    let lock = r#"{"productOffering": {"name": "Wholesale SIP", "lockId": "L"}, "relatedParty": {"reseller": {"country": "FR"}}}"#;
    let check = |words: &[&str]| run_with_input([&["check", "-"], words].concat(), lock.as_bytes()).code;
    assert_eq!(check(&[]), Some(3));
    assert_eq!(check(&["--allow", "range-order"]), Some(3));
    assert_eq!(check(&["--allow", "lock-id-country"]), Some(0));
    assert_eq!(check(&["--allow", "lock-id-country", "--several-service-profiles", "FR"]), Some(3));
    let both =
        ["--allow", "lock-id-country", "--several-service-profiles", "FR", "--allow", "service-profile-required"];
    assert_eq!(check(&both), Some(0));
}

#[test]
fn mending_touches_blanks_alone() {
    let ran = run_with_input(["check", "-", "--fix"], LU.as_bytes()).ended(0);
    assert_eq!(ran.out, LU.replace("\" +", "\"+"));
    assert!(ran.err.contains("`/numberRangeList/0/numberRangeStart`"), "{}", ran.err);
    assert!(ran.err.contains("warning[range-length]"), "{}", ran.err);
    let again = run_with_input(["check", "-", "--fix"], ran.out.as_bytes()).ended(0);
    assert_eq!(again.out, ran.out);
    assert!(again.err.contains("nothing to fix"), "{}", again.err);
}

#[test]
fn mending_as_json_gives_verdict_and_body() {
    let json = run_with_input(["check", "-", "--fix", "--json"], LU.as_bytes()).ended(0).json();
    assert_eq!(json["outcome"], "valid");
    assert_eq!(json["violations"][0]["id"], "range-length");
    assert_eq!(json["changed"], json!(["/numberRangeList/0/numberRangeStart", "/numberRangeList/0/numberRangeEnd"]));
    assert_eq!(json["body"], LU.replace("\" +", "\"+"));
    let json = run_with_input(["check", "-", "--fix", "--json"], b"{").ended(3).json();
    assert_eq!((&json["outcome"], &json["changed"], &json["body"]), (&json!("invalid"), &json!([]), &Value::Null));
}

#[test]
fn what_cannot_be_mended_is_mended_as_far_as_it_goes() {
    let body = LU.replace("LU", "UK");
    let ran = run_with_input(["check", "-", "--fix"], body.as_bytes()).ended(3);
    assert_eq!(ran.out, body.replace("\" +", "\"+"));
    assert!(ran.err.contains("error[enum]"), "{}", ran.err);
}

/// A list of the same item many times.
fn many(count: usize, item: &str) -> String {
    vec![item; count].join(",")
}

#[test]
fn what_is_printed_of_a_request_is_bounded() {
    let body = |count: usize| {
        let ranges = format!(r#"{{"numberRangeList":[{}],"#, many(count, "{}"));
        GB.replacen(
            r#"{
    "numberRangeList": [{"numberRangeStart": "+442081324758", "numberRangeEnd": "+442081324758"}],"#,
            &ranges,
            1,
        )
    };
    let (few, most) = (body(500), body(20_000));
    let ran = run_with_input(["check", "-"], few.as_bytes()).ended(3);
    assert!(ran.out.starts_with("invalid: 1000 errors\n") && !ran.out.contains("more"), "{}", ran.out.len());
    for words in [&["check", "-"][..], &["check", "-", "--fix"], &["check", "-", "--lines"]] {
        let most = most.replace('\n', " ");
        let ran = run_with_input(words, most.as_bytes()).ended(3);
        let printed = ran.out.replace(&most, "") + &ran.err;
        assert!(printed.contains("error[more]: 39000 more errors, not listed\n"), "{words:?}: {}", printed.len());
        assert!(words.contains(&"--fix") || printed.contains("invalid: 1000 errors, and more\n"), "{words:?}");
        assert!(printed.len() < 200_000, "{words:?}: {}", printed.len());
        let ran = run_with_input([words, &["--json"]].concat(), most.as_bytes()).ended(3);
        let verdict = ran.json();
        let listed = verdict["violations"].as_array().unwrap();
        assert_eq!((listed.len(), &listed[1000]["id"]), (1001, &json!("more")));
    }
}

#[test]
fn what_is_fixed_is_listed_up_to_a_bound() {
    // With a pointer for each string, the second would make 40 GB of them.
    let wide = format!(r#"{{"a":[{}]}}"#, many(20_000, r#"" ""#));
    let long = format!(r#"{{"{}":[{}]}}"#, "n".repeat(400_000), many(100_000, r#"" ""#));
    let deep = format!(
        "{}[{}]{}",
        r#"{"nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn":"#.repeat(120),
        many(20_000, r#"" ""#),
        "}".repeat(120)
    );
    for (body, count) in [(wide, 20_000), (long, 100_000), (deep, 20_000)] {
        let ran = run_with_input(["check", "-", "--fix"], body.as_bytes()).ended(3);
        assert_eq!(ran.out, body.replace(' ', ""));
        let listed = ran.err.matches("fixed: removed").count();
        assert!(listed <= 1000 && ran.err.contains(&format!("fixed: {} more places\n", count - listed)), "{listed}");
        assert!(ran.err.len() < 2_000_000, "{}", ran.err.len());
        let json = run_with_input(["check", "-", "--fix", "--json"], body.as_bytes()).ended(3).json();
        assert_eq!((json["changed"].as_array().unwrap().len(), &json["moreChanged"]), (listed, &json!(count - listed)));
    }
    // Escapes of blanks before a run of backslashes: each end is looked at once for each of its characters.
    let ends = format!(r#"["{}{}\t"]"#, r"\t".repeat(100_000), r"\\".repeat(200_000));
    run_with_input(["check", "-", "--fix"], ends.as_bytes()).ended(3);
}

#[test]
fn foreign_text_moves_no_cursor() {
    let ran = run_with_input(["check", "-"], b"{\"\\u001b[2J\\u202e\": 1}").ended(3);
    assert!(!ran.out.contains(['\u{1b}', '\u{202e}']), "{ran:?}");
    assert!(ran.out.contains("\\u{1b}[2J\\u{202e}"), "{ran:?}");
}
