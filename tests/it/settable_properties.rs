//! Every property of a reservation request can be set with the builder of `Reservation` and with the program. The properties are those of the spec,
//! so a new optional property, which breaks no build, fails this test until it can be set.

use colt_numbers_openapi::node::Node;
use colt_numbers_openapi::operation::operations;
use colt_numbers_openapi::source::SPEC_FILE;
use serde_json::{Value, json};

use crate::scratch_copy::root;

/// The builder's methods and the program's flags for properties that have no method and no flag of their own name.
const OTHER_NAMES: [(&str, &str, &str); 2] =
    [("numberRangeStart", "range", "start"), ("numberRangeEnd", "range", "end")];

fn read(file: &str) -> String {
    std::fs::read_to_string(root().join(file)).unwrap()
}

/// The names of the properties without properties of their own. A property with a single possible value is not included: it is not a choice.
fn leaves(node: &Node<'_>) -> Vec<String> {
    let mut found = Vec::new();
    let target = node.target().unwrap();
    let of_all = target.child("allOf").map(|all| all.items()).unwrap_or_default();
    for inner in of_all.iter().chain(&target.child("items")) {
        found.extend(leaves(inner));
    }
    for (name, property) in target.child("properties").map(|properties| properties.members()).unwrap_or_default() {
        let inner = leaves(&property);
        if inner.is_empty() && !has_one_value(&property) {
            found.push(name.to_owned());
        }
        found.extend(inner);
    }
    found
}

fn has_one_value(node: &Node<'_>) -> bool {
    let target = node.target().unwrap();
    let of_all = target.child("allOf").map(|all| all.items()).unwrap_or_default();
    target.value["enum"].as_array().is_some_and(|values| values.len() == 1) || of_all.iter().any(has_one_value)
}

/// The words of a name in camel case, joined.
fn joined(name: &str, separator: &str) -> String {
    let parts = name
        .chars()
        .map(|c| if c.is_ascii_uppercase() { format!("{separator}{}", c.to_ascii_lowercase()) } else { c.to_string() });
    parts.collect()
}

/// The methods and flags that are missing.
fn missing(spec: &Value) -> Vec<String> {
    let (builder, help) = (read("client/src/check/reservation.rs"), read("cli/tests/golden/help-reserve.txt"));
    let operation =
        operations(spec).into_iter().find(|operation| operation.value["operationId"] == "reserveNumbers").unwrap();
    let node = Node { root: spec, pointer: operation.at.clone(), value: operation.value };
    let body = node.child("requestBody").unwrap().child("content").unwrap().child("application/json").unwrap();
    let mut found = Vec::new();
    for name in leaves(&body.child("schema").unwrap()) {
        let other = OTHER_NAMES.iter().find(|(other, ..)| *other == name);
        let (method, flag) = other.map_or_else(
            || (joined(&name, "_"), joined(&name, "-")),
            |(_, method, flag)| ((*method).to_owned(), (*flag).to_owned()),
        );
        if !builder.contains(&format!("pub fn {method}(")) && !builder.contains(&format!("pub fn {method}<")) {
            found.push(format!("`{name}`: the builder of `Reservation` has no method `{method}`"));
        }
        if !help.contains(&format!("--{flag} ")) {
            found.push(format!("`{name}`: `reserve` has no flag `--{flag}`"));
        }
    }
    found
}

fn spec() -> Value {
    serde_yaml::from_str(&read(SPEC_FILE)).unwrap()
}

#[test]
fn every_property_of_a_reservation_can_be_set() {
    let missing = missing(&spec());
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn a_new_optional_property_is_reported() {
    let mut spec = spec();
    spec["components"]["schemas"]["Reseller"]["properties"]["costCentre"] = json!({ "type": "string" });
    assert_eq!(
        missing(&spec),
        [
            "`costCentre`: the builder of `Reservation` has no method `cost_centre`",
            "`costCentre`: `reserve` has no flag `--cost-centre`",
        ]
    );
}
