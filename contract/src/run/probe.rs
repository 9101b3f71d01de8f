//! Sends valid requests until one is accepted: before that, rejections are no evidence.

use super::{
    accept_cases::{Disposition, send_one},
    base_request::BaseRequest,
    bisect::{QueuedRequest, RequestQueue},
    minimize::Minimizer,
    session::Session,
};
use crate::{
    cases::request_draft::RequestEdit,
    run::plan::{AdaptedCase, PlannedRequest, with_cases},
};

/// What the probe found out about the base request, and the requests that are still to be sent. The queue begins with the requests that the
/// target rejected before it accepted any.
pub(super) struct ProbeResult<'a> {
    pub(super) base: BaseRequest,
    pub(super) queue: RequestQueue<'a>,
    /// Requests that were rejected while the base request was rejected too.
    pub(super) awaiting_base: Vec<QueuedRequest>,
}

/// Sends the requests that should be accepted until the target accepts the base request.
pub(super) async fn probe<'a>(session: &mut Session<'a, '_>, accepts: Vec<PlannedRequest>) -> ProbeResult<'a> {
    let mut queue = RequestQueue::new(session.suite, accepts);
    let (mut base, mut awaiting_base, mut awaiting_proof) = (BaseRequest::default(), Vec::new(), Vec::new());
    while !base.is_accepted() {
        let Some(queued) = queue.pop() else { break };
        match send_one(session, &mut base, &mut queue, queued).await {
            Disposition::Accepted(planned) if base.is_rejected() && !planned.verbatim => {
                base.note_accepted_with_edits(needed_edits(session, &planned).await);
                queue.push_front(std::mem::take(&mut awaiting_base));
            }
            Disposition::AwaitsBase(queued) => awaiting_base.push(queued),
            Disposition::AwaitsProof(queued) => awaiting_proof.push(queued),
            Disposition::Accepted(_) | Disposition::Done => {}
        }
    }
    if session.is_proven() {
        queue.push_front(awaiting_proof);
    }
    ProbeResult { base, queue, awaiting_base }
}

/// Finds the edits with which the target accepts the base request. The target rejected the unchanged base request, and accepted `planned`, which
/// has several edits.
async fn needed_edits(session: &mut Session<'_, '_>, planned: &PlannedRequest) -> Vec<RequestEdit> {
    let mut minimizer = Minimizer::new(planned.cases.clone());
    while let Some(candidate) = minimizer.candidate() {
        let is_sufficient = is_accepted(session, planned, &candidate).await;
        minimizer.record(candidate, is_sufficient);
    }
    let needed = minimizer.needed();
    session.results.explain_base(session.suite, &needed);
    needed.into_iter().flat_map(|case| case.edits).collect()
}

async fn is_accepted(session: &mut Session<'_, '_>, planned: &PlannedRequest, cases: &[AdaptedCase]) -> bool {
    let Some(part) = with_cases(session.suite, planned, cases) else { return false };
    session.may_send().await && session.exchange(&part).await.1.is_success()
}
