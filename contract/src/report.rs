//! What a run found, in data. How it is shown is the business of the files beside this one.

pub(crate) mod baseline;
mod html;
mod junit;
pub(crate) mod progress;
pub(crate) mod remedy;
mod text;
pub(crate) mod verdict;

use colt_numbers_terminal_text::json;
use serde::Serialize;

use crate::{
    cases::case::{Constraint, Expect},
    report::verdict::Verdict,
};

/// A request that was sent and what came back, without secrets.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Exchange {
    /// Counted from 1, in the order of sending.
    pub number: usize,
    /// The tracking id, where the request had one.
    pub tracking_id: Option<String>,
    /// Method of the request.
    pub method: String,
    /// URL of the request.
    pub url: String,
    /// Headers of the request but the token's.
    pub headers: Vec<(String, String)>,
    /// Body of the request; bytes that are no UTF-8 are replaced.
    pub body: Option<String>,
    /// Status of the answer, where there was one.
    pub status: Option<u16>,
    /// Headers of the answer but cookies.
    pub answer_headers: Vec<(String, String)>,
    /// The answer's body, or why there is no answer.
    pub answer: String,
    /// Whether the request may have placed an order, without the clear success that says so.
    pub in_doubt: bool,
}

/// What one case, or one answer's form, came to.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// The case's id; for the form of answers, the constraint's.
    pub id: String,
    /// What was special about the request.
    pub about: String,
    /// What was expected; `None` for the form of an answer.
    pub expect: Option<Expect>,
    /// What it came to.
    pub verdict: Verdict,
    /// Why.
    pub why: String,
    /// A drift that the baseline knows of.
    pub known: bool,
    /// What would have to change in the spec if the target is right.
    pub remedy: Option<String>,
    /// The exchanges that show it, by number; the first few where there are many.
    pub exchanges: Vec<usize>,
}

/// A constraint and everything found about it.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Line {
    /// The constraint.
    pub constraint: Constraint,
    /// The worst that was found: drift, then inconclusive, then skipped, then pass.
    pub verdict: Verdict,
    /// Each case of it.
    pub findings: Vec<Finding>,
}

/// Why a run ended before its last case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Stop {
    /// The bound on orders was reached.
    Bound,
    /// The bound on requests was reached.
    Requests,
    /// Somebody asked for it.
    Interrupted,
    /// The target did not accept the credentials.
    Credentials(String),
    /// The target could not be reached, or took no more requests.
    Refused(String),
}

/// How many constraints came to what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Counts {
    /// Constraints that the target keeps: each of their cases was run and passed.
    pub pass: usize,
    /// Constraints that it does not keep.
    pub drift: usize,
    /// Of those, the ones whose every drift is in the baseline.
    pub known: usize,
    /// Constraints without drift that are unclear: nothing follows from what came of at least one of their cases.
    pub inconclusive: usize,
    /// Constraints of which at least one case was not tried, and none drifts or is unclear.
    pub skipped: usize,
}

/// What a run found.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// The API's title.
    pub title: String,
    /// The document that the spec was written from.
    pub document: Option<String>,
    /// The target's base URL.
    pub target: String,
    /// Requests sent.
    pub requests: usize,
    /// Of those, the ones that sent a request once more: with a new token, or after a wait that the target asked for.
    pub sent_again: usize,
    /// Orders that the target took.
    pub orders: u32,
    /// Requests that may have placed an order: [`Exchange::in_doubt`] says which.
    pub doubts: u32,
    /// The bound on orders.
    pub max_orders: Option<u32>,
    /// The bound on orders that is enough for every case: orders and doubts so far, and one for each request that was not sent and that the
    /// target may accept. More are needed where it accepts what it should reject.
    pub orders_needed: u32,
    /// Why the run ended early, if it did.
    pub stopped: Option<Stop>,
    /// Cases that the run ended before.
    pub not_run: usize,
    /// Cases that the options of the run leave out: those about the token without credentials, for instance.
    pub left_out: usize,
    /// Constraints by verdict.
    pub counts: Counts,
    /// Drift of the baseline that is no more.
    pub gone: Vec<String>,
    /// One line for each constraint, in the order of the spec.
    pub lines: Vec<Line>,
    /// Everything that was sent.
    pub exchanges: Vec<Exchange>,
}

