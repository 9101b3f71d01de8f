//! What a run found, in data. How it is shown is the business of the files beside this one.

mod baseline;
mod html;
mod junit;
mod text;

pub use baseline::Baseline;

use serde::Serialize;

use crate::{
    case::{Constraint, Expect},
    verdict::Verdict,
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
    /// The worst that was found: drift, then inconclusive, then pass.
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
    /// Constraints that the target keeps.
    pub pass: usize,
    /// Constraints that it does not keep.
    pub drift: usize,
    /// Of those, the ones whose every drift is in the baseline.
    pub known: usize,
    /// Constraints without drift that are unclear: nothing follows from what came of at least one of their cases.
    pub inconclusive: usize,
    /// Constraints that were not tried.
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
    /// Orders that the target took.
    pub orders: u32,
    /// Requests of which nobody knows whether they are orders.
    pub doubts: u32,
    /// The bound on orders.
    pub max_orders: Option<u32>,
    /// Why the run ended early, if it did.
    pub stopped: Option<Stop>,
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
    /// No drift, or none that the baseline does not know, and nothing unclear.
    Clean,
    /// New drift.
    Drift,
    /// The credentials were not accepted.
    Credentials,
    /// No new drift, and something, or everything, could not be found out: the target was not reached, took no requests, or gave answers of
    /// which nothing follows. That other cases of the same constraint are known drift does not change that.
    Refused,
    /// Somebody asked the run to stop, and nothing was found until then.
    Interrupted,
}

impl Exit {
    /// The exit code: 0, 8, 4, 7, 130.
    pub fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Drift => 8,
            Self::Credentials => 4,
            Self::Refused => 7,
            Self::Interrupted => 130,
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
        if self.lines.iter().any(Line::drifts_anew) {
            return Exit::Drift;
        }
        match &self.stopped {
            Some(Stop::Credentials(_)) => Exit::Credentials,
            Some(Stop::Refused(_)) => Exit::Refused,
            Some(Stop::Interrupted) => Exit::Interrupted,
            // A run in which no case passed proved nothing, and that is no success. Nor is what is unclear.
            _ if !self.proved() || self.lines.iter().any(Line::unclear) => Exit::Refused,
            _ => Exit::Clean,
        }
    }

    fn proved(&self) -> bool {
        let passed = |finding: &Finding| finding.expect.is_some() && finding.verdict == Verdict::Pass;
        self.lines.iter().flat_map(|line| &line.findings).any(passed) || self.counts.drift > 0
    }

    /// The report as JSON.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self)
            .map_or_else(|error| format!("{{\"error\": \"{error}\"}}\n"), |text| text + "\n")
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
                line.verdict = line.verdict.max(finding.verdict);
                line.findings.push(finding);
            }
        }
        self.count();
        self
    }
}
