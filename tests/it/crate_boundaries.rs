//! The walls between the crates, as Cargo sees them.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use crate::scratch_copy::{metadata, output_text, root};

/// The packages that one package compiles for those who use it: itself, and what it needs to run and to build.
fn tree(package: &str, more: &[&str]) -> BTreeSet<String> {
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
        .args(more)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", output_text(&output));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| line.split(" (").next().unwrap().to_owned()).collect()
}

fn names(tree: &BTreeSet<String>) -> BTreeSet<&str> {
    tree.iter().map(|package| package.split(' ').next().unwrap()).collect()
}

/// The generator, what it needs, and what only programs and servers need.
const NOT_FOR_USERS: [&str; 20] = [
    "colt-numbers-codegen",
    "colt-numbers-generate",
    "colt-numbers-diff",
    "colt-numbers-audit",
    "colt-numbers-openapi",
    "colt-numbers-pattern",
    "progenitor",
    "progenitor-impl",
    "typify",
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

/// Regular-expression engines: patterns are compiled when the code is generated.
const ENGINES: [&str; 4] = ["regex", "regex-automata", "regress", "fancy-regex"];

#[test]
fn users_compile_neither_generator_nor_server_nor_a_regular_expression() {
    for package in ["colt-numbers", "colt-numbers-api"] {
        let tree = tree(package, &["--all-features"]);
        let names = names(&tree);
        for banned in NOT_FOR_USERS.iter().chain(&ENGINES) {
            assert!(!names.contains(banned), "`{package}` pulls in `{banned}`");
        }
    }
}

#[test]
fn a_consumer_compiles_at_most_110_crates() {
    let count = tree("colt-numbers", &[]).len();
    assert!(count <= 110, "{count} crates");
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    assert!(
        readme.contains(&format!("`colt-numbers` compiles {count} crates")),
        "README.md has another number than {count}"
    );
}

#[test]
fn models_alone_need_serde_and_nothing_else() {
    let tree = tree("colt-numbers-api", &["--no-default-features"]);
    let names = names(&tree);
    let expected =
        ["colt-numbers-api", "proc-macro2", "quote", "serde", "serde_core", "serde_derive", "syn", "unicode-ident"];
    assert_eq!(names, BTreeSet::from(expected));
}

#[test]
fn the_build_compiles_fewer_than_60_crates_before_it_generates() {
    let count = tree("colt-numbers-generate", &[]).len();
    assert!(count < 60, "{count} crates");
    println!("what build.rs compiles: {count} crates");
}

/// Who may depend on whom, among our own.
#[test]
fn our_crates_depend_only_to_the_left() {
    let allowed: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("colt-numbers-terminal-text", &[][..]),
        ("colt-numbers-pattern", &[][..]),
        ("colt-numbers-openapi", &["colt-numbers-terminal-text"][..]),
        ("colt-numbers-audit", &["colt-numbers-openapi", "colt-numbers-terminal-text"][..]),
        ("colt-numbers-generate", &["colt-numbers-openapi", "colt-numbers-pattern", "colt-numbers-terminal-text"][..]),
        (
            "colt-numbers-diff",
            &["colt-numbers-generate", "colt-numbers-openapi", "colt-numbers-pattern", "colt-numbers-terminal-text"][..],
        ),
        (
            "colt-numbers-codegen",
            &[
                "colt-numbers-audit",
                "colt-numbers-diff",
                "colt-numbers-generate",
                "colt-numbers-openapi",
                "colt-numbers-pattern",
                "colt-numbers-terminal-text",
            ][..],
        ),
        ("colt-numbers-api", &[][..]),
        ("colt-numbers", &["colt-numbers-api", "colt-numbers-terminal-text"][..]),
        ("colt-numbers-judge", &["colt-numbers-terminal-text"][..]),
        ("colt-numbers-sandbox", &["colt-numbers-api", "colt-numbers-judge", "colt-numbers-terminal-text"][..]),
        ("colt-numbers-contract", &["colt-numbers-api", "colt-numbers-judge", "colt-numbers-terminal-text"][..]),
        (
            "colt-numbers-cli",
            &[
                "colt-numbers",
                "colt-numbers-api",
                "colt-numbers-judge",
                "colt-numbers-sandbox",
                "colt-numbers-contract",
                "colt-numbers-terminal-text",
            ][..],
        ),
    ]);
    let members = metadata(&["--no-deps"])["packages"].as_array().unwrap().clone();
    for name in members.iter().map(|package| package["name"].as_str().unwrap()) {
        assert!(allowed.contains_key(name) || name == "colt-numbers-workspace", "`{name}` is not in this table");
    }
    for (package, allowed) in allowed {
        let tree = tree(package, &["--all-features"]);
        for ours in names(&tree).into_iter().filter(|name| name.starts_with("colt-numbers") && *name != package) {
            assert!(allowed.contains(&ours), "`{package}` depends on `{ours}`");
        }
    }
}

