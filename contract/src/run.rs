//! The run: sends what the schedule says, in an order that costs least, and stops where it should.

mod accept_cases;
mod base_request;
mod bisect;
pub(crate) mod interrupts;
mod lockout;
mod minimize;
pub(crate) mod options;
pub(crate) mod plan;
mod probe;
mod recheck;
mod reject_cases;
mod results;
mod sender;
mod session;
mod stop_conditions;

use self::{
    lockout::Lockout,
    probe::{Probed, probe},
    session::Session,
    stop_conditions::Stops,
};
use crate::{
    error::Error,
    report::{Report, Stop, progress::Progress, verdict::Verdict},
    run::{interrupts::Interrupts, options::Options, plan::Schedule, results::Results, sender::Sender},
    send::{hosts::production_hosts, http_client::Http, target::Target},
    suite::Suite,
};

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
    target.refuse(&production_hosts(&suite.spec.servers))?;
    let mut schedule = plan::schedule(suite, options);
    if !target.credentials().given() {
        schedule = schedule.without_credentials();
    }
    let http = Http::new(options.timeout, target.plain_names(), target.encrypted())?;
    let mut sender = Sender::new(suite, target, options, http);
    let stopped = match interrupts.unless_stopped(sender.begin()).await {
        Some(begun) => begun.map(|()| None)?,
        None => Some(Stop::Interrupted),
    };
    let mut results = Results::new(suite);
    for (case, why) in &schedule.left_out {
        results.leave_out(*case, why);
    }
    let mut session = Session {
        suite,
        options,
        sender,
        interrupts,
        results,
        stops: Stops::new(stopped),
        lockout: Lockout::default(),
        proof: None,
        progress,
        planned: schedule.plan(options).requests,
    };
    send_all(&mut session, schedule).await;
    let Session { sender, results, stops, .. } = session;
    Ok(results.report(suite, target, options, sender, stops.stopped()))
}

/// First requests that should be accepted until one is: without it a rejection proves nothing. Then everything that should be rejected,
/// which costs nothing at a target that does as the document says. Then the rest, cheapest coverage first.
async fn send_all(session: &mut Session<'_, '_>, schedule: Schedule) {
    let Probed { mut base, mut queue, mut open } = probe(session, schedule.accepts).await;
    reject_cases::send_all(session, &base, schedule.rejects).await;
    queue.push_back(schedule.others);
    open.extend(accept_cases::send_all(session, &mut base, queue).await);
    let why = "the request that every case is made of is refused as well";
    for member in open.into_iter().flat_map(|piece| piece.trial.cases) {
        session.results.settle(member.case, Verdict::Inconclusive, why);
    }
    let sender = &session.sender;
    session.results.conclude(session.suite, base.is_accepted(), |exchange| sender.refused(exchange));
}
