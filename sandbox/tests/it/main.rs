//! The sandbox from outside: over sockets and through its public names.

mod judge;
mod service;
mod state;
mod wire;
