//! What a run would send: single requests for what should be refused, shared ones for what should be taken.
//!
//! An order costs money, so cases that should be accepted share requests: one request may bear a country, a long reference and an unknown
//! member at once. If the target takes it, it takes each of them. If it refuses, the run takes the request apart until it is known which.

use colt_numbers_judge::model::spec::Spec;

use crate::{
    cases::{
        case::{Case, Expect, Risk},
        request_draft::{Draft, Edit, Token, independent},
    },
    run::options::Options,
    suite::Suite,
};

/// A request and the cases that it bears.
#[derive(Debug, Clone)]
pub(crate) struct Trial {
    pub(crate) operation: usize,
    pub(crate) cases: Vec<Member>,
    pub(crate) draft: Draft,
    pub(crate) expect: Expect,
    pub(crate) risk: Risk,
    pub(crate) verbatim: bool,
}

/// A case in a request, with the edits it takes for the account at hand.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub(crate) case: usize,
    pub(crate) edits: Vec<Edit>,
}

/// Everything that would be sent, and what would not.
#[derive(Debug, Clone)]
pub(crate) struct Schedule {
    /// Cheapest coverage first: the request that bears most cases leads.
    pub(crate) accepts: Vec<Trial>,
    pub(crate) rejects: Vec<Trial>,
    pub(crate) others: Vec<Trial>,
    /// Cases that cannot be sent with these options, and why.
    pub(crate) left_out: Vec<(usize, String)>,
}

/// What a run could cost, before anything is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Plan {
    /// Requests to a target that does as the document says. One that does not is asked a few more, to find out where.
    pub requests: usize,
    /// Orders that a target which does as the document says would take.
    pub orders: usize,
    /// Requests that should be refused. Each is an order if the target takes it after all.
    pub refusals: usize,
    /// The bound on orders, if there is one.
    pub max_orders: Option<u32>,
    /// Cases that these options leave out.
    pub left_out: usize,
}

impl Plan {
    /// The most orders that the run can place.
    pub fn at_most(&self) -> usize {
        let bound = self.max_orders.and_then(|max| usize::try_from(max).ok()).unwrap_or(usize::MAX);
        (self.orders + self.refusals).min(bound)
    }
}

impl std::fmt::Display for Plan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { requests, orders, refusals, .. } = self;
        write!(
            f,
            "{requests} requests; {orders} of them order numbers, and {refusals} more do if the target takes what it should refuse; "
        )?;
        match self.max_orders {
            Some(max) => write!(f, "at most {} orders are placed (the bound is {max})", self.at_most()),
            None => write!(f, "orders are not bounded"),
        }
    }
}

impl Suite {
    /// What a run with these options would send and order.
    pub fn plan(&self, options: &Options) -> Plan {
        schedule(self, options).plan(options)
    }
}

/// Most cases of one request. More would make refusals dearer to take apart, and fewer would make more orders.
const SHARED: usize = 8;

/// Puts the cases into requests.
pub(crate) fn schedule(suite: &Suite, options: &Options) -> Schedule {
    let mut schedule = Schedule { accepts: Vec::new(), rejects: Vec::new(), others: Vec::new(), left_out: Vec::new() };
    for (index, case) in suite.cases().iter().enumerate() {
        let Some(edits) = adapted(suite, case, &options.several_service_profiles) else {
            let why = if case.several_profiles {
                "it needs an account with several service profiles in a country, and none was named"
            } else {
                "the account has several service profiles in every country"
            };
            schedule.left_out.push((index, why.to_owned()));
            continue;
        };
        let Some(draft) = suite.base(case.operation).with(&edits) else { continue };
        let member = Member { case: index, edits };
        let alone = Trial {
            operation: case.operation,
            cases: vec![member],
            draft,
            expect: case.expect,
            risk: case.risk,
            verbatim: case.verbatim,
        };
        match case.expect {
            Expect::Reject => schedule.rejects.push(alone),
            Expect::Either => schedule.others.push(alone),
            Expect::Accept => join(suite, options, &mut schedule.accepts, alone),
        }
    }
    schedule.accepts.sort_by_key(|trial| (trial.risk, std::cmp::Reverse(trial.cases.len())));
    schedule
}

impl Trial {
    /// Whether it is about the token.
    pub(crate) fn unidentified(&self) -> bool {
        self.draft.token != Token::Own
    }

    /// The one status that rejects this request, where any other means something else: 401 for a request without a token of the
    /// server's, and what the document gives for a method that the path does not have.
    pub(crate) fn exact_status(&self, spec: &Spec) -> Option<u16> {
        if self.unidentified() {
            return Some(401);
        }
        let operation = &spec.operations[self.operation];
        let is_wrong_method = !operation.path_methods.contains(&self.draft.method);
        (is_wrong_method && operation.responses.iter().any(|response| response.status == "405")).then_some(405)
    }
}

