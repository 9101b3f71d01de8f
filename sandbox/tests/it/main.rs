//! The sandbox from outside: over sockets and through its public names.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod fault_connections;
mod fault_schedule;
mod faults;
mod origin;
mod readme;
mod served;
mod service;
mod state;
mod strict;
mod wire;
