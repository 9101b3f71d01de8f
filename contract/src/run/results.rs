//! What each case and each answer came to, until it is a report.

use std::collections::{BTreeSet, HashMap};

use crate::{
    cases::case::{Case, Expect},
    evaluate::outcome::Reasoned,
    report::{Counts, Finding, Report, Stop, remedy, verdict::Verdict},
    run::{
        options::Options,
        plan::{Member, Trial},
        sender::{Record, Sender},
    },
    send::{http_client::Outcome, target::Target},
    suite::Suite,
};

/// How many exchanges show one finding.
const SHOWN: usize = 3;

/// One case's verdict, its reason and the exchange that gave it.
type Settled = (Verdict, String, Option<usize>);

pub(crate) struct Results {
    settled: Vec<Option<Settled>>,
    /// Cases that the options of the run leave out.
    left_out: BTreeSet<usize>,
    observed: HashMap<String, (Reasoned, Vec<usize>)>,
    /// Requests that were not sent and that the target may accept.
    unsent_orders: u32,
    /// Requests that were refused as a whole and taken apart: their cases, and the exchange.
    suspects: Vec<(Vec<usize>, usize)>,
}

impl Results {
    pub(crate) fn new(suite: &Suite) -> Self {
        Self {
            settled: vec![None; suite.cases().len()],
            left_out: BTreeSet::new(),
            observed: HashMap::new(),
            unsent_orders: 0,
            suspects: Vec::new(),
        }
    }

    pub(crate) fn settle(&mut self, case: usize, verdict: Verdict, why: &str) {
        self.settled[case] = Some((verdict, why.to_owned(), None));
    }

    /// The options of the run leave it out.
    pub(crate) fn leave_out(&mut self, case: usize, why: &str) {
        self.left_out.insert(case);
        self.settle(case, Verdict::Skipped, why);
    }

    /// It is not sent, or not once more: what is known of it stays.
    pub(crate) fn skip(&mut self, trial: &Trial, why: &str) {
        self.unsent_orders += u32::from(trial.expect != Expect::Reject);
        for member in &trial.cases {
            self.settled[member.case].get_or_insert_with(|| (Verdict::Skipped, why.to_owned(), None));
        }
    }

    pub(crate) fn settle_at(&mut self, case: usize, verdict: Verdict, why: &str, exchange: usize) {
        self.settled[case] = Some((verdict, why.to_owned(), Some(exchange)));
    }

    /// A request of several cases was refused: if each of its cases is taken alone, it is their being together.
    pub(crate) fn suspect(&mut self, trial: &Trial, exchange: usize) {
        self.suspects.push((trial.cases.iter().map(|member| member.case).collect(), exchange));
    }

    /// The base is refused, and taken once it is changed in these ways.
    pub(crate) fn explain_base(&mut self, suite: &Suite, needed: &[Member]) {
        let cases: Vec<&Case> = needed.iter().map(|member| &suite.cases()[member.case]).collect();
        let ways: Vec<String> = cases
            .iter()
            .map(|case| format!("{} ({})", case.about, suite.constraints()[case.constraint].element))
            .collect();
        for (case, settled) in suite.cases().iter().zip(&mut self.settled) {
            if let Some((Verdict::Drift, why, _)) = settled
                && case.expect == Expect::Accept
                && case.edits.is_empty()
            {
                *why = format!("{why}; it is taken once this is changed: {}", ways.join(", "));
            }
        }
    }

    pub(crate) fn drift(&self) -> usize {
        self.settled.iter().flatten().filter(|(verdict, ..)| *verdict == Verdict::Drift).count()
    }

    /// Holds an answer against the document.
    pub(crate) fn observe(&mut self, suite: &Suite, operation: usize, exchange: usize, outcome: &Outcome) {
        let Outcome::Answer(answer) = outcome else { return };
        for (id, (verdict, why)) in suite.answers[operation].judge(answer) {
            let entry = self.observed.entry(id).or_insert_with(|| ((verdict, why.clone()), Vec::new()));
            if verdict > entry.0.0 {
                *entry = ((verdict, why), Vec::new());
            }
            if verdict == entry.0.0 {
                entry.1.push(exchange);
            }
        }
    }

