//! A connection that notes whether anything was written to it and keeps what was read from it. It writes nothing once it is too late for
//! that, and gives up on a peer that takes nothing or sends too much.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use hyper::rt::{Read, ReadBufCursor, Write};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

use crate::wire::connect::ByteStream;
use crate::wire::evidence::{AbortReason, Evidence};
use crate::wire::final_poll::by;
use crate::wire::send_deadline::SendDeadline;

/// Until when a request may be written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WriteLimits {
    /// Its first byte.
    pub(crate) first: SendDeadline,
    /// Any other one.
    pub(crate) last: Instant,
    /// How long the peer may take nothing.
    pub(crate) stall: Duration,
}

/// The connection itself, in the form that hyper takes.
pub(crate) struct MeteredStream {
    stream: Box<dyn ByteStream>,
    evidence: Arc<Evidence>,
    limits: WriteLimits,
    /// Runs while the peer takes nothing.
    stall: Option<Pin<Box<Sleep>>>,
}

impl MeteredStream {
    pub(crate) fn new(stream: Box<dyn ByteStream>, evidence: Arc<Evidence>, limits: WriteLimits) -> Self {
        Self { stream, evidence, limits, stall: None }
    }

    /// Reads what else arrives and keeps it, although it has no meaning to HTTP: until the peer ends, the limit, or the deadline. Gives
    /// whether anything arrived.
    pub(crate) async fn read_rest(mut self, deadline: Instant) -> bool {
        let (mut chunk, mut has_arrived) = ([0; 8192], false);
        while !self.evidence.is_full() {
            let mut buffer = ReadBuf::new(&mut chunk);
            let read = poll_fn(|cx| Pin::new(&mut self.stream).poll_read(cx, &mut buffer));
            match by(deadline, read).await {
                Some(Ok(())) if !buffer.filled().is_empty() => self.evidence.keep(buffer.filled()),
                _ => break,
            }
            has_arrived = true;
        }
        has_arrived
    }

    /// Passes progress on; where there is none, lets the time run.
    fn patiently<T>(&mut self, cx: &mut Context<'_>, progress: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if progress.is_ready() {
            self.stall = None;
            return progress;
        }
        let time = self.limits.stall;
        let stall = self.stall.get_or_insert_with(|| Box::pin(sleep(time)));
        if stall.as_mut().poll(cx).is_ready() {
            self.evidence.give_up(AbortReason::Stalled);
            return Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the peer takes nothing")));
        }
        Poll::Pending
    }
}

impl Read for MeteredStream {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, mut cursor: ReadBufCursor<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let allowance = this.evidence.allowance();
        if allowance == 0 {
            this.evidence.give_up(AbortReason::TooLong);
            return Poll::Ready(Err(io::Error::other("the answer is too long")));
        }
        let mut chunk = [0; 8192];
        let room = chunk.len().min(cursor.remaining()).min(allowance);
        let mut buffer = ReadBuf::new(&mut chunk[..room]);
        ready!(Pin::new(&mut this.stream).poll_read(cx, &mut buffer))?;
        let read = buffer.filled();
        cursor.put_slice(read);
        this.evidence.read(read);
        Poll::Ready(Ok(()))
    }
}

impl Write for MeteredStream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        if !bytes.is_empty() {
            // Directly before each write, since the process may have been stopped anywhere before.
            let has_begun = this.evidence.may_have_left();
            let is_late = if has_begun { Instant::now() >= this.limits.last } else { this.limits.first.is_past() };
            if is_late {
                if !has_begun {
                    this.evidence.give_up(AbortReason::Late);
                }
                return Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "too late to send")));
            }
            // Set before the attempt: from here on, nobody can say for certain that nothing left.
            this.evidence.written();
        }
        let progress = Pin::new(&mut this.stream).poll_write(cx, bytes);
        this.patiently(cx, progress)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let progress = Pin::new(&mut this.stream).poll_flush(cx);
        this.patiently(cx, progress)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;

    use tokio::io::AsyncReadExt as _;
    use tokio::time::advance;

    use super::*;

    /// A request that did not leave whole in time is not made whole afterwards.
    #[tokio::test(start_paused = true)]
    async fn no_byte_leaves_after_its_time() {
        let second = Duration::from_secs(1);
        for (stops, left) in
            [([0, 0], "ab"), ([2, 0], "ab"), ([0, 2], "ab"), ([3, 0], ""), ([0, 4], "a"), ([2, 2], "a")]
        {
            let (stream, mut peer) = tokio::io::duplex(8);
            let evidence = Evidence::new();
            let limits = WriteLimits {
                first: SendDeadline::after(3 * second),
                last: Instant::now() + 4 * second,
                stall: second,
            };
            let mut connection = pin!(MeteredStream::new(Box::new(stream), Arc::clone(&evidence), limits));
            for (stop, byte) in stops.into_iter().zip([b"a", b"b"]) {
                advance(stop * second).await;
                let _ = poll_fn(|cx| connection.as_mut().poll_write(cx, byte)).await;
            }
            let mut bytes = [0; 8];
            let arrived = tokio::time::timeout(second, peer.read(&mut bytes)).await.map_or(0, Result::unwrap);
            assert_eq!(&bytes[..arrived], left.as_bytes(), "{stops:?}");
            let is_late = evidence.halt() == Some(AbortReason::Late);
            assert_eq!((evidence.may_have_left(), is_late), (!left.is_empty(), left.is_empty()), "{stops:?}");
        }
    }
}
