//! The spec with a made-up second chapter: the product's spec and cases, with the additions below `second-chapter/`.
//!
//! Tests of any crate include this file with `#[path]`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// The folder of the chapter: `additions.yaml`, `cases/`, and the document, which `document.rs` reads.
pub fn folder() -> PathBuf {
    root().join("tests/data/second-chapter")
}

/// The product's spec with the additions of the chapter.
pub fn spec() -> Value {
    let mut spec = yaml(&root().join("spec/number-management.yaml"));
    merge(&mut spec, yaml(&folder().join("additions.yaml")));
    spec
}

/// The product's cases and those of the chapter, by path: `spec/cases/<rule id>/<name>.json`.
pub fn cases() -> BTreeMap<String, String> {
    let mut cases = BTreeMap::new();
    for folder in [root().join("spec/cases"), folder().join("cases")] {
        for group in entries(&folder) {
            for file in entries(&group) {
                let below = file.strip_prefix(&folder).unwrap().to_str().unwrap();
                cases.insert(format!("spec/cases/{below}"), fs::read_to_string(&file).unwrap());
            }
        }
    }
    cases
}

/// The root folder of the project.
fn root() -> PathBuf {
    let mut folders = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    folders.find(|folder| folder.join("tests/data/second-chapter").is_dir()).unwrap().to_owned()
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}

fn yaml(file: &Path) -> Value {
    serde_yaml::from_str(&fs::read_to_string(file).unwrap()).unwrap()
}

/// Merges mappings, and appends lists. No other value may be in both.
fn merge(target: &mut Value, additions: Value) {
    match (target, additions) {
        (Value::Object(target), Value::Object(additions)) => {
            for (key, addition) in additions {
                match target.get_mut(&key) {
                    Some(known) => merge(known, addition),
                    None => {
                        target.insert(key, addition);
                    }
                }
            }
        }
        (Value::Array(target), Value::Array(additions)) => target.extend(additions),
        (known, addition) => panic!("{addition} is added to {known}"),
    }
}
