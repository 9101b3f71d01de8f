//! Manners: not faster than allowed, and waiting where the target asks for it.

use std::{
    str::FromStr,
    time::{Duration, SystemTime},
};

use tokio::time::{Instant, sleep, sleep_until};

use crate::error::Error;

/// What a target asks for by 429 or 503 where it does not say how long.
const UNSAID: Duration = Duration::from_secs(1);

/// So many requests in a second, a minute or an hour, evenly spread.
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

/// Keeps the time between requests.
#[derive(Debug)]
pub(crate) struct Pacer {
    rate: Option<Rate>,
    next: Option<Instant>,
    /// What may still be waited for at the target's request.
    patience: Duration,
}

impl Pacer {
    pub(crate) fn new(rate: Option<Rate>, patience: Duration) -> Self {
        Self { rate, next: None, patience }
    }

    /// Waits for the next request's turn.
    pub(crate) async fn turn(&mut self) {
        if let Some(next) = self.next {
            sleep_until(next).await;
        }
        self.next = self.rate.map(|rate| Instant::now() + rate.interval());
    }

    /// Waits as long as a target asks for. Gives whether that was within patience; if not, no time is spent.
    pub(crate) async fn obey(&mut self, retry_after: Option<&str>) -> bool {
        let asked = retry_after.map_or(Some(UNSAID), seconds);
        let Some(wait) = asked.filter(|wait| *wait <= self.patience) else { return false };
        self.patience -= wait;
        sleep(wait).await;
        true
    }
}

/// The wait that `Retry-After` asks for, as seconds or as a date. Anything else uses the default wait; an overflow is `None`.
fn seconds(text: &str) -> Option<Duration> {
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok().map(Duration::from_secs);
    }
    let until = httpdate::parse_http_date(text).ok();
    Some(until.map_or(UNSAID, |until| until.duration_since(SystemTime::now()).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn requests_keep_their_distance() {
        let start = Instant::now();
        let mut pacer = Pacer::new(Some("2/s".parse().unwrap()), Duration::ZERO);
        for _ in 0..5 {
            pacer.turn().await;
        }
        assert_eq!(start.elapsed(), Duration::from_secs(2));
        let mut free = Pacer::new(None, Duration::ZERO);
        for _ in 0..5 {
            free.turn().await;
        }
        assert_eq!(start.elapsed(), Duration::from_secs(2));
    }

    #[tokio::test(start_paused = true)]
    async fn the_target_is_obeyed_within_patience() {
        let start = Instant::now();
        let mut pacer = Pacer::new(None, Duration::from_secs(10));
        assert!(pacer.obey(Some("7")).await);
        assert!(!pacer.obey(Some("4")).await);
        assert!(pacer.obey(Some("3")).await);
        assert!(!pacer.obey(Some("99999999999999999999999")).await);
        assert!(!pacer.obey(None).await);
        assert!(pacer.obey(Some("Sun, 06 Nov 1994 08:49:37 GMT")).await);
        assert!(!pacer.obey(Some("Sun, 06 Nov 2994 08:49:37 GMT")).await);
        assert_eq!(start.elapsed(), Duration::from_secs(10));
    }

    #[test]
    fn a_rate_is_read_or_refused() {
        for (text, millis) in [("2/s", 500), ("30/m", 2_000), ("100/h", 36_000)] {
            assert_eq!(text.parse::<Rate>().unwrap().interval(), Duration::from_millis(millis), "{text}");
        }
        for text in ["", "2", "0/s", "-1/s", "2/d", "s/2"] {
            assert!(text.parse::<Rate>().is_err(), "{text}");
        }
    }
}