/// How a program ends that ran the suite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Exit {
    /// No drift, or none that the baseline does not know; every case was run, and nothing is unclear or in doubt.
    Clean,
    /// New drift.
    Drift,
    /// The credentials were not accepted.
    Credentials,
    /// No new drift, and something, or everything, could not be found out: the target was not reached, took no requests, or gave answers of
    /// which nothing follows; or the run ended before all its cases; or an order is in doubt. That other cases of the same constraint are
    /// known drift does not change that.
    Refused,
    /// The run was interrupted, with no new drift until then, and no order is in doubt.
    Interrupted,
    /// The run was interrupted, and there may be an order that no success says.
    Doubt,
}

impl Exit {
    /// The exit code: 0, 8, 4, 7, 130, 6.
    pub fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Drift => 8,
            Self::Credentials => 4,
            Self::Refused => 7,
            Self::Interrupted => 130,
            Self::Doubt => 6,
        }
    }
}

impl Line {
    /// Whether nothing follows from what came of one of its cases, whatever came of the others.
    pub(crate) fn unclear(&self) -> bool {
        self.findings.iter().any(|finding| finding.verdict == Verdict::Inconclusive)
    }

    /// Whether it has drift that the baseline does not know.
    pub(crate) fn drifts_anew(&self) -> bool {
        self.findings.iter().any(|finding| finding.verdict == Verdict::Drift && !finding.known)
    }
}

impl Report {
    /// Every drift, with its line.
    pub fn drift(&self) -> impl Iterator<Item = (&Line, &Finding)> {
        let drifts = |finding: &&Finding| finding.verdict == Verdict::Drift;
        self.lines.iter().flat_map(move |line| line.findings.iter().filter(drifts).map(move |finding| (line, finding)))
    }

    /// How the program that ran this ends.
    pub fn exit(&self) -> Exit {
        match &self.stopped {
            // Drift can be found again; an order in doubt has to be looked for now.
            Some(Stop::Interrupted) if self.doubts > 0 => Exit::Doubt,
            _ if self.lines.iter().any(Line::drifts_anew) => Exit::Drift,
            Some(Stop::Credentials(_)) => Exit::Credentials,
            Some(Stop::Refused(_)) => Exit::Refused,
            Some(Stop::Interrupted) => Exit::Interrupted,
            Some(Stop::Bound | Stop::Requests) | None if self.is_conclusive() => Exit::Clean,
            Some(Stop::Bound | Stop::Requests) | None => Exit::Refused,
        }
    }

    /// Whether every case was run that the options do not leave out, and each gave a verdict; and no order is in doubt.
    pub(crate) fn is_conclusive(&self) -> bool {
        self.has_results() && self.not_run == 0 && self.doubts == 0 && !self.lines.iter().any(Line::unclear)
    }

    /// Whether any case passed, or anything drifts. Of a run without results there is nothing to keep: its baseline is empty, and that says
    /// nothing of the target.
    #[must_use]
    pub fn has_results(&self) -> bool {
        let passed = |finding: &Finding| finding.expect.is_some() && finding.verdict == Verdict::Pass;
        self.lines.iter().flat_map(|line| &line.findings).any(passed) || self.counts.drift > 0
    }

    /// The report as JSON.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self)
            .map_or_else(|error| format!("{{\"error\": \"{error}\"}}\n"), |text| json(&text).into_owned() + "\n")
    }

    /// Counts the lines anew.
    fn count(&mut self) {
        let mut counts = Counts::default();
        for line in &self.lines {
            match line.verdict {
                Verdict::Pass => counts.pass += 1,
                Verdict::Inconclusive => counts.inconclusive += 1,
                Verdict::Skipped => counts.skipped += 1,
                Verdict::Drift => {
                    counts.drift += 1;
                    let drifts = |finding: &&Finding| finding.verdict == Verdict::Drift;
                    counts.known += usize::from(line.findings.iter().filter(drifts).all(|finding| finding.known));
                }
            }
        }
        self.counts = counts;
    }

    /// Puts findings under their constraints.
    pub(crate) fn assemble(mut self, constraints: &[Constraint], findings: Vec<(usize, Finding)>) -> Self {
        self.lines = constraints
            .iter()
            .map(|constraint| Line { constraint: constraint.clone(), verdict: Verdict::Skipped, findings: Vec::new() })
            .collect();
        for (index, finding) in findings {
            if let Some(line) = self.lines.get_mut(index) {
                line.findings.push(finding);
            }
        }
        for line in &mut self.lines {
            line.verdict = line.findings.iter().map(|finding| finding.verdict).max().unwrap_or(Verdict::Skipped);
        }
        self.count();
        self
    }
}
