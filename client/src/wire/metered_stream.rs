//! A connection that records whether a byte was written, keeps the bytes that were read, and enforces limits: nothing is written after its
//! deadline, and the connection fails if the peer stops reading or sends too much.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use hyper::rt::{Read, ReadBufCursor, Write};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

use crate::wire::connector::ByteStream;
use crate::wire::evidence::{AbortReason, Evidence};
use crate::wire::final_poll::until_deadline;
use crate::wire::send_deadline::SendDeadline;

/// The time limits of writing a request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WriteLimits {
    /// The deadline of its first byte.
    pub(crate) first: SendDeadline,
    /// The deadline of every other byte.
    pub(crate) last: Instant,
    /// How long a write may make no progress because the peer does not read.
    pub(crate) stall: Duration,
}

/// A connection for hyper that fills an [`Evidence`] and enforces its limits.
pub(crate) struct MeteredStream {
    stream: Box<dyn ByteStream>,
    evidence: Arc<Evidence>,
    limits: WriteLimits,
    /// Runs while a write makes no progress.
    stall_timer: Option<Pin<Box<Sleep>>>,
}

impl MeteredStream {
    pub(crate) fn new(stream: Box<dyn ByteStream>, evidence: Arc<Evidence>, limits: WriteLimits) -> Self {
        Self { stream, evidence, limits, stall_timer: None }
    }

    /// Returns the stream, and stops recording its bytes.
    pub(crate) fn into_inner(self) -> Box<dyn ByteStream> {
        self.stream
    }

    /// Reads and keeps bytes that are no longer parsed as HTTP, until the peer closes the connection, the limit of kept bytes is reached, or the
    /// deadline passes. Returns whether any byte arrived.
    pub(crate) async fn read_rest(mut self, deadline: Instant) -> bool {
        let (mut chunk, mut has_arrived) = ([0; 8192], false);
        while !self.evidence.is_full() {
            let mut buffer = ReadBuf::new(&mut chunk);
            let read = poll_fn(|cx| Pin::new(&mut self.stream).poll_read(cx, &mut buffer));
            match until_deadline(deadline, read).await {
                Some(Ok(())) if !buffer.filled().is_empty() => self.evidence.keep(buffer.filled()),
                _ => break,
            }
            has_arrived = true;
        }
        has_arrived
    }

    /// Returns `progress`, or an error if there has been no progress for the time of the stall limit.
    fn with_stall_limit<T>(&mut self, cx: &mut Context<'_>, progress: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if progress.is_ready() {
            self.stall_timer = None;
            return progress;
        }
        let limit = self.limits.stall;
        let timer = self.stall_timer.get_or_insert_with(|| Box::pin(sleep(limit)));
        if timer.as_mut().poll(cx).is_ready() {
            self.evidence.abort(AbortReason::Stalled);
            return Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the peer does not read")));
        }
        Poll::Pending
    }
}

impl Read for MeteredStream {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, mut cursor: ReadBufCursor<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let allowance = this.evidence.allowance();
        if allowance == 0 {
            this.evidence.abort(AbortReason::TooLong);
            return Poll::Ready(Err(io::Error::other("the response is too long")));
        }
        let mut chunk = [0; 8192];
        let room = chunk.len().min(cursor.remaining()).min(allowance);
        let mut buffer = ReadBuf::new(&mut chunk[..room]);
        ready!(Pin::new(&mut this.stream).poll_read(cx, &mut buffer))?;
        let read = buffer.filled();
        cursor.put_slice(read);
        this.evidence.record_read(read);
        Poll::Ready(Ok(()))
    }
}

impl Write for MeteredStream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        if !bytes.is_empty() {
            // The deadlines are checked directly before each write, since the process may have been stopped at any point before.
            let has_started = this.evidence.may_have_sent();
            let is_late = if has_started { Instant::now() >= this.limits.last } else { this.limits.first.has_passed() };
            if is_late {
                if !has_started {
                    this.evidence.abort(AbortReason::Late);
                }
                return Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "too late to send")));
            }
            // Recorded before the write: from here on a byte may have been sent.
            this.evidence.record_write();
        }
        let progress = Pin::new(&mut this.stream).poll_write(cx, bytes);
        this.with_stall_limit(cx, progress)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let progress = Pin::new(&mut this.stream).poll_flush(cx);
        this.with_stall_limit(cx, progress)
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

    /// The rest of a request that was not written completely by the deadline is not written later.
    #[tokio::test(start_paused = true)]
    async fn no_byte_is_written_after_its_deadline() {
        let second = Duration::from_secs(1);
        for (pauses, sent) in
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
            for (pause, byte) in pauses.into_iter().zip([b"a", b"b"]) {
                advance(pause * second).await;
                let _ = poll_fn(|cx| connection.as_mut().poll_write(cx, byte)).await;
            }
            let mut bytes = [0; 8];
            let arrived = tokio::time::timeout(second, peer.read(&mut bytes)).await.map_or(0, Result::unwrap);
            assert_eq!(&bytes[..arrived], sent.as_bytes(), "{pauses:?}");
            let is_late = evidence.abort_reason() == Some(AbortReason::Late);
            assert_eq!((evidence.may_have_sent(), is_late), (!sent.is_empty(), sent.is_empty()), "{pauses:?}");
        }
    }
}
