//! The implementations of the rules that the spec declares under `x-rules`.
//!
//! The rules are implemented from the vendor's document and independently of the client, so that tests can compare this implementation with
//! the client's. Not here: what the schemas check (`schema`).
//!
//! To implement a new rule, add a function to a file of the folder `rules`, and return it from the function `implementation` of that file, as
//! `reservation` does. The function `implementation` of a new file is listed below.

use crate::judge::rule_check::{DeclaredRule, RuleCheck};
use crate::model::error::SpecError;

mod reservation;

/// The function of a file that returns the implementation of a declared rule; `None` if the file does not implement the rule.
type Implementation = fn(&DeclaredRule<'_>) -> Result<Option<RuleCheck>, SpecError>;

/// The functions of all files.
const IMPLEMENTATIONS: &[Implementation] = &[reservation::implementation];

/// The implementation of a rule; `None` if this crate does not implement the rule.
pub(crate) fn implementation(declared: &DeclaredRule<'_>) -> Result<Option<RuleCheck>, SpecError> {
    IMPLEMENTATIONS.iter().find_map(|implementation| implementation(declared).transpose()).transpose()
}
