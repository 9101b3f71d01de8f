//! Stops a run: at first it claims no more, then it gives up what is on its way.

use std::sync::Arc;

use colt_numbers::ReservationCall;
use tokio::sync::watch;

/// How far a run is stopped.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum StopLevel {
    Running,
    /// Claim no more, and wait for what is on its way.
    Claiming,
    /// Leave what is on its way in doubt.
    Sending,
}

/// A handle that stops a run, from [`Run::stopper`](crate::Run::stopper).
#[derive(Clone, Debug)]
pub struct Stopper(Arc<watch::Sender<StopLevel>>);

impl Stopper {
    pub(crate) fn new() -> Self {
        Self(Arc::new(watch::Sender::new(StopLevel::Running)))
    }

    /// Claims no more orders. What is on its way is waited for: nothing comes to be in doubt by this.
    pub fn stop(&self) {
        self.raise(StopLevel::Claiming);
    }

    /// Also waits no longer for responses: orders whose request may have left are recorded as unknown, with what has arrived of the response.
    pub fn give_up(&self) {
        self.raise(StopLevel::Sending);
    }

    fn raise(&self, level: StopLevel) {
        self.0.send_if_modified(|current| {
            let is_raised = level > *current;
            *current = level.max(*current);
            is_raised
        });
    }

    pub(crate) fn is_stopped(&self) -> bool {
        *self.0.borrow() > StopLevel::Running
    }

    /// Completes once the run is stopped as far as this.
    pub(crate) async fn reached(&self, level: StopLevel) {
        // Waiting fails only if the sender is dropped, but `self` owns it.
        let _ = self.0.subscribe().wait_for(|current| *current >= level).await;
    }

    /// Sends a call until it ends or is given up. `None` if it was given up before a byte of it left, so that nothing was ordered.
    pub(crate) async fn send<'c, T: Future>(
        &self,
        call: ReservationCall<'c>,
        send: impl FnOnce(ReservationCall<'c>) -> T,
    ) -> Option<T::Output> {
        let status = call.status();
        let mut sending = std::pin::pin!(send(call));
        let given_up = self.reached(StopLevel::Sending);
        tokio::select! {
            biased;
            result = &mut sending => return Some(result),
            () = given_up => {}
        }
        // Nothing runs between the question and the answer, because this task alone polls the call.
        if status.give_up() { Some(sending.await) } else { None }
    }
}
