//! Evidence of an HTTP exchange: whether a byte of the request may have been sent, which bytes were received, and why it was aborted.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use bytes::Bytes;

/// The most bytes of a response's head that are read, interim responses included.
const MAX_HEAD_BYTES: usize = 64 * 1024;
/// The most bytes of a response's body that are read and kept.
pub(crate) const MAX_BODY_BYTES: usize = 1024 * 1024;

/// The most bytes that are kept of a response: head, framing and body together.
const MAX_RECEIVED_BYTES: usize = MAX_HEAD_BYTES + MAX_BODY_BYTES;

/// Why this side aborted a connection.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum AbortReason {
    /// The deadline of the first byte has passed.
    Late,
    /// The peer did not read for too long.
    Stalled,
    /// The peer sent more than is accepted.
    TooLong,
}

/// Evidence of an exchange, shared with the stream that reads and writes the connection.
#[derive(Debug)]
pub(crate) struct Evidence {
    may_have_sent: AtomicBool,
    abort_reason: OnceLock<AbortReason>,
    /// How many more bytes may be read.
    allowance: AtomicUsize,
    received: Mutex<Vec<u8>>,
    /// The length to which `received` is truncated.
    max_received: usize,
}

impl Evidence {
    /// Creates the evidence of an exchange that has not started. At first, only as many bytes may be read as the head of a response may have.
    pub(crate) fn new() -> Arc<Self> {
        Self::keeping(MAX_RECEIVED_BYTES)
    }

    /// Creates the evidence of an exchange whose response contains a secret: no received byte is kept.
    pub(crate) fn of_secret() -> Arc<Self> {
        Self::keeping(0)
    }

    fn keeping(max_received: usize) -> Arc<Self> {
        Arc::new(Self {
            max_received,
            may_have_sent: AtomicBool::new(false),
            abort_reason: OnceLock::new(),
            allowance: AtomicUsize::new(MAX_HEAD_BYTES),
            received: Mutex::default(),
        })
    }

    /// Records that a byte is about to be written.
    pub(crate) fn record_write(&self) {
        self.may_have_sent.store(true, Ordering::SeqCst);
    }

    /// Whether a byte of the request may have been sent.
    pub(crate) fn may_have_sent(&self) -> bool {
        self.may_have_sent.load(Ordering::SeqCst)
    }

    /// Records why the connection is aborted, unless a reason is already recorded.
    pub(crate) fn abort(&self, reason: AbortReason) {
        let _ = self.abort_reason.set(reason);
    }

    /// Why this side aborted the connection, if it did.
    pub(crate) fn abort_reason(&self) -> Option<AbortReason> {
        self.abort_reason.get().copied()
    }

    /// Allows this many more bytes to be read.
    pub(crate) fn allow(&self, bytes: usize) {
        self.allowance.fetch_add(bytes, Ordering::SeqCst);
    }

    /// How many more bytes may be read.
    pub(crate) fn allowance(&self) -> usize {
        self.allowance.load(Ordering::SeqCst)
    }

    /// The bytes received so far, up to the limit.
    pub(crate) fn received(&self) -> Bytes {
        Bytes::copy_from_slice(&self.received_bytes())
    }

    /// Keeps bytes that were read for HTTP, and deducts them from the allowance.
    pub(crate) fn record_read(&self, bytes: &[u8]) {
        self.keep(bytes);
        self.allowance.fetch_sub(bytes.len(), Ordering::SeqCst);
    }

    /// Keeps bytes that were read, up to the limit.
    pub(crate) fn keep(&self, bytes: &[u8]) {
        let mut received = self.received_bytes();
        let room = self.max_received - received.len();
        received.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }

    /// Whether the limit of kept bytes is reached.
    pub(crate) fn is_full(&self) -> bool {
        self.received_bytes().len() >= self.max_received
    }

    fn received_bytes(&self) -> MutexGuard<'_, Vec<u8>> {
        self.received.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
