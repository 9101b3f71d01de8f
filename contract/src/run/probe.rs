//! Sends valid requests to an operation until one is accepted: before that, rejections are no evidence.

use super::{
    accept_cases::{Disposition, send_one},
    base_request::BaseRequest,
    bisect::{QueuedRequest, RequestQueue},
    minimize::Minimizer,
    session::Session,
};
use crate::{
    cases::request_draft::RequestEdit,
    evaluate::outcome::{Evidence, may_mean_absence},
    run::plan::{AdaptedCase, OperationPlan, PlannedRequest, with_cases},
};

/// The number of consecutive valid requests to an operation after which it is given up, if each response may mean that the target does not have or
/// allow the operation.
const MAX_ABSENT: usize = 3;

/// An operation after the probe: what is known about the base request, and the requests that are still to be sent.
pub(super) struct ProbedOperation<'a> {
    pub(super) base: BaseRequest,
    /// Requests that should be accepted. The queue begins with those that the target rejected before it accepted any.
    pub(super) queue: RequestQueue<'a>,
    /// Requests that were rejected while the base request was rejected too.
    pub(super) awaiting_base: Vec<QueuedRequest>,
    pub(super) rejects: Vec<PlannedRequest>,
    pub(super) others: Vec<PlannedRequest>,
}

/// Sends the requests that should be accepted until the target accepts the base request. If the target does not seem to have the operation, no
/// further request is sent to it.
pub(super) async fn probe<'a>(session: &mut Session<'a, '_>, plan: OperationPlan) -> ProbedOperation<'a> {
    let mut queue = RequestQueue::new(session.suite, plan.accepts);
    let (mut base, mut awaiting_base, mut awaiting_proof) = (BaseRequest::default(), Vec::new(), Vec::new());
    let mut operation = None;
    let mut absence = Absence::default();
    while !base.is_accepted() {
        // Requests that the limit on orders does not allow now are sent after those that should be rejected.
        if session.spares_order && queue.front().is_some_and(|planned| !session.has_orders_left(planned)) {
            break;
        }
        let Some(queued) = queue.pop() else { break };
        let index = *operation.insert(queued.planned.operation);
        let sent_before = session.sender.sent();
        match send_one(session, &mut base, &mut queue, queued).await {
            Disposition::Accepted(planned) if base.is_rejected() && !planned.verbatim => {
                base.note_accepted_with_edits(needed_edits(session, &planned).await);
                queue.push_front(std::mem::take(&mut awaiting_base));
            }
            Disposition::AwaitsBase(queued) => awaiting_base.push(queued),
            Disposition::AwaitsProof(queued) => awaiting_proof.push(queued),
            Disposition::Accepted(_) | Disposition::Done => {}
        }
        let accepts_others = session.evidence(index) == Evidence::OtherOperation;
        let is_absent =
            session.sender.sent() > sent_before && absence.note(session.sender.last_status(), accepts_others);
        // The base request shows best that the operation is missing.
        if is_absent && !queue.move_base_first() {
            break;
        }
    }
    let mut probed = ProbedOperation { base, queue, awaiting_base, rejects: plan.rejects, others: plan.others };
    match operation.map(|index| session.evidence(index)) {
        Some(Evidence::ThisOperation) => probed.queue.push_front(awaiting_proof),
        Some(_) if absence.is_certain() => give_up(session, &mut probed),
        _ => {}
    }
    probed
}

/// The number of consecutive rejections that may mean that the target does not have or allow the operation.
#[derive(Default)]
struct Absence(usize);

impl Absence {
    /// Notes the status of a response, and returns whether the operation seems to be absent. `accepts_others`: the target accepts requests to
    /// other operations, so a 403 is about this one.
    fn note(&mut self, status: Option<u16>, accepts_others: bool) -> bool {
        let is_absent = status.is_some_and(|status| may_mean_absence(status) || (status == 403 && accepts_others));
        self.0 = if is_absent { self.0 + 1 } else { 0 };
        self.is_certain()
    }

    fn is_certain(&self) -> bool {
        self.0 >= MAX_ABSENT
    }
}

/// Skips every request to the operation that was not sent.
fn give_up(session: &mut Session<'_, '_>, probed: &mut ProbedOperation<'_>) {
    let why = "the target does not seem to have or allow the operation: it rejected each valid request";
    let queued = std::iter::from_fn(|| probed.queue.pop()).map(|queued| queued.planned);
    let unsent: Vec<_> = queued.chain(probed.rejects.drain(..)).chain(probed.others.drain(..)).collect();
    for planned in &unsent {
        session.results.skip(planned, session.orders_for(planned), why);
    }
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
    session.results.explain_base(session.suite, planned.operation, &needed);
    needed.into_iter().flat_map(|case| case.edits).collect()
}

async fn is_accepted(session: &mut Session<'_, '_>, planned: &PlannedRequest, cases: &[AdaptedCase]) -> bool {
    let Some(part) = with_cases(session.suite, planned, cases) else { return false };
    session.may_send(&part).await && session.exchange(&part).await.outcome.is_success()
}