/// Crates of one release belong together, and are never built with those of another release.
#[test]
fn crates_of_one_release_depend_on_each_other_by_the_exact_version() {
    let members = metadata(&["--no-deps"])["packages"].as_array().unwrap().clone();
    let mut seen = 0;
    // Crates that are not published have an empty list of registries.
    for package in members.iter().filter(|package| package["publish"].is_null()) {
        let ours = package["dependencies"].as_array().unwrap().iter().filter(|dependency| dependency["kind"] != "dev");
        for dependency in ours.filter(|dependency| dependency["name"].as_str().unwrap().starts_with("colt-numbers")) {
            assert_eq!(
                dependency["req"],
                format!("={}", env!("CARGO_PKG_VERSION")),
                "{}: {}",
                package["name"],
                dependency["name"]
            );
            seen += 1;
        }
    }
    assert!(seen > 8, "{seen} dependencies");
}

/// Automata are one thing, and the Rust text that is made of them is another.
#[test]
fn the_crate_of_patterns_emits_nothing() {
    let tree = tree("colt-numbers-pattern", &[]);
    for emits in ["prettyplease", "proc-macro2", "quote", "syn"] {
        assert!(!names(&tree).contains(emits), "`colt-numbers-pattern` depends on `{emits}`");
    }
}

/// The sandbox and the contract tests read the bundled spec through `judge`, and no type that was generated from it; `judge` takes any
/// spec, and names nothing of the generated crate.
#[test]
fn the_other_readers_of_the_spec_name_no_generated_type() {
    for folder in ["judge/src", "sandbox/src", "contract/src"] {
        for (path, text) in sources(folder) {
            for line in text.lines().filter(|line| line.contains("colt_numbers_api")) {
                let words: Vec<&str> =
                    line.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| !word.is_empty()).collect();
                let bundled = words.iter().any(|word| matches!(*word, "OPENAPI_JSON" | "CASES_JSON"));
                let others = ["types", "rules", "schema", "checks", "servers", "client"];
                assert!(bundled && !words.iter().any(|word| others.contains(word)), "{path}: {line}");
            }
        }
    }
}

/// The servers of the contract's tests decide on requests by themselves: an error of `judge` would otherwise be one of both sides.
#[test]
fn the_servers_of_the_contract_tests_share_nothing_with_the_judge() {
    let files = sources("contract/tests");
    assert!(files.iter().any(|(path, _)| path == "contract/tests/it/checks.rs"), "{} files", files.len());
    for (path, text) in files {
        for shared in ["colt_numbers_judge", "colt_numbers_sandbox", "jsonschema", "../src/"] {
            assert!(!text.contains(shared), "{path} names `{shared}`");
        }
    }
    // Those that decide know nothing of the runner, whose cases come from `judge`, nor of what was generated from the spec.
    for file in ["checks", "server"] {
        let text = std::fs::read_to_string(root().join(format!("contract/tests/it/{file}.rs"))).unwrap();
        let ours = text.lines().filter(|line| line.contains("colt_numbers_"));
        assert_eq!(ours.count(), 0, "{file}.rs names a crate of ours");
    }
}

/// Every hand-written source file of a folder: path and text.
pub fn sources(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let name = path.strip_prefix(root()).unwrap().display().to_string();
                found.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// What each published package ships: its sources, and nothing that only this repository needs.
#[test]
fn packages_ship_their_sources_and_nothing_else() {
    for package in [
        "colt-numbers-terminal-text",
        "colt-numbers-api",
        "colt-numbers",
        "colt-numbers-judge",
        "colt-numbers-sandbox",
        "colt-numbers-contract",
        "colt-numbers-cli",
    ] {
        let output = Command::new(env!("CARGO"))
            .current_dir(root())
            .args(["package", "--list", "--offline", "--allow-dirty", "--package", package])
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", output_text(&output));
        let text = String::from_utf8(output.stdout).unwrap();
        let cargo = [
            "Cargo.toml",
            "Cargo.toml.orig",
            "Cargo.lock",
            ".cargo_vcs_info.json",
            "README.md",
            "LICENSE-MIT",
            "LICENSE-APACHE",
        ];
        for file in text.lines() {
            assert!(cargo.contains(&file) || file.starts_with("src/"), "`{package}` ships `{file}`");
        }
        for needed in ["README.md", "LICENSE-MIT", "LICENSE-APACHE"] {
            assert!(text.lines().any(|file| file == needed), "`{package}` ships no `{needed}`");
        }
    }
}
