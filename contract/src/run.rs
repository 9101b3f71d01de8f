//! The run: sends what the schedule says, in an order that costs least, and stops where it should.

use std::{collections::VecDeque, future::Future, pin::pin};

use serde_json::Value;

use crate::{
    Error, Suite, Target,
    case::Expect,
    http::{Http, Outcome},
    options::Options,
    plan::{self, Schedule, Trial},
    report::{Report, Stop},
    results::Results,
    sender::Sender,
    spec::Spec,
    verdict::{self, Verdict},
};

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress<'a> {
    /// Requests sent.
    pub sent: usize,
    /// Requests that are planned. A target that drifts is asked a few more.
    pub planned: usize,
    /// Orders placed, doubtful ones included.
    pub orders: u32,
    /// Cases that drift so far.
    pub drift: usize,
    /// What was sent last.
    pub last: &'a str,
}

/// Runs a suite against a target. `stop` ends the run between two requests: what was found until then is the report.
///
/// Dropping the future in the midst of a request leaves an order of which nobody knows; use `stop`.
///
/// # Errors
/// The production system, credentials that give no token, or a client that cannot be built. Once a case was sent there is a report.
pub async fn run(
    suite: &Suite,
    target: &Target,
    options: &Options,
    stop: impl Future<Output = ()>,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<Report, Error> {
    target.refuse(&Spec::production_hosts(&suite.spec.root))?;
    let schedule = plan::schedule(suite, options);
    let plan = schedule.plan(options);
    let http = Http::new(options.timeout)?;
    let sender = Sender::new(suite, target, options, http).await?;
    let results = Results::new(suite)?;
    let mut run = Run {
        suite,
        options,
        sender,
        results,
        progress,
        planned: plan.requests,
        stopped: None,
        base: Base::Unknown,
        trouble: 0,
    };
    for (case, why) in &schedule.left_out {
        run.results.settle(*case, Verdict::Skipped, why);
    }
    run.all(schedule, pin!(stop)).await;
    Ok(run.results.report(suite, target, options, run.sender, run.stopped))
}

/// Whether the request that every case is made of was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Base {
    Unknown,
    Taken,
    Refused,
}

struct Run<'a> {
    suite: &'a Suite,
    options: &'a Options,
    sender: Sender<'a>,
    results: Results,
    progress: &'a mut dyn FnMut(Progress<'_>),
    planned: usize,
    stopped: Option<Stop>,
    base: Base,
    /// Requests in a row that came to nothing for the same kind of reason.
    trouble: u32,
}

