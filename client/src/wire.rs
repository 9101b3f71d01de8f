//! One request and its response over a connection of its own, with evidence of what left it.
//!
//! There is no pool, no redirect, no retry and no decompression here. It stays our own since no HTTP client above hyper's connection tells
//! whether a byte of a request has left, keeps what arrived of a response that is not HTTP, or checks a deadline directly before the first
//! write. What a response means is not decided here.

pub(crate) mod arrived;
pub(crate) mod connect;
pub(crate) mod counted;
pub(crate) mod evidence;
pub(crate) mod exchange;
pub(crate) mod failure;
pub(crate) mod latest;
pub(crate) mod received;
pub(crate) mod roots;
#[cfg(feature = "testing")]
pub(crate) mod script;
pub(crate) mod timeouts;
pub(crate) mod tls;
