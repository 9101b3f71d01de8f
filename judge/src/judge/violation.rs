//! One thing that is wrong with a request.

use crate::model::rule::Severity;

/// One thing that is wrong with a request.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Violation {
    /// The rule's id, or the schema's keyword; `json` where the body is not JSON.
    pub id: String,
    /// Where in the body, as a JSON Pointer; a slash and the name for a parameter.
    pub pointer: String,
    /// Whether the request is rejected for it.
    pub severity: Severity,
    /// What is wrong. Names no more of the request than is needed.
    pub message: String,
}

impl Violation {
    /// A violation that the request is rejected for.
    pub(crate) fn error(id: &str, pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self { id: id.to_owned(), pointer: pointer.into(), severity: Severity::Error, message: message.into() }
    }
}
