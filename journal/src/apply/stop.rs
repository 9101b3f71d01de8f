//! Stops a run in two levels: first it claims no more orders, then it gives up the orders that are being sent.

use std::sync::Arc;

use colt_numbers::ReservationCall;
use tokio::sync::watch;

/// How far a run is stopped.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum StopLevel {
    Running,
    /// Claim no more orders, and wait for those that are being sent.
    Claiming,
    /// Also give up the orders that are being sent.
    Sending,
}

/// A handle that stops a run, from [`Run::stopper`](crate::Run::stopper).
#[derive(Clone, Debug)]
pub struct Stopper(Arc<watch::Sender<StopLevel>>);

impl Stopper {
    pub(crate) fn new() -> Self {
        Self(Arc::new(watch::Sender::new(StopLevel::Running)))
    }

    /// Claims no more orders, and waits for those that are being sent. No order becomes in doubt because of this.
    pub fn stop(&self) {
        self.raise(StopLevel::Claiming);
    }

    /// Also stops waiting for responses: orders of which a byte may have been sent are recorded as unknown, with the part of the response that has
    /// arrived. The others stay planned.
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

    /// Completes once the run is stopped at this level or a higher one.
    pub(crate) async fn reached(&self, level: StopLevel) {
        // Waiting fails only if the sender is dropped, but `self` owns it.
        let _ = self.0.subscribe().wait_for(|current| *current >= level).await;
    }

    /// Sends a call until it ends or is given up. `None` if it was given up before a byte was sent, so nothing was ordered.
    pub(crate) async fn send<T: Future>(
        &self,
        call: ReservationCall,
        send: impl FnOnce(ReservationCall) -> T,
    ) -> Option<T::Output> {
        let status = call.status();
        let mut sending = std::pin::pin!(send(call));
        let given_up = self.reached(StopLevel::Sending);
        tokio::select! {
            biased;
            result = &mut sending => return Some(result),
            () = given_up => {}
        }
        // The call cannot send a byte in between, because only this task polls it.
        if status.give_up() { Some(sending.await) } else { None }
    }
}
