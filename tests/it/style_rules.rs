//! Rules of style and documentation: module docs, file lengths, golden files, links, and names in the Markdown files.

use std::path::{Path, PathBuf};

use crate::crate_boundaries::sources;
use crate::scratch_copy::{metadata, root};

const HAND_WRITTEN: [&str; 18] = [
    "codegen/generate/src",
    "codegen/diff/src",
    "codegen/audit/src",
    "codegen/program/src",
    "codegen/test-support",
    "codegen/openapi/src",
    "codegen/extensions/src",
    "codegen/pattern/src",
    "pages/src",
    "client/src",
    "journal/src",
    "judge/src",
    "sandbox/src",
    "contract/src",
    "cli/src",
    "terminal-text/src",
    "examples",
    "tests",
];

#[test]
fn every_source_file_begins_with_docs() {
    for (path, text) in HAND_WRITTEN.iter().flat_map(|folder| sources(folder)) {
        let first = text.lines().next().unwrap_or_default();
        assert!(first.starts_with("//!") || first.starts_with("#![doc"), "{path} begins with `{first}`");
    }
}

#[test]
fn no_source_file_is_longer_than_500_lines() {
    for (path, text) in HAND_WRITTEN.iter().flat_map(|folder| sources(folder)) {
        let lines = text.lines().count();
        assert!(lines <= 500, "{path} has {lines} lines");
    }
}

/// Lines of the vendor's document move with each revision. `cargo codegen audit --renumber` updates those in the spec, and nothing updates others.
#[test]
fn only_the_spec_names_lines_of_the_document() {
    let guides = std::fs::read_dir(root())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "md"));
    let guides = guides.map(|path| (path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
    let code = HAND_WRITTEN
        .iter()
        .filter(|folder| !folder.starts_with("codegen") && **folder != "tests")
        .flat_map(|folder| sources(folder));
    for (path, text) in guides.chain(code) {
        for line in text.lines().filter(|line| line.contains("document")) {
            let names_lines = line.match_indices("line").any(|(at, word)| {
                let rest = &line[at + word.len()..];
                rest.strip_prefix('s')
                    .unwrap_or(rest)
                    .strip_prefix(' ')
                    .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
            });
            assert!(
                !names_lines,
                "{path} names a line of the document: `{line}`; hint: name the rule or the element of the spec"
            );
        }
    }
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn golden_files_are_short_enough_for_review() {
    let is_golden = |path: &PathBuf| path.components().any(|part| part.as_os_str() == "golden");
    let mut seen = 0;
    for folder in ["codegen", "pages", "client", "sandbox", "contract", "cli", "tests"] {
        for path in files(&root().join(folder)).into_iter().filter(is_golden) {
            let lines = std::fs::read_to_string(&path).unwrap().lines().count();
            assert!(
                lines <= 400,
                "{} has {lines} lines; hint: shorten it to the part that the test is about",
                path.display()
            );
            seen += 1;
        }
    }
    assert!(seen > 60, "{seen} golden files");
}

/// If `UPDATE_EXPECT` is set to any value, golden files are rewritten instead of compared.
#[test]
fn golden_files_are_not_rewritten_in_ci() {
    let is_ci = std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false" && value != "0");
    let is_set = std::env::var_os("UPDATE_EXPECT").is_some();
    assert!(
        !(is_ci && is_set),
        "`UPDATE_EXPECT` and `CI` are both set, so golden files are not compared; hint: unset `UPDATE_EXPECT`"
    );
}

/// A target with `test = false` is not compiled for tests, so its unit tests would never run.
#[test]
fn targets_with_test_false_have_no_unit_tests() {
    let metadata = metadata(&["--no-deps"]);
    let packages = metadata["packages"].as_array().unwrap();
    let targets = packages.iter().flat_map(|package| package["targets"].as_array().unwrap());
    for target in targets.filter(|target| target["test"] == false && target["kind"][0] != "custom-build") {
        let file = Path::new(target["src_path"].as_str().unwrap());
        for (path, text) in sources(file.parent().unwrap().to_str().unwrap()) {
            let has_test = ["#[test]", "::test]", "proptest!"].iter().any(|test| text.contains(test));
            assert!(!has_test, "`{path}` has a test that does not run");
        }
    }
}

#[test]
fn generated_files_name_the_command_that_generates_them() {
    for entry in std::fs::read_dir(root().join("generated/src")).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let first = text.lines().next().unwrap_or_default();
        assert!(first.contains("@generated by `cargo codegen`"), "{}", path.display());
    }
}

#[test]
fn the_gate_runs_the_commands_of_the_readme() {
    let read = |path: &str| std::fs::read_to_string(root().join(path)).unwrap();
    let (readme, gate) = (read("README.md"), read(".ci/run"));
    for command in
        ["cargo test --workspace", "cargo run -p colt-numbers-cli -- reserve --country GB --start +442081324758"]
    {
        assert!(readme.contains(command), "README.md does not name `{command}`");
        assert!(gate.contains(command), ".ci/run does not run `{command}`");
    }
}

/// The rows of figures in README.md are rows of bench/RESULTS.md.
#[test]
fn the_figures_of_the_readme_are_measured() {
    let read = |path: &str| std::fs::read_to_string(root().join(path)).unwrap();
    let (readme, results) = (read("README.md"), read("bench/RESULTS.md"));
    let (_, figures) = readme.split_once("## How fast").unwrap();
    let rows: Vec<_> =
        figures.lines().take_while(|line| !line.starts_with("## ")).filter(|line| line.starts_with("| ")).collect();
    assert_eq!(rows.len(), 5, "expected the header row and four rows");
    for row in rows {
        assert!(results.lines().any(|line| line == row), "bench/RESULTS.md has no row `{row}`");
    }
}

/// Relative links in the Markdown files have existing targets.
#[test]
fn links_in_the_documentation_have_targets() {
    let documents = [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "SECURITY.md",
        "client/MUTANTS.md",
        "spec/README.md",
        "spec/CHANGES.md",
    ];
    for document in documents {
        let path = root().join(document);
        let text = std::fs::read_to_string(&path).unwrap();
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if target.starts_with("http") || target.starts_with('#') {
                continue;
            }
            let file = target.split('#').next().unwrap();
            assert!(path.parent().unwrap().join(file).exists(), "{document} links to the missing `{target}`");
        }
    }
}

