//! Tests how parameters are read from a request, and their violations.

use colt_numbers_judge::judge::account::Account;
use colt_numbers_judge::judge::judged_request::{Given, JudgedRequest, RequestHead};
use colt_numbers_judge::judge::request_judge::RequestJudge;
use colt_numbers_judge::model::spec::Spec;
use serde_json::{Value, json};

use crate::bundled_spec::{ids, judge_of_operation};

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
