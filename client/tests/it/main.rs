//! The tests of this crate as its users have it: requests judged, orders sent over real sockets, everything that can go wrong.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod answers;
mod cases;
mod doubt;
mod faults;
mod fixing;
mod hostile;
mod limits;
mod ranges;
mod requests;
mod retries;
mod scripted;
mod secrets;
mod server;
mod soak;
mod tls;
mod tokens;
mod ui;
mod verdicts;
