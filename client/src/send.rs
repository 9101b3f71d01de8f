//! Sends a request of any operation: the client and its configuration, a call and its attempts, and what a call returns.

pub(crate) mod accepted;
pub(crate) mod attempt;
pub(crate) mod attempts;
pub(crate) mod authorization;
pub(crate) mod authorized_transport;
pub(crate) mod call;
pub(crate) mod call_status;
pub(crate) mod client;
pub(crate) mod client_builder;
pub(crate) mod client_state;
pub(crate) mod config_error;
pub(crate) mod day;
pub(crate) mod invalid_text;
pub(crate) mod order;
pub(crate) mod outcome;
pub(crate) mod preview;
pub(crate) mod reservation_call;
pub(crate) mod retries;
pub(crate) mod send_error;
pub(crate) mod user_agent;
