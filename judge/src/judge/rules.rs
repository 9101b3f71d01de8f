//! The rules that the spec declares under `x-rules`, and their implementations.
//!
//! The rules are implemented from the vendor's document and independently of the client, so that tests can compare this implementation with
//! the client's. Not here: what the schemas check (`schema`).
//!
//! A new rule is a function in a file of the folder `rules`. The file has a function `implementation` like that of `reservation`, which is
//! listed below.

use crate::judge::rule_check::{DeclaredRule, RuleCheck};
use crate::model::error::SpecError;

mod reservation;

/// Makes the implementation of a rule that the spec declares for an operation; `None` for a rule that its file does not implement.
type Implementation = fn(&DeclaredRule<'_>) -> Result<Option<RuleCheck>, SpecError>;

/// All implementations, one a file.
const IMPLEMENTATIONS: &[Implementation] = &[reservation::implementation];

/// The implementation of a rule; `None` if this crate has none.
pub(crate) fn implementation(declared: &DeclaredRule<'_>) -> Result<Option<RuleCheck>, SpecError> {
    IMPLEMENTATIONS.iter().find_map(|implementation| implementation(declared).transpose()).transpose()
}
