//! The help of every command, and the messages of common errors, as golden files.

use crate::example_request::SPEC;
use crate::golden::golden;
use crate::support::{COMMANDS, LU_REQUEST, RESERVE_ONE, Scratch, reserve, run, run_all, run_with_input};

#[test]
fn the_help_of_every_command() {
    let commands: [(&str, &[&str]); 18] = [
        ("help", &["--help"]),
        ("help-reserve", &["reserve", "--help"]),
        ("help-call", &["call", "--help"]),
        ("help-plan", &["plan", "--help"]),
        ("help-apply", &["apply", "--help"]),
        ("help-status", &["status", "--help"]),
        ("help-reconcile", &["reconcile", "--help"]),
        ("help-lapses", &["lapses", "--help"]),
        ("help-journal", &["journal", "--help"]),
        ("help-operations", &["operations", "--help"]),
        ("help-check", &["check", "--help"]),
        ("help-rules", &["rules", "--help"]),
        ("help-sandbox", &["sandbox", "--help"]),
        ("help-contract", &["contract", "--help"]),
        ("help-json-schema", &["json-schema", "--help"]),
        ("help-completions", &["completions", "--help"]),
        ("help-man", &["man", "--help"]),
        ("help-none", &[]),
    ];
    for (name, arguments) in commands {
        golden(name, arguments, &run(arguments));
    }
}

#[test]
fn help_fits_a_terminal_of_80_columns() {
    for arguments in [
        &["--help"][..],
        &["reserve", "-h"],
        &["call", "-h"],
        &["plan", "-h"],
        &["apply", "-h"],
        &["status", "-h"],
        &["reconcile", "-h"],
        &["lapses", "-h"],
        &["journal", "-h"],
        &["operations", "-h"],
        &["check", "-h"],
        &["rules", "-h"],
        &["sandbox", "-h"],
        &["contract", "-h"],
        &["json-schema", "-h"],
        &["completions", "-h"],
        &["man", "-h"],
    ] {
        for line in run(arguments).stdout.lines() {
            assert!(line.chars().count() <= 80, "{arguments:?}: {line}");
        }
    }
}

#[test]
fn the_command_help_prints_the_help_of_a_command() {
    assert_eq!(run(["help"]).assert_exit(0).stdout, run(["--help"]).stdout);
    for command in COMMANDS {
        assert_eq!(run(["help", command]).assert_exit(0).stdout, run([command, "--help"]).stdout, "{command}");
    }
    assert!(run(["help", "reserv"]).assert_exit(2).stderr.contains("reserv"));
}

#[test]
fn a_blank_value_is_a_usage_error() {
    for option in [
        "--service-profile",
        "--customer-reference",
        "--country",
        "--start",
        "--end",
        "--lock-id",
        "--tracking-id",
        "--range",
    ] {
        for value in ["", " ", "\t\u{a0}", if option == "--range" { "..+442081324758" } else { "" }] {
            let more = if ["--start", "--range", "--lock-id"].contains(&option) {
                &[][..]
            } else {
                &["--start", "+442081324758"]
            };
            let more = [more, if option == "--country" { &[] } else { &["--country", "GB"] }].concat();
            let output = run_all(&[&["reserve", option, value], &more]).assert_exit(2);
            assert!(output.stderr.contains(option), "{option}: {output:?}");
        }
    }
    golden("error-blank", &BLANK, &run(BLANK));
    run(["contract", "--dry-run", "--lock-id", " "]).assert_exit(2);
}

const BLANK: [&str; 7] = ["reserve", "--country", "GB", "--start", "+442081324758", "--service-profile", " "];

