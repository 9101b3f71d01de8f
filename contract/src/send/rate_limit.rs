//! Limits the rate of requests, and waits as long as `Retry-After` asks for.

use std::{
    str::FromStr,
    time::{Duration, SystemTime},
};

use tokio::time::{Instant, sleep, sleep_until};

use crate::error::Error;

/// The wait after a 429 or 503 whose `Retry-After` is missing or invalid.
const DEFAULT_WAIT: Duration = Duration::from_secs(1);

/// A rate limit: a number of requests per second, minute or hour, evenly spaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    interval: Duration,
}

impl Rate {
    pub(crate) const fn per_second(count: u32) -> Self {
        Self { interval: Duration::from_millis(1000 / count as u64) }
    }

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
        let invalid = || Error::config(format!("`{text}` is not a valid rate"), "write it as `2/s`, `30/m` or `100/h`");
        let (count, unit) = text.trim().split_once('/').ok_or_else(invalid)?;
        let count: u32 = count.parse().ok().filter(|count| *count > 0).ok_or_else(invalid)?;
        let unit = match unit {
            "s" => Duration::from_secs(1),
            "m" => Duration::from_secs(60),
            "h" => Duration::from_secs(3600),
            _ => return Err(invalid()),
        };
        Ok(Self { interval: unit / count })
    }
}

/// Spaces requests by the rate, and waits when the target asks for it.
#[derive(Debug)]
pub(crate) struct RateLimiter {
    rate: Option<Rate>,
    next: Option<Instant>,
    /// The time that may still be spent on waits that the target asks for.
    wait_budget: Duration,
}

impl RateLimiter {
    pub(crate) fn new(rate: Option<Rate>, wait_budget: Duration) -> Self {
        Self { rate, next: None, wait_budget }
    }

    /// Waits until the next request may be sent.
    pub(crate) async fn wait_for_slot(&mut self) {
        if let Some(next) = self.next {
            sleep_until(next).await;
        }
        self.next = self.rate.map(|rate| Instant::now() + rate.interval());
    }

    /// Waits as long as the target asks for, and returns `true`. If the wait exceeds the wait budget, returns `false` at once.
    pub(crate) async fn wait_for_retry_after(&mut self, retry_after: Option<&str>) -> bool {
        let asked = retry_after.map_or(Some(DEFAULT_WAIT), parse_retry_after);
        let Some(wait) = asked.filter(|wait| *wait <= self.wait_budget) else { return false };
        self.wait_budget -= wait;
        sleep(wait).await;
        true
    }
}

/// The wait that `Retry-After` asks for, in seconds or as a date. Any other text gives the default wait; `None` if the number is too large.
fn parse_retry_after(text: &str) -> Option<Duration> {
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok().map(Duration::from_secs);
    }
    let until = httpdate::parse_http_date(text).ok();
    Some(until.map_or(DEFAULT_WAIT, |until| until.duration_since(SystemTime::now()).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn requests_are_spaced_by_the_rate() {
        let start = Instant::now();
        let mut rate_limiter = RateLimiter::new(Some("2/s".parse().unwrap()), Duration::ZERO);
        for _ in 0..5 {
            rate_limiter.wait_for_slot().await;
        }
        assert_eq!(start.elapsed(), Duration::from_secs(2));
        let mut unlimited = RateLimiter::new(None, Duration::ZERO);
        for _ in 0..5 {
            unlimited.wait_for_slot().await;
        }
        assert_eq!(start.elapsed(), Duration::from_secs(2));
    }

    #[tokio::test(start_paused = true)]
    async fn the_wait_is_as_long_as_retry_after_within_the_budget() {
        let start = Instant::now();
        let mut rate_limiter = RateLimiter::new(None, Duration::from_secs(10));
        assert!(rate_limiter.wait_for_retry_after(Some("7")).await);
        assert!(!rate_limiter.wait_for_retry_after(Some("4")).await);
        assert!(rate_limiter.wait_for_retry_after(Some("3")).await);
        assert!(!rate_limiter.wait_for_retry_after(Some("99999999999999999999999")).await);
        assert!(!rate_limiter.wait_for_retry_after(None).await);
        assert!(rate_limiter.wait_for_retry_after(Some("Sun, 06 Nov 1994 08:49:37 GMT")).await);
        assert!(!rate_limiter.wait_for_retry_after(Some("Sun, 06 Nov 2994 08:49:37 GMT")).await);
        assert_eq!(start.elapsed(), Duration::from_secs(10));
    }

    #[test]
    fn a_rate_is_parsed_or_rejected() {
        for (text, millis) in [("2/s", 500), ("30/m", 2_000), ("100/h", 36_000)] {
            assert_eq!(text.parse::<Rate>().unwrap().interval(), Duration::from_millis(millis), "{text}");
        }
        for text in ["", "2", "0/s", "-1/s", "2/d", "s/2"] {
            assert!(text.parse::<Rate>().is_err(), "{text}");
        }
    }
}
