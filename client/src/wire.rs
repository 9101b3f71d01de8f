//! One HTTP request and its response over a connection of its own, with evidence of which bytes were sent and received.
//!
//! There is no connection pool, redirect, retry or decompression here. This is hand-written on top of hyper's connection because no HTTP
//! client above it reports whether a byte of a request was sent, keeps what was received of a response that is not HTTP, or checks a deadline
//! directly before the first write. What a response means is decided in [`crate::order`].

pub(crate) mod connect;
pub(crate) mod evidence;
pub(crate) mod exchange_error;
pub(crate) mod final_poll;
pub(crate) mod http_client;
pub(crate) mod metered_stream;
pub(crate) mod received_bytes;
pub(crate) mod root_certificates;
#[cfg(feature = "testing")]
pub(crate) mod scripted_server;
pub(crate) mod send_deadline;
pub(crate) mod timeouts;
pub(crate) mod tls;