/// spec/CHANGES.md lists the revision that the spec was written from.
#[test]
fn the_revision_of_the_spec_is_listed() {
    let read = |path: &str| std::fs::read_to_string(root().join(path)).unwrap();
    let spec: serde_json::Value = serde_yaml::from_str(&read("spec/number-management.yaml")).unwrap();
    let list = read("spec/CHANGES.md");
    for document in spec["info"]["x-documents"].as_array().unwrap() {
        for key in ["title", "sha256"] {
            let text = document[key].as_str().unwrap();
            assert!(list.contains(text), "spec/CHANGES.md does not name `{text}`");
        }
    }
}

/// The evidence for the promises in `SECURITY.md`: each text in backticks in the last column of its table, with its promise.
fn evidence_of_promises() -> Vec<(String, String)> {
    let text = std::fs::read_to_string(root().join("SECURITY.md")).unwrap();
    let rows = text.lines().filter(|line| line.starts_with("| ")).skip(1);
    let evidence = rows.flat_map(|row| {
        let (promise, names) = row.trim_end_matches(" |").rsplit_once(" | ").unwrap();
        names.split('`').skip(1).step_by(2).map(|name| (name.to_owned(), promise.to_owned())).collect::<Vec<_>>()
    });
    evidence.collect()
}

/// Every test, file, fuzz target and lint that `SECURITY.md` names exists.
#[test]
fn the_evidence_of_every_promise_exists() {
    let evidence = evidence_of_promises();
    assert!(evidence.len() > 20, "{evidence:?}");
    for (name, promise) in evidence {
        let (module, item) = name.split_once("::").unwrap_or((&name, ""));
        let candidates = [
            format!("client/tests/it/{module}.rs"),
            format!("client/src/{module}.rs"),
            format!("client/fuzz/targets/{module}.rs"),
            format!("client/tests/it/{module}"),
            format!("client/src/{module}"),
            format!("cli/tests/it/{}.rs", module.strip_prefix("cli/").unwrap_or("-")),
            format!("cli/src/{}.rs", module.strip_prefix("cli/").unwrap_or("-")),
            format!("sandbox/tests/it/{}.rs", module.strip_prefix("sandbox/").unwrap_or("-")),
            format!("contract/tests/it/{}.rs", module.strip_prefix("contract/").unwrap_or("-")),
            format!("journal/tests/it/{}.rs", module.strip_prefix("journal/").unwrap_or("-")),
            format!("journal/src/{}.rs", module.strip_prefix("journal/").unwrap_or("-")),
            format!("tests/it/{}.rs", module.strip_prefix("workspace/").unwrap_or("-")),
        ];
        let function = item.rsplit("::").next().map(|item| format!("fn {item}")).unwrap();
        let mut texts = candidates.iter().filter_map(|path| std::fs::read_to_string(root().join(path)).ok());
        let is_lint =
            name.contains(" = ") && std::fs::read_to_string(root().join("Cargo.toml")).unwrap().contains(&name);
        let is_in_file = texts.any(|text| item.is_empty() || text.contains(&format!("{function}(")));
        assert!(is_in_file || is_lint, "SECURITY.md names `{name}` for `{promise}`, but it does not exist");
    }
}

/// The platform of the compiler. A build downloads only the crates of this platform.
fn host() -> String {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = std::process::Command::new(rustc).arg("-vV").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().find_map(|line| line.strip_prefix("host: ")).unwrap().to_owned()
}

/// No dependency requires a newer Rust version than the workspace declares.
#[test]
fn no_dependency_requires_a_newer_rust_version() {
    let metadata = metadata(&["--filter-platform", &host()]);
    let version = |text: &str| -> Vec<u32> { text.split('.').take(2).map(|part| part.parse().unwrap()).collect() };
    let packages = metadata["packages"].as_array().unwrap();
    let ours = packages.iter().find(|package| package["name"] == "colt-numbers").unwrap();
    let ours = version(ours["rust_version"].as_str().unwrap());
    for package in packages {
        if let Some(required) = package["rust_version"].as_str() {
            assert!(version(required) <= ours, "{} requires Rust {required}", package["name"]);
        }
    }
}
