//! A violation of the spec by a request, and the error of a request that has violations.

use std::fmt;

use colt_numbers_api::rules::Severity;
use colt_numbers_terminal_text::Safe;

/// One constraint of a schema, or one rule, that a request violates.
///
/// `Display` prints it on one line, with control characters escaped: ``error[range-order] at `/numberRangeList/0`: …``.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub struct Violation {
    /// The rule's id, such as `range-overlap`, or the keyword of the schema: `pattern`, `maxLength`, `enum`, `required`, `type`, … Three ids
    /// are neither rules nor keywords: `json` if the text is not JSON or exceeds a limit, `http` if the request cannot be written as HTTP, and
    /// `more` for the number of unlisted violations.
    pub id: &'static str,
    /// The location in the request, as a JSON Pointer (RFC 6901); the empty pointer is the whole body. A missing member is reported at
    /// the object that lacks it. A parameter is a member of the request whose name is in lower case, such as `/areacode`.
    pub pointer: String,
    /// `Error` if the violation makes the request invalid, otherwise `Warning`. [`Checks::deny`](crate::Checks::deny) turns warnings into errors.
    pub severity: Severity,
    /// The problem. The message contains no value of the request except valid telephone numbers and names of members.
    pub message: String,
    /// How to fix the problem.
    pub hint: Option<String>,
}

impl Violation {
    /// The violation of a text that is not JSON, or that exceeds a limit on JSON.
    pub(crate) fn not_json(message: String, hint: Option<&str>) -> Self {
        let hint = hint.map(str::to_owned);
        Self { id: "json", pointer: String::new(), severity: Severity::Error, message, hint }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]", self.severity, self.id)?;
        if !self.pointer.is_empty() {
            // The pointer contains names of members as the request has them.
            write!(f, " at `{}`", Safe::new(&self.pointer))?;
        }
        write!(f, ": {}", Safe::new(&self.message))
    }
}

/// The error of an invalid request, tracking id or JSON text, with its violations. Nothing was sent.
///
/// `Display` prints a heading and one line for each violation.
///
/// ```
/// let invalid = colt_numbers::Reservation::of_number("UK", "+442081324758").build().unwrap_err();
/// for violation in &invalid {
///     println!("{}: {}", violation.pointer, violation.message);
/// }
/// assert_eq!(invalid.into_iter().count(), 1);
/// ```
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct InvalidInput {
    violations: Vec<Violation>,
}

impl InvalidInput {
    pub(crate) fn new(violations: Vec<Violation>) -> Self {
        Self { violations }
    }

    /// Every violation, warnings included: those of the schema first, then those of the rules. At least one is an error.
    ///
    /// At most 1000 errors and 1000 warnings are listed. If there are more, the last violation has the id `more`, and its message states how many
    /// violations are not listed.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }
}

impl IntoIterator for InvalidInput {
    type Item = Violation;
    type IntoIter = std::vec::IntoIter<Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.violations.into_iter()
    }
}

impl<'v> IntoIterator for &'v InvalidInput {
    type Item = &'v Violation;
    type IntoIter = std::slice::Iter<'v, Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.violations.iter()
    }
}

impl fmt::Display for InvalidInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the input is invalid; nothing was sent")?;
        for violation in &self.violations {
            write!(f, "\n{violation}")?;
        }
        Ok(())
    }
}

impl std::error::Error for InvalidInput {}
