//! Two readings of one schema agree: the data that is generated from it with the client's check, and the JSON Schema validator of `judge`.
//!
//! Every schema is generated once, into a crate of its own, and compiled together with the client's own files. That program judges every value,
//! and so does `judge`.

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
use values::{READ_AT_LIMITS, TEXTS, WRITTEN};

/// How many schemas are made up.
const MADE_UP: usize = 60;

/// How many made-up values each schema judges, beside those of the lists.
const VALUES: usize = 200;

/// A spec of named schemas.
fn spec(schemas: impl IntoIterator<Item = (String, Value)>) -> Value {
    let named = schemas::named().map(|(name, schema)| (name.to_owned(), schema));
    let schemas: Map<_, _> = named.into_iter().chain(schemas).collect();
    json!({ "openapi": "3.0.3", "info": { "title": "T", "version": "1" }, "paths": {}, "components": { "schemas": schemas } })
}

fn generated(spec: &Value) -> Result<Files, String> {
    generate(&Source::of_text("t.yaml", &spec.to_string())).map_err(|findings| findings.to_string())
}

/// The schemas that are compared: those that are listed, and made-up ones that the generator accepts.
fn compared(runner: &mut TestRunner) -> Vec<Value> {
    let mut schemas = schemas::listed();
    let most = schemas.len() + MADE_UP;
    while schemas.len() < most {
        let made_up = schemas::made_up().new_tree(runner).unwrap().current();
        if generated(&spec([("S".to_owned(), made_up.clone())])).is_ok() {
            schemas.push(made_up);
        }
    }
    schemas
}

/// Enough of a text for a message.
fn beginning(text: &str) -> String {
    text.chars().take(100).collect()
}

/// What the client finds, as `judge` reports it: beside a wrong type, it is not reported that no alternative fits.
fn without_alternatives_of_wrong_types(found: &ViolationSet) -> ViolationSet {
    let is_wrong_type = |at: &str| found.contains(&("type".to_owned(), at.to_owned()));
    found.iter().filter(|(id, at)| !(matches!(&**id, "oneOf" | "anyOf") && is_wrong_type(at))).cloned().collect()
}

/// What `judge` finds.
fn by_judge(schema: &Schema, text: &str) -> ViolationSet {
    match json::read(text.as_bytes()) {
        Ok((value, _)) => schema
            .violations(&value, usize::MAX)
            .into_iter()
            .map(|violation| (violation.id, violation.pointer))
            .collect(),
        Err(_) => BTreeSet::from([("json".to_owned(), String::new())]),
    }
}

#[test]
fn client_and_judge_read_every_schema_alike() {
    let mut runner = TestRunner::deterministic();
    let schemas = compared(&mut runner);
    let spec = spec(schemas.iter().enumerate().map(|(number, schema)| (format!("S{number}"), schema.clone())));
    let files = generated(&spec).unwrap_or_else(|findings| panic!("{findings}"));
    let mut asked = Vec::new();
    for number in 0..schemas.len() {
        let texts = TEXTS.iter().map(|text| Value::from(*text).to_string()).chain(WRITTEN.map(str::to_owned));
        let in_member: Vec<_> = texts.clone().map(|text| format!("{{\"a\":{text}}}")).collect();
        let made_up = (0..VALUES).map(|_| values::made_up().new_tree(&mut runner).unwrap().current());
        asked.extend(texts.chain(in_member).chain(made_up).map(|text| (number, text)));
    }
    let first_at_limits = asked.len();
    asked.extend(values::at_limits().into_iter().map(|text| (0, text)));
    let folder = tempfile::TempDir::new().unwrap();
    program::build(folder.path(), &files, schemas.len());
    let client = program::by_client(folder.path(), &asked);
    assert_eq!(client.len(), asked.len());

    let judges: Vec<_> = schemas.iter().map(|schema| Schema::compile(&spec, schema, "").unwrap()).collect();
    for ((text, found), is_read) in values::at_limits().iter().zip(&client[first_at_limits..]).zip(READ_AT_LIMITS) {
        let is_json = !found.iter().any(|(id, _)| id == "json");
        assert_eq!(is_json, is_read, "{} bytes, which begin with {}", text.len(), beginning(text));
    }
    let (mut differ, mut valid, mut kinds) = (Vec::new(), 0, BTreeSet::new());
    let (mut accepts, mut rejects_format) = (BTreeSet::new(), BTreeSet::new());
    for ((number, text), client) in asked.iter().zip(client) {
        let judge = by_judge(&judges[*number], text);
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
        asked.len(),
        differ[..differ.len().min(20)].join("\n")
    );
    for (kind, format, is_checked) in schemas::formats() {
        let schema = json!({ "type": kind, "format": format });
        let number = schemas.iter().position(|other| *other == schema).unwrap();
        assert!(accepts.contains(&number), "no value is of the format `{format}`");
        assert_eq!(rejects_format.contains(&number), is_checked, "`{format}`");
    }
    // Enough of both, and each keyword.
    assert!(valid > 1000 && asked.len() - valid > 1000, "{valid} of {} are valid", asked.len());
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
