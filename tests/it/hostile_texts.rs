//! Hostile text of the spec, at every place that takes it, compiles. That it gives no other code is tested beside the generator
//! (`codegen/generate/tests/texts.rs`).

use std::collections::BTreeMap;
use std::fs;

use colt_numbers_generate::generate;
use colt_numbers_generate::load::load;
use colt_numbers_openapi::source::Source;
use colt_numbers_terminal_text::escape_json;
use serde_json::{Value, json};

use crate::golden::compile;
use crate::rejected_specs::places;
use crate::scratch_copy::root;

fn data(name: &str) -> Value {
    serde_yaml::from_str(&fs::read_to_string(root().join("codegen/generate/tests/data").join(name)).unwrap()).unwrap()
}

#[test]
fn hostile_text_compiles() {
    let case = json!({ "about": "", "body": {}, "violations": [] }).to_string();
    let mut source = Source::of_text("texts.yaml", "");
    for name in ["at-night/accept-one", "at-night/reject-one", "in-rain/accept-one", "in-rain/reject-one"] {
        source.cases.insert(format!("spec/cases/{name}.json"), case.clone());
    }
    let spec = data("texts.yaml");
    let mut put = |places: &[String], text: &Value| {
        let mut changed = spec.clone();
        places.iter().for_each(|at| *changed.pointer_mut(at).unwrap() = text.clone());
        source.spec = escape_json(&changed.to_string()).into_owned();
        source.clone()
    };
    let hostile = data("hostile_texts.json");
    let hostile = hostile.as_object().unwrap();
    let mut free = Vec::new();
    places(&spec, String::new(), &mut free);
    free.retain(|at| {
        let is_text = spec.pointer(at).unwrap().is_string() && !at.ends_with("/pattern");
        is_text && hostile.values().next().is_some_and(|text| load(&put(std::slice::from_ref(at), text)).is_ok())
    });
    assert!(free.len() > 60, "{}", free.len());
    // A name has to differ from the others, and takes only what can be one in Rust: one for each text, the first that takes it.
    let is_name =
        |at: &String| ["/name", "/operationId", "/x-id"].iter().any(|end| at.ends_with(end)) || at.contains("/enum/");
    let (names, words): (Vec<_>, Vec<_>) = free.into_iter().partition(is_name);
    let crates: BTreeMap<_, _> = hostile
        .iter()
        .map(|(name, text)| {
            let mut places = words.clone();
            places.extend(names.iter().find(|at| load(&put(std::slice::from_ref(*at), text)).is_ok()).cloned());
            (name.clone(), generate(&put(&places, text)).unwrap_or_else(|findings| panic!("{name}: {findings}")))
        })
        .collect();
    compile(&crates);
}