    /// What follows from the run as a whole: a refusal says nothing where the base is not taken either. `refused` says whether an
    /// exchange was a refusal.
    pub(crate) fn conclude(&mut self, suite: &Suite, base_taken: bool, refused: impl Fn(usize) -> bool) {
        self.together();
        let others = suite.cases().iter().zip(&mut self.settled).filter(|(case, _)| case.expect != Expect::Accept);
        for (_, settled) in others.filter(|_| !base_taken) {
            if let Some((verdict, why, Some(exchange))) = settled
                && refused(*exchange)
            {
                *verdict = Verdict::Inconclusive;
                "refused, and so is the request that every case is made of".clone_into(why);
            }
        }
    }

    fn together(&mut self) {
        for (cases, exchange) in std::mem::take(&mut self.suspects) {
            let of = |case: &usize| self.settled[*case].as_ref().map_or(Verdict::Skipped, |(verdict, ..)| *verdict);
            if cases.iter().all(|case| of(case) == Verdict::Pass) {
                let why = "refused together with other cases, and each of them is taken alone";
                self.settle_at(cases[0], Verdict::Drift, why, exchange);
            } else if cases.iter().all(|case| matches!(of(case), Verdict::Pass | Verdict::Skipped)) {
                let untried: Vec<usize> = cases.into_iter().filter(|case| of(case) == Verdict::Skipped).collect();
                let why = "refused together with other cases, and the run ended before it was known for which";
                untried.into_iter().for_each(|case| self.settle_at(case, Verdict::Inconclusive, why, exchange));
            }
        }
    }

    /// Everything as a report, without secrets.
    pub(crate) fn report(
        self,
        suite: &Suite,
        target: &Target,
        options: &Options,
        sender: Sender<'_>,
        stopped: Option<Stop>,
    ) -> Report {
        let Record { exchanges, orders, doubts, sent_again, secrets } = sender.record();
        let skipped =
            |settled: &&Option<Settled>| settled.as_ref().is_none_or(|(verdict, ..)| *verdict == Verdict::Skipped);
        let skipped = self.settled.iter().filter(skipped).count();
        let left_out = self.left_out.len();
        let mut findings = Vec::new();
        for (case, settled) in suite.cases().iter().zip(&self.settled) {
            findings.push((case.constraint, finding(suite, case, settled.as_ref())));
        }
        for (index, constraint) in suite.constraints().iter().enumerate() {
            if constraint.kind.is_response() {
                findings.push((index, self.answer(suite, index)));
            }
        }
        let report = Report {
            title: suite.spec.title.clone(),
            document: suite.spec.document.clone(),
            target: target.base().to_owned(),
            requests: exchanges.len(),
            sent_again,
            orders,
            doubts,
            not_run: skipped - left_out,
            left_out,
            max_orders: options.max_orders,
            orders_needed: orders + doubts + self.unsent_orders,
            stopped,
            counts: Counts::default(),
            gone: Vec::new(),
            lines: Vec::new(),
            exchanges,
        };
        secrets.redact(report.assemble(suite.constraints(), findings))
    }

    fn answer(&self, suite: &Suite, index: usize) -> Finding {
        let constraint = &suite.constraints()[index];
        let unseen = || ((Verdict::Skipped, "no such answer was given".to_owned()), Vec::new());
        let ((verdict, why), exchanges) = self.observed.get(&constraint.id).cloned().unwrap_or_else(unseen);
        let drift = verdict == Verdict::Drift;
        Finding {
            id: constraint.id.clone(),
            about: if drift { format!("{} answers", exchanges.len()) } else { "every answer".to_owned() },
            expect: None,
            verdict,
            why,
            known: false,
            remedy: drift.then(|| remedy::answer(constraint)),
            exchanges: if drift { exchanges.iter().take(SHOWN).map(|index| index + 1).collect() } else { Vec::new() },
        }
    }
}

fn finding(suite: &Suite, case: &Case, settled: Option<&Settled>) -> Finding {
    let (verdict, why, exchange) = settled.cloned().unwrap_or((Verdict::Skipped, "it was not run".to_owned(), None));
    let drift = verdict == Verdict::Drift;
    let draft = suite.base(case.operation).with(&case.edits).filter(|_| drift && case.expect == Expect::Accept);
    let why = match draft.filter(|draft| suite.breaks_elsewhere(draft, case.operation)) {
        Some(_) => {
            format!("{why}; or the account has several service profiles in the country, and the run was not told")
        }
        None => why,
    };
    Finding {
        id: case.id.clone(),
        about: case.about.clone(),
        expect: Some(case.expect),
        verdict,
        why,
        known: false,
        remedy: drift.then(|| remedy::case(&suite.constraints()[case.constraint], case)),
        exchanges: exchange.map(|index| index + 1).into_iter().collect(),
    }
}
