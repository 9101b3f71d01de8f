//! The call that places an order: its request, the classification of its response, and whether the request is sent again.

pub(crate) mod accepted_order;
pub(crate) mod attempt;
pub(crate) mod authorized_transport;
pub(crate) mod call;
pub(crate) mod call_status;
pub(crate) mod client;
pub(crate) mod client_builder;
pub(crate) mod client_state;
pub(crate) mod order_mention;
pub(crate) mod outcome;
pub(crate) mod preview;
pub(crate) mod reserve_error;
pub(crate) mod response_class;
pub(crate) mod retries;
