//! The report of a run, as data. The modules below this one write it as text, HTML and JUnit XML.

pub(crate) mod baseline;
pub(crate) mod html;
mod junit;
pub(crate) mod progress;
pub(crate) mod remedy;
mod text;
pub(crate) mod verdict;

use std::collections::BTreeSet;

use colt_numbers_terminal_text::escape_json;
use jiff::Timestamp;
use serde::Serialize;

use crate::{
    cases::{
        case::{Constraint, Expectation},
        tested_operation::Untested,
    },
    report::{remedy::Remedy, verdict::Verdict},
};

/// A request that was sent and its response, without secrets.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Exchange {
    /// Counted from 1, in the order of sending.
    pub number: usize,
    /// The tracking id, if the request had one.
    pub tracking_id: Option<String>,
    /// Method of the request.
    pub method: String,
    /// URL of the request.
    pub url: String,
    /// Headers of the request, without the token's.
    pub headers: Vec<(String, String)>,
    /// Body of the request; invalid UTF-8 is replaced.
    pub body: Option<String>,
    /// Status of the response, if there was one.
    pub status: Option<u16>,
    /// Headers of the response, without cookies.
    pub response_headers: Vec<(String, String)>,
    /// The body of the response, or why there is no response.
    pub response: String,
    /// Whether the request may have placed an order although it got no clear success response.
    pub in_doubt: bool,
    /// The time from sending the request to its response, or until the run gave up waiting.
    pub milliseconds: u64,
}

/// When a run was made, and what repeats it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RunInfo {
    /// When the run began, in UTC, to the second (RFC 3339).
    pub started_at: String,
    /// The version of this crate.
    pub version: String,
    /// The version of the spec.
    pub spec_version: String,
    /// The seed of numbers and tracking ids ([`Options::seed`](crate::Options::seed)).
    pub seed: u64,
}

impl RunInfo {
    /// A run of this version that begins now.
    pub(crate) fn now(spec_version: &str, seed: u64) -> Self {
        Self {
            started_at: Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            spec_version: spec_version.to_owned(),
            seed,
        }
    }
}

/// The report on one case, or on one check that every response goes through.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct CheckReport {
    /// The id of the case; for a check of responses, the id of the constraint.
    pub id: String,
    /// What is special about the request.
    pub about: String,
    /// The expected response to a case; `None` for a check of responses.
    pub expect: Option<Expectation>,
    /// The verdict.
    pub verdict: Verdict,
    /// The reason for the verdict.
    pub why: String,
    /// Whether this is drift that the baseline lists.
    pub known: bool,
    /// Whether the options of the run leave out the case.
    #[serde(skip)]
    pub(crate) is_left_out: bool,
    /// How the spec would have to change if the target is right.
    pub remedy: Option<Remedy>,
    /// The numbers of exchanges that show the verdict: at most the first three.
    pub exchanges: Vec<usize>,
}

/// The report on one constraint: its verdict and all its checks.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct ConstraintReport {
    /// The constraint.
    pub constraint: Constraint,
    /// The worst verdict of its checks. From worst to best: drift, inconclusive, skipped, pass.
    pub verdict: Verdict,
    /// One check for each case; a constraint of responses has exactly one check.
    pub checks: Vec<CheckReport>,
}

/// Why a run ended before its last case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum StopReason {
    /// [`Options::max_orders`](crate::Options::max_orders) was reached.
    MaxOrders,
    /// [`Options::max_requests`](crate::Options::max_requests) was reached.
    MaxRequests,
    /// The caller interrupted the run.
    Interrupted,
    /// The target did not accept the credentials. Holds the status.
    Credentials(String),
    /// The target could not be reached, or accepted no more requests for now. Holds the reason.
    Unavailable(String),
}

