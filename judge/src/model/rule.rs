//! Rules that the spec declares under `x-rules`, because no schema can say them.

use serde_json::Value;

use crate::model::documentation::Described;
use crate::model::error::SpecError;
use crate::model::json::sorted;
use crate::model::pointer;

/// How much it matters that a rule is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The request is rejected.
    Error,
    /// Advice; the request is accepted.
    Warning,
}

/// A rule as it is declared.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// How much it matters.
    pub severity: Severity,
    /// What it depends on, such as a list of countries.
    pub data: Value,
    /// What it demands, and where that comes from.
    pub described: Described,
    /// Its place in the spec, as a JSON Pointer.
    pub at: String,
}

/// Every rule of a document, by id. A document without `x-rules` has none.
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
    let data = node.get("data").cloned().unwrap_or(Value::Null);
    Ok(Rule { id: id.to_owned(), severity, data, described: Described::of(node), at })
}
