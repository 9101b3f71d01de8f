//! Collects the verdicts of a run, and makes the report from them.

use std::collections::{BTreeSet, HashMap};

use crate::{
    cases::case::{Case, Expectation},
    evaluate::outcome::ReasonedVerdict,
    report::{CheckReport, Counts, Report, StopReason, remedy, verdict::Verdict},
    run::{
        options::Options,
        plan::{AdaptedCase, PlannedRequest},
        sender::{RunRecord, Sender},
    },
    send::{one_shot_client::SendOutcome, target::Target},
    suite::Suite,
};

/// The most exchanges that a check of responses lists.
const MAX_EXCHANGES: usize = 3;

/// The verdict on a case.
#[derive(Clone)]
struct CaseVerdict {
    verdict: Verdict,
    why: String,
    /// The index of the exchange that the verdict follows from.
    exchange: Option<usize>,
}

/// A request of several cases that was rejected and split.
struct SplitRequest {
    cases: Vec<usize>,
    exchange: usize,
}

/// The verdicts of a run so far. Cases are identified by their index in the suite.
pub(crate) struct RunResults {
    cases: Vec<Option<CaseVerdict>>,
    /// Cases that the options of the run leave out.
    left_out: BTreeSet<usize>,
    /// The worst verdict on each constraint of responses, by its id, with the exchanges that the verdict follows from.
    responses: HashMap<String, (ReasonedVerdict, Vec<usize>)>,
    /// Requests that were not sent and that the target may accept.
    unsent_orders: u32,
    split: Vec<SplitRequest>,
}

impl RunResults {
    pub(crate) fn new(suite: &Suite) -> Self {
        Self {
            cases: vec![None; suite.cases().len()],
            left_out: BTreeSet::new(),
            responses: HashMap::new(),
            unsent_orders: 0,
            split: Vec::new(),
        }
    }

    /// Sets a verdict that does not follow from a single exchange.
    pub(crate) fn set_verdict(&mut self, case: usize, verdict: Verdict, why: &str) {
        self.cases[case] = Some(CaseVerdict { verdict, why: why.to_owned(), exchange: None });
    }

    /// Sets a verdict that follows from an exchange.
    pub(crate) fn set_verdict_at(&mut self, case: usize, verdict: Verdict, why: &str, exchange: usize) {
        self.cases[case] = Some(CaseVerdict { verdict, why: why.to_owned(), exchange: Some(exchange) });
    }

    /// Skips a case that the options of the run leave out.
    pub(crate) fn leave_out(&mut self, case: usize, why: &str) {
        self.left_out.insert(case);
        self.set_verdict(case, Verdict::Skipped, why);
    }

    /// Skips the cases of a request that is not sent, or not sent again, and that may take this many orders. Cases that have a verdict keep it.
    pub(crate) fn skip(&mut self, planned: &PlannedRequest, orders: u32, why: &str) {
        self.unsent_orders += if planned.expect == Expectation::Reject { 0 } else { orders };
        for case in &planned.cases {
            let skipped = || CaseVerdict { verdict: Verdict::Skipped, why: why.to_owned(), exchange: None };
            self.cases[case.index].get_or_insert_with(skipped);
        }
    }

    /// Notes a rejected request of several cases that is split. If the target then accepts each case alone, it rejects only their combination.
    pub(crate) fn note_split(&mut self, planned: &PlannedRequest, exchange: usize) {
        let cases = planned.cases.iter().map(|case| case.index).collect();
        self.split.push(SplitRequest { cases, exchange });
    }

    /// After a rejection of the base request, adds to its reason the changes that make the target accept the request.
    pub(crate) fn explain_base(&mut self, suite: &Suite, operation: usize, needed: &[AdaptedCase]) {
        let needed: Vec<&Case> = needed.iter().map(|case| &suite.cases()[case.index]).collect();
        let changes: Vec<String> = needed
            .iter()
            .map(|case| format!("{} ({})", case.about, suite.constraints()[case.constraint].element))
            .collect();
        for (case, result) in suite.cases().iter().zip(&mut self.cases) {
            if let Some(CaseVerdict { verdict: Verdict::Drift, why, .. }) = result
                && case.operation == operation
                && case.expect == Expectation::Accept
                && case.edits.is_empty()
            {
                *why = format!("{why}; accepted with this change: {}", changes.join(", "));
            }
        }
    }

    /// The number of cases that drift.
    pub(crate) fn drift(&self) -> usize {
        self.cases.iter().flatten().filter(|case| case.verdict == Verdict::Drift).count()
    }

    /// Checks a response against the constraints of responses.
    pub(crate) fn check_response(
        &mut self,
        suite: &Suite,
        planned: &PlannedRequest,
        exchange: usize,
        outcome: &SendOutcome,
    ) {
        let SendOutcome::Response(response) = outcome else { return };
        let valid = (planned.expect == Expectation::Accept).then_some(&planned.draft);
        for (id, (verdict, why)) in suite.response_checks[planned.operation].check(response, valid) {
            let entry = self.responses.entry(id).or_insert_with(|| ((verdict, why.clone()), Vec::new()));
            if verdict > entry.0.0 {
                *entry = ((verdict, why), Vec::new());
            }
            if verdict == entry.0.0 {
                entry.1.push(exchange);
            }
        }
    }

