//! The one call that orders: what is sent, what its response is evidence of, and whether it is sent again.

pub(crate) mod accepted;
pub(crate) mod attempt;
pub(crate) mod builder;
pub(crate) mod call;
pub(crate) mod call_status;
pub(crate) mod client;
pub(crate) mod order_mention;
pub(crate) mod outcome;
pub(crate) mod preview;
pub(crate) mod retries;
pub(crate) mod shared;
pub(crate) mod transport;
pub(crate) mod verdict;
