//! Nothing is compiled twice that need not be: where features differ, Cargo compiles a crate and all that depends on it once more.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use crate::scratch::{root, said};

/// The crates that tests need with more features than the program has.
const MORE_IN_TESTS: [&str; 12] = [
    "bitflags",
    "colt-numbers",
    "colt-numbers-api",
    "crc32fast",
    "fastrand",
    "flate2",
    "getrandom",
    "log",
    "tokio",
    "toml",
    "tracing-core",
    "tracing-subscriber",
];

/// Each package that is compiled, and the features that it is compiled with: once for each set of them.
fn compiled(arguments: &[&str]) -> BTreeMap<String, BTreeSet<String>> {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(root()).args(["tree", "--offline", "--prefix", "none", "--no-dedupe", "--format", "{p}\t{f}"]);
    let output = command.args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (package, features) in
        String::from_utf8(output.stdout).unwrap().lines().filter_map(|line| line.split_once('\t'))
    {
        let features = features.trim_end_matches(" (*)");
        found.entry(package.to_owned()).or_default().insert(features.to_owned());
    }
    found
}

/// README's second command after its first.
#[test]
fn tests_use_what_the_program_was_built_from() {
    let program = compiled(&["--package", "colt-numbers-cli", "--edges", "normal,build"]);
    let all = compiled(&["--workspace", "--edges", "normal,build,dev"]);
    assert!(program.len() > 150 && all.len() > program.len());
    for (package, features) in program {
        let name = package.split(' ').next().unwrap();
        let is_new = features.difference(&all[&package]).next().is_some();
        assert!(
            !is_new || MORE_IN_TESTS.contains(&name),
            "`{package}` is compiled with {features:?} for the program and with {:?} for tests\nhint: `build-dependencies` of cli/Cargo.toml",
            all[&package]
        );
    }
}

/// The build script uses the generator, and so do tests.
#[test]
fn the_build_script_and_the_tests_share_one_build_of_each_crate() {
    for (package, features) in compiled(&["--workspace", "--edges", "normal,build,dev"]) {
        assert!(
            features.len() == 1,
            "`{package}` is compiled with each of {features:#?}\nhint: `build-dependencies` of Cargo.toml"
        );
    }
}
