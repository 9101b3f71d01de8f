//! Collects violations up to limits, since a hostile request of 10 MB can have a million of them.

use colt_numbers_api::rules::Severity;

use crate::check::violation::Violation;

/// The most violations of one severity that are listed.
const MAX_LISTED: usize = 1000;

/// JSON Pointers contain names from the request. Listing stops once the listed pointers have this many bytes together.
const MAX_POINTER_BYTES: usize = 1024 * 1024;

/// What may still be listed: a number of items, and the bytes of their pointers.
#[derive(Debug)]
pub(crate) struct ListLimits {
    items: usize,
    pointer_bytes: usize,
}

impl Default for ListLimits {
    fn default() -> Self {
        Self { items: MAX_LISTED, pointer_bytes: MAX_POINTER_BYTES }
    }
}

impl ListLimits {
    /// Whether one more item may be listed. The last one may exceed the limit of bytes, however long its pointer is.
    pub(crate) fn allow(&mut self, pointer_bytes: usize) -> bool {
        let is_allowed = self.items > 0 && self.pointer_bytes > 0;
        if is_allowed {
            self.items -= 1;
            self.pointer_bytes = self.pointer_bytes.saturating_sub(pointer_bytes);
        }
        is_allowed
    }
}

/// The violations of a request: a list up to the limits, and the number of violations beyond them.
#[derive(Debug, Default)]
pub(crate) struct ViolationList {
    listed: Vec<Violation>,
    errors: SeverityTotals,
    warnings: SeverityTotals,
}

/// The violations of one severity.
#[derive(Debug, Default)]
struct SeverityTotals {
    limits: ListLimits,
    total: usize,
    unlisted: usize,
}

impl ViolationList {
    /// Adds a violation. `pointer_bytes` is about the length of its pointer; `make` is called only if the violation is listed.
    pub(crate) fn add(&mut self, severity: Severity, pointer_bytes: usize, make: impl FnOnce() -> Violation) {
        let totals = match severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
        };
        totals.total += 1;
        if totals.limits.allow(pointer_bytes) {
            self.listed.push(make());
        } else {
            totals.unlisted += 1;
        }
    }

    /// Whether at least one violation is an error.
    pub(crate) fn has_errors(&self) -> bool {
        self.errors.total > 0
    }

    /// The listed violations in the order in which they were added; if there are unlisted ones, a last violation with their number.
    pub(crate) fn into_vec(mut self) -> Vec<Violation> {
        let counts = [(self.errors.unlisted, "error"), (self.warnings.unlisted, "warning")];
        let counts = counts.into_iter().filter(|(count, _)| *count > 0).map(|(count, noun)| {
            let plural = if count == 1 { "" } else { "s" };
            format!("{count} more {noun}{plural}")
        });
        let counts: Vec<_> = counts.collect();
        if !counts.is_empty() {
            self.listed.push(Violation {
                id: "more",
                pointer: String::new(),
                severity: if self.errors.unlisted > 0 { Severity::Error } else { Severity::Warning },
                message: format!("{}, not listed", counts.join(" and ")),
                hint: Some("fix the listed ones first".to_owned()),
            });
        }
        self.listed
    }
}
