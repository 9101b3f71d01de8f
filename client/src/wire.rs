//! One request and its response over a connection of its own, with evidence of what left it.
//!
//! There is no pool, no redirect, no retry and no decompression here. It stays our own since no HTTP client above hyper's connection tells
//! whether a byte of a request has left, keeps what arrived of a response that is not HTTP, or checks a deadline directly before the first
//! write. What a response means is not decided here.

pub(crate) mod connect;
pub(crate) mod evidence;
pub(crate) mod exchange_error;
pub(crate) mod final_poll;
pub(crate) mod http_client;
pub(crate) mod metered_stream;
pub(crate) mod raw_response;
pub(crate) mod root_certificates;
#[cfg(feature = "testing")]
pub(crate) mod scripted_server;
pub(crate) mod send_deadline;
pub(crate) mod timeouts;
pub(crate) mod tls;
