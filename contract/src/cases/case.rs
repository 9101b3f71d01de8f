//! Constraints, and the test cases that satisfy or violate them.

use serde::Serialize;

use crate::cases::{element_kind::ElementKind, request_draft::RequestEdit};

/// One requirement or permission of the document for one element.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Constraint {
    /// The stable id: the operation, the element, `#` and the keyword, as in `reserveNumbers/body/relatedParty/reseller/country#enum`.
    pub id: String,
    /// The id of the operation.
    pub operation: String,
    /// The element in readable form: `numberRangeList[].numberRangeStart`, `header accept`, `response 405`. If the spec has several
    /// operations, the operation is named before it.
    pub element: String,
    /// The schema keyword, the id of the rule, or the part of the HTTP message (`method`, `content-type`, `json`).
    pub keyword: String,
    /// The demand, in one sentence.
    pub demand: String,
    /// The description of the element in the spec.
    pub says: String,
    /// The source of the description: a document and its lines.
    pub source: Option<String>,
    /// The assumption of the spec beyond the document.
    pub assumption: Option<String>,
    /// JSON Pointer to the keyword in the spec.
    pub at: String,
    /// The element, as data.
    #[serde(skip)]
    pub(crate) kind: ElementKind,
    /// Index into the tested operations.
    #[serde(skip)]
    pub(crate) operation_index: usize,
    /// Whether the readable form of an element names the operation.
    #[serde(skip)]
    pub(crate) names_operation: bool,
}

impl Constraint {
    /// The readable form of an element of the operation.
    pub(crate) fn readable(&self, kind: &ElementKind) -> String {
        if self.names_operation { format!("{} {kind}", self.operation) } else { kind.to_string() }
    }

    /// The readable form of the whole response, if the constraint is one of a response or a part of one.
    pub(crate) fn response(&self) -> Option<String> {
        Some(self.readable(&self.kind.response()?))
    }
}

/// How a target that does what the document says responds to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Expectation {
    /// The target accepts the request.
    Accept,
    /// The target rejects the request with a 4xx.
    Reject,
    /// The target may accept or reject the request: the document leaves the response open. Only the form of the response is checked.
    Either,
}

impl Expectation {
    /// The word for this expectation in ids and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Reject => "reject",
            Self::Either => "either",
        }
    }
}

/// Why a target may rightly reject a request that violates no constraint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Risk {
    /// There is no such reason.
    None,
    /// The numbers may not be in stock, or the tracking id may be used already.
    State,
    /// The lock id may not exist.
    Lock,
}

/// A test case: the base request with one thing changed.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Case {
    /// The stable id: the operation, the element with item indexes, the keyword, then `accept-…`, `reject-…` or `either-…`.
    pub id: String,
    /// Index into [`Suite::constraints`](crate::Suite::constraints).
    pub constraint: usize,
    /// The expected response.
    pub expect: Expectation,
    /// What is special about the request.
    pub about: String,
    /// Index into the tested operations.
    pub(crate) operation: usize,
    pub(crate) edits: Vec<RequestEdit>,
    pub(crate) risk: Risk,
    /// Whether the case needs an account with several service profiles in the country.
    pub(crate) needs_several_profiles: bool,
    /// Whether the request is an example of the document, sent unchanged, with the example's own numbers.
    pub(crate) verbatim: bool,
    /// The value that the case is about, for the remedy.
    pub(crate) value: Option<String>,
}
