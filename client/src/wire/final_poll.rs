//! Waits that end at a deadline or an event, and poll the future once more at the end, so that data that has arrived is not lost.
//!
//! After the process was stopped or the machine suspended, the runtime may notice that the deadline has passed before it notices data that
//! arrived earlier.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use tokio::task::yield_now;
use tokio::time::{Instant, timeout, timeout_at};

/// The output of a future, if it is ready by the deadline.
pub(crate) async fn until_deadline<F: Future>(deadline: Instant, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    match timeout_at(deadline, &mut future).await {
        Ok(output) => Some(output),
        Err(_) => poll_once_more(future).await,
    }
}

/// The output of a future, if it is ready before the event `end`.
pub(crate) async fn until_event<F: Future>(end: impl Future<Output = ()>, future: F) -> Option<F::Output> {
    let (mut end, mut future) = (pin!(end), pin!(future));
    let first = poll_fn(|cx| match end.as_mut().poll(cx) {
        Poll::Ready(()) => Poll::Ready(None),
        Poll::Pending => future.as_mut().poll(cx).map(Some),
    });
    match first.await {
        Some(output) => Some(output),
        None => poll_once_more(future).await,
    }
}

/// The output of a future, if it is ready once the runtime has polled for arrived data.
async fn poll_once_more<F: Future>(future: F) -> Option<F::Output> {
    yield_now().await;
    timeout(Duration::ZERO, future).await.ok()
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    /// The situation after a stop of the process: the deadline has passed, and the runtime notices the arrived data only at its next poll.
    #[tokio::test(start_paused = true)]
    async fn data_that_has_arrived_by_the_deadline_is_not_lost() {
        let is_noticed = Arc::<AtomicBool>::default();
        let mut polls = 0;
        let arrived = poll_fn(|_| {
            polls += 1;
            if polls == 2 {
                let is_noticed = Arc::clone(&is_noticed);
                tokio::spawn(async move { is_noticed.store(true, Ordering::SeqCst) });
            }
            if is_noticed.load(Ordering::SeqCst) { Poll::Ready(7) } else { Poll::Pending }
        });
        assert_eq!(until_deadline(Instant::now() + Duration::from_secs(1), arrived).await, Some(7));
        assert_eq!(until_deadline(Instant::now() + Duration::from_secs(1), pending::<()>()).await, None);
        assert_eq!(poll_once_more(pending::<()>()).await, None);
    }

    #[tokio::test]
    async fn data_that_has_arrived_before_an_event_is_not_lost() {
        assert_eq!(until_event(pending(), ready(7)).await, Some(7));
        assert_eq!(until_event(ready(()), ready(7)).await, Some(7));
        assert_eq!(until_event(ready(()), pending::<()>()).await, None);
    }
}
