//! The specs of the tests: the bundled one, one with a made-up second chapter, a small one, and specs like those of public APIs.

use std::fs;
use std::path::{Path, PathBuf};

use colt_numbers_pages::reference::reference;
use serde_json::{Value, json};

use crate::second_chapter;

/// The page of a spec.
pub fn page(spec: &Value, cases: &Value) -> String {
    reference(spec, cases).page()
}

/// The bundled spec and its cases.
pub fn bundled() -> (Value, Value) {
    let parse = |text| serde_json::from_str(text).unwrap();
    (parse(colt_numbers_api::OPENAPI_JSON), parse(colt_numbers_api::CASES_JSON))
}

/// The bundled spec with a made-up second chapter, and the cases of both.
pub fn two_chapters() -> (Value, Value) {
    let mut cases = json!({});
    for (path, case) in second_chapter::cases() {
        let names: Vec<&str> = path.trim_end_matches(".json").rsplit('/').collect();
        cases[names[1]][names[0]] = serde_json::from_str(&case).unwrap();
    }
    (second_chapter::spec(), cases)
}

/// A small spec with an element of each kind, and its cases.
pub fn parcels() -> (Value, Value) {
    let spec: Value = serde_yaml::from_str(include_str!("../data/parcels.yaml")).unwrap();
    let case = |size: &str, violations: Value| json!({ "about": format!("A {size} parcel."), "body": { "items": [{ "size": size }] }, "violations": violations });
    let rejected = case("large", json!([{ "id": "large-by-road", "pointer": "/items/0/size" }]));
    (spec, json!({ "large-by-road": { "accept-small": case("small", json!([])), "reject-large": rejected } }))
}

/// Specs that are modelled on public APIs, and the public specs beside the clone if there are any, by name.
pub fn public() -> Vec<(String, Value)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folders = [root.join("codegen/generate/tests/shapes"), root.join("../shared/specs")];
    let files = folders.iter().flat_map(|folder| fs::read_dir(folder).into_iter().flatten());
    let mut specs: Vec<_> = files.map(|file| parse(&file.unwrap().path())).collect();
    specs.sort_by(|(one, _), (other, _)| one.cmp(other));
    assert!(specs.len() >= 10, "{}", specs.len());
    specs
}

fn parse(file: &PathBuf) -> (String, Value) {
    let text = fs::read_to_string(file).unwrap();
    let value = match file.extension().unwrap().to_str() {
        Some("json") => serde_json::from_str(&text).unwrap(),
        _ => serde_yaml::from_str(&text).unwrap(),
    };
    (file.file_name().unwrap().to_str().unwrap().to_owned(), value)
}
