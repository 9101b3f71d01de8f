//! Sends the requests that should be accepted, the request with the most cases first, and splits the rejected requests.

use super::{
    base_request::{BaseRequest, is_base_case},
    bisect::{QueuedRequest, RequestQueue},
    recheck::recheck,
    session::{SentRequest, Session},
};
use crate::{
    cases::case::Expectation, evaluate::outcome::Evidence, report::verdict::Verdict, run::plan::PlannedRequest,
    send::one_shot_client::SendOutcome,
};

/// What remains to be done with a request after it was sent.
pub(super) enum Disposition {
    /// Nothing: the target accepted this request.
    Accepted(PlannedRequest),
    /// The target rejected this request, and also the base request: no verdict until the target accepts a request.
    AwaitsBase(QueuedRequest),
    /// The target rejected this request by 403 or 404 before it accepted any, possibly because of the address or the credentials. The request
    /// can be sent again, because such a rejection orders nothing.
    AwaitsProof(QueuedRequest),
    /// Nothing: the request has its verdicts, or was split or skipped.
    Done,
}

/// Sends everything in the queue. Returns the requests that get no verdict because the base request is rejected too.
pub(super) async fn send_all(
    session: &mut Session<'_, '_>,
    base: &mut BaseRequest,
    mut queue: RequestQueue<'_>,
) -> Vec<QueuedRequest> {
    let mut awaiting_base = Vec::new();
    while let Some(queued) = queue.pop() {
        if let Disposition::AwaitsBase(queued) = send_one(session, base, &mut queue, queued).await {
            awaiting_base.push(queued);
        }
    }
    awaiting_base
}

/// Sends one request, unless the run has ended.
pub(super) async fn send_one(
    session: &mut Session<'_, '_>,
    base: &mut BaseRequest,
    queue: &mut RequestQueue<'_>,
    queued: QueuedRequest,
) -> Disposition {
    if !session.may_send_or_skip(&queued.planned).await {
        return Disposition::Done;
    }
    if queue.is_known_rejected(&queued) {
        queue.halve(&queued.planned);
        return Disposition::Done;
    }
    let (queued, is_adapted) = queued.adapt(|planned| base.adapt(session.suite, session.options, planned));
    let sent = session.send(&queued.planned).await;
    let (needs_recheck, operation) = (sent.needs_recheck, queued.planned.operation);
    let disposition = set_verdicts(session, base, queue, queued, &sent, is_adapted);
    if needs_recheck {
        recheck(session, operation).await;
    }
    disposition
}

/// Sets the verdicts on the cases of a request, or splits it.
fn set_verdicts(
    session: &mut Session<'_, '_>,
    base: &mut BaseRequest,
    queue: &mut RequestQueue<'_>,
    queued: QueuedRequest,
    sent: &SentRequest,
    is_adapted: bool,
) -> Disposition {
    let (planned, verdict) = (&queued.planned, sent.verdict.0);
    let should_accept = planned.expect == Expectation::Accept;
    let is_accepted = should_accept && verdict == Verdict::Pass;
    let has_base_case = planned.cases.iter().any(|case| is_base_case(session.suite, case));
    if is_accepted {
        base.note_accepted(has_base_case);
    }
    if verdict != Verdict::Pass {
        queue.note_rejected(&queued);
    }
    // A request whose rejection reports an order is not split, because each part may become an order as well.
    let reports_order = matches!(&sent.outcome, SendOutcome::Response(response) if response.reports_order);
    if should_accept && verdict == Verdict::Drift && !reports_order {
        let is_single = planned.cases.len() == 1;
        if is_single && has_base_case {
            base.note_rejected();
        } else if base.is_rejected() {
            return Disposition::AwaitsBase(queued);
        } else if !is_single {
            session.results.note_split(planned, sent.exchange);
            split(session, queue, planned, has_base_case);
            return Disposition::Done;
        }
    }
    session.set_verdicts(planned, sent, is_adapted);
    let awaits_proof = session.evidence(planned.operation) != Evidence::ThisOperation
        && should_accept
        && sent.outcome.has_status(|status| matches!(status, 403 | 404));
    match (is_accepted, awaits_proof) {
        (true, _) => Disposition::Accepted(queued.planned),
        (false, true) => Disposition::AwaitsProof(queued),
        (false, false) => Disposition::Done,
    }
}

/// Splits the base case from the other cases, which get no verdict if the base case is rejected. Without a base case, splits the cases in halves.
fn split(session: &Session<'_, '_>, queue: &mut RequestQueue<'_>, planned: &PlannedRequest, has_base_case: bool) {
    if has_base_case {
        queue.split_by(planned, |case| is_base_case(session.suite, case));
    } else {
        queue.halve(planned);
    }
}
