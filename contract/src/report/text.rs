//! Writes the report as text for a terminal: one line for each constraint, then the drift by element.

use std::fmt::{Display, Write};

use colt_numbers_terminal_text::{Safe, escape_lines};

use super::{CheckReport, ConstraintReport, Report, StopReason};
use crate::report::verdict::Verdict;

/// The most requests in doubt that are listed.
const MAX_DOUBTS: usize = 20;

/// The most cases that were not run that are listed.
const MAX_NOT_RUN: usize = 10;

impl Report {
    /// The report as plain text.
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Only text from the spec may span lines. Text from the target or from a file is escaped where it is written.
        self.write(&mut text).map_or_else(|_| String::new(), |()| escape_lines(&text).into_owned())
    }

    fn write(&self, out: &mut String) -> std::fmt::Result {
        writeln!(out, "{} against `{}`", Safe::new(&self.title), Safe::new(&self.target))?;
        writeln!(out)?;
        for result in self.results.iter().filter(|result| !is_unchecked_response(result)) {
            writeln!(
                out,
                "{:<12}  {}: {}{}",
                result.verdict.as_str(),
                result.constraint.element,
                demand(result),
                tally(result)
            )?;
        }
        for (response, count) in self.unchecked_responses() {
            let constraints = count_of(count, "constraint", "constraints");
            writeln!(out, "{:<12}  {response}: {constraints} not checked", Verdict::Skipped.as_str())?;
        }
        for untested in &self.untested {
            writeln!(out, "{:<12}  {}: {}", "untested", Safe::new(&untested.id), Safe::new(&untested.why))?;
        }
        self.write_drift(out)?;
        self.write_inconclusive(out)?;
        self.write_not_run(out)?;
        writeln!(out)?;
        writeln!(out, "{}", self.summary())?;
        for id in &self.without_drift {
            writeln!(out, "no longer drifts: `{}`", Safe::new(id))?;
        }
        if !self.without_drift.is_empty() {
            writeln!(out, "hint: remove these ids from the baseline")?;
        }
        Ok(())
    }

    /// The cases that were not run, the first ones by their ids.
    fn write_not_run(&self, out: &mut String) -> std::fmt::Result {
        let ids: Vec<&str> = self.not_run_cases().map(|check| check.id.as_str()).collect();
        if ids.is_empty() {
            return Ok(());
        }
        writeln!(out, "\nnot run")?;
        ids.iter().take(MAX_NOT_RUN).try_for_each(|id| writeln!(out, "  `{}`", Safe::new(id)))?;
        match ids.len().checked_sub(MAX_NOT_RUN) {
            Some(more @ 1..) => writeln!(out, "  and {more} more; the JSON report lists all of them"),
            _ => Ok(()),
        }
    }

    /// A summary of the run: counts, orders, and why it ended early.
    pub fn summary(&self) -> String {
        let counts = self.counts;
        let known = if counts.known > 0 { format!(" ({} known)", counts.known) } else { String::new() };
        let doubts = if self.doubts > 0 { format!(", {} in doubt", self.doubts) } else { String::new() };
        let mut text = format!(
            "{} pass, {} drift{known}, {} inconclusive, {} skipped\n{} requests, {} orders placed{doubts}",
            counts.pass, counts.drift, counts.inconclusive, counts.skipped, self.requests, self.orders
        );
        for point in self.open_points() {
            text.push('\n');
            text.push_str(&point);
        }
        let in_doubt: Vec<_> = self.exchanges.iter().filter(|exchange| exchange.in_doubt).collect();
        for exchange in in_doubt.iter().take(MAX_DOUBTS) {
            let tracking_id = exchange.tracking_id.as_deref().unwrap_or("none");
            text.push_str(&format!("\n  request #{}, tracking id `{}`", exchange.number, Safe::new(tracking_id)));
        }
        if in_doubt.len() > MAX_DOUBTS {
            text.push_str(&format!("\n  and {} more; the JSON report lists all of them", in_doubt.len() - MAX_DOUBTS));
        }
        if self.left_out > 0 {
            text.push_str(&format!(
                "\n{} left out by the options of this run",
                count_of(self.left_out, "case is", "cases are")
            ));
        }
        if let Some(stopped) = &self.stopped {
            text.push_str("\nthe run ended early: ");
            text.push_str(&self.explain(stopped));
        }
        text
    }

    /// Why the run is not a success, apart from drift. An inconclusive constraint counts even if it also drifts.
    pub(super) fn open_points(&self) -> Vec<String> {
        let inconclusive = self.results.iter().filter(|result| result.has_inconclusive()).count();
        let points = [
            (!self.has_results()).then(|| "no case gave a result".to_owned()),
            (inconclusive > 0).then(|| {
                let constraints = count_of(inconclusive, "constraint is", "constraints are");
                format!("{constraints} inconclusive, so the run is not a success")
            }),
            (!self.untested.is_empty()).then(|| {
                let (verb, ids) = (
                    if self.untested.len() == 1 { "is" } else { "are" },
                    self.untested.iter().map(|untested| format!("`{}`", Safe::new(&untested.id))),
                );
                format!("{} {verb} untested, so the run is not a success", ids.collect::<Vec<_>>().join(", "))
            }),
            (self.not_run > 0).then(|| {
                let cases = count_of(self.not_run, "case was", "cases were");
                format!("{cases} not run, so the run is not a success")
            }),
            (self.doubts > 0).then(|| {
                let requests = count_of(self.doubts as usize, "request", "requests");
                format!(
                    "{requests} may have placed an order: ask the target's operator whether an order with its tracking id exists, before ordering the numbers again"
                )
            }),
        ];
        points.into_iter().flatten().collect()
    }

    /// Explains why the run ended before its last case.
    pub(super) fn explain(&self, stop: &StopReason) -> String {
        match stop {
            StopReason::MaxOrders => format!(
                "the limit of {} was reached\nhint: `--max-orders {}` is enough for every case, unless the target accepts what it should reject",
                count_of(self.max_orders.unwrap_or_default() as usize, "order", "orders"),
                self.orders_needed
            ),
            StopReason::MaxRequests => {
                let repeated = match self.sent_again {
                    0 => String::new(),
                    again => format!(
                        "; {again} of them repeated a request, with a new token or after a wait that the target asked for"
                    ),
                };
                let requests = count_of(self.requests, "request", "requests");
                format!("the limit of {requests} was reached{repeated}\nhint: raise it with `--max-requests`")
            }
            StopReason::Interrupted => "it was interrupted".to_owned(),
            StopReason::Credentials(status) => {
                format!(
                    "the target responds with {}\nhint: check the credentials and their permissions",
                    Safe::new(status)
                )
            }
            StopReason::Unavailable(why) => format!("the target accepts no requests: {}", Safe::new(why)),
        }
    }

    fn write_drift(&self, out: &mut String) -> std::fmt::Result {
        for (element, results) in self.drift_by_element() {
            writeln!(out, "\n{element}")?;
            for (index, result) in results.iter().enumerate() {
                let is_source_repeated = index > 0 && has_same_source(results[index - 1], result);
                write_result(out, result, is_source_repeated)?;
            }
        }
        Ok(())
    }

    /// The documented responses that have unchecked constraints, and how many of each.
    pub(super) fn unchecked_responses(&self) -> Vec<(String, usize)> {
        let mut responses: Vec<(String, usize)> = Vec::new();
        let unchecked = self.results.iter().filter(|result| is_unchecked_response(result));
        for response in unchecked.filter_map(|result| result.constraint.response()) {
            match responses.iter_mut().find(|(known, _)| *known == response) {
                Some((_, count)) => *count += 1,
                None => responses.push((response, 1)),
            }
        }
        responses
    }

    /// The constraints that drift, by element, in the order of the spec.
    pub(super) fn drift_by_element(&self) -> Vec<(&str, Vec<&ConstraintReport>)> {
        by_element(self.results.iter().filter(|result| result.verdict == Verdict::Drift))
    }

    fn write_inconclusive(&self, out: &mut String) -> std::fmt::Result {
        let mut reasons: Vec<(&str, usize)> = Vec::new();
        let is_inconclusive = |check: &&CheckReport| check.verdict == Verdict::Inconclusive;
        for check in self.results.iter().flat_map(|result| &result.checks).filter(is_inconclusive) {
            match reasons.iter_mut().find(|(why, _)| *why == check.why) {
                Some((_, count)) => *count += 1,
                None => reasons.push((&check.why, 1)),
            }
        }
        if reasons.is_empty() {
            return Ok(());
        }
        writeln!(out, "\ninconclusive")?;
        reasons.iter().try_for_each(|(why, count)| writeln!(out, "  {count} × {}", Safe::new(why)))
    }
}

