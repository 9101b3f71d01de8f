//! Code generated from a spec with hostile text in every possible place compiles. `codegen/generate/tests/texts.rs` tests that the text
//! does not change the code.

use std::collections::BTreeMap;
use std::fs;

use colt_numbers_generate::generate;
use colt_numbers_generate::load::load;
use colt_numbers_openapi::source::Source;
use colt_numbers_terminal_text::escape_json;
use serde_json::{Value, json};

use crate::golden::compile;
use crate::rejected_specs::collect_pointers;
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
    let mut source_with = |pointers: &[String], text: &Value| {
        let mut changed = spec.clone();
        pointers.iter().for_each(|at| *changed.pointer_mut(at).unwrap() = text.clone());
        source.spec = escape_json(&changed.to_string()).into_owned();
        source.clone()
    };
    let hostile = data("hostile_texts.json");
    let hostile = hostile.as_object().unwrap();
    let mut pointers = Vec::new();
    collect_pointers(&spec, String::new(), &mut pointers);
    pointers.retain(|at| {
        let is_text = spec.pointer(at).unwrap().is_string() && !at.ends_with("/pattern");
        is_text
            && hostile.values().next().is_some_and(|text| load(&source_with(std::slice::from_ref(at), text)).is_ok())
    });
    assert!(pointers.len() > 60, "{}", pointers.len());
    // Names must be distinct and valid in Rust. So each text replaces only one name: the first name for which the generator accepts the text.
    let is_name = |at: &String| {
        ["/name", "/operationId", "/x-id"].iter().any(|end| at.ends_with(end))
            || at.contains("/enum/")
            || at.contains("/required/")
    };
    let (names, prose): (Vec<_>, Vec<_>) = pointers.into_iter().partition(is_name);
    let crates: BTreeMap<_, _> = hostile
        .iter()
        .map(|(name, text)| {
            let mut pointers = prose.clone();
            pointers
                .extend(names.iter().find(|at| load(&source_with(std::slice::from_ref(*at), text)).is_ok()).cloned());
            (
                name.clone(),
                generate(&source_with(&pointers, text)).unwrap_or_else(|findings| panic!("{name}: {findings}")),
            )
        })
        .collect();
    compile(&crates);
}
