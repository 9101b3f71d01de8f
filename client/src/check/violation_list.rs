//! Collects violations up to limits, because a hostile request of 10 MB can have a million violations.

use colt_numbers_api::rules::Severity;

use crate::check::violation::Violation;

/// The most violations of one severity that are listed.
const MAX_LISTED: usize = 1000;

/// The limit on the total bytes of the listed JSON Pointers of one severity. Pointers contain names from the request, so they can be long. No
/// violation is listed after the limit is reached.
const MAX_POINTER_BYTES: usize = 1024 * 1024;

/// The remaining space of a list: a number of items, and the bytes of their JSON Pointers.
#[derive(Debug)]
pub(crate) struct RemainingSpace {
    items: usize,
    pointer_bytes: usize,
}

impl Default for RemainingSpace {
    fn default() -> Self {
        Self { items: MAX_LISTED, pointer_bytes: MAX_POINTER_BYTES }
    }
}

impl RemainingSpace {
    /// Uses space for one more item, and returns whether there was any. The last item may exceed the limit of bytes by any length.
    pub(crate) fn use_for_item(&mut self, pointer_bytes: usize) -> bool {
        let has_space = self.items > 0 && self.pointer_bytes > 0;
        if has_space {
            self.items -= 1;
            self.pointer_bytes = self.pointer_bytes.saturating_sub(pointer_bytes);
        }
        has_space
    }
}

/// The violations of a request: a list up to the limits, and the number of violations beyond them.
#[derive(Debug, Default)]
pub(crate) struct ViolationList {
    listed: Vec<Violation>,
    errors: SeverityTotals,
    warnings: SeverityTotals,
}

/// The number of violations of one severity, and the remaining space for them in the list.
#[derive(Debug, Default)]
struct SeverityTotals {
    space: RemainingSpace,
    total: usize,
    unlisted: usize,
}

impl ViolationList {
    /// Adds a violation. `pointer_bytes` is the approximate length of its pointer; `make` is called only if the violation is listed.
    pub(crate) fn add(&mut self, severity: Severity, pointer_bytes: usize, make: impl FnOnce() -> Violation) {
        let totals = match severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
        };
        totals.total += 1;
        if totals.space.use_for_item(pointer_bytes) {
            self.listed.push(make());
        } else {
            totals.unlisted += 1;
        }
    }

    /// Whether at least one violation is an error.
    pub(crate) fn has_errors(&self) -> bool {
        self.error_count() > 0
    }

    /// The number of errors, listed or not.
    pub(crate) fn error_count(&self) -> usize {
        self.errors.total
    }

    /// The listed violations in the order in which they were added; if there are unlisted violations, a last violation with
    /// their number.
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