/// Groups results by element, in the order of first appearance.
pub(super) fn by_element<'a>(
    results: impl Iterator<Item = &'a ConstraintReport>,
) -> Vec<(&'a str, Vec<&'a ConstraintReport>)> {
    let mut groups: Vec<(&str, Vec<&ConstraintReport>)> = Vec::new();
    for result in results {
        let element = result.constraint.element.as_str();
        match groups.iter_mut().find(|(known, _)| *known == element) {
            Some((_, group)) => group.push(result),
            None => groups.push((element, vec![result])),
        }
    }
    groups
}

/// Whether this is a constraint of responses that no response of the run could be checked against.
pub(super) fn is_unchecked_response(result: &ConstraintReport) -> bool {
    result.verdict == Verdict::Skipped && result.constraint.kind.is_response()
}

/// Whether both constraints quote the same text of the document.
pub(super) fn has_same_source(one: &ConstraintReport, other: &ConstraintReport) -> bool {
    let source = |result: &ConstraintReport| (result.constraint.says.clone(), result.constraint.source.clone());
    source(one) == source(other)
}

/// The remedies of a constraint. Those that differ only in the value are written as one, with every value.
pub(super) fn remedies(result: &ConstraintReport) -> Vec<String> {
    let mut remedies: Vec<(&str, Vec<&str>)> = Vec::new();
    for remedy in result.checks.iter().filter_map(|check| check.remedy.as_ref()) {
        let value = remedy.value.as_deref().unwrap_or_default();
        match remedies.iter_mut().find(|(change, _)| *change == remedy.change) {
            Some((_, values)) if values.contains(&value) => {}
            Some((_, values)) => values.push(value),
            None => remedies.push((&remedy.change, vec![value])),
        }
    }
    remedies.into_iter().map(|(change, values)| format!("{change}{}", values.join(", "))).collect()
}

