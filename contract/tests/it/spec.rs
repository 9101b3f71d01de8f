//! Derivation of cases: complete, deterministic, and generic over the spec.

use std::collections::BTreeSet;

use colt_numbers_api::{CASES_JSON, OPENAPI_JSON};
use colt_numbers_contract::{Case, Credentials, Error, Expectation, Options, Suite, Target, Verdict, run};
use serde_json::{Value, json};

use crate::example_request::PATH;
use crate::server::Server;

fn ids(suite: &Suite) -> Vec<String> {
    suite.cases().iter().map(|case| format!("{} {}", case.id, case.about)).collect()
}

fn has(suite: &Suite, id: &str) -> bool {
    suite.cases().iter().any(|case| case.id.strip_prefix("reserveNumbers/") == Some(id))
}

/// The bundled spec with changes.
fn changed(change: impl Fn(&mut Value)) -> String {
    let mut spec: Value = serde_json::from_str(OPENAPI_JSON).unwrap();
    change(&mut spec);
    spec.to_string()
}

#[test]
fn the_same_spec_gives_the_same_cases() {
    let (one, other) = (Suite::bundled().unwrap(), Suite::bundled().unwrap());
    assert_eq!(ids(&one), ids(&other));
    assert_eq!(one.constraints(), other.constraints());
    let distinct: BTreeSet<String> = one.cases().iter().map(|case| case.id.clone()).collect();
    assert_eq!(distinct.len(), one.cases().len());
}

/// Collects the constraints of a schema without the code under test: the pointer, and for `required` the member.
fn constraints(root: &Value, at: &str, found: &mut BTreeSet<(String, String)>) {
    let node = root.pointer(at).unwrap();
    if let Some(reference) = node.get("$ref").and_then(Value::as_str) {
        return constraints(root, &reference[1..], found);
    }
    for keyword in ["type", "enum", "pattern", "minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum"] {
        if node.get(keyword).is_some() {
            found.insert((format!("{at}/{keyword}"), String::new()));
        }
    }
    for name in node.get("required").and_then(Value::as_array).into_iter().flatten() {
        found.insert((format!("{at}/required"), name.as_str().unwrap().to_owned()));
    }
    for (index, _) in node.get("allOf").and_then(Value::as_array).into_iter().flatten().enumerate() {
        constraints(root, &format!("{at}/allOf/{index}"), found);
    }
    for name in node.get("properties").and_then(Value::as_object).into_iter().flat_map(|properties| properties.keys()) {
        constraints(root, &format!("{at}/properties/{name}"), found);
    }
    if node.get("items").is_some() {
        constraints(root, &format!("{at}/items"), found);
    }
}

#[test]
fn every_constraint_of_the_request_has_a_case_that_violates_it() {
    let suite = Suite::bundled().unwrap();
    let root: Value = serde_json::from_str(OPENAPI_JSON).unwrap();
    let mut expected = BTreeSet::new();
    constraints(&root, "/components/schemas/ReservationRequest", &mut expected);
    constraints(&root, "/components/schemas/TrackingId", &mut expected);
    // A header is always a string.
    expected.remove(&("/components/schemas/TrackingId/type".to_owned(), String::new()));
    assert!(expected.len() > 25, "{expected:#?}");
    let is_violated = |at: &str, name: &str| {
        let violates = |case: &&Case| {
            let constraint = &suite.constraints()[case.constraint];
            case.expect == Expectation::Reject && constraint.at == at && constraint.element.ends_with(name)
        };
        suite.cases().iter().any(|case| violates(&case))
    };
    for (at, name) in &expected {
        assert!(is_violated(at, name), "{at} {name} has no case that violates it");
    }
    for (id, rule) in root["x-rules"].as_object().unwrap() {
        let at = format!("/x-rules/{id}");
        assert!(rule["severity"] != "error" || is_violated(&at, ""), "{id} has no case that violates it");
        // No contract test orders a million numbers: what violates this rule violates another one too.
        let has_case = suite.constraints().iter().any(|constraint| constraint.at == at);
        assert_eq!(has_case, id != "range-size", "{id} has no case");
    }
}

