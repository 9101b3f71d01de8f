//! Collects violations within bounds: a hostile request of 10 MB can break a constraint some million times.

use colt_numbers_api::rules::Severity;

use crate::check::violation::Violation;

/// The most violations of one severity that are listed one by one.
const MOST: usize = 1000;

/// Pointers hold names of the request. None is listed any longer once they have so many bytes together.
const MOST_POINTERS: usize = 1024 * 1024;

/// Lists up to so many things whose pointers have up to so many bytes.
#[derive(Debug)]
pub(crate) struct ListLimits {
    count: usize,
    bytes: usize,
}

impl Default for ListLimits {
    fn default() -> Self {
        Self { count: MOST, bytes: MOST_POINTERS }
    }
}

impl ListLimits {
    /// Whether one more is listed; the last one may be as long as it is.
    pub(crate) fn allow(&mut self, bytes: usize) -> bool {
        let allowed = self.count > 0 && self.bytes > 0;
        if allowed {
            self.count -= 1;
            self.bytes = self.bytes.saturating_sub(bytes);
        }
        allowed
    }
}

/// The violations of a request: a list, and the number of those beyond it.
#[derive(Debug, Default)]
pub(crate) struct ViolationList {
    listed: Vec<Violation>,
    errors: SeverityTotals,
    warnings: SeverityTotals,
}

/// The violations of one severity.
#[derive(Debug, Default)]
struct SeverityTotals {
    bounds: ListLimits,
    count: usize,
    more: usize,
}

impl ViolationList {
    /// Adds a violation whose pointer has about so many bytes. It is not even made where it is only counted.
    pub(crate) fn add(&mut self, severity: Severity, bytes: usize, make: impl FnOnce() -> Violation) {
        let tally = match severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
        };
        tally.count += 1;
        if tally.bounds.allow(bytes) {
            self.listed.push(make());
        } else {
            tally.more += 1;
        }
    }

    /// Whether one at least is an error.
    pub(crate) fn has_errors(&self) -> bool {
        self.errors.count > 0
    }

    /// The list in the order in which they were found. The last one stands for those beyond it, if there are any.
    pub(crate) fn into_list(mut self) -> Vec<Violation> {
        let counts = [(self.errors.more, "error"), (self.warnings.more, "warning")];
        let counts = counts.into_iter().filter(|(more, _)| *more > 0).map(|(more, noun)| {
            let plural = if more == 1 { "" } else { "s" };
            format!("{more} more {noun}{plural}")
        });
        let counts: Vec<_> = counts.collect();
        if !counts.is_empty() {
            self.listed.push(Violation {
                id: "more",
                pointer: String::new(),
                severity: if self.errors.more > 0 { Severity::Error } else { Severity::Warning },
                message: format!("{}, not listed", counts.join(" and ")),
                hint: Some("fix those that are listed first".to_owned()),
            });
        }
        self.listed
    }
}
