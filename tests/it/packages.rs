//! The packages that are published: what they contain, what they state for crates.io and docs.rs, and what they depend on. `.ci/packages` builds
//! and uses them.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;

use crate::scratch_copy::{metadata, output_text, root};

/// The metadata of each package that is not `publish = false`.
fn published() -> Vec<Value> {
    let packages = metadata(&["--no-deps"])["packages"].as_array().unwrap().clone();
    let published: Vec<_> = packages.into_iter().filter(|package| package["publish"].is_null()).collect();
    assert_eq!(published.len(), 9, "the number of published crates");
    published
}

fn name(package: &Value) -> &str {
    package["name"].as_str().unwrap()
}

#[test]
fn packages_contain_only_their_sources() {
    for package in published() {
        let package = name(&package);
        let output = Command::new(env!("CARGO"))
            .current_dir(root())
            .args(["package", "--list", "--offline", "--allow-dirty", "--package", package])
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", output_text(&output));
        let text = String::from_utf8(output.stdout).unwrap();
        let cargo = ["Cargo.toml", "Cargo.toml.orig", "Cargo.lock", ".cargo_vcs_info.json"];
        let ours = ["README.md", "LICENSE-MIT", "LICENSE-APACHE"];
        for file in text.lines() {
            let is_source = file.starts_with("src/") || (package == "colt-numbers-cli" && file.starts_with("schemas/"));
            let is_expected = is_source || cargo.contains(&file) || ours.contains(&file);
            assert!(is_expected, "`{package}` contains `{file}`");
        }
        for needed in ours {
            assert!(text.lines().any(|file| file == needed), "`{package}` does not contain `{needed}`");
        }
    }
}

#[test]
fn packages_state_what_crates_io_shows() {
    for package in published() {
        for key in ["description", "license", "repository", "documentation", "readme", "rust_version"] {
            let text = package[key].as_str().unwrap_or_default();
            assert!(!text.is_empty(), "`{}` has no `{key}`", name(&package));
        }
        // The limits of crates.io.
        let keywords = package["keywords"].as_array().unwrap();
        assert!((1..=5).contains(&keywords.len()), "{keywords:?}");
        assert!(keywords.iter().all(|keyword| keyword.as_str().unwrap().len() <= 20), "{keywords:?}");
        assert!((1..=5).contains(&package["categories"].as_array().unwrap().len()), "{package}");
    }
}

/// docs.rs builds a package with its default features, unless the package states otherwise.
#[test]
fn docs_rs_shows_all_features() {
    for package in published() {
        let has_features = package["features"].as_object().unwrap().keys().any(|feature| feature != "default");
        let all_features = package["metadata"]["docs"]["rs"]["all-features"] == true;
        assert_eq!(has_features, all_features, "`{}`", name(&package));
    }
}

/// Crates of one release belong together. Cargo publishes them in the order of these dependencies, and removes development dependencies that
/// have no version.
#[test]
fn published_packages_depend_on_each_other_by_the_exact_version() {
    let published = published();
    let versions: BTreeSet<_> = published.iter().map(|package| package["version"].as_str().unwrap()).collect();
    assert_eq!(versions.len(), 1, "{versions:?}");
    let exact = format!("={}", versions.first().unwrap());
    let mut seen = 0;
    for package in &published {
        let ours =
            package["dependencies"].as_array().unwrap().iter().filter(|dependency| dependency["path"].is_string());
        for dependency in ours {
            let expected = if dependency["kind"] == "dev" { "*" } else { &exact };
            assert_eq!(dependency["req"], expected, "`{}` on `{}`", name(package), name(dependency));
            let is_published = published.iter().any(|other| other["name"] == dependency["name"]);
            assert!(is_published, "`{}` depends on `{}`, which is not published", name(package), name(dependency));
            seen += 1;
        }
    }
    assert!(seen > 10, "{seen} dependencies");
}

#[test]
fn nothing_is_published_without_an_explicit_argument() {
    for arguments in [&[][..], &["upload"], &["--upload --dry-run"]] {
        let output = Command::new("bash").current_dir(root()).arg(".ci/publish").args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", output_text(&output));
        assert!(output_text(&output).contains("--dry-run"), "{}", output_text(&output));
    }
}