#[test]
fn the_messages_of_usage_errors() {
    let in_uk = |argument| if argument == "GB" { "UK" } else { argument };
    let order = |arguments: &[&'static str]| [&RESERVE_ONE[..], arguments].concat();
    let errors: [(&str, &[&str]); 17] = [
        ("error-unknown-command", &["reserv"]),
        ("error-unknown-flag", &["reserve", "--cuntry", "GB"]),
        ("error-nothing-to-reserve", &["reserve", "--country", "GB"]),
        ("error-two-things-to-reserve", &["reserve", "--country", "GB", "--start", "+442081324758", "--lock-id", "L"]),
        ("error-request-and-values", &["reserve", "--request", "-", "--country", "GB"]),
        ("error-range", &["reserve", "--country", "GB", "--range", "+442081324758-59"]),
        ("error-rule", &["check", "-", "--allow", "range-ordr"]),
        ("error-target", &order(&["--target", "prod"])),
        ("error-target-url", &order(&["--target", "http://example.com/api"])),
        ("error-timeout", &order(&["--timeout", "-1"])),
        ("error-allow-and-deny", &["check", "-", "--deny", "range-order", "--allow", "range-order"]),
        ("error-listen", &["sandbox", "--listen", "0.0.0.0:4010"]),
        ("error-fault", &["sandbox", "--fault", "rest"]),
        ("error-file", &["check", "no-such-file.json"]),
        ("error-values", &[&reserve("020 8132 4758").map(in_uk)[..], &["--tracking-id", "my order"]].concat()),
        ("error-credentials", &order(&["--target", "sandbox"])),
        ("error-production", &order(&["--target", "production"])),
    ];
    for (name, arguments) in errors {
        golden(name, arguments, &run(arguments));
    }
}

#[test]
fn the_text_output_of_commands() {
    golden("reserve", &RESERVE_ONE, &run(RESERVE_ONE));
    let dry_run = ["--dry-run", "--target", "sandbox", "--tracking-id", "my-order-1"];
    let numbers = ["--country", "GB", "--range", "+442081324700..+442081324709", "--customer-reference", "My Customer"];
    let arguments = [&["reserve"][..], &numbers, &dry_run].concat();
    golden("dry-run", &arguments, &run(&arguments));
    golden("rules", &["rules"], &run(["rules"]));
    golden("rules-lu", &["rules", "--country", "LU"], &run(["rules", "--country", "LU"]));
    golden("check-lu", &["check", "-"], &run_with_input(["check", "-"], LU_REQUEST.as_bytes()));
    golden("check-fix-lu", &["check", "--fix", "-"], &run_with_input(["check", "--fix", "-"], LU_REQUEST.as_bytes()));
}

#[test]
fn usage_errors_are_json_with_json() {
    let output = run_all(&[&RESERVE_ONE, &["--json", "--allow", "range-ordr"]]).assert_exit(2);
    let error = output.json();
    assert_eq!(error["outcome"], "usage");
    assert!(error["message"].as_str().unwrap().contains("range-ordr"), "{error}");
    assert!(error["hint"].as_str().unwrap().contains("range-order"), "{error}");
    assert_eq!(output.stderr, "");
    assert_eq!(run(["check", "no-such-file", "--json"]).assert_exit(2).json()["outcome"], "usage");
    // After `--`, `--json` is the name of a file.
    assert_eq!(run(["check", "--", "--json"]).assert_exit(2).stdout, "");
}

#[test]
fn version() {
    let output = run(["--version"]).assert_exit(0);
    let spec = &*SPEC;
    let documents = spec["info"]["x-documents"].as_array().unwrap();
    let titles: Vec<_> = documents.iter().map(|document| document["title"].as_str().unwrap()).collect();
    let noun = if titles.len() == 1 { "document" } else { "documents" };
    let quoted: Vec<_> = titles.iter().map(|title| format!("“{title}”")).collect();
    let program = env!("CARGO_PKG_VERSION");
    let version = spec["info"]["version"].as_str().unwrap();
    let expected = format!("colt-numbers {program}\nspec {version}, from the {noun} {}\n", quoted.join(", "));
    assert_eq!((&*output.stdout, &*output.stderr), (&*expected, ""));
    let json = run(["--version", "--json"]).assert_exit(0).json();
    assert_eq!(json["documents"], serde_json::json!(titles));
    assert_eq!((&json["program"], &json["spec"]), (&env!("CARGO_PKG_VERSION").into(), &spec["info"]["version"]));
}

#[test]
fn rules_as_json() {
    let json = run(["rules", "--json", "--country", "LU"]).assert_exit(0).json();
    let of = |id: &str| json["rules"].as_array().unwrap().iter().find(|rule| rule["id"] == id).unwrap().clone();
    assert_eq!(json["rules"].as_array().unwrap().len(), colt_numbers::Rule::ALL.len());
    assert_eq!(of("lock-id-country")["applies"], true);
    assert_eq!(of("lock-id-country")["severity"], "error");
    assert_eq!(of("lock-id-country")["source"], SPEC["x-rules"]["lock-id-country"]["x-source"]);
    assert_eq!(of("service-profile-required")["applies"], false);
    assert!(of("range-length")["source"].is_null());
    let json = run(["rules", "--json", "--country", "GB", "--several-service-profiles", "GB"]).assert_exit(0).json();
    let applies =
        |id: &str| json["rules"].as_array().unwrap().iter().any(|rule| rule["id"] == id && rule["applies"] == true);
    assert!(applies("range-order") && applies("service-profile-required") && !applies("lock-id-country"));
    let json = run(["rules", "--json"]).assert_exit(0).json();
    assert!(json["rules"].as_array().unwrap().iter().all(|rule| rule["applies"].is_null()));
}

#[test]
fn an_unreadable_file_is_reported_with_a_hint() {
    let scratch = Scratch::new();
    let output = run(["check", &scratch.path("")]).assert_exit(2);
    assert!(output.stderr.contains("cannot read") && output.stderr.contains("hint:"), "{output:?}");
}

/// The examples of `reserve` in the help and in the READMEs are valid requests.
#[test]
fn the_examples_of_reserve_are_valid() {
    let read = |file: &str| std::fs::read_to_string(format!("{}/{file}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let help = run(["reserve", "--help"]).stdout.replace("\\\n", " ");
    let mut checked = 0;
    for text in [help, read("README.md"), read("../README.md")] {
        for (_, example) in text.lines().filter_map(|line| line.split_once("reserve --country ")) {
            let example = example.split("  # ").next().unwrap();
            // Quotes are around values with blanks.
            let words = example.split('"').enumerate();
            let words: Vec<_> = words
                .flat_map(|(index, part)| if index % 2 == 1 { vec![part] } else { part.split_whitespace().collect() })
                .filter(|word| *word != "--dry-run")
                .collect();
            run_all(&[&["reserve", "--dry-run", "--country"], &words]).assert_exit(0);
            checked += 1;
        }
    }
    assert_eq!(checked, 4);
}
