//! Tests how bodies are read, and how many violations of a body are reported.

use std::collections::BTreeMap;

use colt_numbers_judge::judge::account::Account;
use colt_numbers_judge::judge::judged_request::{Given, JudgedRequest};
use colt_numbers_judge::judge::request_judge::RequestJudge;
use colt_numbers_judge::judge::schema::Schema;
use colt_numbers_judge::model::rule::Severity;
use colt_numbers_judge::model::spec::Spec;
use serde_json::json;

use crate::bundled_spec::bundled_judge;
use crate::example_request::ranges;

#[test]
fn invalid_json_has_one_violation() {
    let judge = bundled_judge();
    for body in
        [&b""[..], b"{", b"\xef\xbb\xbf{}", b"{\"a\":1,\"a\":1}", b"\"\xff\"", &[b'['; 200], &[b' '; 10_000_000]]
    {
        let violations = judge.body_violations(body, &Account::default());
        let found: Vec<_> = violations.iter().map(|v| (v.id.as_str(), v.pointer.as_str(), v.severity)).collect();
        assert_eq!(found, [("json", "", Severity::Error)]);
    }
}

/// A property that only responses have is not required in a request.
#[test]
fn a_read_only_property_is_not_required_in_a_request() {
    let base = json!({ "type": "object", "required": ["id", "name"], "properties": {
        "id": { "type": "string", "readOnly": true }, "name": { "type": "string" },
    } });
    let schema = json!({ "allOf": [{ "$ref": "#/components/schemas/Base" }, { "required": ["id", "parts"] }], "properties": {
        "parts": { "type": "array", "items": { "$ref": "#/components/schemas/Base" } },
    } });
    let spec = json!({
        "paths": { "/a": { "post": { "requestBody": { "content": { "application/json": { "schema": schema } } } } } },
        "components": { "schemas": { "Base": base } },
    });
    let spec = Spec::read(&spec.to_string()).unwrap();
    let judge = RequestJudge::new(&spec, &spec.operations[0]).unwrap();
    for (body, broken) in [
        (r#"{"name":"a","parts":[{"name":"b"}]}"#, &[][..]),
        (r#"{"name":"a","id":"1","parts":[{"name":"b","id":"2"}]}"#, &[]),
        (r#"{"parts":[{"id":1}]}"#, &["required ", "required /parts/0", "type /parts/0/id"]),
    ] {
        let violations = judge.body_violations(body.as_bytes(), &Account::default());
        let mut found: Vec<_> = violations.iter().map(|v| format!("{} {}", v.id, v.pointer)).collect();
        found.sort();
        assert_eq!(found, broken, "{body}");
    }
    let body = spec.operations[0].body.as_ref().unwrap();
    let of_response = Schema::for_responses(&spec.root, &body.schema, &body.at).unwrap();
    assert!(!of_response.is_valid(&json!({ "name": "a", "parts": [] })));
    assert!(of_response.is_valid(&json!({ "name": "a", "id": "1", "parts": [] })));
}

/// The value that is read does not depend on how the client encodes it.
#[test]
fn a_form_is_read_like_a_query() {
    let schema = json!({ "type": "object", "required": ["name"], "properties": {
        "name": { "type": "string", "minLength": 1 }, "count": { "type": "integer" }, "tags": { "type": "array", "items": { "type": "string" } },
    } });
    let operation = |required: bool| {
        let content = json!({ "application/x-www-form-urlencoded": { "schema": schema } });
        let spec =
            json!({ "paths": { "/a": { "post": { "requestBody": { "required": required, "content": content } } } } });
        let spec = Spec::read(&spec.to_string()).unwrap();
        RequestJudge::new(&spec, &spec.operations[0]).unwrap()
    };
    for (body, value) in [
        ("name=a+b&count=2&tags=x&tags=y", Given::Value(json!({ "name": "a b", "count": 2, "tags": ["x", "y"] }))),
        ("name=%26&count=x", Given::Value(json!({ "name": "&", "count": "x" }))),
        ("", Given::Absent),
    ] {
        assert_eq!(operation(false).body_of_bytes(body.as_bytes()), value, "{body}");
    }
    let ids = |body: &str| {
        let violations = operation(true).body_violations(body.as_bytes(), &Account::default());
        violations.into_iter().map(|violation| violation.id).collect::<Vec<_>>()
    };
    assert_eq!(
        [ids(""), ids("count=x"), ids("name=%"), ids("name=a")],
        [vec!["required"], vec!["required", "type"], vec!["json"], vec![]]
    );
    let absent = JudgedRequest { parameters: Vec::new(), body: Given::Absent };
    assert_eq!(operation(true).violations(&absent, &Account::default()).len(), 1);
    assert_eq!(operation(false).violations(&absent, &Account::default()), []);
}

#[test]
fn violations_of_a_huge_invalid_body_are_limited() {
    let judge = bundled_judge();
    let wrong = |ranges: usize| format!("{{\"numberRangeList\":[{}0]}}", "0,".repeat(ranges));
    let report = |ranges: usize| judge.body_violations(wrong(ranges).as_bytes(), &Account::default());
    assert_eq!(report(1000).len(), 1001 + 2);
    assert_eq!(report(30_000).len(), 10_000);
    // The body's object, its list and the last zero of the list count as values too.
    assert_eq!(report(50_000 - 3).len(), 10_000);
    for (ranges, is_json) in [(50_000 - 2, true), (600_000 - 3, true), (600_000 - 2, false)] {
        let one = report(ranges);
        assert_eq!(one.len(), 1, "{ranges}: {one:?}");
        assert_eq!((one[0].severity, one[0].id != "json"), (Severity::Error, is_json), "{ranges}: {one:?}");
    }
}

#[test]
fn an_error_is_reported_beside_thousands_of_warnings() {
    let descending = ("+452081324759", "+442081324750");
    let mut body = ranges(&vec![descending; 20_000]);
    body["productOffering"]["lockId"] = "LOCK-1".into();
    let mut counted = BTreeMap::new();
    for found in bundled_judge().body_violations(body.to_string().as_bytes(), &Account::default()) {
        *counted.entry((found.id, found.severity)).or_insert(0) += 1;
    }
    let counted: Vec<_> = counted.iter().map(|((id, severity), count)| (id.as_str(), *severity, *count)).collect();
    assert_eq!(
        counted,
        [
            ("country-prefix", Severity::Warning, 10_000),
            ("lock-id-or-ranges", Severity::Error, 1),
            ("range-order", Severity::Warning, 10_000),
            ("range-overlap", Severity::Warning, 10_000),
            ("range-size", Severity::Warning, 10_000),
        ]
    );
}
