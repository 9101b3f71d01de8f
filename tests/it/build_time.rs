//! Tests that no build compiles a crate twice, which would cost build time. If two dependents of a crate enable different features, Cargo
//! compiles the crate, and everything that depends on it, twice.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use crate::scratch_copy::{output_text, root};

/// All packages in the builds of the workspace, each with the sets of features that it is compiled with.
fn feature_sets() -> BTreeMap<String, BTreeSet<String>> {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(root()).args(["tree", "--offline", "--workspace", "--edges", "normal,build,dev"]);
    let output = command.args(["--prefix", "none", "--no-dedupe", "--format", "{p}\t{f}"]).output().unwrap();
    assert!(output.status.success(), "{}", output_text(&output));
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (package, features) in
        String::from_utf8(output.stdout).unwrap().lines().filter_map(|line| line.split_once('\t'))
    {
        let features = features.trim_end_matches(" (*)");
        found.entry(package.to_owned()).or_default().insert(features.to_owned());
    }
    found
}

/// The build script and the tests both use the generator, so they must enable the same features of its dependencies.
#[test]
fn the_build_script_and_the_tests_share_one_build_of_each_crate() {
    for (package, features) in feature_sets() {
        assert!(
            features.len() == 1,
            "`{package}` is compiled several times, with each of {features:#?}\nhint: align the features in `build-dependencies` of Cargo.toml"
        );
    }
}
