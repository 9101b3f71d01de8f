//! Other people's specs: the shapes of ten public APIs, rebuilt small, go through the whole pipeline.

use std::collections::BTreeMap;
use std::fs;

use colt_numbers_generate::{Files, generate};
use colt_numbers_openapi::source::Source;

use crate::golden::compile;
use crate::scratch_copy::root;

fn shapes() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(root().join("codegen/generate/tests/shapes")).unwrap() {
        let path = entry.unwrap().path();
        found.insert(path.file_stem().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(&path).unwrap());
    }
    assert_eq!(found.len(), 10);
    found
}

#[test]
fn shapes_of_public_specs_generate_and_compile() {
    let generated: BTreeMap<String, Files> = shapes()
        .into_iter()
        .map(|(name, text)| {
            let files = generate(&Source::of_text(&format!("{name}.yaml"), &text));
            let files = files.unwrap_or_else(|findings| panic!("{findings}"));
            (name, files)
        })
        .collect();
    compile(&generated);
}
