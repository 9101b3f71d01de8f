//! Tests how the judge applies the rules that a spec declares, and which specs it rejects.

use colt_numbers_judge::judge::account::Account;
use colt_numbers_judge::model::rule::Severity;
use serde_json::{Value, json};

use crate::bundled_spec::{bundled_judge, changed, ids, judge_of, judge_of_operation};
use crate::example_request::{lock_id, range, ranges};

#[test]
fn a_violation_has_the_severity_declared_in_the_spec() {
    let judge = bundled_judge();
    let mut body = range("+442081324759", "+442081324750");
    body["productOffering"]["lockId"] = "LOCK-1".into();
    let severities = judge.body_violations(body.to_string().as_bytes(), &Account::default());
    let severities: Vec<_> = severities.iter().map(|v| (v.id.as_str(), v.severity)).collect();
    assert_eq!(severities, [("lock-id-or-ranges", Severity::Error), ("range-order", Severity::Warning)]);

    let stricter = changed(|spec| spec["x-rules"]["range-order"]["severity"] = "error".into());
    let stricter = judge_of(&stricter).unwrap().body_violations(body.to_string().as_bytes(), &Account::default());
    assert!(stricter.iter().all(|v| v.severity == Severity::Error));
}

#[test]
fn the_data_of_a_rule_comes_from_the_spec() {
    let spec = changed(|spec| {
        spec["x-rules"]["lock-id-country"]["data"]["countries"] = json!(["GB"]);
        spec["components"]["schemas"]["Country"]["x-countries"]["GB"]["callingCode"] = "45".into();
    });
    let judge = judge_of(&spec).unwrap();
    let found = |body: Value| {
        let violations = judge.body_violations(body.to_string().as_bytes(), &Account::default());
        violations.into_iter().map(|v| v.id).collect::<Vec<_>>()
    };
    assert_eq!(found(lock_id("L")), ["lock-id-country"]);
    assert_eq!(found(ranges(&[("+4499999", "+4510000")])), ["country-prefix"]);
}

#[test]
fn a_spec_that_cannot_be_used_is_an_error_with_its_pointer() {
    type SpecEdit = fn(&mut Value);
    let cases: [(&str, SpecEdit); 6] = [
        ("/x-rules", |s| s["x-rules"] = json!([])),
        ("/x-rules/range-order/severity", |s| s["x-rules"]["range-order"]["severity"] = "grave".into()),
        ("/x-rules/lock-id-country/data/countries", |s| s["x-rules"]["lock-id-country"]["data"] = json!({})),
        ("/components/schemas/TelephoneNumber", |s| s["components"]["schemas"] = json!({})),
        ("/paths", |s| s["paths"] = json!([])),
        ("/components/schemas/Country/x-countries/GB", |s| {
            s["components"]["schemas"]["Country"]["x-countries"]["GB"] = json!({})
        }),
    ];
    for (pointer, change) in cases {
        let Err(error) = judge_of(&changed(change)) else { panic!("{pointer}: no error") };
        assert_eq!(error.pointer(), pointer, "{error}");
        assert!(error.to_string().contains(pointer));
    }
    assert_eq!(judge_of("{").err().unwrap().pointer(), "");
}

#[test]
fn an_unknown_rule_of_severity_error_is_listed_for_its_operations() {
    for (severity, unknown) in [("error", &["no-such-rule"][..]), ("warning", &[])] {
        for (id, unknown) in [("reserveNumbers", unknown), ("cancelReservation", &[])] {
            let rule = json!({ "severity": severity, "operations": [id], "data": {} });
            let spec = changed(|s| s["x-rules"]["no-such-rule"] = rule);
            assert_eq!(judge_of(&spec).unwrap().unknown_rules(), unknown);
        }
    }
}

/// A rule that reads members of the body is not implemented for an operation that does not have them.
#[test]
fn a_rule_of_reservations_is_not_implemented_for_another_body() {
    let spec = changed(|spec| {
        drop(spec["components"]["schemas"]["ProductOffering"]["properties"].as_object_mut().unwrap().remove("lockId"));
    });
    let judge = judge_of(&spec).unwrap();
    assert_eq!(judge.unknown_rules(), ["lock-id-country", "lock-id-or-ranges", "service-profile-required"]);
}

/// The rules of an operation are also checked if its body is optional and absent. JSON is preferred to any other media type.
#[test]
fn rules_are_checked_without_an_optional_body() {
    for (required, body, expected) in [
        (false, &b""[..], ("lock-id-or-ranges", "")),
        (false, b"[]", ("type", "")),
        (true, b"", ("json", "")),
        (true, b"[]", ("type", "")),
    ] {
        let judge = judge_of_operation(|operation| {
            operation["requestBody"]["required"] = required.into();
            operation["requestBody"]["content"]["application/a"] = json!({ "schema": { "type": "string" } });
        });
        assert_eq!(ids(&judge.body_violations(body, &Account::default())), [expected], "{required}");
    }
}
