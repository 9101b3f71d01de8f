//! The sandbox from outside: over sockets and through its public names.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod faults;
mod judge;
mod service;
mod state;
mod wire;