#[test]
fn both_items_of_an_array_are_tested() {
    let suite = Suite::bundled().unwrap();
    for end in ["numberRangeStart", "numberRangeEnd"] {
        for what in ["#required/reject-", "#type/reject-", "#pattern/reject-", "#maxLength/reject-"] {
            for item in [0, 1] {
                let begin = format!("reserveNumbers/body/numberRangeList/{item}/{end}{what}");
                assert!(suite.cases().iter().any(|case| case.id.starts_with(&begin)), "{begin}…");
            }
        }
    }
}

#[test]
fn every_constraint_has_a_source_or_an_assumption() {
    for constraint in Suite::bundled().unwrap().constraints() {
        let source = constraint.source.is_some() || constraint.assumption.is_some();
        assert!(source && !constraint.says.is_empty() && constraint.at.starts_with('/'), "{constraint:#?}");
    }
}

fn with_new_fields() -> String {
    changed(|spec| {
        let request = spec.pointer_mut("/components/schemas/ReservationRequest").unwrap();
        request["required"].as_array_mut().unwrap().push(json!("priority"));
        let properties = request["properties"].as_object_mut().unwrap();
        properties
            .insert("note".to_owned(), json!({ "type": "string", "minLength": 2, "maxLength": 10, "x-source": "x:1" }));
        properties.insert("priority".to_owned(), json!({ "type": "integer", "minimum": 1, "maximum": 5 }));
        properties.insert(
            "share".to_owned(),
            json!({ "type": "number", "minimum": 0, "exclusiveMinimum": true, "multipleOf": 0.5 }),
        );
        properties.insert("name".to_owned(), json!({ "type": "string", "pattern": r"^(?!\d{4}$)^[a-z\d]{2,9}$" }));
        properties.insert("urgent".to_owned(), json!({ "type": "boolean" }));
        properties.insert("remark".to_owned(), json!({ "type": "string", "nullable": true }));
        properties.insert("tags".to_owned(), json!({ "type": "array", "minItems": 1, "maxItems": 3, "items": { "type": "string", "enum": ["red", "green"] } }));
        properties.insert(
            "contact".to_owned(),
            json!({
                "type": "object", "required": ["email"], "additionalProperties": false,
                "properties": { "email": { "type": "string", "format": "email" }, "code": { "type": "string", "pattern": "^[A-Z]{2}-\\d{3}$" } }
            }),
        );
        let parameters = &mut spec["paths"][*PATH]["post"]["parameters"].as_array_mut().unwrap();
        parameters.push(json!({ "name": "x-region", "in": "header", "required": true, "schema": { "type": "string", "enum": ["EU", "UK"] } }));
        parameters.push(json!({ "name": "limit", "in": "query", "schema": { "type": "integer", "minimum": 1 } }));
    })
}

