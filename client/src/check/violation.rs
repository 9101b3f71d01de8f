//! What is wrong with a request: one violation, and a request that was refused for some.

use std::fmt;

use colt_numbers_api::rules::Severity;
use colt_numbers_terminal_text::Safe;

/// One constraint or rule that a request breaks.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Violation {
    /// A rule's id, or the keyword of the schema: `pattern`, `maxLength`, `enum`, `required`, `type`, …; `json` for a text that is
    /// none; `more` for the last one of a long list, which stands for those that are only counted.
    pub id: &'static str,
    /// Where, as a JSON Pointer (RFC 6901) into the request; the empty one is the whole request. What is missing is reported at the
    /// object that lacks it.
    pub pointer: String,
    /// Whether it makes the request invalid.
    pub severity: Severity,
    /// What is wrong. It holds no value of the request but well-formed numbers.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
}

impl Violation {
    /// That a text is not JSON, or more of it than is read.
    pub(crate) fn not_json(message: String, hint: Option<&str>) -> Self {
        let hint = hint.map(str::to_owned);
        Self { id: "json", pointer: String::new(), severity: Severity::Error, message, hint }
    }
}

/// On one line, without characters that a terminal would act on: names of members are in the pointer.
impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]", self.severity, self.id)?;
        if !self.pointer.is_empty() {
            write!(f, " at `{}`", Safe::new(&self.pointer))?;
        }
        write!(f, ": {}", Safe::new(&self.message))
    }
}

/// A request that breaks what the document states. Nothing was sent.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct InvalidReservation {
    violations: Vec<Violation>,
}

impl InvalidReservation {
    pub(crate) fn new(violations: Vec<Violation>) -> Self {
        Self { violations }
    }

    /// Everything that was found, warnings included, in the order of the request; of a thousand errors or warnings the further ones are
    /// only counted, in a last one of the id `more`. One at least is an error.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }
}

impl fmt::Display for InvalidReservation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the reservation is invalid; nothing was sent")?;
        for violation in &self.violations {
            write!(f, "\n{violation}")?;
        }
        Ok(())
    }
}

impl std::error::Error for InvalidReservation {}
