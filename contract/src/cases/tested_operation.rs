//! An operation that can be tested: its base request, and what the cases and requests of the operation depend on.

use colt_numbers_judge::model::operation::Operation;
use serde::Serialize;

use crate::cases::{
    countries::Countries, number_fields::NumberFields, operation_impact::Impact, request_draft::RequestDraft,
    request_validator::RequestValidator,
};

/// An operation that can be tested.
pub(crate) struct TestedOperation {
    pub(crate) operation: Operation,
    pub(crate) impact: Impact,
    pub(crate) validator: RequestValidator,
    /// The base request, which every case is made from.
    pub(crate) base: RequestDraft,
    /// Where its requests have telephone numbers.
    pub(crate) numbers: NumberFields,
    /// The countries, if the operation has any.
    pub(crate) countries: Option<Countries>,
}

impl TestedOperation {
    /// Whether the path names a resource that the target may not have.
    pub(crate) fn has_path_parameters(&self) -> bool {
        self.operation.parameters.iter().any(|parameter| parameter.location == "path")
    }
}

/// Something that cannot be tested, and why: an operation, its body, a rule of an operation, or a case file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Untested {
    /// The id of the operation or the rule; for a case file, the rule and the name of the file.
    pub id: String,
    /// The reason.
    pub why: String,
}
