//! Rules that the spec declares under `x-rules`, because no schema can express them.

use serde_json::Value;

use crate::model::documentation::Documentation;
use crate::model::error::SpecError;
use crate::model::json::sorted;
use crate::model::pointer;

/// The consequence of breaking a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The request is rejected.
    Error,
    /// Advice; the request is accepted.
    Warning,
}

/// A declared rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// The ids of the operations that it applies to.
    pub operations: Vec<String>,
    /// The consequence of breaking it.
    pub severity: Severity,
    /// Its data, such as a list of countries.
    pub data: Value,
    /// Its statement, source and assumption.
    pub documentation: Documentation,
    /// Its place in the spec, as a JSON Pointer.
    pub at: String,
}

/// All rules of a document, sorted by id. A document without `x-rules` has none.
pub(crate) fn read(root: &Value) -> Result<Vec<Rule>, SpecError> {
    let Some(declared) = root.get("x-rules") else { return Ok(Vec::new()) };
    let declared = declared.as_object().ok_or_else(|| SpecError::new("/x-rules", "not an object"))?;
    sorted(declared).into_iter().map(|(id, node)| rule(id, node)).collect()
}

fn rule(id: &str, node: &Value) -> Result<Rule, SpecError> {
    let at = pointer::join("/x-rules", id);
    let severity = match node.get("severity").and_then(Value::as_str) {
        Some("error") => Severity::Error,
        Some("warning") => Severity::Warning,
        _ => return Err(SpecError::new(format!("{at}/severity"), "neither `error` nor `warning`")),
    };
    let listed = node.get("operations").and_then(Value::as_array).filter(|listed| !listed.is_empty());
    let listed = listed.ok_or_else(|| SpecError::new(format!("{at}/operations"), "not a list of operations"))?;
    let id_of = |operation: &Value| operation.as_str().map(str::to_owned);
    let operations: Option<Vec<String>> = listed.iter().map(id_of).collect();
    let operations =
        operations.ok_or_else(|| SpecError::new(format!("{at}/operations"), "an operation id is not a string"))?;
    let data = node.get("data").cloned().unwrap_or(Value::Null);
    Ok(Rule { id: id.to_owned(), operations, severity, data, documentation: Documentation::of(node), at })
}
