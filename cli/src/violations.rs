//! Violations, for people and as JSON: the one place that knows how they look.

use std::io::{self, Write};

use colt_numbers::{Severity, Violation};
use colt_numbers_terminal_text::Safe;
use serde::Serialize;

use crate::output::hinted;
use crate::style::{ERROR, GOOD, WARNING, painted};

/// A verdict as JSON. The shape is stable.
#[derive(Debug, Serialize)]
pub struct Verdict<'v> {
    outcome: &'static str,
    violations: Vec<Shape<'v>>,
}

#[derive(Debug, Serialize)]
struct Shape<'v> {
    id: &'v str,
    pointer: &'v str,
    severity: &'static str,
    message: &'v str,
    hint: Option<&'v str>,
}

impl<'v> Verdict<'v> {
    /// The verdict that follows from what was found.
    pub fn new(found: &'v [Violation]) -> Self {
        let shape = |violation: &'v Violation| Shape {
            id: violation.id,
            pointer: &violation.pointer,
            severity: violation.severity.as_str(),
            message: &violation.message,
            hint: violation.hint.as_deref(),
        };
        Self { outcome: outcome(found), violations: found.iter().map(shape).collect() }
    }
}

/// The most characters that are printed of a text that a violation quotes.
const LONGEST: usize = 400;

/// Whether a request with these violations would not be sent.
pub fn is_invalid(found: &[Violation]) -> bool {
    found.iter().any(|violation| violation.severity == Severity::Error)
}

/// `valid` or `invalid`.
pub fn outcome(found: &[Violation]) -> &'static str {
    if is_invalid(found) { "invalid" } else { "valid" }
}

/// Writes each violation, with what to do.
pub fn list(out: &mut dyn Write, indent: &str, found: &[Violation]) -> io::Result<()> {
    for violation in found {
        let style = match violation.severity {
            Severity::Error => ERROR,
            Severity::Warning => WARNING,
        };
        write!(out, "{indent}{}", painted(style, format_args!("{}[{}]", violation.severity, violation.id)))?;
        if !violation.pointer.is_empty() {
            write!(out, " at `{}`", foreign(&violation.pointer))?;
        }
        writeln!(out, ": {}", foreign(&violation.message))?;
        if let Some(hint) = &violation.hint {
            hinted(out, indent, foreign(hint))?;
        }
    }
    Ok(())
}

/// Text that a request may hold, truncated.
pub fn foreign(text: &str) -> Safe<'_> {
    Safe::new(text).truncated(LONGEST)
}

/// The id of the violation that stands for those that are not listed.
const MORE: &str = "more";

/// Writes the verdict in a line: `invalid: 2 errors, 1 warning`.
pub fn summary(out: &mut dyn Write, found: &[Violation]) -> io::Result<()> {
    let listed = || found.iter().filter(|violation| violation.id != MORE);
    let errors = listed().filter(|violation| violation.severity == Severity::Error).count();
    let warnings = listed().count() - errors;
    let style = if is_invalid(found) { ERROR } else { GOOD };
    write!(out, "{}", painted(style, outcome(found)))?;
    let counts = [(errors, "error"), (warnings, "warning")];
    let mut before = ": ";
    for (count, noun) in counts.into_iter().filter(|(count, _)| *count > 0) {
        write!(out, "{before}{}", counted(count as u64, noun))?;
        before = ", ";
    }
    writeln!(out, "{}", if errors + warnings == found.len() { "" } else { ", and more" })
}

/// A number of things: `1 error`, `2 errors`.
pub fn counted(count: u64, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
