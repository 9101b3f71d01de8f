//! Interrupts a run: `stop` ends it after the request in flight, `abort` gives up that request as well.

use std::{
    future::{Future, pending},
    pin::{Pin, pin},
};

/// Two futures that end a run before its last case. After `stop` has completed, the run sends no further request. After
/// `abort` has completed, the run does not wait for the response in flight either. The report has the results up to that moment.
///
/// A single future converts to a `stop`. An aborted request that had a connection may become an order: the report marks it as in doubt.
///
/// ```
/// use colt_numbers_contract::Interrupts;
///
/// let never = Interrupts::from(std::future::pending());
/// let twice = Interrupts::new(std::future::pending(), std::future::pending());
/// # drop((never, twice));
/// ```
#[derive(Debug)]
pub struct Interrupts<'a> {
    stop: FusedFuture<'a>,
    abort: FusedFuture<'a>,
}

impl<'a> Interrupts<'a> {
    /// Interrupts with both futures. `abort` works even if `stop` has not completed.
    pub fn new(stop: impl Future<Output = ()> + Send + 'a, abort: impl Future<Output = ()> + Send + 'a) -> Self {
        Self { stop: FusedFuture::new(stop), abort: FusedFuture::new(abort) }
    }

    pub(crate) fn is_stopped(&self) -> bool {
        self.stop.is_done
    }

    pub(crate) fn is_aborted(&self) -> bool {
        self.abort.is_done
    }

    /// The result of `work`; `None` if the run was stopped before `work` completed. In that case `work` is dropped.
    pub(crate) async fn unless_stopped<T>(&mut self, work: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            () = self.stop.wait() => None,
            () = self.abort.wait() => {
                self.stop.is_done = true;
                None
            }
            result = work => Some(result),
        }
    }

    /// The result of `work`; `None` if the run was aborted before `work` completed. A `stop` does not affect it.
    pub(crate) async fn unless_aborted<T>(&mut self, work: impl Future<Output = T>) -> Option<T> {
        let mut work = pin!(work);
        loop {
            tokio::select! {
                biased;
                result = &mut work => return Some(result),
                () = self.abort.wait() => {
                    self.stop.is_done = true;
                    return None;
                }
                // `stop` is polled here as well, so that `is_stopped` is up to date after `work`.
                () = self.stop.wait(), if !self.stop.is_done => {}
            }
        }
    }
}

impl<'a, F: Future<Output = ()> + Send + 'a> From<F> for Interrupts<'a> {
    fn from(stop: F) -> Self {
        Self::new(stop, pending())
    }
}

/// A future that can be awaited again after it has completed.
struct FusedFuture<'a> {
    future: Pin<Box<dyn Future<Output = ()> + Send + 'a>>,
    is_done: bool,
}

impl<'a> FusedFuture<'a> {
    fn new(future: impl Future<Output = ()> + Send + 'a) -> Self {
        Self { future: Box::pin(future), is_done: false }
    }

    async fn wait(&mut self) {
        if !self.is_done {
            self.future.as_mut().await;
            self.is_done = true;
        }
    }
}

impl std::fmt::Debug for FusedFuture<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FusedFuture({})", self.is_done)
    }
}
