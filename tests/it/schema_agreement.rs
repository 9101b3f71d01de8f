//! The client and `judge` agree on schemas: the client, which checks values with generated data, finds the same violations as the JSON Schema
//! validator of `judge`.
//!
//! One crate is generated from all schemas, and compiled together with the client's source files that check values. That program and `judge`
//! check the same values.

mod program;
mod schemas;
mod values;

use std::collections::BTreeSet;

use colt_numbers_generate::{Files, generate};
use colt_numbers_judge::judge::json;
use colt_numbers_judge::judge::schema::Schema;
use colt_numbers_openapi::source::Source;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::{Map, Value, json};

use program::ViolationSet;
use values::{IS_VALID_AT_LIMITS, JSON_TEXTS, STRINGS};

/// The number of random schemas.
const RANDOM_SCHEMAS: usize = 60;

/// The number of random values for each schema, in addition to the listed values.
const RANDOM_VALUES: usize = 200;

/// A spec with these schemas, and the schemas that they refer to.
fn spec(schemas: impl IntoIterator<Item = (String, Value)>) -> Value {
    let named = schemas::named().map(|(name, schema)| (name.to_owned(), schema));
    let schemas: Map<_, _> = named.into_iter().chain(schemas).collect();
    json!({ "openapi": "3.0.3", "info": { "title": "T", "version": "1" }, "paths": {}, "components": { "schemas": schemas } })
}

fn generated(spec: &Value) -> Result<Files, String> {
    generate(&Source::of_text("t.yaml", &spec.to_string())).map_err(|findings| findings.to_string())
}

/// The schemas to compare: the listed schemas, and random schemas that the generator accepts.
fn schemas_to_compare(runner: &mut TestRunner) -> Vec<Value> {
    let mut schemas = schemas::listed();
    let most = schemas.len() + RANDOM_SCHEMAS;
    while schemas.len() < most {
        let random = schemas::random().new_tree(runner).unwrap().current();
        if generated(&spec([("S".to_owned(), random.clone())])).is_ok() {
            schemas.push(random);
        }
    }
    schemas
}

/// The beginning of a text, for messages.
fn beginning(text: &str) -> String {
    text.chars().take(100).collect()
}

/// The client's violations without those of `oneOf` and `anyOf` for a value that also has the wrong type: `judge` does not report them.
fn without_alternatives_of_wrong_types(found: &ViolationSet) -> ViolationSet {
    let is_wrong_type = |at: &str| found.contains(&("type".to_owned(), at.to_owned()));
    found.iter().filter(|(id, at)| !(matches!(&**id, "oneOf" | "anyOf") && is_wrong_type(at))).cloned().collect()
}

/// The violations that `judge` finds.
fn judge_violations(schema: &Schema, text: &str) -> ViolationSet {
    match json::read(text.as_bytes()) {
        Ok(value) => schema
            .violations(&value, usize::MAX)
            .into_iter()
            .map(|violation| (violation.id, violation.pointer))
            .collect(),
        Err(_) => BTreeSet::from([("json".to_owned(), String::new())]),
    }
}

#[test]
fn client_and_judge_agree_on_every_schema() {
    let mut runner = TestRunner::deterministic();
    let schemas = schemas_to_compare(&mut runner);
    let spec = spec(schemas.iter().enumerate().map(|(number, schema)| (format!("S{number}"), schema.clone())));
    let files = generated(&spec).unwrap_or_else(|findings| panic!("{findings}"));
    let mut inputs = Vec::new();
    for number in 0..schemas.len() {
        let texts = STRINGS.iter().map(|text| Value::from(*text).to_string()).chain(JSON_TEXTS.map(str::to_owned));
        let in_member: Vec<_> = texts.clone().map(|text| format!("{{\"a\":{text}}}")).collect();
        let random = (0..RANDOM_VALUES).map(|_| values::random().new_tree(&mut runner).unwrap().current());
        inputs.extend(texts.chain(in_member).chain(random).map(|text| (number, text)));
    }
    let first_at_limits = inputs.len();
    inputs.extend(values::at_limits().into_iter().map(|text| (0, text)));
    let folder = tempfile::TempDir::new().unwrap();
    program::write_package(folder.path(), &files, schemas.len());
    let client = program::client_violations(folder.path(), &inputs);
    assert_eq!(client.len(), inputs.len());

    let judges: Vec<_> = schemas.iter().map(|schema| Schema::compile(&spec, schema, "").unwrap()).collect();
    for ((text, found), is_valid) in values::at_limits().iter().zip(&client[first_at_limits..]).zip(IS_VALID_AT_LIMITS)
    {
        let is_json = !found.iter().any(|(id, _)| id == "json");
        assert_eq!(is_json, is_valid, "{} bytes that begin with {}", text.len(), beginning(text));
    }
    let (mut differ, mut valid, mut kinds) = (Vec::new(), 0, BTreeSet::new());
    let (mut accepts, mut rejects_format) = (BTreeSet::new(), BTreeSet::new());
    for ((number, text), client) in inputs.iter().zip(client) {
        let judge = judge_violations(&judges[*number], text);
        valid += usize::from(client.is_empty());
        accepts.extend(client.is_empty().then_some(*number));
        rejects_format.extend(client.iter().any(|(id, at)| id == "format" && at.is_empty()).then_some(*number));
        kinds.extend(client.iter().map(|(id, _)| id.clone()));
        if without_alternatives_of_wrong_types(&client) != judge {
            differ.push(format!(
                "{} by {}:\n    client {client:?}\n    judge  {judge:?}",
                beginning(text),
                schemas[*number]
            ));
        }
    }
    assert!(
        differ.is_empty(),
        "{} of {} differ, such as\n{}",
        differ.len(),
        inputs.len(),
        differ[..differ.len().min(20)].join("\n")
    );
    for (kind, format, is_checked) in schemas::formats() {
        let schema = json!({ "type": kind, "format": format });
        let number = schemas.iter().position(|other| *other == schema).unwrap();
        assert!(accepts.contains(&number), "no value is of the format `{format}`");
        assert_eq!(rejects_format.contains(&number), is_checked, "`{format}`");
    }
    // The values include many valid and many invalid ones, and violate every keyword.
    assert!(valid > 1000 && inputs.len() - valid > 1000, "{valid} of {} are valid", inputs.len());
    let expected = [
        "additionalProperties",
        "anyOf",
        "enum",
        "exclusiveMaximum",
        "exclusiveMinimum",
        "format",
        "json",
        "maxItems",
        "maxLength",
        "maximum",
        "minItems",
        "minLength",
        "minimum",
        "multipleOf",
        "oneOf",
        "pattern",
        "required",
        "type",
        "uniqueItems",
    ];
    assert_eq!(kinds, expected.map(str::to_owned).into());
}
