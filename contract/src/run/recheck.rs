//! Sends the request that was accepted before once more: a 403 for it as well means that the target locks the run out, and nothing follows
//! from its other rejections.

use super::session::Session;
use crate::report::{Stop, verdict::Verdict};

/// None of the rejected requests ordered anything, so the bound on orders has room for one more.
pub(super) async fn recheck(session: &mut Session<'_, '_>) {
    let Some(proof) = session.proof.clone() else { return };
    if !session.may_send().await {
        return;
    }
    let (_, outcome) = session.exchange(&proof).await;
    if outcome.has_status(|status| status == 403) {
        let why = "403: the target shut the run out: it refused a request that it had taken before";
        for (cases, exchange) in session.lockout.row() {
            cases.iter().for_each(|case| session.results.settle_at(*case, Verdict::Inconclusive, why, *exchange));
        }
        session.stops.stop(Stop::Credentials("403".to_owned()));
    }
    session.lockout.asked();
}
