//! What a person may set for a run.

use std::{str::FromStr, time::Duration};

use crate::{error::Error, numbers::NumberPool};

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
            rate: Some(Rate { interval: Duration::from_millis(500) }),
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

/// So many requests in a second, a minute or an hour, evenly spread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    interval: Duration,
}

impl Rate {
    /// The time between two requests.
    pub fn interval(self) -> Duration {
        self.interval
    }
}

impl FromStr for Rate {
    type Err = Error;

    /// Reads `2/s`, `30/m` or `100/h`.
    ///
    /// ```
    /// let rate: colt_numbers_contract::Rate = "30/m".parse()?;
    /// assert_eq!(rate.interval().as_secs(), 2);
    /// # Ok::<(), colt_numbers_contract::Error>(())
    /// ```
    fn from_str(text: &str) -> Result<Self, Error> {
        let wrong = || Error::config(format!("`{text}` is no rate"), "write it as `2/s`, `30/m` or `100/h`");
        let (count, unit) = text.trim().split_once('/').ok_or_else(wrong)?;
        let count: u32 = count.parse().ok().filter(|count| *count > 0).ok_or_else(wrong)?;
        let unit = match unit {
            "s" => Duration::from_secs(1),
            "m" => Duration::from_secs(60),
            "h" => Duration::from_secs(3600),
            _ => return Err(wrong()),
        };
        Ok(Self { interval: unit / count })
    }
}