/// The number of constraints by verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Counts {
    /// Constraints that the target enforces: each of their cases was run and passed.
    pub pass: usize,
    /// Constraints that the target does not enforce as documented.
    pub drift: usize,
    /// Constraints among `drift` whose drift is all in the baseline.
    pub known: usize,
    /// Constraints without drift, and with at least one inconclusive check.
    pub inconclusive: usize,
    /// Constraints with neither drift nor inconclusive checks, and with at least one case that was not run.
    pub skipped: usize,
}

/// The results of a run. In JSON, the names of the members are in camelCase.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Report {
    /// The API's title.
    pub title: String,
    /// The document that the spec was written from.
    pub document: Option<String>,
    /// The target's base URL.
    pub target: String,
    /// When the run was made, and what repeats it.
    pub run: RunInfo,
    /// Requests sent.
    pub requests: usize,
    /// Requests among `requests` that repeat an earlier one, with a new token or after a wait that the target asked for.
    pub sent_again: usize,
    /// Orders that the target accepted.
    pub orders: u32,
    /// Requests that may have placed an order; [`Exchange::in_doubt`] marks them.
    pub doubts: u32,
    /// The limit on orders.
    pub max_orders: Option<u32>,
    /// The limit on orders that is enough for every case: `orders`, `doubts`, and one order for each unsent request that the target may
    /// rightly accept. More orders are needed if the target accepts requests that it should reject.
    pub orders_needed: u32,
    /// Why the run ended early, if it did.
    pub stopped: Option<StopReason>,
    /// Cases that were not run because the run ended early.
    pub not_run: usize,
    /// Cases that the options of the run leave out, such as those about the token in a run without credentials.
    pub left_out: usize,
    /// What cannot be tested, with the reasons: operations, bodies, rules and case files.
    pub untested: Vec<Untested>,
    /// The number of constraints by verdict.
    pub counts: Counts,
    /// The ids in the baseline that no longer drift.
    pub without_drift: Vec<String>,
    /// The report on each constraint, in the order of the spec.
    pub results: Vec<ConstraintReport>,
    /// Every request that was sent, with its response.
    pub exchanges: Vec<Exchange>,
}

/// How a program that ran the suite should exit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExitStatus {
    /// No drift, or only drift in the baseline; every case was run, and nothing is inconclusive or in doubt.
    Clean,
    /// New drift.
    Drift,
    /// The credentials were not accepted.
    Credentials,
    /// No new drift, but the run is incomplete: the target was not reached or was unavailable, a check is inconclusive, the run ended before
    /// its last case, or an order is in doubt. Known drift in other cases of the same constraint does not hide an inconclusive check.
    Inconclusive,
    /// The run was interrupted, without new drift until then, and no order is in doubt.
    Interrupted,
    /// The run was interrupted, and an order is in doubt.
    InDoubt,
}

impl ExitStatus {
    /// The exit code: 0 (clean), 8 (drift), 4 (credentials), 7 (inconclusive), 130 (interrupted) or 6 (in doubt).
    pub fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Drift => 8,
            Self::Credentials => 4,
            Self::Inconclusive => 7,
            Self::Interrupted => 130,
            Self::InDoubt => 6,
        }
    }
}

impl ConstraintReport {
    /// Whether one of its checks is inconclusive, even if other checks drift.
    pub(crate) fn has_inconclusive(&self) -> bool {
        self.checks.iter().any(|check| check.verdict == Verdict::Inconclusive)
    }

    /// Whether one of its checks drifts and is not in the baseline.
    pub(crate) fn has_new_drift(&self) -> bool {
        self.checks.iter().any(|check| check.verdict == Verdict::Drift && !check.known)
    }
}

impl Report {
    /// The time of the exchanges that show the verdict on a constraint, in milliseconds. An exchange may show several.
    pub(crate) fn milliseconds(&self, result: &ConstraintReport) -> u64 {
        let numbers: BTreeSet<_> = result.checks.iter().flat_map(|check| &check.exchanges).collect();
        let exchange = |number: &&usize| self.exchanges.get(number.wrapping_sub(1));
        numbers.iter().copied().filter_map(|number| exchange(&number)).map(|exchange| exchange.milliseconds).sum()
    }

