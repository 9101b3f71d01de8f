//! Tests the violations of requests: of every case of the spec, of hostile bodies, and with specs that cannot be used.

use std::collections::{BTreeMap, BTreeSet};

use colt_numbers_judge::judge::account::Account;
use colt_numbers_judge::judge::judged_request::{Given, JudgedRequest, RequestHead};
use colt_numbers_judge::judge::request_judge::RequestJudge;
use colt_numbers_judge::judge::schema::Schema;
use colt_numbers_judge::judge::violation::Violation;
use colt_numbers_judge::model::error::SpecError;
use colt_numbers_judge::model::operation::Operation;
use colt_numbers_judge::model::rule::{Rule, Severity};
use colt_numbers_judge::model::spec::Spec;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::second_chapter;

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

/// Judges the cases of a spec.
struct CaseJudge {
    spec: Spec,
    judges: BTreeMap<String, RequestJudge>,
}

impl CaseJudge {
    fn new(spec: &str) -> Self {
        let spec = Spec::read(spec).unwrap();
        let judge = |operation: &Operation| (operation.id.clone(), RequestJudge::new(&spec, operation).unwrap());
        Self { judges: spec.operations.iter().map(judge).collect(), spec }
    }

    /// The operation of a case: the one it names, or else the only one of its rule.
    fn operation(&self, group: &str, case: &Value) -> &Operation {
        let rule = self.spec.rules.iter().find(|rule| rule.id == group);
        let only = || rule.map_or(self.spec.operations[0].id.as_str(), |rule| rule.operations[0].as_str());
        self.spec.operation(case["operation"].as_str().unwrap_or_else(only)).unwrap()
    }

    /// The violations of a case. A tracking id is added if the case has none.
    fn violations(&self, group: &str, case: &Value) -> Vec<Violation> {
        let several = case["account"]["severalServiceProfiles"].as_array().into_iter().flatten();
        let account = Account::with_several_service_profiles(several.filter_map(Value::as_str));
        let mut parameters = case["parameters"].as_object().cloned().unwrap_or_default();
        let operation = self.operation(group, case);
        if operation.parameters.iter().any(|parameter| parameter.name == "x-tracking-id") {
            parameters.entry("x-tracking-id").or_insert_with(|| "case".into());
        }
        let judge = &self.judges[&operation.id];
        judge.violations(&judge.request_of_values(&parameters, case.get("body")).unwrap(), &account)
    }
}

/// All cases, with their group and name.
fn cases() -> Vec<(String, String, Value)> {
    let cases: Value = serde_json::from_str(colt_numbers_api::CASES_JSON).unwrap();
    let mut all = Vec::new();
    for (group, cases) in cases.as_object().unwrap() {
        for (name, case) in cases.as_object().into_iter().flatten() {
            all.push((group.clone(), name.clone(), case.clone()));
        }
    }
    all
}

#[test]
fn every_case_of_the_spec_has_exactly_the_violations_it_states() {
    let judge = CaseJudge::new(colt_numbers_api::OPENAPI_JSON);
    let cases = cases();
    for (group, name, case) in &cases {
        let violations = judge.violations(group, case);
        let found = violations.iter().map(|v| (v.id.clone(), v.pointer.clone())).collect();
        assert_eq!(expected(case), found, "{group}/{name}");
        assert!(violations.iter().all(|v| !v.message.is_empty()), "{group}/{name}");
    }
    assert!(cases.len() >= 80, "only {} cases were judged", cases.len());
}

/// The operations of another chapter have parameters of every kind. Its rules are not implemented here, and are listed.
#[test]
fn every_schema_case_of_a_second_chapter_has_exactly_the_violations_it_states() {
    let judge = CaseJudge::new(&second_chapter::spec().to_string());
    let mut judged = 0;
    for (path, case) in second_chapter::cases().iter().filter(|(path, _)| path.starts_with("spec/cases/schema/")) {
        let case: Value = serde_json::from_str(case).unwrap();
        let found = judge.violations("schema", &case).iter().map(|v| (v.id.clone(), v.pointer.clone())).collect();
        assert_eq!(expected(&case), found, "{path}");
        judged += 1;
    }
    assert!(judged >= 70, "only {judged} cases were judged");
    let unknown = |id: &str| judge.judges[id].unknown_rules().join(" ");
    let operations = ["reserveNumbers", "activateNumber", "listInventory", "searchNumbers", "getOrder"];
    assert_eq!(
        operations.map(unknown),
        ["", "address-required emergency-contact", "result-window", "result-window", ""]
    );
}

