//! Prints the violations of a request, as text and as JSON.

use std::io::{self, Write};

use colt_numbers::{Severity, Violation};
use colt_numbers_terminal_text::Safe;
use serde::Serialize;

use crate::output::write_hint;
use crate::style::{ERROR, GOOD, WARNING, styled};

/// `valid` or `invalid`, with the violations. Programs read this JSON: the names of its members are stable.
#[derive(Debug, Serialize)]
pub struct VerdictJson<'v> {
    outcome: &'static str,
    violations: Vec<ViolationJson<'v>>,
}

/// A violation. Programs read this JSON: the names of its members are stable.
#[derive(Debug, Serialize)]
pub struct ViolationJson<'v> {
    pub id: &'v str,
    pub pointer: &'v str,
    pub severity: &'static str,
    pub message: &'v str,
    pub hint: Option<&'v str>,
}

impl<'v> From<&'v Violation> for ViolationJson<'v> {
    fn from(violation: &'v Violation) -> Self {
        Self {
            id: violation.id,
            pointer: &violation.pointer,
            severity: violation.severity.as_str(),
            message: &violation.message,
            hint: violation.hint.as_deref(),
        }
    }
}

impl<'v> VerdictJson<'v> {
    /// The verdict on a request with these violations.
    pub fn new(violations: &'v [Violation]) -> Self {
        Self { outcome: outcome(violations), violations: violations.iter().map(ViolationJson::from).collect() }
    }
}

/// At most this many characters of a text are printed.
const MAX_TEXT: usize = 400;

/// Whether the violations make a request invalid: at least one violation is an error.
pub fn is_invalid(violations: &[Violation]) -> bool {
    violations.iter().any(|violation| violation.severity == Severity::Error)
}

/// `valid` or `invalid`.
pub fn outcome(violations: &[Violation]) -> &'static str {
    if is_invalid(violations) { "invalid" } else { "valid" }
}

/// Writes each violation with its hint.
pub fn write_list(out: &mut dyn Write, indent: &str, violations: &[Violation]) -> io::Result<()> {
    violations.iter().try_for_each(|violation| write_violation(out, indent, (violation.severity, violation.into())))
}

/// Writes a violation with its hint.
pub fn write_violation(
    out: &mut dyn Write,
    indent: &str,
    (severity, violation): (Severity, ViolationJson<'_>),
) -> io::Result<()> {
    let style = match severity {
        Severity::Error => ERROR,
        Severity::Warning => WARNING,
    };
    let ViolationJson { id, pointer, message, hint, .. } = violation;
    write!(out, "{indent}{}", styled(style, format_args!("{severity}[{id}]")))?;
    if !pointer.is_empty() {
        write!(out, " at `{}`", truncated(pointer))?;
    }
    writeln!(out, ": {}", truncated(message))?;
    match hint {
        Some(hint) => write_hint(out, indent, truncated(hint)),
        None => Ok(()),
    }
}

/// Text from a request, truncated and safe to print.
pub fn truncated(text: &str) -> Safe<'_> {
    Safe::new(text).truncated(MAX_TEXT)
}

/// The id of the last violation of a long list, which counts the violations that are not listed.
const MORE_ID: &str = "more";

/// Writes the verdict on one line: `invalid: 2 errors, 1 warning`.
pub fn write_summary(out: &mut dyn Write, violations: &[Violation]) -> io::Result<()> {
    let listed = || violations.iter().filter(|violation| violation.id != MORE_ID);
    let errors = listed().filter(|violation| violation.severity == Severity::Error).count();
    let warnings = listed().count() - errors;
    let style = if is_invalid(violations) { ERROR } else { GOOD };
    write!(out, "{}", styled(style, outcome(violations)))?;
    let counts = [(errors, "error"), (warnings, "warning")];
    let mut separator = ": ";
    for (count, noun) in counts.into_iter().filter(|(count, _)| *count > 0) {
        write!(out, "{separator}{}", count_of(count as u64, noun))?;
        separator = ", ";
    }
    writeln!(out, "{}", if errors + warnings == violations.len() { "" } else { ", and more" })
}

/// A count with its noun: `1 error`, `2 errors`.
pub fn count_of(count: u64, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}
