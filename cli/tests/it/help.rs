//! The whole help tree, and the text of errors that people meet, as golden files.

use crate::golden::golden;
use crate::support::{LU, ONE, Scratch, run, run_all, run_with_input};

#[test]
fn help() {
    let tree: [(&str, &[&str]); 7] = [
        ("help", &["--help"]),
        ("help-reserve", &["reserve", "--help"]),
        ("help-check", &["check", "--help"]),
        ("help-rules", &["rules", "--help"]),
        ("help-sandbox", &["sandbox", "--help"]),
        ("help-contract", &["contract", "--help"]),
        ("help-none", &[]),
    ];
    for (name, words) in tree {
        golden(name, words, &run(words));
    }
}

#[test]
fn no_line_of_help_is_too_long_for_a_terminal() {
    for words in [
        &["--help"][..],
        &["reserve", "-h"],
        &["check", "-h"],
        &["rules", "-h"],
        &["sandbox", "-h"],
        &["contract", "-h"],
    ] {
        for line in run(words).out.lines() {
            assert!(line.chars().count() <= 100, "{words:?}: {line}");
        }
    }
}

#[test]
fn errors() {
    let errors: [(&str, &[&str]); 16] = [
        ("error-unknown-command", &["reserv"]),
        ("error-unknown-flag", &["reserve", "--cuntry", "GB"]),
        ("error-nothing-to-reserve", &["reserve", "--country", "GB"]),
        ("error-two-things-to-reserve", &["reserve", "--country", "GB", "--start", "+442081324758", "--lock-id", "L"]),
        ("error-request-and-values", &["reserve", "--request", "-", "--country", "GB"]),
        ("error-range", &["reserve", "--country", "GB", "--range", "+442081324758-59"]),
        ("error-rule", &["check", "-", "--allow", "range-ordr"]),
        ("error-target", &["reserve", "--country", "GB", "--start", "+442081324758", "--target", "prod"]),
        (
            "error-target-url",
            &["reserve", "--country", "GB", "--start", "+442081324758", "--target", "http://example.com/api"],
        ),
        ("error-timeout", &["reserve", "--country", "GB", "--start", "+442081324758", "--timeout", "-1"]),
        ("error-listen", &["sandbox", "--listen", "0.0.0.0:4010"]),
        ("error-fault", &["sandbox", "--fault", "rest"]),
        ("error-file", &["check", "no-such-file.json"]),
        ("error-values", &["reserve", "--country", "UK", "--start", "020 8132 4758", "--tracking-id", "my order"]),
        ("error-credentials", &["reserve", "--country", "GB", "--start", "+442081324758", "--target", "sandbox"]),
        ("error-production", &["reserve", "--country", "GB", "--start", "+442081324758", "--target", "production"]),
    ];
    for (name, words) in errors {
        golden(name, words, &run(words));
    }
}

#[test]
fn what_people_see() {
    golden("reserve", &ONE, &run(ONE));
    let dry_run =
        ["--dry-run", "--target", "sandbox", "--tracking-id", "my-order-1", "--range", "+442081324700..+442081324709"];
    let words = [&["reserve", "--country", "GB"][..], &dry_run].concat();
    golden("dry-run", &words, &run(&words));
    golden("rules", &["rules"], &run(["rules"]));
    golden("rules-lu", &["rules", "--country", "LU"], &run(["rules", "--country", "LU"]));
    golden("check-lu", &["check", "-"], &run_with_input(["check", "-"], LU.as_bytes()));
    golden("check-fix-lu", &["check", "--fix", "-"], &run_with_input(["check", "--fix", "-"], LU.as_bytes()));
}

#[test]
fn errors_of_usage_are_json_where_that_is_asked_for() {
    let ran = run_all(&[&ONE, &["--json", "--allow", "range-ordr"]]).ended(2);
    let error = ran.json();
    assert_eq!(error["outcome"], "usage");
    assert!(error["message"].as_str().unwrap().contains("range-ordr"), "{error}");
    assert!(error["hint"].as_str().unwrap().contains("range-order"), "{error}");
    assert_eq!(ran.err, "");
    assert_eq!(run(["check", "no-such-file", "--json"]).ended(2).json()["outcome"], "usage");
    // Behind `--` it is a file's name.
    assert_eq!(run(["check", "--", "--json"]).ended(2).out, "");
}

#[test]
fn version() {
    let ran = run(["--version"]).ended(0);
    let expected = concat!(
        "colt-numbers ",
        env!("CARGO_PKG_VERSION"),
        "\nspec 1.0.0, of the document “Acquire number (number Reservation)”\n"
    );
    assert_eq!((&*ran.out, &*ran.err), (expected, ""));
    let json = run(["--version", "--json"]).ended(0).json();
    assert_eq!(json["document"], "Acquire number (number Reservation)");
    assert_eq!((&json["program"], &json["spec"]), (&env!("CARGO_PKG_VERSION").into(), &"1.0.0".into()));
}

#[test]
fn rules_as_json() {
    let json = run(["rules", "--json", "--country", "LU"]).ended(0).json();
    let rules = json["rules"].as_array().unwrap();
    let of = |id: &str| rules.iter().find(|rule| rule["id"] == id).unwrap();
    assert_eq!(rules.len(), 7);
    assert_eq!(of("lock-id-country")["applies"], true);
    assert_eq!(of("lock-id-country")["severity"], "error");
    assert_eq!(of("lock-id-country")["source"], "number-reservation.txt:108");
    assert_eq!(of("service-profile-required")["applies"], false);
    assert!(of("range-length")["source"].is_null());
    let json = run(["rules", "--json", "--country", "GB", "--several-service-profiles", "GB"]).ended(0).json();
    let applies: Vec<_> = json["rules"].as_array().unwrap().iter().map(|rule| rule["applies"].clone()).collect();
    assert_eq!(applies, [true, false, true, true, true, true, true]);
    let json = run(["rules", "--json"]).ended(0).json();
    assert!(json["rules"].as_array().unwrap().iter().all(|rule| rule["applies"].is_null()));
}

#[test]
fn a_file_named_in_an_error_is_there_to_be_found() {
    let scratch = Scratch::new();
    let ran = run(["check", &scratch.path("")]).ended(2);
    assert!(ran.err.contains("cannot read") && ran.err.contains("hint:"), "{ran:?}");
}
