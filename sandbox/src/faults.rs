//! What goes wrong on purpose: the faults by name, when each strikes, and the bytes it sends.

pub(crate) mod fault;
pub(crate) mod fault_responses;
pub(crate) mod fault_schedule;
pub(crate) mod socket_faults;
