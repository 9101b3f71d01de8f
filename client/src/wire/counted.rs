//! A connection that knows whether anything was written to it, and that gives up on a peer that takes nothing or sends too much.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::rt::{Read, ReadBufCursor, Write};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

use super::MAX_HEAD;
use super::connect::Stream;

/// What is known of a connection while somebody else reads and writes it.
#[derive(Debug)]
pub(crate) struct Evidence {
    written: AtomicBool,
    stalled: AtomicBool,
    allowance: AtomicUsize,
    overrun: AtomicBool,
}

impl Evidence {
    /// Evidence of a connection that is yet to be made; the head of an answer may be read from it.
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self {
            written: AtomicBool::new(false),
            stalled: AtomicBool::new(false),
            allowance: AtomicUsize::new(MAX_HEAD),
            overrun: AtomicBool::new(false),
        })
    }

    /// Notes that a byte may have left.
    pub(crate) fn written(&self) {
        self.written.store(true, Ordering::SeqCst);
    }

    /// Whether a byte may have left.
    pub(crate) fn may_have_left(&self) -> bool {
        self.written.load(Ordering::SeqCst)
    }

    /// Whether the peer took nothing for too long.
    pub(crate) fn stalled(&self) -> bool {
        self.stalled.load(Ordering::SeqCst)
    }

    /// Whether the peer sent more than was allowed.
    pub(crate) fn overrun(&self) -> bool {
        self.overrun.load(Ordering::SeqCst)
    }

    /// Allows more to be read.
    pub(crate) fn allow(&self, bytes: usize) {
        self.allowance.fetch_add(bytes, Ordering::SeqCst);
    }
}

/// The connection itself, in the form that hyper takes.
pub(crate) struct Counted {
    stream: Box<dyn Stream>,
    evidence: Arc<Evidence>,
    patience: Duration,
    /// Runs while the peer takes nothing.
    stall: Option<Pin<Box<Sleep>>>,
}

impl Counted {
    pub(crate) fn new(stream: Box<dyn Stream>, evidence: Arc<Evidence>, patience: Duration) -> Self {
        Self { stream, evidence, patience, stall: None }
    }

    /// Passes progress on; where there is none, lets the time run.
    fn patiently<T>(&mut self, cx: &mut Context<'_>, progress: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if progress.is_ready() {
            self.stall = None;
            return progress;
        }
        let patience = self.patience;
        let stall = self.stall.get_or_insert_with(|| Box::pin(sleep(patience)));
        if stall.as_mut().poll(cx).is_ready() {
            self.evidence.stalled.store(true, Ordering::SeqCst);
            return Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the peer takes nothing")));
        }
        Poll::Pending
    }
}

impl Read for Counted {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, mut cursor: ReadBufCursor<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let allowance = this.evidence.allowance.load(Ordering::SeqCst);
        if allowance == 0 {
            this.evidence.overrun.store(true, Ordering::SeqCst);
            return Poll::Ready(Err(io::Error::other("the answer is too long")));
        }
        let mut chunk = [0; 8192];
        let room = chunk.len().min(cursor.remaining()).min(allowance);
        let mut buffer = ReadBuf::new(&mut chunk[..room]);
        match Pin::new(&mut this.stream).poll_read(cx, &mut buffer) {
            Poll::Ready(Ok(())) => {
                let read = buffer.filled();
                cursor.put_slice(read);
                this.evidence.allowance.fetch_sub(read.len(), Ordering::SeqCst);
                Poll::Ready(Ok(()))
            }
            other => other,
        }
    }
}

impl Write for Counted {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        // Set before the attempt: from here on, nobody can say for certain that nothing left.
        if !bytes.is_empty() {
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
