//! A violation: one thing that is wrong with a request.

use crate::model::rule::Severity;

/// One thing that is wrong with a request.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Violation {
    /// The rule's id, or the schema's keyword; `json` where the body is not JSON.
    pub id: String,
    /// The place in the body, as a JSON Pointer; for a parameter, a slash and its name.
    pub pointer: String,
    /// Whether the request is rejected because of it.
    pub severity: Severity,
    /// What is wrong. Quotes no more of the request than needed.
    pub message: String,
}

impl Violation {
    /// A violation because of which the request is rejected.
    pub(crate) fn error(id: &str, pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self { id: id.to_owned(), pointer: pointer.into(), severity: Severity::Error, message: message.into() }
    }
}