impl Schedule {
    /// The same for a run that does not identify itself: whether a token is asked for cannot be told.
    pub(crate) fn without_credentials(mut self) -> Self {
        let (tokens, rejects): (Vec<_>, Vec<_>) = self.rejects.into_iter().partition(Trial::unidentified);
        self.rejects = rejects;
        let why = "it needs credentials, and the run has none";
        self.left_out
            .extend(tokens.into_iter().flat_map(|trial| trial.cases).map(|member| (member.case, why.to_owned())));
        self
    }

    pub(crate) fn plan(&self, options: &Options) -> Plan {
        Plan {
            requests: self.accepts.len() + self.rejects.len() + self.others.len(),
            orders: self.accepts.len() + self.others.len(),
            refusals: self.rejects.len(),
            max_orders: options.max_orders,
            left_out: self.left_out.len(),
        }
    }
}

/// Joins the first request that can bear the case as well, or makes one of its own.
fn join(suite: &Suite, options: &Options, trials: &mut Vec<Trial>, alone: Trial) {
    let shares = |risk: Risk| matches!(risk, Risk::None | Risk::State);
    if !alone.verbatim && shares(alone.risk) {
        let fits = |trial: &Trial| {
            let same = trial.operation == alone.operation && trial.risk == alone.risk && !trial.verbatim;
            let room = trial.cases.len() < SHARED;
            let apart = || trial.cases.iter().all(|member| independent(&member.edits, &alone.cases[0].edits));
            let draft = (same && room && apart()).then(|| trial.draft.with(&alone.cases[0].edits)).flatten()?;
            let clean = suite.judge(trial.operation).breaches(&draft, &options.several_service_profiles).is_empty();
            let base = suite.base(trial.operation);
            let bare = |members: &[Member]| members.iter().any(|member| member.edits.is_empty());
            let whole = !(bare(&trial.cases) || bare(&alone.cases)) || extends(base, &draft);
            (clean && whole && !hangs_on_account(suite, &draft, trial.operation)).then_some(draft)
        };
        for trial in trials.iter_mut() {
            if let Some(draft) = fits(trial) {
                trial.draft = draft;
                trial.cases.extend(alone.cases);
                return;
            }
        }
    }
    trials.push(alone);
}

/// Whether a request in another country than the base's is only right where the account has at most one service profile there. Such cases
/// stay in the base's country, so that what the run was not told of an account is not taken for drift in each country.
fn hangs_on_account(suite: &Suite, draft: &Draft, operation: usize) -> bool {
    let Some(countries) = suite.countries(operation) else { return false };
    let country = |draft: &Draft| draft.body.as_ref().and_then(|body| body.pointer(&countries.pointer)).cloned();
    country(draft) != country(suite.base(operation)) && suite.breaks_elsewhere(draft, operation)
}

/// Whether a request has everything that the base has, so that taking it is taking the base.
fn extends(base: &Draft, draft: &Draft) -> bool {
    fn within(base: &serde_json::Value, body: &serde_json::Value) -> bool {
        match (base.as_object(), body.as_object()) {
            (Some(base), Some(body)) => {
                base.iter().all(|(name, value)| body.get(name).is_some_and(|found| within(value, found)))
            }
            _ => base == body,
        }
    }
    let bodies = match (&base.body, &draft.body) {
        (Some(base), Some(body)) => within(base, body),
        (base, body) => base == body,
    };
    bodies && base.parameters == draft.parameters && base.content_type == draft.content_type
}

/// The same requests for fewer of a trial's cases.
pub(crate) fn part(suite: &Suite, trial: &Trial, cases: &[Member]) -> Option<Trial> {
    let draft = suite.base(trial.operation).with(cases.iter().flat_map(|member| &member.edits))?;
    Some(Trial { draft, cases: cases.to_vec(), ..trial.clone() })
}

/// A case's edits for an account with several service profiles in these countries. A case about such an account moves to one of its
/// countries; one that would break the rule there moves out of them.
fn adapted(suite: &Suite, case: &Case, several_profiles: &[String]) -> Option<Vec<Edit>> {
    let judge = suite.judge(case.operation);
    let base = suite.base(case.operation);
    let clean =
        |edits: &[Edit]| base.with(edits).is_some_and(|draft| judge.breaches(&draft, several_profiles).is_empty());
    let Some(countries) = suite.countries(case.operation) else { return Some(case.edits.clone()) };
    let moved = |country: &str| {
        let mut edits = case.edits.clone();
        edits.push(Edit::Set(countries.pointer.clone(), serde_json::Value::String(country.to_owned())));
        edits
    };
    if case.several_profiles {
        let country = several_profiles.first()?;
        return Some(moved(country));
    }
    if case.expect != Expect::Accept || clean(&case.edits) {
        return Some(case.edits.clone());
    }
    countries.codes.iter().map(|(country, _)| moved(country)).find(|edits| clean(edits))
}
