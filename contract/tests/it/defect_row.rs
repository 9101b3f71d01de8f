//! Rows of tables of defects, and what a run reports about a server.

use std::collections::BTreeSet;

use colt_numbers_contract::{Report, Verdict};

/// A defect, the constraints that must drift, and those that may drift as well.
pub struct DefectRow(pub &'static str, pub &'static [&'static str], pub &'static [&'static str]);

/// The ids of the constraints that drift.
pub fn drifting(report: &Report) -> BTreeSet<String> {
    let drift = report.results.iter().filter(|result| result.verdict == Verdict::Drift);
    drift.map(|result| result.constraint.id.clone()).collect()
}

/// The cases that did not pass, and why.
pub fn not_passed(report: &Report) -> Vec<String> {
    let checks = report.results.iter().flat_map(|result| &result.checks);
    let not_passed = checks.filter(|check| check.expect.is_some() && check.verdict != Verdict::Pass);
    not_passed.map(|check| format!("{}: {}", check.id, check.why)).collect()
}
