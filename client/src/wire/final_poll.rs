//! Waits with a deadline that lose nothing that has arrived by then.
//!
//! After the process was stopped or the machine suspended, the runtime may see that the time is up before it sees what arrived meanwhile.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use tokio::task::yield_now;
use tokio::time::{Instant, timeout, timeout_at};

/// What a future gives by the deadline, what has arrived by then included.
pub(crate) async fn by<F: Future>(deadline: Instant, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    match timeout_at(deadline, &mut future).await {
        Ok(output) => Some(output),
        Err(_) => at_once(future).await,
    }
}

/// What a future gives before another one ends, what has arrived by then included.
pub(crate) async fn until<F: Future>(end: impl Future<Output = ()>, future: F) -> Option<F::Output> {
    let (mut end, mut future) = (pin!(end), pin!(future));
    let first = poll_fn(|cx| match end.as_mut().poll(cx) {
        Poll::Ready(()) => Poll::Ready(None),
        Poll::Pending => future.as_mut().poll(cx).map(Some),
    });
    match first.await {
        Some(output) => Some(output),
        None => at_once(future).await,
    }
}

/// What a future gives without a wait, once the runtime has looked for what has arrived.
async fn at_once<F: Future>(future: F) -> Option<F::Output> {
    yield_now().await;
    timeout(Duration::ZERO, future).await.ok()
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    /// As after a stop: the time is up, and what has arrived is seen by the runtime's next look only.
    #[tokio::test(start_paused = true)]
    async fn what_has_arrived_by_the_deadline_is_not_lost() {
        let seen = Arc::<AtomicBool>::default();
        let mut polls = 0;
        let arrived = poll_fn(|_| {
            polls += 1;
            if polls == 2 {
                let seen = Arc::clone(&seen);
                tokio::spawn(async move { seen.store(true, Ordering::SeqCst) });
            }
            if seen.load(Ordering::SeqCst) { Poll::Ready(7) } else { Poll::Pending }
        });
        assert_eq!(by(Instant::now() + Duration::from_secs(1), arrived).await, Some(7));
        assert_eq!(by(Instant::now() + Duration::from_secs(1), pending::<()>()).await, None);
        assert_eq!(at_once(pending::<()>()).await, None);
    }

    #[tokio::test]
    async fn an_end_loses_nothing_that_is_there() {
        assert_eq!(until(pending(), ready(7)).await, Some(7));
        assert_eq!(until(ready(()), ready(7)).await, Some(7));
        assert_eq!(until(ready(()), pending::<()>()).await, None);
    }
}
