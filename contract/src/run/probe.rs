//! Sends valid requests until one is accepted: before that, a rejection proves nothing.

use super::{
    accept_cases::{Step, send_one},
    base_request::Base,
    bisect::{Piece, Queue},
    minimize::Narrowing,
    session::Session,
};
use crate::{
    cases::request_draft::Edit,
    run::plan::{Member, Trial, part},
};

/// What the probe found out, and what it did not send. The queue begins with requests that were rejected before anything was accepted.
pub(super) struct Probed<'a> {
    pub(super) base: Base,
    pub(super) queue: Queue<'a>,
    /// Requests that were rejected while the base was rejected as well.
    pub(super) open: Vec<Piece>,
}

pub(super) async fn probe<'a>(session: &mut Session<'a, '_>, accepts: Vec<Trial>) -> Probed<'a> {
    let mut queue = Queue::new(session.suite, accepts);
    let (mut base, mut open, mut early) = (Base::default(), Vec::new(), Vec::new());
    while !base.is_accepted() {
        let Some(piece) = queue.pop() else { break };
        match send_one(session, &mut base, &mut queue, piece).await {
            Step::Accepted(trial) if base.is_rejected() && !trial.verbatim => {
                base.accept_with(needs(session, &trial).await);
                queue.push_front(std::mem::take(&mut open));
            }
            Step::Open(piece) => open.push(piece),
            Step::Early(piece) => early.push(piece),
            Step::Accepted(_) | Step::Done => {}
        }
    }
    if session.is_proven() {
        queue.push_front(early);
    }
    Probed { base, queue, open }
}

/// The base was rejected and this request, which differs from it in several things, was accepted: finds out which of them it takes.
async fn needs(session: &mut Session<'_, '_>, trial: &Trial) -> Vec<Edit> {
    let mut narrowing = Narrowing::new(trial.cases.clone());
    while let Some(candidate) = narrowing.candidate() {
        let is_enough = is_accepted(session, trial, &candidate).await;
        narrowing.record(candidate, is_enough);
    }
    let needed = narrowing.needed();
    session.results.explain_base(session.suite, &needed);
    needed.into_iter().flat_map(|member| member.edits).collect()
}

async fn is_accepted(session: &mut Session<'_, '_>, trial: &Trial, cases: &[Member]) -> bool {
    let Some(part) = part(session.suite, trial, cases) else { return false };
    session.may_send().await && session.exchange(&part).await.1.is_success()
}
