//! The boundaries between the crates: which crates depend on which, and what each package contains.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use crate::scratch_copy::{metadata, output_text, root};

/// The packages that a user of a package compiles: the package, its dependencies and its build dependencies.
fn dependency_tree(package: &str, options: &[&str]) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .current_dir(root())
        .args([
            "tree",
            "--offline",
            "--edges",
            "normal,build",
            "--prefix",
            "none",
            "--format",
            "{p}",
            "--package",
            package,
        ])
        .args(options)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", output_text(&output));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| line.split(" (").next().unwrap().to_owned()).collect()
}

fn names(tree: &BTreeSet<String>) -> BTreeSet<&str> {
    tree.iter().map(|package| package.split(' ').next().unwrap()).collect()
}

/// The crates and dependencies that only the generator, programs and servers use.
const NOT_FOR_USERS: [&str; 18] = [
    "colt-numbers-codegen",
    "colt-numbers-generate",
    "colt-numbers-diff",
    "colt-numbers-audit",
    "colt-numbers-openapi",
    "colt-numbers-extensions",
    "colt-numbers-pattern",
    "openapiv3",
    "yaml_serde",
    "saphyr-parser",
    "prettyplease",
    "clap",
    "axum",
    "colt-numbers-judge",
    "colt-numbers-sandbox",
    "jsonschema",
    "reqwest",
    "aws-lc-rs",
];

/// Regular-expression engines. Users need no engine, because patterns are compiled during generation.
const ENGINES: [&str; 4] = ["regex", "regex-automata", "regress", "fancy-regex"];

#[test]
fn users_compile_no_generator_no_server_and_no_regular_expression_engine() {
    // The only optional dependency of `colt-numbers-api` beyond its default features is reqwest.
    for (package, features) in [
        ("colt-numbers", &["--all-features"][..]),
        ("colt-numbers-journal", &["--all-features"]),
        ("colt-numbers-api", &[]),
    ] {
        let tree = dependency_tree(package, features);
        let names = names(&tree);
        for banned in NOT_FOR_USERS.iter().chain(&ENGINES) {
            assert!(!names.contains(banned), "`{package}` depends on `{banned}`");
        }
    }
}

#[test]
fn users_compile_at_most_110_crates() {
    let count = dependency_tree("colt-numbers", &[]).len();
    assert!(count <= 110, "{count} crates");
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    assert!(
        readme.contains(&format!("`colt-numbers` compiles {count} crates")),
        "README.md does not state the {count} crates that `colt-numbers` compiles"
    );
}

/// Orders that outlive the process cost a SQLite database, and little else.
#[test]
fn the_journal_adds_at_most_12_crates() {
    let (with, without) = (dependency_tree("colt-numbers-journal", &[]), dependency_tree("colt-numbers", &[]));
    let added: Vec<_> = with.difference(&without).collect();
    assert!(added.len() <= 12, "{added:?}");
}

#[test]
fn models_without_the_client_need_only_serde() {
    let tree = dependency_tree("colt-numbers-api", &["--no-default-features"]);
    let names = names(&tree);
    let expected =
        ["colt-numbers-api", "proc-macro2", "quote", "serde", "serde_core", "serde_derive", "syn", "unicode-ident"];
    assert_eq!(names, BTreeSet::from(expected));
}

#[test]
fn the_build_script_compiles_fewer_than_60_crates() {
    let count = dependency_tree("colt-numbers-generate", &[]).len();
    assert!(count < 60, "{count} crates");
    println!("build.rs compiles {count} crates");
}

