//! What a person may set for a run.

use std::time::Duration;

use crate::{cases::number_allocator::NumberPool, send::rate_limit::Rate};

/// How a run behaves. The default is careful: three orders, two requests a second.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// The most orders that the run may place, counting what the target takes though it should refuse it, and requests that may have placed
    /// an order ([`Exchange::in_doubt`](crate::Exchange::in_doubt)). What is left then is not run, and reported so. `None`: no bound.
    pub max_orders: Option<u32>,
    /// The most requests that the run may send, those that are sent again included; calls of the token endpoint are not counted. What is
    /// left then is not run, and reported so.
    pub max_requests: usize,
    /// How fast requests follow one another. `None`: at once.
    pub rate: Option<Rate>,
    /// The seed of numbers and tracking ids. Two runs with one seed send the same; with two seeds they share nothing.
    pub run: u64,
    /// Numbers that are known to be free at the target. Used before made-up ones.
    pub numbers: Vec<NumberPool>,
    /// Lock ids that the target knows, one for each request that needs one.
    pub lock_ids: Vec<String>,
    /// Countries in which the account has more than one service profile.
    pub several_service_profiles: Vec<String>,
    /// How long to wait for one answer.
    pub timeout: Duration,
    /// The longest wait that a `Retry-After` may ask for, for all requests of the run together.
    pub max_wait: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            max_orders: Some(3),
            max_requests: 199,
            rate: Some(Rate::per_second(2)),
            run: 0,
            numbers: Vec::new(),
            lock_ids: Vec::new(),
            several_service_profiles: Vec::new(),
            timeout: Duration::from_secs(60),
            max_wait: Duration::from_secs(120),
        }
    }
}

impl Options {
    /// For a target whose orders cost nothing: no bound, no pacing.
    pub fn unbounded() -> Self {
        Self { max_orders: None, rate: None, ..Self::default() }
    }
}