#[test]
fn new_fields_get_cases_without_new_code() {
    let spec = with_new_fields();
    // The examples lack a required member now, so the base request is made from the schema.
    let suite = Suite::from_spec(&spec, CASES_JSON).unwrap();
    let expected = [
        "body/priority#required/reject-missing",
        "body/priority#type/reject-null",
        "body/priority#type/reject-not-integer",
        "body/priority#type/reject-fraction",
        "body/priority#minimum/accept-1",
        "body/priority#minimum/reject-0",
        "body/priority#maximum/accept-5",
        "body/priority#maximum/reject-6",
        "body/share#minimum/reject-0",
        "body/share#multipleOf/reject-0.75",
        "body/note#maxLength/accept-10-four-byte",
        "body/note#maxLength/reject-11-ascii",
        "body/note#minLength/accept-2-characters",
        "body/note#minLength/reject-1-characters",
        "body/name#pattern/accept-9-characters",
        "body/name#pattern/reject-10-characters",
        "body/name#pattern/reject-1-characters",
        "body/name#pattern/reject-excluded",
        "body/name#pattern/reject-empty",
        "body/urgent#type/accept-false",
        "body/urgent#type/reject-not-boolean",
        "body/remark#type/accept-null",
        "body/tags#minItems/accept-1-items",
        "body/tags#minItems/reject-0-items",
        "body/tags#maxItems/accept-3-items",
        "body/tags#maxItems/reject-4-items",
        "body/tags/0#enum/reject-other-case",
        "body/tags/1#enum/reject-other-case",
        "body/contact#additionalProperties/reject-unknown-member",
        "body/contact/email#required/reject-missing",
        "body/contact/email#format/reject-malformed",
        "body/contact/code#pattern/reject-2-digits",
        "body/contact/code#pattern/reject-4-digits",
        "body/contact/code#pattern/reject-blank-after",
        "header/x-region#required/reject-missing",
        "header/x-region#enum/reject-other-case",
        "query/limit#optional/accept-given",
        "query/limit#type/reject-not-integer",
        "query/limit#minimum/accept-1",
        "query/limit#minimum/reject-0",
    ];
    let missing: Vec<_> = expected.into_iter().filter(|id| !has(&suite, id)).collect();
    assert!(missing.is_empty(), "{missing:#?}\n{:#?}", ids(&suite));
}

#[test]
fn limits_beyond_the_precision_of_a_double_are_tested_exactly() {
    let bounded =
        json!({ "type": "integer", "maximum": 9_007_199_254_740_993_u64, "minimum": -9_007_199_254_740_993_i64 });
    let spec = changed(|spec| {
        spec.pointer_mut("/components/schemas/ReservationRequest/properties").unwrap()["field"] = bounded.clone();
    });
    let suite = Suite::from_spec(&spec, CASES_JSON).unwrap();
    for id in [
        "maximum/accept-9007199254740993",
        "maximum/reject-9007199254740994",
        "minimum/accept--9007199254740993",
        "minimum/reject--9007199254740994",
    ] {
        assert!(has(&suite, &format!("body/field#{id}")), "{id}: {:#?}", ids(&suite));
    }
}

/// A known format has a case, and a constraint of responses. For an unknown one, no value is known to be malformed.
#[test]
fn only_known_formats_are_constraints() {
    let known = ["date", "date-time", "time", "email", "hostname", "ipv4", "ipv6", "uri", "uuid"];
    let unknown = ["password", "byte", "binary", "regex", "phone", "int32"];
    for (format, is_known) in
        known.map(|format| (format, true)).into_iter().chain(unknown.map(|format| (format, false)))
    {
        let field = json!({ "type": "string", "format": format });
        let spec = changed(|spec| {
            spec.pointer_mut("/components/schemas/ReservationRequest/properties").unwrap()["field"] = field.clone();
            spec.pointer_mut("/components/schemas/Order/properties").unwrap()["field"] = field.clone();
            let parameters = &mut spec["paths"][*PATH]["post"]["parameters"];
            parameters.as_array_mut().unwrap().push(json!({ "name": "field", "in": "query", "schema": field.clone() }));
        });
        let suite = Suite::from_spec(&spec, CASES_JSON).unwrap();
        for place in ["body", "query"] {
            let cases: Vec<_> =
                ids(&suite).into_iter().filter(|id| id.contains(&format!("/{place}/field#format/"))).collect();
            let rejects = cases.iter().filter(|id| id.contains("#format/reject-malformed")).count();
            assert_eq!((rejects, cases.len()), (usize::from(is_known), usize::from(is_known)), "{format}: {cases:?}");
        }
        let of_responses =
            suite.constraints().iter().filter(|constraint| constraint.id.ends_with("order/field#format"));
        assert_eq!(of_responses.count() > 0, is_known, "{format}");
    }
}

