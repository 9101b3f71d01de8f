//! The options of a run.

use std::time::Duration;

use crate::{cases::number_allocator::NumberPool, send::rate_limit::Rate};

/// The options of a run. The default is at most three orders, no other change of the target's state, and two requests per second.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Options {
    /// The most orders that the run may place. Invalid requests that the target accepts count, and so do requests that may have placed an
    /// order ([`Exchange::in_doubt`](crate::Exchange::in_doubt)). The remaining cases are reported as not run. `None`: no limit.
    pub max_orders: Option<u32>,
    /// The most requests that the run may send, including repeated ones, but not those to the token endpoint. The remaining cases are reported
    /// as not run. `None`: [`Plan::max_requests`](crate::Plan::max_requests), which follows from the plan.
    pub max_requests: Option<usize>,
    /// Whether the run may send requests that change the state of the target without placing an order. Otherwise the cases of such operations
    /// are left out.
    pub allow_changes: bool,
    /// The rate of requests. `None`: no limit.
    pub rate: Option<Rate>,
    /// The seed of numbers and tracking ids. Runs with the same seed send the same requests; runs with different seeds share neither numbers nor ids.
    pub seed: u64,
    /// Numbers that are free at the target. They are used before generated ones.
    pub numbers: Vec<NumberPool>,
    /// Lock ids that exist at the target. Each request that needs a lock uses up one id.
    pub lock_ids: Vec<String>,
    /// Countries in which the account has several service profiles.
    pub several_service_profiles: Vec<String>,
    /// The time limit for one response.
    pub timeout: Duration,
    /// The most time that the run spends on waits that `Retry-After` asks for, all together.
    pub max_wait: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            max_orders: Some(3),
            max_requests: None,
            allow_changes: false,
            rate: Some(Rate::per_second(2)),
            seed: 0,
            numbers: Vec::new(),
            lock_ids: Vec::new(),
            several_service_profiles: Vec::new(),
            timeout: Duration::from_secs(60),
            max_wait: Duration::from_secs(120),
        }
    }
}

impl Options {
    /// Options for a target whose orders cost nothing: neither orders nor the rate are limited, and requests may change the state of the target.
    pub fn unbounded() -> Self {
        Self { max_orders: None, rate: None, allow_changes: true, ..Self::default() }
    }
}
