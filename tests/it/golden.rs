//! The code generated from small specs, each with about one construct, equals the golden files and compiles without warnings.
//!
//! `UPDATE_EXPECT=1 cargo test --test it golden` rewrites the golden files.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use colt_numbers_generate::{Files, generate};
use colt_numbers_openapi::source::Source;
use expect_test::expect_file;

use crate::scratch_copy::{cargo, output_text, root};

fn folder() -> PathBuf {
    root().join("codegen/generate/tests/golden")
}

/// The generated files of each small spec, by its name.
pub fn small_specs() -> BTreeMap<String, Files> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "yaml") {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let source = Source::of_text(&format!("{name}.yaml"), &fs::read_to_string(&path).unwrap());
            found.insert(name.clone(), generate(&source).unwrap_or_else(|findings| panic!("{name}: {findings}")));
        }
    }
    found
}

/// The text of a golden file: the generated files that depend on the construct.
fn golden_text(files: &Files) -> String {
    let shown = ["types.rs", "checks.rs", "schema.rs", "operations.rs", "requests.rs", "rules.rs", "servers.rs"];
    let mut text = String::new();
    for (name, content) in files.iter().filter(|(name, _)| shown.contains(&name.as_str())) {
        text.push_str(&format!("//// {name}\n{}\n", specific_part(name, content)));
    }
    text
}

/// The part of a generated file that differs between generated crates.
fn specific_part<'t>(name: &str, content: &'t str) -> &'t str {
    let start = match name {
        "checks.rs" => {
            let after = content.find("mod support {").and_then(|at| content[at..].split_once("\n}\n"));
            return after.map_or("", |(_, own)| own);
        }
        "schema.rs" => "/// The schema `",
        "operations.rs" => "/// The operation `",
        _ => return content,
    };
    content.find(start).map_or("", |at| &content[at..])
}

#[test]
fn generated_code_equals_the_golden_files() {
    for (name, files) in small_specs() {
        expect_file![folder().join(format!("{name}.golden.rs"))].assert_eq(&golden_text(&files));
    }
}

#[test]
fn small_specs_compile_without_warnings() {
    compile(&small_specs());
}

/// Compiles the generated files of several specs, without features and with all features, and denies warnings.
pub fn compile(specs: &BTreeMap<String, Files>) {
    let workspace = tempfile::TempDir::new().unwrap();
    let names: Vec<String> = specs.keys().map(|name| format!("\"{name}\"")).collect();
    fs::write(
        workspace.path().join("Cargo.toml"),
        format!("[workspace]\nresolver = \"3\"\nmembers = [{}]\n", names.join(", ")),
    )
    .unwrap();
    fs::copy(root().join("Cargo.lock"), workspace.path().join("Cargo.lock")).unwrap();
    for (name, files) in specs {
        let package = workspace.path().join(name);
        fs::create_dir_all(package.join("src")).unwrap();
        fs::write(package.join("Cargo.toml"), manifest(name)).unwrap();
        for (file, content) in files {
            let content = if file == "lib.rs" { format!("#![deny(warnings)]\n{content}") } else { content.clone() };
            fs::write(package.join("src").join(file), content).unwrap();
        }
    }
    for features in ["--no-default-features", "--all-features"] {
        let output = cargo(workspace.path())
            .args(["check", "--offline", "--workspace", "--keep-going", features])
            .output()
            .unwrap();
        assert!(output.status.success(), "{features}:\n{}", output_text(&output));
    }
}

/// The manifest of a generated crate, with the features and dependencies of `generated/`.
pub fn manifest(name: &str) -> String {
    let api = fs::read_to_string(root().join("generated/Cargo.toml")).unwrap();
    let dependencies = api.split_once("[features]").unwrap().1;
    format!("[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[features]{dependencies}")
}
