//! Sends an accepted request again: if it gets a 403 too, the target blocks the run, and its other 403s are no evidence.

use super::session::Session;
use crate::report::{StopReason, verdict::Verdict};

/// Sends the accepted request of an operation again. The rejected requests ordered nothing, so the limit on orders still allows this one.
pub(super) async fn recheck(session: &mut Session<'_, '_>, operation: usize) {
    let Some(proof) = session.proofs[operation].clone() else { return };
    if !session.may_send(&proof).await {
        return;
    }
    let outcome = session.exchange(&proof).await.outcome;
    if outcome.has_status(|status| status == 403) {
        let why = "403: the target blocks the run: it rejected a request that it had accepted before";
        for (cases, exchange) in session.lockout.forbidden() {
            cases.iter().for_each(|case| session.results.set_verdict_at(*case, Verdict::Inconclusive, why, *exchange));
        }
        session.stops.stop(StopReason::Credentials("403".to_owned()));
    }
    session.lockout.set_rechecked();
}
