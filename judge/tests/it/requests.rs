//! Tests the violations of requests: of every case of the spec, of hostile bodies, and with specs that cannot be used.

use std::collections::BTreeSet;

use colt_numbers_judge::judge::account::Account;
use colt_numbers_judge::judge::request_judge::RequestJudge;
use colt_numbers_judge::model::error::SpecError;
use colt_numbers_judge::model::rule::Severity;
use colt_numbers_judge::model::spec::Spec;
use proptest::prelude::*;
use serde_json::{Value, json};

fn judge_of(spec: &str) -> Result<RequestJudge, SpecError> {
    let spec = Spec::read(spec)?;
    RequestJudge::new(&spec, spec.operation("reserveNumbers").unwrap())
}

fn bundled_judge() -> RequestJudge {
    judge_of(colt_numbers_api::OPENAPI_JSON).unwrap()
}

fn ranges(ranges: &[(&str, &str)]) -> Value {
    let range = |(start, end): &(&str, &str)| json!({ "numberRangeStart": start, "numberRangeEnd": end });
    json!({
        "numberRangeList": ranges.iter().map(range).collect::<Vec<_>>(),
        "productOffering": { "name": "Wholesale SIP" },
        "relatedParty": { "reseller": { "country": "GB" } },
    })
}

fn lock_id(id: &str) -> Value {
    json!({
        "productOffering": { "name": "Wholesale SIP", "lockId": id },
        "relatedParty": { "reseller": { "country": "GB" } },
    })
}

/// The text of the bundled spec after a change.
fn changed(change: impl FnOnce(&mut Value)) -> String {
    let mut spec = serde_json::from_str(colt_numbers_api::OPENAPI_JSON).unwrap();
    change(&mut spec);
    spec.to_string()
}

/// The ids and pointers that a case expects.
fn expected(case: &Value) -> BTreeSet<(String, String)> {
    let text = |v: &Value| v.as_str().unwrap().to_owned();
    let list = case["violations"].as_array().unwrap();
    list.iter().map(|v| (text(&v["id"]), text(&v["pointer"]))).collect()
}

#[test]
fn every_case_of_the_spec_has_exactly_the_violations_it_states() {
    let judge = bundled_judge();
    let cases: Value = serde_json::from_str(colt_numbers_api::CASES_JSON).unwrap();
    let mut judged = 0;
    for (rule, cases) in cases.as_object().unwrap() {
        for (name, case) in cases.as_object().into_iter().flatten() {
            let several = case["account"]["severalServiceProfiles"].as_array().into_iter().flatten();
            let account = Account::with_several_service_profiles(several.filter_map(Value::as_str));
            let headers = case["parameters"].as_object().into_iter().flatten();
            let headers: Vec<_> = headers.map(|(n, v)| (n.as_str(), v.as_str().unwrap().as_bytes())).collect();
            let mut violations = judge.body_violations(case["body"].to_string().as_bytes(), &account);
            if !headers.is_empty() {
                violations.extend(judge.header_violations(headers));
            }
            let found = violations.iter().map(|v| (v.id.clone(), v.pointer.clone())).collect();
            assert_eq!(expected(case), found, "{rule}/{name}");
            assert!(violations.iter().all(|v| !v.message.is_empty()), "{rule}/{name}");
            judged += 1;
        }
    }
    assert!(judged >= 80, "only {judged} cases were judged");
}

#[test]
fn a_violation_has_the_severity_declared_in_the_spec() {
    let judge = bundled_judge();
    let body = json!({
        "numberRangeList": [{ "numberRangeStart": "+442081324759", "numberRangeEnd": "+442081324750" }],
        "productOffering": { "name": "Wholesale SIP", "lockId": "LOCK-1" },
        "relatedParty": { "reseller": { "country": "GB" } },
    });
    let severities = judge.body_violations(body.to_string().as_bytes(), &Account::default());
    let severities: Vec<_> = severities.iter().map(|v| (v.id.as_str(), v.severity)).collect();
    assert_eq!(severities, [("lock-id-or-ranges", Severity::Error), ("range-order", Severity::Warning)]);

    let stricter = changed(|spec| spec["x-rules"]["range-order"]["severity"] = "error".into());
    let stricter = judge_of(&stricter).unwrap().body_violations(body.to_string().as_bytes(), &Account::default());
    assert!(stricter.iter().all(|v| v.severity == Severity::Error));
}

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
    assert_eq!(found(ranges(&[("+442081324758", "+452081324758")])), ["country-prefix"]);
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
fn an_unknown_rule_of_severity_error_is_listed() {
    for (severity, unknown) in [("error", &["no-such-rule"][..]), ("warning", &[])] {
        let spec = changed(|s| {
            s["x-rules"]["no-such-rule"] = json!({ "severity": severity, "operations": ["reserveNumbers"], "data": {} })
        });
        assert_eq!(judge_of(&spec).unwrap().unknown_rules(), unknown);
    }
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
    let mut counted = std::collections::BTreeMap::new();
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
        ]
    );
}

/// Collects the JSON Pointers of a value and of all values in it.
fn collect_pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(i, item)| collect_pointers(item, &format!("{at}/{i}"), found))
        }
        Value::Object(members) => members.iter().for_each(|(name, member)| {
            let name = name.replace('~', "~0").replace('/', "~1");
            collect_pointers(member, &format!("{at}/{name}"), found);
        }),
        _ => {}
    }
}

/// A value that replaces another value of a spec or a body.
fn replacement() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        Just(json!({})),
        Just(json!([])),
        Just(json!(-1.5)),
        Just(json!("/{a}/*b")),
        Just(json!("https://h/__sandbox/orders")),
        Just(json!("(")),
        Just(json!({ "$ref": "#/components/schemas/NumberRange" })),
        Just(json!({ "$ref": "https://example.com/schema" })),
        any::<String>().prop_map(Value::from),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    /// A spec with a replaced value is accepted or rejected without a panic.
    #[test]
    fn no_spec_causes_a_panic(place in any::<prop::sample::Index>(), replacement in replacement()) {
        let mut spec: Value = serde_json::from_str(colt_numbers_api::OPENAPI_JSON).unwrap();
        let mut found = Vec::new();
        collect_pointers(&spec, "", &mut found);
        *spec.pointer_mut(&found[place.index(found.len())]).unwrap() = replacement;
        let read = Spec::read(&spec.to_string());
        let compiled = read.and_then(|spec| spec.operations.iter().try_for_each(|operation| RequestJudge::new(&spec, operation).map(drop)));
        if let Err(error) = compiled {
            prop_assert!(!error.to_string().is_empty());
        }
    }

    /// A body with replaced values causes no panic, and always has the same violations. A truncated body causes no panic either.
    #[test]
    fn no_body_causes_a_panic(replacements in prop::collection::vec((any::<prop::sample::Index>(), replacement()), 1..4), cut in any::<prop::sample::Index>()) {
        let judge = bundled_judge();
        let mut body = ranges(&[("+442081324758", "442081324759"), ("+4420", "x")]);
        body["productOffering"]["lockId"] = " ".into();
        for (place, replacement) in replacements {
            let mut found = Vec::new();
            collect_pointers(&body, "", &mut found);
            *body.pointer_mut(&found[place.index(found.len())]).unwrap() = replacement;
        }
        let account = Account::with_several_service_profiles(["GB"]);
        let text = body.to_string().into_bytes();
        prop_assert_eq!(judge.body_violations(&text, &account), judge.body_violations(&text, &account));
        let cut = &text[..cut.index(text.len())];
        prop_assert!(judge.body_violations(cut, &account).len() <= 3 * text.len());
    }
}
