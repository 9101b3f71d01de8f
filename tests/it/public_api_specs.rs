//! Small specs modelled on ten public APIs generate code that compiles.

use std::collections::BTreeMap;
use std::fs;

use colt_numbers_generate::{Files, generate};
use colt_numbers_openapi::source::Source;

use crate::golden::compile;
use crate::scratch_copy::root;

/// The specs, by name.
fn specs() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(root().join("codegen/generate/tests/shapes")).unwrap() {
        let path = entry.unwrap().path();
        found.insert(path.file_stem().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(&path).unwrap());
    }
    assert_eq!(found.len(), 10);
    found
}

#[test]
fn specs_like_public_apis_generate_and_compile() {
    let generated: BTreeMap<String, Files> = specs()
        .into_iter()
        .map(|(name, text)| {
            let files = generate(&Source::of_text(&format!("{name}.yaml"), &text));
            let files = files.unwrap_or_else(|findings| panic!("{findings}"));
            (name, files)
        })
        .collect();
    compile(&generated);
}
