//! Whether a call is in doubt while it is on its way, and how to give it up then.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use crate::wire::evidence::Evidence;

/// Whether a call is in doubt right now: a byte may have left, and there is no clear answer yet.
#[derive(Clone, Debug, Default)]
pub struct CallStatus {
    evidence: Arc<Mutex<Option<Arc<Evidence>>>>,
    given_up: Arc<watch::Sender<bool>>,
}

impl CallStatus {
    /// Whether the order is in doubt at this moment. False once the call has ended: its result states the outcome.
    #[must_use]
    pub fn is_in_doubt(&self) -> bool {
        self.current().as_ref().is_some_and(|evidence| evidence.may_have_left())
    }

    /// Gives up waiting where the order is in doubt: the call ends with what has arrived of the response, which is lost where the call is
    /// dropped instead. That is [`Outcome::Unknown`](crate::Outcome::Unknown) unless all of it is there. Nothing is sent again. Gives whether
    /// the order was in doubt; otherwise nothing changes.
    #[must_use = "a call that was not in doubt goes on"]
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

    /// Ends when the call was given up.
    pub(crate) async fn given_up(&self) {
        // It fails where the sender is gone, and this has one.
        let _ = self.given_up.subscribe().wait_for(|given_up| *given_up).await;
    }

    pub(crate) fn begin(&self) -> Arc<Evidence> {
        let evidence = Evidence::new();
        *self.current() = Some(Arc::clone(&evidence));
        evidence
    }

    pub(crate) fn clear(&self) {
        *self.current() = None;
    }

    fn current(&self) -> MutexGuard<'_, Option<Arc<Evidence>>> {
        self.evidence.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