    /// Every check that drifts, with the report on its constraint.
    pub fn drift(&self) -> impl Iterator<Item = (&ConstraintReport, &CheckReport)> {
        let drifts = |check: &&CheckReport| check.verdict == Verdict::Drift;
        self.results
            .iter()
            .flat_map(move |result| result.checks.iter().filter(drifts).map(move |check| (result, check)))
    }

    /// How the program that ran this should exit.
    pub fn exit(&self) -> ExitStatus {
        match &self.stopped {
            // Another run finds the drift again, but an order in doubt has to be looked for now.
            Some(StopReason::Interrupted) if self.doubts > 0 => ExitStatus::InDoubt,
            _ if self.results.iter().any(ConstraintReport::has_new_drift) => ExitStatus::Drift,
            Some(StopReason::Credentials(_)) => ExitStatus::Credentials,
            Some(StopReason::Unavailable(_)) => ExitStatus::Inconclusive,
            Some(StopReason::Interrupted) => ExitStatus::Interrupted,
            Some(StopReason::MaxOrders | StopReason::MaxRequests) | None if self.is_conclusive() => ExitStatus::Clean,
            Some(StopReason::MaxOrders | StopReason::MaxRequests) | None => ExitStatus::Inconclusive,
        }
    }

    /// Whether every operation can be tested, every case that the options do not leave out was run and gave a conclusive verdict, and no order is
    /// in doubt.
    pub(crate) fn is_conclusive(&self) -> bool {
        self.has_results()
            && self.untested.is_empty()
            && self.not_run == 0
            && self.doubts == 0
            && !self.results.iter().any(ConstraintReport::has_inconclusive)
    }

    /// Whether any case passed, or anything drifts. The baseline of a run without results is empty although nothing is known about the
    /// target, so do not save it.
    #[must_use]
    pub fn has_results(&self) -> bool {
        let passed = |check: &CheckReport| check.expect.is_some() && check.verdict == Verdict::Pass;
        self.results.iter().flat_map(|result| &result.checks).any(passed) || self.counts.drift > 0
    }

    /// The report as JSON.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self)
            .map_or_else(|error| format!("{{\"error\": \"{error}\"}}\n"), |text| escape_json(&text).into_owned() + "\n")
    }

    /// Updates the counts after verdicts or baseline marks have changed.
    fn update_counts(&mut self) {
        let mut counts = Counts::default();
        for result in &self.results {
            match result.verdict {
                Verdict::Pass => counts.pass += 1,
                Verdict::Inconclusive => counts.inconclusive += 1,
                Verdict::Skipped => counts.skipped += 1,
                Verdict::Drift => {
                    counts.drift += 1;
                    let drifts = |check: &&CheckReport| check.verdict == Verdict::Drift;
                    counts.known += usize::from(result.checks.iter().filter(drifts).all(|check| check.known));
                }
            }
        }
        self.counts = counts;
    }

    /// The cases that were not run because the run ended early.
    pub(crate) fn not_run_cases(&self) -> impl Iterator<Item = &CheckReport> {
        let checks = self.results.iter().flat_map(|result| &result.checks);
        checks.filter(|check| check.expect.is_some() && check.verdict == Verdict::Skipped && !check.is_left_out)
    }

    /// Groups checks by constraint. Each check is given with the index of its constraint.
    pub(crate) fn with_checks(mut self, constraints: &[Constraint], checks: Vec<(usize, CheckReport)>) -> Self {
        self.results = constraints
            .iter()
            .map(|constraint| ConstraintReport {
                constraint: constraint.clone(),
                verdict: Verdict::Skipped,
                checks: Vec::new(),
            })
            .collect();
        for (index, check) in checks {
            if let Some(result) = self.results.get_mut(index) {
                result.checks.push(check);
            }
        }
        for result in &mut self.results {
            result.verdict = result.checks.iter().map(|check| check.verdict).max().unwrap_or(Verdict::Skipped);
        }
        self.update_counts();
        self
    }
}