/// A member may have the same name as an element of another kind.
#[tokio::test]
async fn the_name_of_a_member_does_not_change_its_kind() {
    let spec = changed(|spec| {
        let request = spec.pointer_mut("/components/schemas/ReservationRequest/properties").unwrap();
        for name in ["response", "response 405", "rule x", "example"] {
            request[name] = json!({ "type": "string", "maxLength": 10 });
        }
    });
    let suite = Suite::from_spec(&spec, CASES_JSON).unwrap();
    let server = Server::with("").await;
    let target = Target::new(&server.base(), Credentials::none()).unwrap();
    let mut options = Options::unbounded();
    options.several_service_profiles = vec!["ES".to_owned()];
    options.max_requests = Some(500);
    let report = run(&suite, &target, &options, std::future::pending(), &mut |_| {}).await.unwrap();
    for name in ["response", "response 405", "rule x", "example"] {
        let result = |keyword: &str| {
            let id = format!("reserveNumbers/body/{name}#{keyword}");
            report.results.iter().find(|result| result.constraint.id == id).unwrap()
        };
        // The server does not know the member, so it accepts any value.
        for (keyword, remedy) in
            [("maxLength", "would have to be higher, or be removed"), ("type", "would have to allow another type")]
        {
            let remedies: Vec<_> = result(keyword)
                .checks
                .iter()
                .filter_map(|check| check.remedy.as_ref())
                .map(ToString::to_string)
                .collect();
            assert!(remedies.iter().any(|text| text.ends_with(remedy)), "{name}: {remedies:?}");
            assert!(result(keyword).checks.iter().all(|check| check.expect.is_some()), "{name}: each check is a case");
        }
    }
}

#[tokio::test]
async fn a_target_that_ignores_a_new_field_drifts_only_there() {
    let spec = changed(|spec| {
        let details = spec.pointer_mut("/components/schemas/EndCustomerDetails/properties").unwrap();
        details["costCentre"] =
            json!({ "type": "string", "pattern": "^[0-9]{4}$", "description": "Who pays.", "x-source": "new.txt:12" });
    });
    let suite = Suite::from_spec(&spec, CASES_JSON).unwrap();
    let server = Server::with("").await;
    let target = Target::new(&server.base(), Credentials::none()).unwrap();
    let mut options = Options::unbounded();
    options.max_requests = Some(300);
    let report = run(&suite, &target, &options, std::future::pending(), &mut |_| {}).await.unwrap();
    let drift: BTreeSet<(&str, Option<&str>)> = report
        .results
        .iter()
        .filter(|result| result.verdict == Verdict::Drift)
        .map(|result| (result.constraint.keyword.as_str(), result.constraint.source.as_deref()))
        .collect();
    assert_eq!(drift, BTreeSet::from([("pattern", Some("new.txt:12")), ("type", Some("new.txt:12"))]));
}

#[test]
fn cases_are_derived_for_another_api() {
    let spec = json!({
        "openapi": "3.0.3",
        "info": { "title": "Shelves", "version": "1" },
        "paths": { "/shelves/{shelf}/books": {
            "parameters": [{ "name": "shelf", "in": "path", "required": true, "schema": { "type": "string", "pattern": "^[a-z]{3}$" } }],
            "get": { "parameters": [{ "name": "sort", "in": "query", "schema": { "type": "string", "enum": ["title", "year"] } }], "responses": { "200": { "description": "All." } } },
            "post": {
                "operationId": "add",
                "requestBody": { "required": true, "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Book" } } } },
                "responses": { "201": { "description": "Added." } }
            }
        } },
        "components": { "schemas": { "Book": {
            "type": "object", "required": ["title"],
            "properties": { "title": { "type": "string", "maxLength": 20 }, "sequel": { "$ref": "#/components/schemas/Book" }, "form": { "oneOf": [{ "type": "string" }, { "type": "integer" }] } }
        } } }
    });
    let suite = Suite::from_spec(&spec.to_string(), "{}").unwrap();
    let has = |id: &str| suite.cases().iter().any(|case| case.id == id);
    assert!(has("add/body/title#maxLength/reject-21-ascii"));
    assert!(has("add/path/shelf#pattern/reject-2-characters"));
    assert!(has("get /shelves/{shelf}/books/query/sort#enum/reject-other-case"));
    // The methods of a path are tested with its first operation.
    let get = "get /shelves/{shelf}/books";
    assert!(has(&format!("{get}/method#method/reject-PUT")) && !has(&format!("{get}/method#method/reject-POST")));
    assert!(!has("add/method#method/reject-PUT"));
}

