//! Sends the requests that should be rejected, one case each. They order nothing at a target that does as the document says.

use super::{base_request::Base, recheck::recheck, session::Session};
use crate::run::plan::Trial;

pub(super) async fn send_all(session: &mut Session<'_, '_>, base: &Base, trials: Vec<Trial>) {
    for trial in trials {
        if !session.may_send_or_skip(&trial).await {
            continue;
        }
        let (trial, fits) = base.fit(session.suite, session.options, trial);
        let sent = session.send(&trial).await;
        session.settle(&trial, &sent, fits);
        if sent.is_suspicious {
            recheck(session).await;
        }
    }
}