    /// Revises verdicts after the last request: rejections are no evidence unless the base request of the operation is accepted. `is_rejection`
    /// returns whether an exchange was a clear rejection.
    pub(crate) fn conclude(
        &mut self,
        suite: &Suite,
        is_base_accepted: impl Fn(usize) -> bool,
        is_rejection: impl Fn(usize) -> bool,
    ) {
        self.conclude_split_requests();
        let others = suite.cases().iter().zip(&mut self.cases).filter(|(case, _)| case.expect != Expectation::Accept);
        for (_, result) in others.filter(|(case, _)| !is_base_accepted(case.operation)) {
            if let Some(CaseVerdict { verdict, why, exchange: Some(exchange) }) = result
                && is_rejection(*exchange)
            {
                *verdict = Verdict::Inconclusive;
                "rejected, and so is the base request, which every case is made from".clone_into(why);
            }
        }
    }

    fn conclude_split_requests(&mut self) {
        for SplitRequest { cases, exchange } in std::mem::take(&mut self.split) {
            let verdict = |case: &usize| self.cases[*case].as_ref().map_or(Verdict::Skipped, |case| case.verdict);
            if cases.iter().all(|case| verdict(case) == Verdict::Pass) {
                let why = "rejected together with other cases, but each of them is accepted alone";
                self.set_verdict_at(cases[0], Verdict::Drift, why, exchange);
            } else if cases.iter().all(|case| matches!(verdict(case), Verdict::Pass | Verdict::Skipped)) {
                let skipped: Vec<usize> = cases.into_iter().filter(|case| verdict(case) == Verdict::Skipped).collect();
                let why = "rejected together with other cases, and the run ended before the cause was found";
                skipped.into_iter().for_each(|case| self.set_verdict_at(case, Verdict::Inconclusive, why, exchange));
            }
        }
    }

    /// The report, without secrets.
    pub(crate) fn report(
        self,
        suite: &Suite,
        target: &Target,
        options: &Options,
        sender: Sender<'_>,
        stopped: Option<StopReason>,
    ) -> Report {
        let RunRecord { exchanges, info, orders, doubts, sent_again, secrets } = sender.record();
        let is_skipped =
            |case: &&Option<CaseVerdict>| case.as_ref().is_none_or(|case| case.verdict == Verdict::Skipped);
        let skipped = self.cases.iter().filter(is_skipped).count();
        let left_out = self.left_out.len();
        let mut checks = Vec::new();
        for (index, (case, result)) in suite.cases().iter().zip(&self.cases).enumerate() {
            let is_left_out = self.left_out.contains(&index);
            checks.push((case.constraint, CheckReport { is_left_out, ..case_result(suite, case, result.as_ref()) }));
        }
        for (index, constraint) in suite.constraints().iter().enumerate() {
            if constraint.kind.is_response() {
                checks.push((index, self.response_result(suite, index)));
            }
        }
        let report = Report {
            title: suite.spec.title.clone(),
            document: (!suite.spec.documents.is_empty()).then(|| suite.spec.documents.join(", ")),
            target: target.base().to_owned(),
            run: info,
            requests: exchanges.len(),
            sent_again,
            orders,
            doubts,
            not_run: skipped - left_out,
            left_out,
            untested: suite.untested().to_vec(),
            max_orders: options.max_orders,
            orders_needed: orders + doubts + self.unsent_orders,
            stopped,
            counts: Counts::default(),
            without_drift: Vec::new(),
            results: Vec::new(),
            exchanges,
        };
        secrets.redact(report.with_checks(suite.constraints(), checks))
    }

    fn response_result(&self, suite: &Suite, index: usize) -> CheckReport {
        let constraint = &suite.constraints()[index];
        let unchecked = || ((Verdict::Skipped, "no response could be checked against it".to_owned()), Vec::new());
        let ((verdict, why), exchanges) = self.responses.get(&constraint.id).cloned().unwrap_or_else(unchecked);
        let is_drift = verdict == Verdict::Drift;
        let exchanges_shown = exchanges.iter().take(MAX_EXCHANGES).map(|index| index + 1);
        CheckReport {
            id: constraint.id.clone(),
            about: if is_drift { format!("{} responses", exchanges.len()) } else { "every response".to_owned() },
            expect: None,
            verdict,
            why,
            known: false,
            is_left_out: false,
            remedy: is_drift.then(|| remedy::for_responses(constraint)),
            exchanges: if is_drift { exchanges_shown.collect() } else { Vec::new() },
        }
    }
}

fn case_result(suite: &Suite, case: &Case, result: Option<&CaseVerdict>) -> CheckReport {
    let not_run = || CaseVerdict { verdict: Verdict::Skipped, why: "it was not run".to_owned(), exchange: None };
    let CaseVerdict { verdict, why, exchange } = result.cloned().unwrap_or_else(not_run);
    let is_drift = verdict == Verdict::Drift;
    let draft = suite.base(case.operation).with(&case.edits).filter(|_| is_drift && case.expect == Expectation::Accept);
    let why = match draft.filter(|draft| suite.needs_single_profile(draft, case.operation)) {
        Some(_) => {
            format!(
                "{why}. Another possible cause: the account has several service profiles in the country, and the options of the run do not name the country"
            )
        }
        None => why,
    };
    CheckReport {
        id: case.id.clone(),
        about: case.about.clone(),
        expect: Some(case.expect),
        verdict,
        why,
        known: false,
        is_left_out: false,
        remedy: is_drift.then(|| remedy::for_case(&suite.constraints()[case.constraint], case)),
        exchanges: exchange.map(|index| index + 1).into_iter().collect(),
    }
}
