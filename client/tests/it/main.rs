//! The tests of this crate as its users have it: requests judged, orders sent over real sockets, everything that can go wrong.

mod cases;
mod fixing;
mod ranges;
mod requests;
mod verdicts;
