//! The JSON Schemas of the output: they are complete, and all JSON that these tests see fits them.
//!
//! The schemas allow further members, because the output may grow. The tests close them, so that they find members that no schema describes.

use std::collections::BTreeMap;
use std::process::Command;
use std::sync::LazyLock;

use jsonschema::Validator;
use serde_json::{Map, Value, json};

use crate::stub_server::{StubServer, response};
use crate::support::{COMMANDS, GB_REQUEST, RESERVE_ONE, run, run_all, run_with_input};

/// The commands that print no JSON.
const WITHOUT_JSON: [&str; 3] = ["json-schema", "completions", "man"];

/// The names of the schemas.
fn names() -> impl Iterator<Item = &'static str> {
    COMMANDS.into_iter().filter(|command| !WITHOUT_JSON.contains(command)).chain(["version"])
}

fn file(name: &str) -> String {
    std::fs::read_to_string(format!("{}/schemas/{name}.json", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// The schemas by name.
static SCHEMAS: LazyLock<BTreeMap<&str, Value>> =
    LazyLock::new(|| names().map(|name| (name, serde_json::from_str(&file(name)).unwrap())).collect());

/// The validators of the closed schemas.
static VALIDATORS: LazyLock<BTreeMap<&str, Validator>> =
    LazyLock::new(|| SCHEMAS.iter().map(|(name, schema)| (*name, closed_validator(schema))).collect());

/// Every object of a schema that lists properties.
fn visit_objects(schema: &mut Value, visit: &mut impl FnMut(&mut Map<String, Value>)) {
    match schema {
        Value::Object(members) => {
            if members.contains_key("properties") {
                visit(members);
            }
            members.values_mut().for_each(|member| visit_objects(member, visit));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| visit_objects(item, visit)),
        _ => {}
    }
}

fn closed_validator(schema: &Value) -> Validator {
    let mut closed = schema.clone();
    visit_objects(&mut closed, &mut |object| {
        object.insert("additionalProperties".to_owned(), false.into());
    });
    jsonschema::validator_for(&closed).unwrap()
}

/// Fails unless a schema describes the value, and all of its members.
#[track_caller]
pub fn assert_described(value: &Value) {
    assert!(VALIDATORS.values().any(|validator| validator.is_valid(value)), "no schema describes {value:#}");
}

/// If the command has `--json`, fails unless its standard output fits the schema of the command.
#[track_caller]
pub fn assert_fits_schema(command: &Command, stdout: &str) {
    let arguments: Vec<_> = command.get_args().filter_map(|argument| argument.to_str()).collect();
    let mut options = arguments.iter().take_while(|argument| **argument != "--");
    let Some(validator) = arguments.first().and_then(|name| VALIDATORS.get(name.trim_start_matches("--"))) else {
        return;
    };
    if !options.any(|argument| *argument == "--json") {
        return;
    }
    for value in serde_json::Deserializer::from_str(stdout).into_iter::<Value>() {
        let value = value.unwrap_or_else(|error| panic!("{arguments:?}: {error}: {stdout}"));
        let errors: Vec<_> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{arguments:?}: {errors:#?}");
    }
}

#[test]
fn the_schema_of_every_command_is_printed() {
    for name in names() {
        assert_eq!(run(["json-schema", name]).assert_exit(0).stdout, file(name), "{name}");
    }
    for name in WITHOUT_JSON {
        run(["json-schema", name]).assert_exit(2);
    }
    for arguments in [&["completions", "bash", "--json"][..], &["man", "--json"]] {
        let failure = run(arguments).assert_exit(2).json();
        assert_eq!(failure["hint"], "leave out `--json`");
    }
}

#[test]
fn a_schema_describes_and_requires_every_member() {
    for (name, schema) in &*SCHEMAS {
        assert!(jsonschema::meta::is_valid(schema), "{name}");
        visit_objects(&mut schema.clone(), &mut |object| {
            let properties = object["properties"].as_object().unwrap();
            let required = object["required"].as_array().unwrap();
            for (member, schema) in properties {
                assert!(
                    member.chars().all(|c| c.is_ascii_alphabetic()) && !member.starts_with(char::is_uppercase),
                    "{member}"
                );
                assert!(
                    ["description", "$ref", "const", "anyOf"].iter().any(|key| schema.get(key).is_some()),
                    "{name}: {member}"
                );
                // The exceptions: a count that is left out if it is 0, and a reason of which there are two kinds.
                let is_optional = ["moreChanged", "credentials", "unavailable", "journal"].contains(&member.as_str());
                assert_eq!(required.contains(&json!(member)), !is_optional, "{name}: {member}");
            }
        });
    }
}

/// The schemas are files of their own, so some definitions are repeated.
#[test]
fn definitions_of_the_same_name_are_equal() {
    let mut definitions: BTreeMap<&str, &Value> = BTreeMap::new();
    for (name, schema) in &*SCHEMAS {
        for (definition, value) in schema["$defs"].as_object().unwrap() {
            assert_eq!(*definitions.entry(definition).or_insert(value), value, "{name}: {definition}");
        }
    }
}

/// Each kind of output fits its own definition, not only one of the schema.
#[test]
fn each_kind_of_output_fits_its_definition() {
    let server = StubServer::start(|_| Some(response("409 Conflict", r#"{"order": {"id": "1"}}"#)));
    let base = server.base();
    let at_server = ["contract", "--target", &base, "--max-orders", "1", "--rate", "1000/s"];
    let kinds: [(&[&str], &str); 18] = [
        (&RESERVE_ONE, "order"),
        (&["reserve", "--request", "-", "--dry-run"], "dryRun"),
        (&["reserve", "--country", "UK", "--start", "1"], "invalid"),
        (&["reserve", "--request", "-", "--target", &base], "failedCall"),
        (&["reserve", "--request", "-", "--target", "production"], "failure"),
        (&["call", "reserveNumbers", "--body", "-"], "response"),
        (&["call", "reserveNumbers", "--body", "-", "--dry-run"], "dryRun"),
        (&["call", "reserveNumbers"], "invalid"),
        (&["call", "reserveNumbers", "--body", "-", "--target", &base], "failedCall"),
        (&["check", "-"], "verdict"),
        (&["check", "-", "--fix"], "fixed"),
        (&["check", "-", "--lines"], "line"),
        (&["rules", "--country", "GB"], "rules"),
        (&["operations"], "operations"),
        (&["sandbox", "--list-faults"], "faults"),
        (&["contract", "--dry-run"], "plan"),
        (&at_server, "report"),
        (&["contract", "--target", "production"], "failure"),
    ];
    for (arguments, definition) in kinds {
        let input = GB_REQUEST.replace('\n', " ");
        let output = run_with_input([arguments, &["--json"]].concat(), input.as_bytes());
        let value: Value = serde_json::from_str(&output.stdout).unwrap();
        let mut schema = SCHEMAS[arguments[0]].clone();
        schema["anyOf"] = json!([{ "$ref": format!("#/$defs/{definition}") }]);
        let errors: Vec<_> = closed_validator(&schema).iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{arguments:?}: {errors:#?}\n{value:#}");
    }
}

#[test]
fn a_missing_or_a_new_member_is_found() {
    let order = run_all(&[&RESERVE_ONE, &["--json"]]).assert_exit(0).json();
    let is_valid = |order: &Value| VALIDATORS["reserve"].is_valid(order);
    assert!(is_valid(&order));
    for name in order.as_object().unwrap().keys() {
        let mut without = order.clone();
        without.as_object_mut().unwrap().remove(name);
        assert!(!is_valid(&without), "{name}");
    }
    let mut more = order;
    more["more"] = json!(1);
    assert!(!is_valid(&more));
    // The schema itself allows new members.
    assert!(jsonschema::validator_for(&SCHEMAS["reserve"]).unwrap().is_valid(&more));
}