/// The allowed dependencies between the crates of the workspace.
#[test]
fn workspace_crates_have_only_the_allowed_dependencies() {
    let allowed: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("colt-numbers-terminal-text", &[][..]),
        ("colt-numbers-pattern", &[][..]),
        // Depends on no generated code, so `cargo codegen` makes pages even if that code does not compile.
        ("colt-numbers-pages", &["colt-numbers-terminal-text"][..]),
        ("colt-numbers-openapi", &["colt-numbers-terminal-text"][..]),
        ("colt-numbers-extensions", &["colt-numbers-openapi", "colt-numbers-terminal-text"][..]),
        ("colt-numbers-audit", &["colt-numbers-openapi", "colt-numbers-pattern", "colt-numbers-terminal-text"][..]),
        (
            "colt-numbers-generate",
            &["colt-numbers-extensions", "colt-numbers-openapi", "colt-numbers-pattern", "colt-numbers-terminal-text"]
                [..],
        ),
        (
            "colt-numbers-diff",
            &[
                "colt-numbers-extensions",
                "colt-numbers-generate",
                "colt-numbers-openapi",
                "colt-numbers-pattern",
                "colt-numbers-terminal-text",
            ][..],
        ),
        (
            "colt-numbers-codegen",
            &[
                "colt-numbers-audit",
                "colt-numbers-diff",
                "colt-numbers-extensions",
                "colt-numbers-generate",
                "colt-numbers-openapi",
                "colt-numbers-pages",
                "colt-numbers-pattern",
                "colt-numbers-terminal-text",
            ][..],
        ),
        ("colt-numbers-api", &[][..]),
        ("colt-numbers", &["colt-numbers-api", "colt-numbers-terminal-text"][..]),
        ("colt-numbers-journal", &["colt-numbers", "colt-numbers-api", "colt-numbers-terminal-text"][..]),
        ("colt-numbers-judge", &["colt-numbers-terminal-text"][..]),
        (
            "colt-numbers-sandbox",
            &["colt-numbers-api", "colt-numbers-judge", "colt-numbers-pages", "colt-numbers-terminal-text"][..],
        ),
        (
            "colt-numbers-contract",
            &["colt-numbers-api", "colt-numbers-judge", "colt-numbers-pages", "colt-numbers-terminal-text"][..],
        ),
        (
            "colt-numbers-cli",
            &[
                "colt-numbers",
                "colt-numbers-api",
                // Plans of many orders.
                "colt-numbers-journal",
                "colt-numbers-judge",
                "colt-numbers-pages",
                "colt-numbers-sandbox",
                "colt-numbers-contract",
                "colt-numbers-terminal-text",
            ][..],
        ),
    ]);
    let members = metadata(&["--no-deps"])["packages"].as_array().unwrap().clone();
    for name in members.iter().map(|package| package["name"].as_str().unwrap()) {
        assert!(
            allowed.contains_key(name) || ["colt-numbers-workspace", "colt-numbers-examples"].contains(&name),
            "`{name}` is missing in the table of this test"
        );
    }
    for (package, allowed) in allowed {
        let tree = dependency_tree(package, &["--all-features"]);
        for dependency in names(&tree).into_iter().filter(|name| name.starts_with("colt-numbers") && *name != package) {
            assert!(allowed.contains(&dependency), "`{package}` must not depend on `{dependency}`");
        }
    }
}

/// `colt-numbers-pattern` builds automata; the generator emits Rust code from them.
#[test]
fn the_pattern_crate_emits_no_code() {
    let tree = dependency_tree("colt-numbers-pattern", &[]);
    for crate_name in ["prettyplease", "proc-macro2", "quote", "syn"] {
        assert!(!names(&tree).contains(crate_name), "`colt-numbers-pattern` depends on `{crate_name}`");
    }
}

/// `sandbox` and `contract` use the generated crate only for the text of the spec and its cases, which `judge` parses. So `sandbox` and
/// `contract` check the generated code independently. `judge` itself accepts any spec.
#[test]
fn judge_sandbox_and_contract_use_no_generated_type() {
    for folder in ["judge/src", "sandbox/src", "contract/src"] {
        for (path, text) in sources(folder) {
            for line in text.lines().filter(|line| line.contains("colt_numbers_api")) {
                let words: Vec<&str> =
                    line.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| !word.is_empty()).collect();
                let is_bundled_text = words.iter().any(|word| matches!(*word, "OPENAPI_JSON" | "CASES_JSON"));
                let generated_modules = ["types", "rules", "schema", "checks", "servers", "client"];
                assert!(
                    is_bundled_text && !words.iter().any(|word| generated_modules.contains(word)),
                    "{path}: {line}"
                );
            }
        }
    }
}

/// The test servers of `contract` check requests without `judge`. Otherwise the cases, which come from `judge`, and the servers that check
/// them would share the errors of `judge`.
#[test]
fn the_test_servers_of_contract_share_no_code_with_the_judge() {
    let files = sources("contract/tests");
    assert!(files.iter().any(|(path, _)| path == "contract/tests/it/checks.rs"), "{} files", files.len());
    for (path, text) in files {
        for shared in ["colt_numbers_judge", "colt_numbers_sandbox", "jsonschema", "../src/"] {
            assert!(!text.contains(shared), "{path} names `{shared}`");
        }
    }
    // The files that check requests use no crate of the workspace: neither the runner, whose cases come from `judge`, nor generated code.
    for file in ["checks", "server"] {
        let text = std::fs::read_to_string(root().join(format!("contract/tests/it/{file}.rs"))).unwrap();
        let ours = text.lines().filter(|line| line.contains("colt_numbers_"));
        assert_eq!(ours.count(), 0, "{file}.rs uses a crate of the workspace");
    }
}

/// The paths and contents of all Rust files below a folder.
pub fn sources(folder: &str) -> Vec<(String, String)> {
    let mut found = texts(folder);
    found.retain(|(path, _)| path.ends_with(".rs"));
    found
}

/// The paths and contents of all files below a folder that are UTF-8.
pub fn texts(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                found.push((path.strip_prefix(root()).unwrap().display().to_string(), text));
            }
        }
    }
    found.sort();
    found
}
