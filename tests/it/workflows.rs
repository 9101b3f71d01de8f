//! The workflows in `.github/` only call the scripts of `.ci/`, so that everything that they do can be done on any machine.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use crate::scratch_copy::root;

fn workflows() -> BTreeMap<String, Value> {
    let entries = fs::read_dir(root().join(".github/workflows")).unwrap();
    let files = entries.map(|entry| entry.unwrap().path());
    let workflow = |path: std::path::PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let value = serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        (name, value)
    };
    files.map(workflow).collect()
}

/// The scripts of `.ci/`: files without an extension.
fn scripts() -> Vec<String> {
    let entries = fs::read_dir(root().join(".ci")).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).filter(|name| !name.contains('.')).collect()
}

#[test]
fn every_step_checks_out_uploads_or_calls_one_script() {
    let workflows = workflows();
    let expected = ["advisories.yml", "contract.yml", "full.yml", "gate.yml", "release.yml"];
    assert!(workflows.keys().eq(expected), "{:?}", workflows.keys());
    for (name, workflow) in workflows {
        assert_eq!(workflow["permissions"], serde_json::json!({ "contents": "read" }), "{name}");
        let jobs: Vec<_> = workflow["jobs"].as_object().unwrap().values().collect();
        assert_eq!(jobs.len(), 1, "{name}");
        assert!(jobs[0]["timeout-minutes"].is_u64(), "{name}: without a time limit, a job may run for six hours");
        let steps = jobs[0]["steps"].as_array().unwrap();
        assert_eq!(steps[0]["uses"], "actions/checkout@v5", "{name}");
        let runs: Vec<_> = steps.iter().filter_map(|step| step["run"].as_str()).collect();
        assert_eq!(runs.len(), 1, "{name}");
        let script = runs[0].strip_prefix("bash .ci/").and_then(|rest| rest.split_whitespace().next());
        assert!(scripts().iter().any(|known| Some(known.as_str()) == script), "{name} runs `{}`", runs[0]);
        // An expression in a command would be code from outside.
        assert!(!runs[0].contains("${{") && !runs[0].contains(['\n', ';', '|', '&']), "{name} runs `{}`", runs[0]);
        let actions = steps.iter().filter_map(|step| step["uses"].as_str());
        for action in actions {
            let version = action.strip_prefix("actions/").and_then(|action| action.split_once("@v"));
            assert!(version.is_some_and(|(_, version)| version.parse::<u32>().is_ok()), "{name} uses `{action}`");
        }
    }
}

#[test]
fn every_script_is_documented_and_called() {
    let read = |path: &str| fs::read_to_string(root().join(path)).unwrap();
    let readme = read(".ci/README.md");
    let callers = scripts().iter().map(|name| read(&format!(".ci/{name}"))).collect::<String>();
    let workflows = workflows().values().map(Value::to_string).collect::<String>();
    for script in scripts() {
        assert!(readme.contains(&format!("\n| `{script}` |")), "`.ci/README.md` does not list `{script}`");
        let call = format!("bash .ci/{script}");
        assert!(callers.contains(&call) || workflows.contains(&call), "nothing calls `.ci/{script}`");
    }
}

#[test]
fn the_known_drift_of_the_vendor_sandbox_is_a_baseline() {
    let text = fs::read_to_string(root().join(".ci/sandbox-baseline.json")).unwrap();
    let baseline: Value = serde_json::from_str(&text).unwrap();
    let drift = baseline["drift"].as_array().unwrap();
    assert!(drift.iter().all(Value::is_string), "{baseline}");
}
