//! Runs a suite against a target: sends the planned requests in the sequence that tests most with the fewest orders, and stops at the limits.

mod accept_cases;
mod base_request;
mod bisect;
pub(crate) mod interrupts;
mod lockout;
mod made_resources;
mod minimize;
pub(crate) mod options;
pub(crate) mod path_resource;
pub(crate) mod plan;
mod prerequisites;
mod probe;
mod recheck;
mod reject_cases;
mod results;
mod sender;
mod session;
mod stop_conditions;

use std::collections::BTreeSet;

use self::{
    lockout::Lockout,
    made_resources::MadeResources,
    probe::{ProbedOperation, probe},
    session::Session,
    stop_conditions::StopConditions,
};
use crate::{
    cases::operation_impact::Impact,
    error::Error,
    report::{Report, StopReason, progress::Progress, verdict::Verdict},
    run::{interrupts::Interrupts, options::Options, plan::OperationPlan, results::RunResults, sender::Sender},
    send::{hosts::production_hosts, one_shot_client::OneShotClient, resolver::Resolver, target::Target},
    suite::Suite,
};

/// Runs a suite against a target. When the `stop` future completes, the run ends after the request in flight; [`Interrupts`] can abort that
/// request as well. The report has the results up to that moment.
///
/// Do not drop the returned future to end a run: the request in flight may become an order that no report lists. Use `stop`.
///
/// # Errors
/// The target is the production system, a host name without TLS resolves to another machine, no token can be obtained, or the HTTP client
/// cannot be built. After the first case is sent, there is always a report.
pub async fn run<'i>(
    suite: &Suite,
    target: &Target,
    options: &Options,
    stop: impl Into<Interrupts<'i>>,
    progress: &mut (dyn FnMut(Progress<'_>) + Send),
) -> Result<Report, Error> {
    let mut interrupts = stop.into();
    target.reject_production(&production_hosts(&suite.spec.servers))?;
    let mut request_plan = plan::plan_requests(suite, options);
    if !target.credentials().are_given() {
        request_plan = request_plan.without_credentials();
    }
    let http =
        OneShotClient::new(options.timeout, Resolver::new(target.plain_names()), target.uses_tls(), target.proxy())?;
    let mut sender = Sender::new(suite, target, options, http);
    let stopped = match interrupts.unless_stopped(sender.begin()).await {
        Some(begun) => begun.map(|()| None)?,
        None => Some(StopReason::Interrupted),
    };
    let mut results = RunResults::new(suite);
    for (case, why) in &request_plan.left_out {
        results.leave_out(*case, why);
    }
    let summary = request_plan.summary(options);
    sender.limit_requests(summary.max_requests);
    let mut session = Session {
        suite,
        options,
        sender,
        interrupts,
        results,
        stops: StopConditions::new(stopped),
        lockout: Lockout::default(),
        proofs: vec![None; suite.operations().len()],
        made: MadeResources::default(),
        useless_prerequisites: BTreeSet::new(),
        spares_order: false,
        progress,
        planned: summary.requests,
    };
    send_all(&mut session, request_plan.operations).await;
    let Session { sender, results, stops, .. } = session;
    Ok(results.report(suite, target, options, sender, stops.stopped()))
}

/// Sends requests that expect acceptance until the target accepts one to each operation, because rejections are no evidence before that. Then
/// sends every request that expects a rejection; these order nothing at a target that does what the document says. Then sends the remaining
/// requests, those with the most cases first.
async fn send_all(session: &mut Session<'_, '_>, plans: Vec<OperationPlan>) {
    let mut plans: Vec<(usize, OperationPlan)> = plans.into_iter().enumerate().collect();
    // Other operations need the numbers and orders that orders make. Changes come last, because they use up what reading operations need.
    plans.sort_by_key(|(operation, _)| match session.suite.operation(*operation).impact {
        Impact::Orders => 0,
        Impact::Reads => 1,
        Impact::Changes => 2,
    });
    let (mut operations, mut accepted_bases) = (Vec::new(), vec![false; plans.len()]);
    for (operation, plan) in plans {
        operations.push((operation, probe(session, plan).await));
        session.spares_order = true;
    }
    session.spares_order = false;
    for (_, probed) in &mut operations {
        reject_cases::send_all(session, &probed.base, std::mem::take(&mut probed.rejects)).await;
    }
    for (operation, ProbedOperation { mut base, mut queue, mut awaiting_base, others, .. }) in operations {
        queue.push_back(others);
        awaiting_base.extend(accept_cases::send_all(session, &mut base, queue).await);
        let why = "rejected, and so is the base request, which every case is made from";
        for case in awaiting_base.into_iter().flat_map(|queued| queued.planned.cases) {
            session.results.set_verdict(case.index, Verdict::Inconclusive, why);
        }
        accepted_bases[operation] = base.is_accepted();
    }
    let sender = &session.sender;
    session.results.conclude(
        session.suite,
        |operation| accepted_bases[operation],
        |exchange| sender.was_rejected(exchange),
    );
}
