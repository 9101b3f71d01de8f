//! The run: sends what the schedule says, in an order that costs least, and stops where it should.

mod lockout;

use std::collections::VecDeque;

use self::lockout::Barred;
use crate::{
    Error, Suite, Target,
    case::Expect,
    draft::{Draft, Edit},
    http::{Http, Outcome},
    interrupts::Interrupts,
    options::Options,
    plan::{self, Member, Schedule, Trial},
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
    /// The id of the case that was sent last; of several in one request, the first.
    pub last: &'a str,
}

/// Runs a suite against a target. A `stop` future ends the run between two requests; [`Interrupts`] can give up the request in flight as
/// well. What was found until then is the report.
///
/// Dropping the future in the midst of a request leaves an order that no report names; use `stop`.
///
/// # Errors
/// The production system, a name that leads to another machine where nothing is encrypted, credentials that give no token, or a client
/// that cannot be built. Once a case was sent there is a report.
pub async fn run<'i>(
    suite: &Suite,
    target: &Target,
    options: &Options,
    stop: impl Into<Interrupts<'i>>,
    progress: &mut (dyn FnMut(Progress<'_>) + Send),
) -> Result<Report, Error> {
    let mut interrupts = stop.into();
    target.refuse(&Spec::production_hosts(&suite.spec.root))?;
    let mut schedule = plan::schedule(suite, options);
    if !target.credentials().given() {
        schedule = schedule.without_credentials();
    }
    let plan = schedule.plan(options);
    let mut sender = Sender::new(suite, target, options, Http::new(options.timeout, target)?);
    let stopped = match interrupts.unless_stopped(sender.begin()).await {
        Some(begun) => begun.map(|()| None)?,
        None => Some(Stop::Interrupted),
    };
    let results = Results::new(suite);
    let mut run = Run {
        suite,
        options,
        sender,
        results,
        progress,
        planned: plan.requests,
        stopped,
        base: Base::Unknown,
        needs: Vec::new(),
        open: Vec::new(),
        proven: false,
        proof: None,
        barred: Barred::default(),
        early: Vec::new(),
        parts: Vec::new(),
        trouble: 0,
    };
    for (case, why) in &schedule.left_out {
        run.results.leave_out(*case, why);
    }
    run.all(schedule, &mut interrupts).await;
    Ok(run.results.report(suite, target, options, run.sender, run.stopped))
}

/// Whether there was an answer of such a status.
fn answered(outcome: &Outcome, such: impl Fn(u16) -> bool) -> bool {
    matches!(outcome, Outcome::Answer(answer) if such(answer.status))
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
    progress: &'a mut (dyn FnMut(Progress<'_>) + Send),
    planned: usize,
    stopped: Option<Stop>,
    base: Base,
    /// What the base needs for this target to take it, where it does not take the base itself.
    needs: Vec<Edit>,
    /// Requests that were refused while the base was refused as well.
    open: Vec<Trial>,
    /// Whether the target has taken a request that it should take: address and credentials are right.
    proven: bool,
    /// The request that was taken first, if possible one that can be sent again with other numbers.
    proof: Option<Trial>,
    barred: Barred,
    /// Requests that were refused by 403 or 404 before that, perhaps for address or credentials. Such an answer orders nothing.
    early: Vec<Trial>,
    /// Of each request that was taken apart, whether its first part was refused.
    parts: Vec<bool>,
    /// Requests in a row that came to nothing for the same kind of reason.
    trouble: u32,
}

