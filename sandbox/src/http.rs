//! HTTP: the listener, its connections, the routes, and the endpoints behind them.
//!
//! A request is read (`request`), checked (`guard`, then an endpoint) and responded to (`response`). Fault injection is in `faults`, and
//! the recorded data in `state`.

mod admin;
pub(crate) mod app;
mod connection;
mod guard;
pub(crate) mod listener;
mod operation;
pub(crate) mod origin;
mod page;
mod recorder;
mod redaction;
mod request;
mod response;
pub(crate) mod server;
pub(crate) mod tls;
mod token;