/// Whether there are cases about the token with this `security` in the document and in the operation.
fn has_token_cases(document: Value, operation: Option<Value>) -> bool {
    let spec = changed(|spec| {
        spec["security"] = document.clone();
        if let Some(own) = &operation {
            spec["paths"]["/v1/reservation/order"]["post"]["security"] = own.clone();
        }
        let schemes = &mut spec["components"]["securitySchemes"];
        schemes["bearer"] = json!({ "type": "http", "scheme": "Bearer" });
        schemes["basic"] = json!({ "type": "http", "scheme": "basic" });
        schemes["key"] = json!({ "type": "apiKey", "in": "header", "name": "x-key" });
    });
    let suite = Suite::from_spec(&spec, CASES_JSON).unwrap();
    let count = suite.cases().iter().filter(|case| case.id.starts_with("reserveNumbers/header/authorization#")).count();
    assert!(count == 0 || count == 2, "{count}");
    count == 2
}

#[test]
fn the_token_is_tested_if_the_spec_requires_a_bearer_token() {
    assert!(has_token_cases(json!([{ "sandboxToken": [] }, { "bearer": [] }]), None));
    assert!(has_token_cases(json!([{ "key": [], "bearer": [] }]), None));
    assert!(has_token_cases(json!([]), Some(json!([{ "bearer": [] }]))));
    assert!(!has_token_cases(json!([{ "bearer": [] }]), Some(json!([]))));
    for without in
        [json!([]), json!([{ "bearer": [] }, {}]), json!([{ "basic": [] }]), json!([{ "key": [] }]), json!("x")]
    {
        assert!(!has_token_cases(without.clone(), None), "{without}");
    }
}

#[test]
fn an_invalid_spec_is_an_error_with_its_location() {
    let invalid = [
        ("no JSON".to_owned(), "not JSON"),
        ("{}".to_owned(), "/paths"),
        (json!({ "paths": {} }).to_string(), "/paths"),
        (changed(|spec| spec["components"]["schemas"]["TelephoneNumber"]["pattern"] = json!("(")), "requestBody"),
        (changed(|spec| spec["components"]["schemas"]["Country"]["enum"] = json!([])), ""),
    ];
    for (spec, part) in invalid {
        match Suite::from_spec(&spec, CASES_JSON) {
            Err(error @ Error::Spec { .. }) => assert!(error.to_string().contains(part), "{error}"),
            other => panic!("{part}: {other:?}"),
        }
    }
}

/// Values of wrong types anywhere in the spec give an error or a suite, never a panic.
#[test]
fn an_invalid_spec_never_causes_a_panic() {
    fn pointers(value: &Value, at: &str, all: &mut Vec<String>) {
        all.push(at.to_owned());
        match value {
            Value::Object(object) => {
                for (name, value) in object {
                    pointers(value, &format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")), all);
                }
            }
            Value::Array(list) => {
                list.iter().enumerate().for_each(|(index, value)| pointers(value, &format!("{at}/{index}"), all))
            }
            _ => {}
        }
    }
    let spec: Value = serde_json::from_str(OPENAPI_JSON).unwrap();
    let mut all = Vec::new();
    pointers(&spec["components"]["schemas"], "/components/schemas", &mut all);
    pointers(&spec["paths"], "/paths", &mut all);
    let unexpected = [json!(null), json!("x"), json!(-1), json!([[]]), json!({ "a": {} }), json!(1e300)];
    // A prime step combines all kinds of locations and values.
    for (index, pointer) in all.iter().enumerate().step_by(7) {
        let mut spec = spec.clone();
        *spec.pointer_mut(pointer).unwrap() = unexpected[index % unexpected.len()].clone();
        let _ = Suite::from_spec(&spec.to_string(), CASES_JSON);
    }
}
