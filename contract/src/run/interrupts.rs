//! How a run is asked to end before its last case: at first it sends nothing more, then it waits for nothing more.

use std::{
    future::{Future, pending},
    pin::{Pin, pin},
};

/// What ends a run before its last case: `stop`, after which it sends nothing more, and `abort`, after which it does not wait for the
/// response in flight either. What was found until then is the report.
///
/// A future that ends is a `stop` alone. A request that is given up by `abort` may be an order once it has a connection: it is in doubt, and
/// reported so.
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
    stop: Once<'a>,
    abort: Once<'a>,
}

impl<'a> Interrupts<'a> {
    /// Both ways to end a run. `abort` needs no `stop` before it.
    pub fn new(stop: impl Future<Output = ()> + Send + 'a, abort: impl Future<Output = ()> + Send + 'a) -> Self {
        Self { stop: Once::new(stop), abort: Once::new(abort) }
    }

    pub(crate) fn is_stopped(&self) -> bool {
        self.stop.has_come
    }

    pub(crate) fn is_aborted(&self) -> bool {
        self.abort.has_come
    }

    /// The result of `work`; `None` where the run was stopped before or meanwhile, and `work` was given up.
    pub(crate) async fn unless_stopped<T>(&mut self, work: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            () = self.stop.came() => None,
            () = self.abort.came() => {
                self.stop.has_come = true;
                None
            }
            result = work => Some(result),
        }
    }

    /// The result of `work`, which a `stop` leaves alone; `None` where the run was aborted before its end.
    pub(crate) async fn unless_aborted<T>(&mut self, work: impl Future<Output = T>) -> Option<T> {
        let mut work = pin!(work);
        loop {
            tokio::select! {
                biased;
                result = &mut work => return Some(result),
                () = self.abort.came() => {
                    self.stop.has_come = true;
                    return None;
                }
                // Noted now, so that a task that waits for it is woken.
                () = self.stop.came(), if !self.stop.has_come => {}
            }
        }
    }
}

impl<'a, F: Future<Output = ()> + Send + 'a> From<F> for Interrupts<'a> {
    fn from(stop: F) -> Self {
        Self::new(stop, pending())
    }
}

/// A future that may be waited for again after its end.
struct Once<'a> {
    future: Pin<Box<dyn Future<Output = ()> + Send + 'a>>,
    has_come: bool,
}

impl<'a> Once<'a> {
    fn new(future: impl Future<Output = ()> + Send + 'a) -> Self {
        Self { future: Box::pin(future), has_come: false }
    }

    async fn came(&mut self) {
        if !self.has_come {
            self.future.as_mut().await;
            self.has_come = true;
        }
    }
}

impl std::fmt::Debug for Once<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Once({})", self.has_come)
    }
}
