//! What goes wrong on purpose: the faults by name, when each strikes, and the bytes it sends.

pub(crate) mod fault;
pub(crate) mod repertoire;
pub(crate) mod schedule;
pub(crate) mod socket;
