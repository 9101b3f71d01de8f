//! Fault injection: the known faults, the schedule that selects the requests they strike, and the bytes that they send.

pub(crate) mod fault;
pub(crate) mod fault_responses;
pub(crate) mod fault_schedule;
pub(crate) mod socket_faults;
