//! A violation in a line of a file of orders: by the request of the line, or by the line itself.

use colt_numbers::{Severity, Violation};
use colt_numbers_journal::Conflict;

use crate::violations::ViolationJson;

/// A violation in a line.
#[derive(Clone, Debug)]
pub enum LineViolation {
    /// The request of the line violates the spec.
    Request(Violation),
    /// The line itself is wrong, or its order conflicts with another one.
    Line(LineProblem),
}

/// What is wrong with a line itself.
#[derive(Clone, Debug)]
pub struct LineProblem {
    id: &'static str,
    message: String,
    hint: Option<String>,
}

/// A line with its violations.
#[derive(Debug)]
pub struct InvalidLine {
    pub line: u64,
    pub violations: Vec<LineViolation>,
}

impl LineViolation {
    /// The line cannot be read as a row of the table.
    pub fn csv(message: impl Into<String>, hint: Option<&str>) -> Self {
        Self::of_line("csv", message.into(), hint)
    }

    /// The line is not in UTF-8.
    pub fn encoding() -> Self {
        let message = "the line is not valid UTF-8".to_owned();
        Self::of_line("encoding", message, Some("export the file as `CSV UTF-8`"))
    }

    /// A spreadsheet has changed the value of a column.
    pub fn spreadsheet_number(column: &str, value: &str) -> Self {
        let message = format!("`{column}` is `{value}`, as a spreadsheet shows a long number: digits may be lost");
        let hint = "format the column as text, enter its values again, and export the file again";
        Self::of_line("spreadsheet-number", message, Some(hint))
    }

    /// It is not known how many numbers the order has, but the plan limits the numbers.
    pub fn not_counted() -> Self {
        let message = "it is not known how many numbers the order has, but `--max-numbers` limits them".to_owned();
        Self::of_line("not-counted", message, Some("limit the orders instead, with `--max-orders`"))
    }

    /// An order of the journal holds a number, the lock id or the key.
    pub fn journal_overlap(conflict: &Conflict) -> Self {
        let Conflict { held, other_position, plan, state, is_same_request, .. } = conflict;
        let message = format!("`{held}` is held by order {other_position} of plan `{plan}`, which is {state}");
        // Only a key is held by an order that has ended.
        let hint = match (state.is_live(), is_same_request) {
            (false, _) => Some("a key is never ordered again; to order it, give the line another key"),
            (true, true) => Some("`--skip-known` leaves out orders that the journal has already"),
            (true, false) => None,
        };
        Self::of_line("journal-overlap", message, hint)
    }

    /// An earlier line of the file has a number, the lock id or the key.
    pub fn file_overlap(conflict: &Conflict, other_line: u64) -> Self {
        Self::of_line("file-overlap", format!("`{}` is in line {other_line} as well", conflict.held), None)
    }

    fn of_line(id: &'static str, message: String, hint: Option<&str>) -> Self {
        Self::Line(LineProblem { id, message, hint: hint.map(str::to_owned) })
    }

    /// Whether it makes the line invalid.
    pub fn severity(&self) -> Severity {
        match self {
            Self::Request(violation) => violation.severity,
            Self::Line(_) => Severity::Error,
        }
    }

    /// The violation as JSON.
    pub fn json(&self) -> ViolationJson<'_> {
        match self {
            Self::Request(violation) => violation.into(),
            Self::Line(LineProblem { id, message, hint }) => {
                ViolationJson { id, pointer: "", severity: Severity::Error.as_str(), message, hint: hint.as_deref() }
            }
        }
    }
}
