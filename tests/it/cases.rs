//! The rule ids in the spec, in the generated `Rule` and in the cases are the same. `client/tests/it/spec_cases.rs` tests that the client and
//! the judge find exactly the violations that each case states.

use std::collections::BTreeSet;

use colt_numbers::Rule;
use serde_json::Value;

fn bundled(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn every_declared_rule_is_generated_and_has_cases() {
    let spec = bundled(colt_numbers_api::OPENAPI_JSON);
    let declared: BTreeSet<&str> = spec["x-rules"].as_object().unwrap().keys().map(String::as_str).collect();
    let generated: BTreeSet<&str> = Rule::ALL.iter().map(|rule| rule.id()).collect();
    assert_eq!(declared, generated);
    let cases = bundled(colt_numbers_api::CASES_JSON);
    for rule in generated {
        let names: Vec<&String> = cases[rule].as_object().unwrap().keys().collect();
        for side in ["accept-", "reject-"] {
            assert!(names.iter().any(|name| name.starts_with(side)), "`{rule}` has no case {side}…");
        }
    }
}
