//! What is tested: constraints, and the cases that break or just keep one of them.

use serde::Serialize;

use crate::cases::{element_kind::ElementKind, request_draft::Edit};

/// One thing that the document demands or allows of one element.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Constraint {
    /// Stable: the operation, the element, `#` and the keyword, as in `reserveNumbers/body/relatedParty/reseller/country#enum`.
    pub id: String,
    /// The element as a person reads it: `numberRangeList[].numberRangeStart`, `header x-tracking-id`, `answer 405`.
    pub element: String,
    /// The schema keyword, the rule's id, or what of the exchange it is about (`method`, `content-type`, `json`).
    pub keyword: String,
    /// What is demanded, in one sentence.
    pub demand: String,
    /// What the spec says of the element, in its own words.
    pub says: String,
    /// Where that comes from: a document and its lines.
    pub source: Option<String>,
    /// What the spec assumes beyond the document.
    pub assumption: Option<String>,
    /// JSON Pointer to the keyword in the spec.
    pub at: String,
    /// What `element` is, as data.
    #[serde(skip)]
    pub(crate) kind: ElementKind,
    /// Index of the operation.
    #[serde(skip)]
    pub(crate) operation: usize,
}

/// What a target that does as the document says answers to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Expect {
    /// It takes the request.
    Accept,
    /// It refuses the request with a 4xx.
    Reject,
    /// Either: the document leaves it open, and only the form of the answer is judged.
    Either,
}

impl Expect {
    /// One word, as it stands in ids and reports.
    pub fn word(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Reject => "reject",
            Self::Either => "either",
        }
    }
}

/// Why a right target may refuse a request that keeps every constraint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Risk {
    /// It has no reason to.
    None,
    /// The numbers may not be in its stock, or the tracking id may be taken.
    State,
    /// The lock may not exist.
    Lock,
}

/// One case: the spec's own example with one thing changed.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Case {
    /// Stable: the constraint's place, then `accept-…`, `reject-…` or `either-…`.
    pub id: String,
    /// Index into [`Suite::constraints`](crate::Suite::constraints).
    pub constraint: usize,
    /// What is expected of the target.
    pub expect: Expect,
    /// What is special about the request, in a few words.
    pub about: String,
    pub(crate) operation: usize,
    pub(crate) edits: Vec<Edit>,
    pub(crate) risk: Risk,
    /// It is about an account with several service profiles in the country.
    pub(crate) several_profiles: bool,
    /// The document's own words are sent: its numbers are not replaced.
    pub(crate) verbatim: bool,
    /// The value that the case is about, for what the spec would have to say if the target is right.
    pub(crate) value: Option<String>,
}
