//! Hostile text of the spec, at every place that takes it, compiles. That it gives no other code is tested beside the generator
//! (`codegen/tests/texts.rs`).

use std::collections::BTreeMap;
use std::fs;

use colt_numbers_codegen::generate;
use colt_numbers_codegen::source::Source;
use colt_numbers_terminal_text::json as escaped;
use serde_json::{Value, json};

use crate::golden::compile;
use crate::refused::places;
use crate::scratch::root;

fn data(name: &str) -> Value {
    serde_yaml::from_str(&fs::read_to_string(root().join("codegen/tests/data").join(name)).unwrap()).unwrap()
}

#[test]
fn hostile_text_compiles() {
    let case = json!({ "about": "", "body": {}, "violations": [] }).to_string();
    let mut source = Source::of_text("texts.yaml", "");
    for name in ["at-night/accept-one", "at-night/reject-one", "in-rain/accept-one", "in-rain/reject-one"] {
        source.cases.insert(format!("spec/cases/{name}.json"), case.clone());
    }
    let mut crates = BTreeMap::new();
    for (name, text) in data("hostile_texts.json").as_object().unwrap() {
        let mut spec = data("texts.yaml");
        let mut found = Vec::new();
        places(&spec, String::new(), &mut found);
        let mut generated = None;
        for at in found {
            if !spec.pointer(&at).unwrap().is_string() {
                continue;
            }
            let before = std::mem::replace(spec.pointer_mut(&at).unwrap(), text.clone());
            source.spec = escaped(&spec.to_string()).into_owned();
            match generate(&source) {
                Ok(files) => generated = Some(files),
                Err(_) => *spec.pointer_mut(&at).unwrap() = before,
            }
        }
        crates.insert(name.clone(), generated.unwrap());
    }
    compile(&crates);
}
