//! The status of a call in flight: whether its order is in doubt, and a way to give the call up.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use crate::wire::evidence::Evidence;

/// The status of a call: whether its order is in doubt at the moment.
///
/// An order is in doubt from the first byte that may have been sent until a response proves what happened. Clones share the status of one
/// call; see [`Call::status`](crate::Call::status).
#[derive(Clone, Debug, Default)]
pub struct CallStatus {
    evidence: Arc<Mutex<Option<Arc<Evidence>>>>,
    given_up: Arc<watch::Sender<bool>>,
}

impl CallStatus {
    /// Whether the order is in doubt at this moment. False once the call has ended, since its result states the outcome; still true if the
    /// call was dropped in doubt.
    #[must_use]
    pub fn is_in_doubt(&self) -> bool {
        self.current().as_ref().is_some_and(|evidence| evidence.may_have_sent())
    }

    /// Ends a call whose order is in doubt, and keeps the part of the response that has arrived. Dropping the call would lose that part.
    ///
    /// The call returns [`Outcome::Unknown`](crate::Outcome::Unknown), unless the complete response has arrived, and sends nothing again.
    /// If the order is not in doubt, this does nothing. Returns whether it was in doubt.
    #[must_use = "a call that was not in doubt continues"]
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
        // This fails only if the sender is dropped, and `self` owns one.
        let _ = self.given_up.subscribe().wait_for(|given_up| *given_up).await;
    }

    /// Starts an attempt, with evidence of its own.
    pub(crate) fn start_attempt(&self) -> Arc<Evidence> {
        let evidence = Evidence::new();
        *self.current() = Some(Arc::clone(&evidence));
        evidence
    }

    /// Ends the current attempt: its result states from now on whether the order is in doubt.
    pub(crate) fn clear(&self) {
        *self.current() = None;
    }

    fn current(&self) -> MutexGuard<'_, Option<Arc<Evidence>>> {
        self.evidence.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
