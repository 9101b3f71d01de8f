//! What each case and each answer came to, until it is a report.

use std::collections::HashMap;

use crate::{
    Error, Suite, Target,
    case::{Case, Expect},
    draft::{Draft, Edit},
    http::Outcome,
    options::Options,
    plan::Trial,
    remedy,
    report::{Counts, Finding, Report, Stop},
    run::at,
    sender::Sender,
    verdict::{Answers, Reasoned, Verdict},
};

/// How many exchanges show one finding.
const SHOWN: usize = 3;

/// One case's verdict, its reason and the exchange that gave it.
type Settled = (Verdict, String, Option<usize>);

pub(crate) struct Results {
    settled: Vec<Option<Settled>>,
    answers: Vec<Answers>,
    observed: HashMap<String, (Reasoned, Vec<usize>)>,
    /// Requests that should have been taken and were, for what they say of the parts of others.
    taken: Vec<(usize, Draft)>,
    /// Requests that were refused as a whole and taken apart: their cases, and the exchange.
    suspects: Vec<(Vec<usize>, usize)>,
    exchange: usize,
}

impl Results {
    pub(crate) fn new(suite: &Suite) -> Result<Self, Error> {
        let answers =
            suite.spec.operations.iter().map(|operation| Answers::of(&suite.spec, operation, suite.constraints()));
        Ok(Self {
            settled: vec![None; suite.cases().len()],
            answers: answers.collect::<Result<_, _>>()?,
            observed: HashMap::new(),
            taken: Vec::new(),
            suspects: Vec::new(),
            exchange: 0,
        })
    }

    pub(crate) fn settle(&mut self, case: usize, verdict: Verdict, why: &str) {
        self.settled[case] = Some((verdict, why.to_owned(), None));
    }

    pub(crate) fn settle_at(&mut self, case: usize, verdict: Verdict, why: &str, exchange: usize) {
        self.settled[case] = Some((verdict, why.to_owned(), Some(exchange)));
    }

    pub(crate) fn sent(&mut self, trial: &Trial, exchange: usize, passed: bool) {
        self.exchange = exchange;
        if passed && trial.expect == Expect::Accept {
            self.taken.push((trial.operation, trial.draft.clone()));
        }
    }

    /// A request of several cases was refused: if each of its cases is taken alone, it is their being together.
    pub(crate) fn suspect(&mut self, trial: &Trial) {
        self.suspects.push((trial.cases.iter().map(|member| member.case).collect(), self.exchange));
    }

    pub(crate) fn anything_taken(&self) -> bool {
        !self.taken.is_empty()
    }

    pub(crate) fn drift(&self) -> usize {
        self.settled.iter().flatten().filter(|(verdict, ..)| *verdict == Verdict::Drift).count()
    }

    /// Holds an answer against the document.
    pub(crate) fn observe(&mut self, suite: &Suite, operation: usize, exchange: usize, outcome: &Outcome) {
        let Outcome::Answer(answer) = outcome else { return };
        let _ = suite;
        for (id, (verdict, why)) in self.answers[operation].judge(answer) {
            let entry = self.observed.entry(id).or_insert_with(|| ((verdict, why.clone()), Vec::new()));
            if verdict > entry.0.0 {
                *entry = ((verdict, why), Vec::new());
            }
            if verdict == entry.0.0 {
                entry.1.push(exchange);
            }
        }
    }

    /// What follows from the run as a whole.
    pub(crate) fn conclude(&mut self, suite: &Suite, base_taken: bool) {
        self.together();
        for (index, case) in suite.cases().iter().enumerate() {
            let Some((verdict, why, exchange)) = self.settled[index].clone() else { continue };
            let revised = match case.expect {
                Expect::Reject if verdict == Verdict::Pass && !base_taken => {
                    let why = format!("{why}; but the request that every case is made of is not taken either");
                    Some((Verdict::Inconclusive, why))
                }
                Expect::Accept if verdict == Verdict::Inconclusive && !base_taken => {
                    self.part_of_base(suite, case, exchange)
                }
                _ => None,
            };
            if let Some((verdict, why)) = revised {
                self.settled[index] = Some((verdict, why, exchange));
            }
        }
    }

    /// The base was refused, and the case is nothing but the base. If other requests with the same value were taken, the value is
    /// not what it was refused for; if none was, it is as far as anybody can tell.
    fn part_of_base(&self, suite: &Suite, case: &Case, exchange: Option<usize>) -> Option<Reasoned> {
        exchange?;
        let base = suite.base(case.operation);
        let same = !case.edits.is_empty() && base.with(&case.edits).as_ref() == Some(base);
        if !same {
            return None;
        }
        let elsewhere = |edit: &Edit| match edit {
            Edit::Set(pointer, value) => self.taken.iter().any(|(_, draft)| at(draft, pointer).as_ref() == Some(value)),
            _ => false,
        };
        Some(if case.edits.iter().all(elsewhere) {
            (Verdict::Pass, "taken in other requests".to_owned())
        } else {
            (Verdict::Drift, "every request with it was refused".to_owned())
        })
    }

    fn together(&mut self) {
        for (cases, exchange) in std::mem::take(&mut self.suspects) {
            let fine =
                |case: &usize| self.settled[*case].as_ref().is_some_and(|(verdict, ..)| *verdict == Verdict::Pass);
            if cases.iter().all(fine) {
                let why = "refused together with other cases, and each of them is taken alone";
                self.settle_at(cases[0], Verdict::Drift, why, exchange);
            }
        }
    }

    /// Everything as a report.
    pub(crate) fn report(
        self,
        suite: &Suite,
        target: &Target,
        options: &Options,
        sender: Sender<'_>,
        stopped: Option<Stop>,
    ) -> Report {
        let (exchanges, orders, doubts) = sender.record();
        let mut findings = Vec::new();
        for (case, settled) in suite.cases().iter().zip(&self.settled) {
            findings.push((case.constraint, finding(suite, case, settled.as_ref())));
        }
        for (index, constraint) in suite.constraints().iter().enumerate() {
            if constraint.element.starts_with("answer") {
                findings.push((index, self.answer(suite, index)));
            }
        }
        let report = Report {
            title: suite.spec.title.clone(),
            document: suite.spec.document.clone(),
            target: target.base().to_owned(),
            requests: exchanges.len(),
            orders,
            doubts,
            max_orders: options.max_orders,
            stopped,
            counts: Counts::default(),
            gone: Vec::new(),
            lines: Vec::new(),
            exchanges,
        };
        report.assemble(suite.constraints(), findings)
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
    let (verdict, why, exchange) =
        settled.cloned().unwrap_or((Verdict::Skipped, "the run ended before it".to_owned(), None));
    let drift = verdict == Verdict::Drift;
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