/// A number with its noun in the right form.
pub(super) fn count_of(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// What the constraint demands; long lists are truncated.
pub(super) fn demand(result: &ConstraintReport) -> String {
    const LONGEST: usize = 72;
    let demand = &result.constraint.demand;
    if demand.chars().count() <= LONGEST {
        return demand.clone();
    }
    let head: String = demand.chars().take(LONGEST).collect();
    format!("{}…", head.trim_end_matches([' ', ',', '`']))
}

/// The number of cases. If some cases have another verdict than the constraint, also the number of cases with the constraint's verdict.
fn tally(result: &ConstraintReport) -> String {
    let of = |verdict: Verdict| result.checks.iter().filter(|check| check.verdict == verdict).count();
    let all = result.checks.len();
    let same = of(result.verdict);
    let cases = |count: usize| if count == 1 { "1 case".to_owned() } else { format!("{count} cases") };
    match (result.constraint.kind.is_response(), same == all) {
        (true, _) => String::new(),
        (false, true) => format!(" ({})", cases(all)),
        (false, false) => format!(" ({same} of {})", cases(all)),
    }
}

/// `is_source_repeated`: the result before this one has quoted the same text of the document.
fn write_result(out: &mut String, result: &ConstraintReport, is_source_repeated: bool) -> std::fmt::Result {
    let constraint = &result.constraint;
    if !is_source_repeated {
        let source: &dyn Display = constraint.source.as_ref().map_or(&"an assumption of the spec", |source| source);
        writeln!(out, "  the document ({source}): {}", constraint.says)?;
        if let Some(assumption) = &constraint.assumption {
            writeln!(out, "  assumed: {assumption}")?;
        }
    }
    writeln!(out, "  {}: {}", constraint.keyword, constraint.demand)?;
    for check in result.checks.iter().filter(|check| check.verdict == Verdict::Drift) {
        let known = if check.known { " (known)" } else { "" };
        let exchanges: Vec<String> = check.exchanges.iter().map(|number| format!("#{number}")).collect();
        let (about, why) = (Safe::new(&check.about), Safe::new(&check.why));
        writeln!(out, "    the target{known}: {about}: {why} [{}]", exchanges.join(" "))?;
        writeln!(out, "      `{}`", Safe::new(&check.id))?;
    }
    remedies(result).iter().try_for_each(|remedy| writeln!(out, "    if the target is right: {remedy}"))
}