/// A rule that is not written, or not for one of its operations, is named here.
#[test]
fn every_rule_of_the_spec_is_implemented_for_each_of_its_operations() {
    let judge = CaseJudge::new(colt_numbers_api::OPENAPI_JSON);
    let is_rejected = |rule: &Rule, operation: &str| {
        cases().iter().any(|(group, _, case)| {
            *group == rule.id
                && judge.operation(group, case).id == operation
                && judge.violations(group, case).iter().any(|found| found.id == rule.id)
        })
    };
    let mut missing = Vec::new();
    for rule in &judge.spec.rules {
        let unchecked = rule.operations.iter().filter(|operation| !is_rejected(rule, operation));
        missing.extend(unchecked.map(|operation| format!("`{}` of `{operation}`", rule.id)));
    }
    assert!(
        missing.is_empty(),
        "no case shows that these rules are checked: {missing:?}; hint: write them below `judge/src/judge/rules/`, with a case for each operation"
    );
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

/// An operation with parameters of every kind, in a spec without rules and telephone numbers.
fn search() -> (Spec, RequestJudge) {
    let list = json!({ "type": "array", "maxItems": 2, "items": { "type": "string", "enum": ["a", "b", "c,d"] } });
    let integers = json!({ "type": "array", "items": { "type": "integer", "minimum": 1 } });
    let parameter = |name: &str, place: &str, schema: Value| json!({ "name": name, "in": place, "required": place == "path", "schema": schema });
    let mut joined = parameter("joined", "query", list.clone());
    joined["explode"] = false.into();
    let spec = json!({ "openapi": "3.0.3", "paths": { "/items/{id}": { "get": { "operationId": "search", "parameters": [
        parameter("id", "path", json!({ "type": "string", "minLength": 1, "maxLength": 3 })),
        parameter("ids", "path", integers.clone()),
        parameter("Limit", "query", json!({ "type": "integer", "minimum": 1, "maximum": 100, "nullable": true })),
        parameter("price", "query", json!({ "type": "number" })),
        parameter("exact", "query", json!({ "type": "boolean" })),
        parameter("size", "query", json!({ "enum": [1, 2] })),
        parameter("repeated", "query", list),
        joined,
        parameter("X-Ids", "header", integers),
    ] } } } });
    let spec = Spec::read(&spec.to_string()).unwrap();
    let judge = RequestJudge::new(&spec, &spec.operations[0]).unwrap();
    (spec, judge)
}

#[test]
fn parameters_of_every_kind_are_read_and_judged() {
    let (spec, judge) = search();
    let id = |index: usize| spec.operations[0].parameters[index].name.as_str();
    for (id_text, ids, query, ids_header, broken) in [
        ("a", "1", "", None, ""),
        ("%2E%2E", "1,2", "", None, ""),
        ("%c3%a9%2f+", "1", "Limit=100&price=1.5&exact=true&size=2&repeated=a&joined=a,b&other=x", Some("1, 2,3"), ""),
        ("a", "1", "repeated=a&repeated=c%2Cd&joined=a,c%2cd&%4Cimit=7", None, ""),
        ("a", "1", "limit=0&LIMIT=x", None, ""),
        ("abcd", "1,0", "", None, "id maxLength /id, ids minimum /ids/1"),
        ("%", "x", "", None, "id syntax /id, ids type /ids/0"),
        ("%ff", "", "", None, "id syntax /id, ids type /ids/0"),
        (
            "a",
            "1",
            "Limit=0&price=x&exact=1&size=3",
            None,
            "Limit minimum /limit, price type /price, exact type /exact, size enum /size",
        ),
        (
            "a",
            "1",
            "Limit=101&price=%201&exact=TRUE&size=01",
            None,
            "Limit maximum /limit, price type /price, exact type /exact, size enum /size",
        ),
        ("a", "1", "Limit=1.0&price=1&exact=", None, "Limit type /limit, exact type /exact"),
        ("a", "1", "Limit=null&price=NaN", None, "Limit type /limit, price type /price"),
        ("a", "1", "Limit=1&Limit=1", None, "Limit syntax /limit"),
        ("a", "1", "Limit", None, "Limit type /limit"),
        ("a", "1", "repeated=a,b&joined=a&joined=b", None, "repeated enum /repeated/0, joined syntax /joined"),
        (
            "a",
            "1",
            "repeated=a&repeated=b&repeated=a&joined=a,b,c",
            None,
            "repeated maxItems /repeated, joined enum /joined/2, joined maxItems /joined",
        ),
        (
            "a",
            "1",
            "repeated=%zz&joined=a,%ff",
            Some("1,,x"),
            "repeated syntax /repeated, joined syntax /joined, X-Ids type /x-ids/1, X-Ids type /x-ids/2",
        ),
    ] {
        let headers: Vec<_> = ids_header.iter().map(|text: &&str| ("x-IDS", text.as_bytes())).collect();
        let head = RequestHead { path: &[("id", id_text), ("ids", ids)], query, headers: &headers };
        let request =
            JudgedRequest { parameters: judge.parameters_of_head(&head), body: judge.body_of_bytes(b"ignored") };
        let violations = judge.violations(&request, &Account::default());
        let mut found: Vec<_> = violations
            .iter()
            .map(|v| (v.parameter.unwrap(), format!("{} {} {}", id(v.parameter.unwrap()), v.id, v.pointer)))
            .collect();
        found.sort();
        let found: Vec<_> = found.into_iter().map(|(_, found)| found).collect();
        assert_eq!(found.join(", "), broken, "{id_text} {ids} {query} {ids_header:?}");
    }
    let missing = JudgedRequest { parameters: judge.parameters_of_head(&RequestHead::default()), body: Given::Absent };
    let missing = judge.violations(&missing, &Account::default());
    assert_eq!(missing.iter().map(|v| v.pointer.as_str()).collect::<Vec<_>>(), ["/id", "/ids"]);
    assert_eq!(
        judge.request_of_values(json!({ "x-ids": [1] }).as_object().unwrap(), None).unwrap().parameters[8],
        Given::Value(json!([1]))
    );
    assert_eq!(judge.request_of_values(json!({ "limit": 1 }).as_object().unwrap(), None).unwrap_err(), "limit");
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
            ("range-size", Severity::Warning, 10_000),
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

/// The judge of an operation of the bundled spec after a change of the operation.
fn judge_of_operation(change: impl FnOnce(&mut Value)) -> RequestJudge {
    judge_of(&changed(|spec| change(&mut spec["paths"]["/v1/reservation/order"]["post"]))).unwrap()
}

fn ids(violations: &[Violation]) -> Vec<(&str, &str)> {
    violations.iter().map(|violation| (violation.id.as_str(), violation.pointer.as_str())).collect()
}

/// A text is valid if it is valid as a value of any type that the schema allows.
#[test]
fn a_parameter_may_have_alternatives_of_several_types() {
    let number = json!({ "type": "integer", "minimum": 5 });
    let text = json!({ "type": "string", "maxLength": 2 });
    for alternatives in [json!([number, text]), json!([text, number])] {
        let judge = judge_of_operation(|operation| {
            operation["parameters"] = json!([
                { "name": "a/b", "in": "query", "schema": { "anyOf": alternatives } },
                { "name": "c", "in": "query", "schema": { "type": "array", "items": { "anyOf": alternatives } } },
            ]);
        });
        for (text, is_valid) in [("0", true), ("x", true), ("100", true), ("-10", false), ("xyz", false)] {
            for (index, texts, pointer) in [(0, vec![text], "/a~1b"), (1, vec![text], "/c/0")] {
                let found = judge.parameter_violations(index, &judge.parameter_of_texts(index, &texts));
                assert_eq!(ids(&found), if is_valid { vec![] } else { vec![("anyOf", pointer)] }, "{text}");
            }
        }
    }
}

/// HTTP allows spaces and tabs around the items of a header, and no other blanks.
#[test]
fn the_items_of_a_header_are_trimmed_as_in_http() {
    let judge = judge_of_operation(|operation| {
        let items = json!({ "type": "string", "minLength": 1, "maxLength": 2 });
        operation["parameters"] =
            json!([{ "name": "X-List", "in": "header", "schema": { "type": "array", "items": items } }]);
    });
    for (text, expected) in [("a, \tb ", vec![]), ("a, ", vec![("minLength", "/x-list/1")]), ("\u{a0}", vec![])] {
        let head = RequestHead { headers: &[("x-list", text.as_bytes())], ..RequestHead::default() };
        let found = judge.parameter_violations(0, &judge.parameters_of_head(&head)[0]);
        assert_eq!(ids(&found), expected, "{text:?}");
    }
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

/// OpenAPI ignores these parameters, so no request has to have them.
#[test]
fn headers_that_other_keywords_describe_are_not_parameters() {
    let judge = judge_of_operation(|operation| {
        let parameter = |name| json!({ "name": name, "in": "header", "required": true, "schema": { "type": "string", "maxLength": 0 } });
        operation["parameters"] = ["Accept", "content-type", "AUTHORIZATION", "x-other"].map(parameter).to_vec().into();
    });
    let parameters = judge.parameters_of_head(&RequestHead::default());
    assert_eq!(parameters.len(), 1);
    assert_eq!(ids(&judge.parameter_violations(0, &parameters[0])), [("required", "/x-other")]);
}
