//! The spec's examples satisfy its schemas, according to an independent validator.

use serde_json::{Value, json};

/// The validator of a schema of the bundled spec.
fn validator(spec: &Value, reference: &str) -> jsonschema::Validator {
    let schema = json!({ "$ref": reference, "components": spec["components"] });
    jsonschema::draft4::new(&schema).unwrap()
}

/// The lint of the generator compares only the `default` of a string with its schema.
#[test]
fn defaults_satisfy_their_schemas() {
    let spec: Value = serde_json::from_str(colt_numbers_api::OPENAPI_JSON).unwrap();
    walk(&spec, &mut |node| {
        if let (Some(Value::String(_)), Some(default)) = (node.get("type"), node.get("default")) {
            let mut schema = node.clone();
            schema["components"] = spec["components"].clone();
            assert!(jsonschema::draft4::new(&schema).unwrap().is_valid(default), "{node}");
        }
    });
}

#[test]
fn examples_satisfy_their_schemas() {
    let spec: Value = serde_json::from_str(colt_numbers_api::OPENAPI_JSON).unwrap();
    let mut seen = 0;
    walk(&spec, &mut |node| {
        let Some(reference) = node.pointer("/schema/$ref").and_then(Value::as_str) else { return };
        let named =
            node.get("examples").and_then(Value::as_object).into_iter().flatten().map(|(_, example)| &example["value"]);
        for example in named.chain(node.get("example")) {
            let errors: Vec<_> =
                validator(&spec, reference).iter_errors(example).map(|error| error.to_string()).collect();
            assert!(errors.is_empty(), "{reference}: {errors:?}");
            seen += 1;
        }
    });
    for (name, schema) in spec["components"]["schemas"].as_object().unwrap() {
        if let Some(example) = schema.get("example") {
            assert!(validator(&spec, &format!("#/components/schemas/{name}")).is_valid(example), "{name}");
            seen += 1;
        }
    }
    assert!(seen >= 9, "only {seen} examples were found");
}

fn walk(value: &Value, visit: &mut impl FnMut(&Value)) {
    visit(value);
    match value {
        Value::Object(members) => members.values().for_each(|member| walk(member, visit)),
        Value::Array(items) => items.iter().for_each(|item| walk(item, visit)),
        _ => {}
    }
}

/// The data of the rule `lock-id-country` agrees with the zones of the countries.
#[test]
fn the_countries_without_lock_ids_are_france_germany_and_zone_b() {
    let spec: Value = serde_json::from_str(colt_numbers_api::OPENAPI_JSON).unwrap();
    let countries = spec.pointer("/components/schemas/Country/x-countries").unwrap().as_object().unwrap();
    let mut expected: Vec<&str> =
        countries.iter().filter(|(_, country)| country["zone"] == "B").map(|(code, _)| code.as_str()).collect();
    expected.extend(["FR", "DE"]);
    expected.sort_unstable();
    let mut listed: Vec<&str> = spec
        .pointer("/x-rules/lock-id-country/data/countries")
        .unwrap()
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    listed.sort_unstable();
    assert_eq!(listed, expected);
}