impl Run<'_> {
    /// First requests that should be taken until one is: without it a refusal proves nothing. Then everything that should be refused,
    /// which costs nothing at a target that does as the document says. Then the rest, cheapest coverage first.
    async fn all(&mut self, schedule: Schedule, interrupts: &mut Interrupts<'_>) {
        let mut accepts: VecDeque<Trial> = schedule.accepts.into();
        while self.base != Base::Taken {
            let Some(trial) = accepts.pop_front() else { break };
            let (taken, parts) = self.one(trial.clone(), interrupts).await;
            if taken && self.base == Base::Refused && !trial.verbatim {
                self.needs = self.narrow(&trial, interrupts).await;
                self.base = Base::Taken;
                self.open.drain(..).rev().for_each(|trial| accepts.push_front(trial));
            }
            parts.into_iter().rev().for_each(|part| accepts.push_front(part));
        }
        if self.proven {
            self.early.drain(..).rev().for_each(|trial| accepts.push_front(trial));
        }
        for trial in schedule.rejects {
            self.one(trial, interrupts).await;
        }
        accepts.extend(schedule.others);
        while let Some(trial) = accepts.pop_front() {
            let (_, parts) = self.one(trial, interrupts).await;
            parts.into_iter().rev().for_each(|part| accepts.push_front(part));
        }
        let why = "the request that every case is made of is refused as well";
        for member in self.open.drain(..).flat_map(|trial| trial.cases) {
            self.results.settle(member.case, Verdict::Inconclusive, why);
        }
        let sender = &self.sender;
        self.results.conclude(self.suite, self.base == Base::Taken, |exchange| sender.refused(exchange));
    }

    /// The base was refused and this request, which differs from it in several things, was taken: finds out which of them it takes.
    async fn narrow(&mut self, trial: &Trial, interrupts: &mut Interrupts<'_>) -> Vec<Edit> {
        let mut needed = trial.cases.clone();
        while needed.len() > 1 {
            let (first, second) = needed.split_at(needed.len() / 2);
            let (first, second) = (first.to_vec(), second.to_vec());
            if self.taken(trial, &first, interrupts).await {
                needed = first;
            } else if self.taken(trial, &second, interrupts).await {
                needed = second;
            } else {
                break;
            }
        }
        let mut index = 0;
        while needed.len() > 1 && index < needed.len() {
            let without: Vec<_> =
                needed.iter().enumerate().filter(|(at, _)| *at != index).map(|(_, member)| member.clone()).collect();
            if self.taken(trial, &without, interrupts).await { needed = without } else { index += 1 }
        }
        self.results.explain_base(self.suite, &needed);
        needed.into_iter().flat_map(|member| member.edits).collect()
    }

    async fn taken(&mut self, trial: &Trial, cases: &[Member], interrupts: &mut Interrupts<'_>) -> bool {
        let Some(part) = plan::part(self.suite, trial, cases) else { return false };
        if !self.may_send(interrupts).await {
            return false;
        }
        let (_, outcome) = self.send(&part, interrupts).await;
        answered(&outcome, |status| (200..300).contains(&status))
    }

    /// Whether another request may be sent. Waits for its turn.
    async fn may_send(&mut self, interrupts: &mut Interrupts<'_>) -> bool {
        let bound = self.options.max_orders.is_some_and(|max| self.sender.orders() >= max);
        if self.stopped.is_none() && bound {
            self.stopped = Some(Stop::Bound);
        }
        if self.stopped.is_none() && self.sender.sent() >= self.options.max_requests {
            self.stopped = Some(Stop::Requests);
        }
        if self.stopped.is_none() && !self.sender.turn(interrupts).await {
            self.stopped = Some(Stop::Interrupted);
        }
        self.stopped.is_none()
    }

    async fn send(&mut self, trial: &Trial, interrupts: &mut Interrupts<'_>) -> (usize, Outcome) {
        let (exchange, outcome) = self.sender.send(trial, interrupts).await;
        self.results.observe(self.suite, trial.operation, exchange, &outcome);
        let taken = answered(&outcome, |status| (200..300).contains(&status));
        if taken && trial.expect == Expect::Accept {
            self.proven = true;
            if self.proof.as_ref().is_none_or(|proof| proof.verbatim && !trial.verbatim) {
                self.proof = Some(trial.clone());
            }
        }
        self.mind(trial, &outcome);
        let gave_up = matches!(self.stopped, Some(Stop::Refused(_)));
        if interrupts.is_aborted() || (gave_up && interrupts.is_stopped()) {
            self.stopped = Some(Stop::Interrupted);
        }
        let (sent, orders) = (self.sender.sent(), self.sender.orders());
        let last = trial.cases.first().map_or("", |member| self.suite.cases()[member.case].id.as_str());
        (self.progress)(Progress { sent, planned: self.planned.max(sent), orders, drift: self.results.drift(), last });
        (exchange, outcome)
    }

    /// Sends one request, unless the run has ended. Gives whether it was taken as it should be, and the requests that it falls apart
    /// into.
    async fn one(&mut self, trial: Trial, interrupts: &mut Interrupts<'_>) -> (bool, Vec<Trial>) {
        if !self.may_send(interrupts).await {
            let why = match &self.stopped {
                Some(Stop::Bound) => "the bound on orders was reached",
                Some(Stop::Requests) => "the bound on requests was reached",
                Some(Stop::Credentials(_)) => "the target does not accept the credentials",
                Some(Stop::Refused(_)) => "the target takes no requests",
                Some(Stop::Interrupted) | None => "the run was interrupted",
            };
            self.results.skip(&trial, why);
            return (false, Vec::new());
        }
        // The whole was refused and its first part taken: the second part need not be asked.
        if trial.cases.len() > 1 && trial.after.is_some_and(|whole| !self.parts[whole]) {
            return (false, self.halves(&trial));
        }
        let (trial, fits) = self.fitted(trial);
        let (exchange, outcome) = self.send(&trial, interrupts).await;
        let refused = self.proven && self.sender.refused(exchange) && answered(&outcome, |status| status == 403);
        let suspicious = self.barred.note(&trial, exchange, refused);
        let (taken, parts) = self.settle(trial, exchange, &outcome, fits);
        if suspicious {
            self.ask_again(interrupts).await;
        }
        (taken, parts)
    }

    /// Sends the request that was taken before once more: where that is refused by 403 as well, the target shuts the run out, and nothing
    /// follows from its other refusals. None of them ordered anything, so the bound on orders has room for one more.
    async fn ask_again(&mut self, interrupts: &mut Interrupts<'_>) {
        let Some(proof) = self.proof.clone() else { return };
        if !self.may_send(interrupts).await {
            return;
        }
        let (_, outcome) = self.send(&proof, interrupts).await;
        if answered(&outcome, |status| status == 403) {
            let why = "403: the target shut the run out: it refused a request that it had taken before";
            for (cases, exchange) in self.barred.row() {
                cases.iter().for_each(|case| self.results.settle_at(*case, Verdict::Inconclusive, why, *exchange));
            }
            self.stopped = Some(Stop::Credentials("403".to_owned()));
        }
        self.barred.asked();
    }

    /// The request as this target needs it, and whether it can be had that way.
    fn fitted(&self, trial: Trial) -> (Trial, bool) {
        // What is asked of the token does not hang on the body.
        if self.needs.is_empty() || trial.verbatim || trial.unidentified() {
            return (trial, true);
        }
        let edits = self.needs.iter().chain(trial.cases.iter().flat_map(|member| &member.edits));
        let judge = self.suite.judge(trial.operation);
        let breaches = |draft: &Draft| judge.breaches(draft, &self.options.several_service_profiles);
        let fitted =
            self.suite.base(trial.operation).with(edits).filter(|draft| breaches(draft) == breaches(&trial.draft));
        match fitted {
            Some(draft) => (Trial { draft, ..trial }, true),
            None => (trial, false),
        }
    }

    /// Three requests in a row that come to nothing end the run. A 403 is no trouble with credentials that were good for a request before.
    fn mind(&mut self, trial: &Trial, outcome: &Outcome) {
        let trouble = match outcome {
            Outcome::Answer(answer) if answer.status == 403 && self.proven => None,
            Outcome::Answer(answer) if matches!(answer.status, 401 | 403) => {
                // It is what such a request is sent for.
                if trial.unidentified() {
                    return;
                }
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
    fn settle(&mut self, trial: Trial, exchange: usize, outcome: &Outcome, fits: bool) -> (bool, Vec<Trial>) {
        let (mut verdict, mut why) = verdict::judge(trial.expect, outcome, self.exactly(&trial), self.proven);
        let holds_base = trial.cases.iter().any(|member| self.is_base(member.case));
        // Where the state of the target kept it from the base, another request that it takes will do.
        let taken = verdict == Verdict::Pass && trial.expect == Expect::Accept;
        if taken && (holds_base || self.base == Base::Unknown) {
            self.base = Base::Taken;
        }
        if verdict != Verdict::Pass
            && let Some(whole) = trial.before
        {
            self.parts[whole] = true;
        }
        // One that reports an order is not sent again in parts: each of them may be an order as well.
        let reports_order = matches!(outcome, Outcome::Answer(answer) if answer.reports_order);
        if verdict == Verdict::Drift && trial.expect == Expect::Accept && !reports_order {
            match (self.base, trial.cases.len()) {
                (_, 1) if holds_base => self.base = Base::Refused,
                // Nothing follows from it until something is taken.
                (Base::Refused, _) => {
                    self.open.push(trial);
                    return (false, Vec::new());
                }
                (_, 1) => {}
                _ => {
                    self.results.suspect(&trial, exchange);
                    return (false, self.apart(&trial, holds_base));
                }
            }
        }
        if !fits && self.sender.refused(exchange) {
            (verdict, why) = (
                Verdict::Inconclusive,
                "refused, perhaps for what the request that every case is made of is refused for".to_owned(),
            );
        }
        trial.cases.iter().for_each(|member| self.results.settle_at(member.case, verdict, &why, exchange));
        if !self.proven && trial.expect == Expect::Accept && answered(outcome, |status| matches!(status, 403 | 404)) {
            self.early.push(trial);
        }
        (taken && verdict == Verdict::Pass, Vec::new())
    }

    /// The base on its own first: where it is refused, nothing follows for the others. Otherwise by halves.
    fn apart(&mut self, trial: &Trial, holds_base: bool) -> Vec<Trial> {
        if !holds_base {
            return self.halves(trial);
        }
        let (base, rest): (Vec<_>, Vec<_>) = trial.cases.iter().cloned().partition(|member| self.is_base(member.case));
        self.split(trial, [&base, &rest])
    }

    fn halves(&mut self, trial: &Trial) -> Vec<Trial> {
        let (first, second) = trial.cases.split_at(trial.cases.len() / 2);
        self.split(trial, [first, second])
    }

    fn split(&mut self, trial: &Trial, [first, second]: [&[Member]; 2]) -> Vec<Trial> {
        let whole = self.parts.len();
        self.parts.push(false);
        let first = plan::part(self.suite, trial, first).map(|part| Trial { before: Some(whole), ..part });
        let second = plan::part(self.suite, trial, second).map(|part| Trial { after: Some(whole), ..part });
        first.into_iter().chain(second).collect()
    }

    fn is_base(&self, case: usize) -> bool {
        let case = &self.suite.cases()[case];
        case.expect == Expect::Accept && case.edits.is_empty()
    }

    /// The one status that refuses this request, where any other says something else: 401 for a request without a token of the
    /// server's, and what the document gives for a method that the path does not have.
    fn exactly(&self, trial: &Trial) -> Option<u16> {
        if trial.unidentified() {
            return Some(401);
        }
        let operation = &self.suite.spec.operations[trial.operation];
        let wrong = !operation.path_methods.contains(&trial.draft.method);
        (wrong && operation.responses.iter().any(|response| response.status == "405")).then_some(405)
    }
}
