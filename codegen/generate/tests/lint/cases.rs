//! The cases of rules and of the schema.

use colt_numbers_generate::generate;
use colt_numbers_openapi::finding::Level;
use serde_json::json;

use crate::spec_with_rules::{source_with_rules, spec_with_rules};
use crate::{errors, source, spec};

/// A case is a request of one operation of its rule.
#[test]
fn a_case_is_a_request_of_an_operation() {
    for (name, case, words) in [
        ("both/accept-one", json!({ "about": "", "body": {}, "violations": [] }), "no key `operation`"),
        ("schema/accept-one", json!({ "about": "", "body": {}, "violations": [] }), "no key `operation`"),
        (
            "at-most/accept-one",
            json!({ "about": "", "operation": "find", "violations": [] }),
            "\"find\" is not an operation of `at-most`",
        ),
        (
            "schema/accept-one",
            json!({ "about": "", "operation": "no", "violations": [] }),
            "\"no\" is not an operation of `schema`",
        ),
        ("at-most/accept-one", json!({ "about": "", "violations": [] }), "no key `body`, but `order` requires a body"),
        (
            "both/accept-one",
            json!({ "about": "", "operation": "find", "body": {}, "violations": [] }),
            "a key `body`, but `find` has no body",
        ),
        (
            "both/accept-one",
            json!({ "about": "", "operation": "find", "parameters": { "Id": 1 }, "violations": [] }),
            "`Id` is not a parameter of `find`",
        ),
        (
            "both/accept-one",
            json!({ "about": "", "operation": "find", "parameters": ["id"], "violations": [] }),
            "`parameters` is not an object",
        ),
        (
            "both/accept-one",
            json!({ "about": "", "operation": "find", "headers": {}, "violations": [] }),
            "unknown key `headers`",
        ),
        ("both/accept-one", json!({ "operation": "find", "violations": [] }), "no key `about`"),
        ("both/other", json!({ "about": "", "operation": "find", "violations": [] }), "the name begins with neither"),
        ("none/accept-one", json!({ "about": "", "operation": "find", "violations": [] }), "no rule is named `none`"),
    ] {
        let file = format!("spec/cases/{name}.json");
        let mut source = source_with_rules(&spec_with_rules());
        source.cases.insert(file.clone(), case.to_string());
        let findings = generate(&source).map(drop).expect_err(words);
        let errors: Vec<_> = findings.of(Level::Error).collect();
        assert!(
            matches!(errors[..], [error] if error.file == file && error.message.contains(words)),
            "{words}: {findings}"
        );
    }
    // A rule has cases for each of its operations.
    let mut source = source_with_rules(&spec_with_rules());
    for (removed, words) in
        [("find", "reject-….json` for `find`"), ("order", "no case `spec/cases/both/reject-….json`")]
    {
        source.cases.remove(&format!("spec/cases/both/reject-{removed}.json"));
        let findings = generate(&source).map(drop).unwrap_err();
        assert!(matches!(&errors(&findings, "/x-rules/both")[..], [error] if error.contains(words)), "{findings}");
    }
}

/// A case is a request, so a spec without operations has no cases.
#[test]
fn a_case_of_a_spec_without_operations_is_rejected() {
    let mut spec = spec();
    spec["paths"] = json!({});
    let mut source = source(&spec);
    generate(&source).unwrap_or_else(|findings| panic!("{findings}"));
    let file = "spec/cases/schema/accept-one.json";
    source.cases.insert(file.to_owned(), json!({ "about": "", "body": {}, "violations": [] }).to_string());
    let findings = generate(&source).map(drop).unwrap_err();
    let errors: Vec<_> = findings.of(Level::Error).collect();
    assert!(
        matches!(errors[..], [error] if error.file == file && error.message.contains("no operation")),
        "{findings}"
    );
}
