//! A handle to a call: it states whether the outcome is in doubt, and can end the call.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use crate::wire::evidence::Evidence;

/// A handle to a call, from [`Call::status`](crate::Call::status) or [`ReservationCall::status`](crate::ReservationCall::status). It states
/// whether the outcome is in doubt, and can end the call.
///
/// While a call runs, its outcome (such as an order) is in doubt from the first byte that may have been sent until a response proves what
/// happened. Clones are handles to the same call.
#[derive(Clone, Debug, Default)]
pub struct CallStatus {
    attempts: Arc<Mutex<AttemptEvidence>>,
    given_up: Arc<watch::Sender<bool>>,
}

/// The evidence of the attempts of a call.
#[derive(Debug, Default)]
struct AttemptEvidence {
    /// The evidence of the attempt that runs.
    current: Option<Arc<Evidence>>,
    /// Whether the outcome of an attempt that has ended is unknown, and the request is sent again nevertheless.
    is_earlier_unknown: bool,
}

impl CallStatus {
    /// Whether the outcome is in doubt at this moment.
    ///
    /// After the call has returned, this is false, even if its outcome is in doubt: see [`Outcome`](crate::Outcome). If the call was dropped while
    /// its outcome was in doubt, this stays true.
    #[must_use]
    pub fn is_in_doubt(&self) -> bool {
        let attempts = self.attempts();
        attempts.is_earlier_unknown || attempts.current.as_ref().is_some_and(|evidence| evidence.may_have_sent())
    }

    /// Ends a call whose outcome is in doubt, and keeps the part of the response that has arrived. Dropping the call would lose that part.
    ///
    /// Returns true if the outcome is in doubt. Then the call sends nothing again, and returns the result of the response if the complete
    /// response has arrived, otherwise [`Outcome::Unknown`](crate::Outcome::Unknown). Returns false if the outcome is not in doubt. Then the
    /// call continues.
    #[must_use = "if this returns false, the call was not ended and continues"]
    pub fn give_up(&self) -> bool {
        let is_in_doubt = self.is_in_doubt();
        if is_in_doubt {
            self.given_up.send_replace(true);
        }
        is_in_doubt
    }

    pub(crate) fn is_given_up(&self) -> bool {
        *self.given_up.borrow()
    }

    /// Completes once the call is given up.
    pub(crate) async fn given_up(&self) {
        // Waiting fails only if the sender is dropped, but `self` owns the sender.
        let _ = self.given_up.subscribe().wait_for(|given_up| *given_up).await;
    }

    /// Starts an attempt with new evidence, and returns the evidence.
    pub(crate) fn start_attempt(&self) -> Arc<Evidence> {
        let evidence = Evidence::new();
        self.attempts().current = Some(Arc::clone(&evidence));
        evidence
    }

    /// Ends the current attempt. If its outcome is unknown and the request is sent again, the call stays in doubt.
    pub(crate) fn end_attempt(&self, is_unknown: bool) {
        let mut attempts = self.attempts();
        attempts.current = None;
        attempts.is_earlier_unknown |= is_unknown;
    }

    /// Ends the call. From now on, its result states whether its outcome is in doubt.
    pub(crate) fn clear(&self) {
        *self.attempts() = AttemptEvidence::default();
    }

    fn attempts(&self) -> MutexGuard<'_, AttemptEvidence> {
        self.attempts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
