//! Sends the requests that should be rejected, one case each. They order nothing at a target that does what the document says.

use super::{base_request::BaseRequest, recheck::recheck, session::Session};
use crate::run::plan::PlannedRequest;

pub(super) async fn send_all(session: &mut Session<'_, '_>, base: &BaseRequest, planned_requests: Vec<PlannedRequest>) {
    for planned in planned_requests {
        if !session.may_send_or_skip(&planned).await {
            continue;
        }
        let (planned, is_adapted) = base.adapt(session.suite, session.options, planned);
        let sent = session.send(&planned).await;
        session.set_verdicts(&planned, &sent, is_adapted);
        if sent.needs_recheck {
            recheck(session, planned.operation).await;
        }
    }
}
