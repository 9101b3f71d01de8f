//! Tests `cargo codegen diff --check`: the version in `Cargo.toml` must be as high as the changes require.

use serde_json::Value;

use crate::{Project, SPEC, text};

#[test]
fn a_version_that_is_too_low_fails_the_check() {
    let project = Project::generated();
    project.write("new.yaml", &SPEC.replace("Word:", "Term:"));
    let [old, new] = ["spec/number-management.yaml", "new.yaml"].map(|file| project.path(file).display().to_string());
    let compared = project.run(&["diff", &old, &new, "--json"]);
    let report: Value = serde_json::from_slice(&compared.stdout).unwrap();
    assert_eq!((compared.status.code(), &report["bump"]), (Some(0), &Value::from("major")), "{report:#}");
    for (now, status) in [("0.1.0", 8), ("0.1.9", 8), ("0.2.0", 0)] {
        project.write("Cargo.toml", &format!("[workspace.package]\nversion = \"{now}\"\n"));
        let checked = project.run(&["diff", &old, &new, "--check", "--from", "0.1.0"]);
        assert_eq!(checked.status.code(), Some(status), "{now}: {}", text(&checked.stderr));
    }
}
