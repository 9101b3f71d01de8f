//! A violation: one thing that is wrong with a request.

use crate::model::rule::Severity;

/// One thing that is wrong with a request.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Violation {
    /// The id of the rule or the keyword of the schema; `json` if the body is malformed, `syntax` if a parameter is.
    pub id: String,
    /// The place in the body, as a JSON Pointer; for a parameter, a slash, its name in lower case, and the place in its value.
    pub pointer: String,
    /// The index of the parameter in the operation, if the violation is one of a parameter.
    pub parameter: Option<usize>,
    /// Whether the request is rejected because of this violation.
    pub severity: Severity,
    /// The message for people. It quotes no more of the request than needed.
    pub message: String,
}

impl Violation {
    /// A violation of severity `error`: the request is rejected.
    pub(crate) fn error(id: &str, pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            id: id.to_owned(),
            pointer: pointer.into(),
            parameter: None,
            severity: Severity::Error,
            message: message.into(),
        }
    }
}
