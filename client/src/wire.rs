//! Sends one HTTP request over a new connection, receives its response, and records evidence of what was sent and received.
//!
//! This module has no connection pool, and no redirects, retries or decompression. It is written on top of hyper's connections because no
//! higher-level HTTP client reports whether a byte of a request was sent, keeps the received bytes of a response that is not HTTP, or checks
//! a deadline directly before the first write. [`crate::response`] decides what a response means.

pub(crate) mod connect;
pub(crate) mod connector;
pub(crate) mod evidence;
pub(crate) mod exchange_error;
pub(crate) mod final_poll;
pub(crate) mod http1_connection;
pub(crate) mod http_client;
pub(crate) mod invalid_proxy;
pub(crate) mod metered_stream;
pub(crate) mod proxy;
pub(crate) mod proxy_exceptions;
pub(crate) mod received_bytes;
pub(crate) mod root_certificates;
pub(crate) mod route;
#[cfg(feature = "testing")]
pub(crate) mod scripted_server;
pub(crate) mod send_deadline;
pub(crate) mod tcp;
pub(crate) mod timeouts;
pub(crate) mod tls;
pub(crate) mod tls_certificates;
pub(crate) mod tunnel;
