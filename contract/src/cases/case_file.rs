//! Case files: hand-written requests with their violations, for rules that no schema can express.

use colt_numbers_judge::model::{json::sorted, pointer};
use serde_json::{Map, Value};

use crate::{cases::spec_names, error::Error};

/// A case file: a request, and its violations.
#[derive(Debug, Clone)]
pub(crate) struct CaseFile {
    pub(crate) name: String,
    pub(crate) about: String,
    /// The operation; `None` if the file does not name it, because only one operation is possible.
    pub(crate) operation: Option<String>,
    /// Name and value of each parameter; `None` if the file is not about parameters.
    pub(crate) parameters: Option<Vec<(String, Value)>>,
    pub(crate) body: Option<Value>,
    /// The countries in which the account has several service profiles.
    pub(crate) several_profiles: Vec<String>,
    /// Id and JSON Pointer of each violation.
    pub(crate) violations: Vec<(String, String)>,
}

/// The case files of one rule, or of one group of schema constraints.
#[derive(Debug, Clone)]
pub(crate) struct CaseGroup {
    pub(crate) id: String,
    pub(crate) files: Vec<CaseFile>,
}

/// Reads case files, given as one JSON object.
pub(crate) fn read(cases: &str) -> Result<Vec<CaseGroup>, Error> {
    let cases: Value = serde_json::from_str(cases)
        .map_err(|error| Error::spec("", format!("the case files are not JSON: {error}")))?;
    let object = cases.as_object().ok_or_else(|| Error::spec("", "the case files are not a JSON object"))?;
    let groups = sorted(object).into_iter().filter_map(|(id, group)| Some((id, group.as_object()?)));
    groups
        .map(|(id, group)| {
            let files = sorted(group).into_iter().map(|(name, node)| case_file(id, name, node));
            Ok(CaseGroup { id: id.clone(), files: files.collect::<Result<_, _>>()? })
        })
        .collect()
}

fn parameters(named: &Map<String, Value>) -> Vec<(String, Value)> {
    sorted(named).into_iter().map(|(name, value)| (name.clone(), value.clone())).collect()
}

fn case_file(id: &str, name: &str, node: &Value) -> Result<CaseFile, Error> {
    let missing =
        |what: &str| Error::spec(pointer::join(&pointer::join("", id), name), format!("the case file has no `{what}`"));
    let text = |node: &Value, key: &str| node.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let violations = node.get("violations").and_then(Value::as_array).ok_or_else(|| missing("violations"))?;
    let countries = node.pointer(&format!("/account/{}", spec_names::SEVERAL_PROFILES)).and_then(Value::as_array);
    Ok(CaseFile {
        name: name.to_owned(),
        about: text(node, "about"),
        operation: node.get("operation").and_then(Value::as_str).map(str::to_owned),
        parameters: node.get("parameters").and_then(Value::as_object).map(parameters),
        body: node.get("body").cloned(),
        several_profiles: countries.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect(),
        violations: violations.iter().map(|violation| (text(violation, "id"), text(violation, "pointer"))).collect(),
    })
}