impl Run<'_> {
    /// First requests that should be taken until one is: without it a refusal proves nothing. Then everything that should be refused,
    /// which costs nothing at a target that does as the document says. Then the rest, cheapest coverage first.
    async fn all(&mut self, schedule: Schedule, mut stop: impl Future<Output = ()> + Unpin) {
        let mut accepts: VecDeque<Trial> = schedule.accepts.into();
        while self.base != Base::Taken {
            let Some(trial) = accepts.pop_front() else { break };
            let parts = self.one(trial, &mut stop).await;
            parts.into_iter().rev().for_each(|part| accepts.push_front(part));
            if self.base == Base::Refused && self.results.anything_taken() {
                break;
            }
        }
        for trial in schedule.rejects {
            self.one(trial, &mut stop).await;
        }
        accepts.extend(schedule.others);
        while let Some(trial) = accepts.pop_front() {
            let parts = self.one(trial, &mut stop).await;
            parts.into_iter().rev().for_each(|part| accepts.push_front(part));
        }
        self.results.conclude(self.suite, self.base == Base::Taken);
    }

    /// Sends one request, unless the run has ended. Gives the requests that it falls apart into.
    async fn one(&mut self, trial: Trial, stop: &mut (impl Future<Output = ()> + Unpin)) -> Vec<Trial> {
        let bound = self.options.max_orders.is_some_and(|max| self.sender.orders() >= max);
        if self.stopped.is_none() && bound {
            self.stopped = Some(Stop::Bound);
        }
        if self.stopped.is_none() && !self.sender.turn(stop).await {
            self.stopped = Some(Stop::Interrupted);
        }
        if let Some(stopped) = &self.stopped {
            let why = match stopped {
                Stop::Bound => "the bound on orders was reached",
                Stop::Interrupted => "the run was interrupted",
                Stop::Credentials(_) => "the target does not accept the credentials",
                Stop::Refused(_) => "the target takes no requests",
            };
            trial.cases.iter().for_each(|member| self.results.settle(member.case, Verdict::Skipped, why));
            return Vec::new();
        }
        let (exchange, outcome) = self.sender.send(&trial, stop).await;
        self.results.observe(self.suite, trial.operation, exchange, &outcome);
        self.mind(&outcome);
        let parts = self.settle(trial, exchange, &outcome);
        let last = self.sender.last();
        let (sent, orders) = (self.sender.sent(), self.sender.orders());
        (self.progress)(Progress { sent, planned: self.planned.max(sent), orders, drift: self.results.drift(), last });
        parts
    }

    /// Three requests in a row that come to nothing end the run.
    fn mind(&mut self, outcome: &Outcome) {
        let trouble = match outcome {
            Outcome::Answer(answer) if matches!(answer.status, 401 | 403) => {
                Some(Stop::Credentials(answer.status.to_string()))
            }
            Outcome::Answer(answer) => verdict::says_nothing(answer.status).map(|why| Stop::Refused(why.to_owned())),
            Outcome::NotSent(why) | Outcome::Unknown(why) => Some(Stop::Refused(why.clone())),
        };
        self.trouble = if trouble.is_some() { self.trouble + 1 } else { 0 };
        if self.trouble >= 3 {
            self.stopped = trouble;
        }
    }

    /// Settles the cases of a request, or takes it apart.
    fn settle(&mut self, trial: Trial, exchange: usize, outcome: &Outcome) -> Vec<Trial> {
        let (verdict, why) = verdict::judge(trial.expect, outcome, self.wrong_method(&trial));
        let holds_base = trial.cases.iter().any(|member| self.is_base(member.case));
        let refused = verdict == Verdict::Drift && trial.expect == Expect::Accept;
        self.results.sent(&trial, exchange, verdict == Verdict::Pass);
        if holds_base && verdict == Verdict::Pass {
            self.base = Base::Taken;
        }
        if refused && trial.cases.len() > 1 && self.base != Base::Refused {
            return self.apart(trial, holds_base);
        }
        if refused && holds_base {
            self.base = Base::Refused;
        }
        let lone_base = holds_base && trial.cases.len() == 1;
        let (verdict, why) = match self.base {
            Base::Refused if refused && !lone_base => {
                (Verdict::Inconclusive, "the request that every case is made of is refused as well".to_owned())
            }
            _ => (verdict, why),
        };
        trial.cases.iter().for_each(|member| self.results.settle_at(member.case, verdict, &why, exchange));
        Vec::new()
    }

    /// The base on its own first: where it is refused, nothing follows for the others. Then by halves.
    fn apart(&mut self, trial: Trial, holds_base: bool) -> Vec<Trial> {
        self.results.suspect(&trial);
        let (first, rest): (Vec<_>, Vec<_>) = if holds_base {
            trial.cases.iter().cloned().partition(|member| self.is_base(member.case))
        } else {
            let (first, rest) = trial.cases.split_at(trial.cases.len() / 2);
            (first.to_vec(), rest.to_vec())
        };
        [first, rest].iter().filter_map(|cases| plan::part(self.suite, &trial, cases)).collect()
    }

    fn is_base(&self, case: usize) -> bool {
        let case = &self.suite.cases()[case];
        case.expect == Expect::Accept && case.edits.is_empty()
    }

    /// The status that the document gives for a method which the path does not have, where this is such a request.
    fn wrong_method(&self, trial: &Trial) -> Option<u16> {
        let operation = &self.suite.spec.operations[trial.operation];
        let wrong = !operation.path_methods.contains(&trial.draft.method);
        (wrong && operation.responses.iter().any(|response| response.status == "405")).then_some(405)
    }
}

/// The value that an edit's place has in a draft, for comparison.
pub(crate) fn at(draft: &crate::draft::Draft, pointer: &str) -> Option<Value> {
    draft.body.as_ref()?.pointer(pointer).cloned()
}
