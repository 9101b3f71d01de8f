//! What is known of a connection: whether a byte of the request may have left, what arrived, and why it was given up.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use bytes::Bytes;

/// The most of a response's head that is read, interim responses included.
const MAX_HEAD: usize = 64 * 1024;
/// The most of a response's body that is read and kept.
pub(crate) const MAX_BODY: usize = 1024 * 1024;

/// The most that is kept of what was read: head, framing and body together.
const MAX_RECEIVED: usize = MAX_HEAD + MAX_BODY;

/// Why a connection is given up on this side.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum AbortReason {
    /// It is too late to write the first byte.
    Late,
    /// The peer takes nothing for too long.
    Stalled,
    /// The peer sends more than is allowed.
    TooLong,
}

/// What is known of a connection while another task reads and writes it.
#[derive(Debug)]
pub(crate) struct Evidence {
    written: AtomicBool,
    halt: OnceLock<AbortReason>,
    /// How many bytes may still be read.
    allowance: AtomicUsize,
    received: Mutex<Vec<u8>>,
    /// How many bytes are kept of what is read.
    most: usize,
}

impl Evidence {
    /// Evidence of a connection that is yet to be made; the head of an answer may be read from it.
    pub(crate) fn new() -> Arc<Self> {
        Self::keeping(MAX_RECEIVED)
    }

    /// The same for an exchange whose answer is a secret: nothing of it is kept.
    pub(crate) fn of_secret() -> Arc<Self> {
        Self::keeping(0)
    }

    fn keeping(most: usize) -> Arc<Self> {
        Arc::new(Self {
            most,
            written: AtomicBool::new(false),
            halt: OnceLock::new(),
            allowance: AtomicUsize::new(MAX_HEAD),
            received: Mutex::default(),
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

    /// Notes why the connection is given up; the first cause stays.
    pub(crate) fn give_up(&self, why: AbortReason) {
        let _ = self.halt.set(why);
    }

    /// Why the connection was given up, if it was.
    pub(crate) fn halt(&self) -> Option<AbortReason> {
        self.halt.get().copied()
    }

    /// Allows more to be read.
    pub(crate) fn allow(&self, bytes: usize) {
        self.allowance.fetch_add(bytes, Ordering::SeqCst);
    }

    /// How many bytes may still be read.
    pub(crate) fn allowance(&self) -> usize {
        self.allowance.load(Ordering::SeqCst)
    }

    /// What was read so far, byte by byte, up to the limit.
    pub(crate) fn received(&self) -> Bytes {
        Bytes::copy_from_slice(&self.kept())
    }

    /// Notes what HTTP has read: it is kept, and so much less may be read from now on.
    pub(crate) fn read(&self, bytes: &[u8]) {
        self.keep(bytes);
        self.allowance.fetch_sub(bytes.len(), Ordering::SeqCst);
    }

    /// Keeps what was read, up to the limit.
    pub(crate) fn keep(&self, bytes: &[u8]) {
        let mut kept = self.kept();
        let room = self.most - kept.len();
        kept.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }

    /// Whether all is kept that may be.
    pub(crate) fn is_full(&self) -> bool {
        self.kept().len() >= self.most
    }

    fn kept(&self) -> MutexGuard<'_, Vec<u8>> {
        self.received.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
