//! The fault schedule: a queue of fault scripts, and seeded random faults when the queue is empty.
//!
//! The bytes that a fault sends are in `fault_responses`.

use std::collections::VecDeque;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::faults::fault::{Fault, FaultError, FaultTiming};
use crate::state::reserve_numbers;

/// The default time for which connections are refused.
const DEFAULT_REFUSAL: Duration = Duration::from_millis(500);

/// The kind of request that a fault strikes. In JSON and as text: `reservation`, `token`, or the id of an operation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
#[non_exhaustive]
pub enum FaultTarget {
    /// Valid reservations with a valid token. A fault that precedes the request strikes any reservation.
    #[default]
    Reservation,
    /// Valid token requests.
    Token,
    /// Valid requests to another operation, by its id.
    Operation(String),
}

impl FaultTarget {
    /// The requests to an operation.
    pub(crate) fn of_operation(id: &str) -> Self {
        if id == reserve_numbers::ID { Self::Reservation } else { Self::Operation(id.to_owned()) }
    }

    /// The id of the operation, unless the fault strikes token requests.
    pub(crate) fn operation(&self) -> Option<&str> {
        match self {
            Self::Reservation => Some(reserve_numbers::ID),
            Self::Token => None,
            Self::Operation(id) => Some(id),
        }
    }
}

impl From<String> for FaultTarget {
    fn from(text: String) -> Self {
        match text.as_str() {
            "reservation" => Self::Reservation,
            "token" => Self::Token,
            id => Self::of_operation(id),
        }
    }
}

impl From<FaultTarget> for String {
    fn from(target: FaultTarget) -> Self {
        match target {
            FaultTarget::Reservation => "reservation".to_owned(),
            FaultTarget::Token => "token".to_owned(),
            FaultTarget::Operation(id) => id,
        }
    }
}

/// A scheduled fault: which fault strikes which requests, when, and how often. Its JSON form in the admin API is
/// `{"fault": "reset", "when": "after", "on": "reservation", "times": 1, "retryAfter": "5", "lastsMillis": 500}`, where
/// all members but `fault` are optional.
///
/// Its text form is the fault's name, optionally with the prefix `token:` for token requests or `OPERATION:` for the requests to another
/// operation, and the suffix `@before` or `@after`.
///
/// ```
/// use colt_numbers_sandbox::{Fault, FaultScript};
///
/// assert_eq!("token:reset@before".parse::<FaultScript>()?, FaultScript::new(Fault::Reset).on_token().before());
/// # Ok::<(), colt_numbers_sandbox::FaultError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FaultScript {
    pub(crate) fault: Fault,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    when: Option<FaultTiming>,
    #[serde(default)]
    pub(crate) on: FaultTarget,
    #[serde(default = "default_times")]
    pub(crate) times: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) retry_after: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    lasts_millis: Option<u32>,
}

fn default_times() -> u32 {
    1
}

impl FaultScript {
    /// A script that strikes the next reservation once: after the order is recorded if the fault allows it, else before.
    pub fn new(fault: Fault) -> Self {
        Self { fault, when: None, on: FaultTarget::default(), times: 1, retry_after: None, lasts_millis: None }
    }

    /// Strikes before the order is recorded.
    pub fn before(mut self) -> Self {
        self.when = Some(FaultTiming::Before);
        self
    }

    /// Strikes after the order is recorded. If the order is rejected, the rejection is sent without the fault.
    pub fn after(mut self) -> Self {
        self.when = Some(FaultTiming::After);
        self
    }

    /// Strikes token requests instead of reservations; `before` and `after` then refer to issuing the token.
    pub fn on_token(mut self) -> Self {
        self.on = FaultTarget::Token;
        self
    }

    /// Strikes the requests to an operation instead of reservations; `before` and `after` then refer to the effect of the operation.
    pub fn on_operation(mut self, id: &str) -> Self {
        self.on = FaultTarget::of_operation(id);
        self
    }

    /// Strikes this number of requests, one after another.
    pub fn times(mut self, times: u32) -> Self {
        self.times = times;
        self
    }

    /// Sets the value of `Retry-After`, for faults named after a status.
    pub fn retry_after(mut self, value: impl Into<String>) -> Self {
        self.retry_after = Some(value.into());
        self
    }

    /// Sets the maximum duration in milliseconds. For `connection-refused`, it is the time for which connections are refused (default:
    /// 500); for other faults, the time after which the sandbox ends the connection.
    pub fn lasts_millis(mut self, millis: u32) -> Self {
        self.lasts_millis = Some(millis);
        self
    }

    /// Whether the fault strikes before or after the request has its effect, such as a recorded order.
    pub fn timing(&self) -> FaultTiming {
        self.when.unwrap_or_else(|| self.fault.default_timing())
    }

    pub(crate) fn duration(&self) -> Option<Duration> {
        self.lasts_millis.map(|millis| Duration::from_millis(millis.into()))
    }

    fn check(&self) -> Result<(), FaultError> {
        let fault = self.fault;
        if fault.precedes_the_request() && self.timing() == FaultTiming::After {
            return Err(FaultError(format!("`{fault}` strikes before any order can be recorded")));
        }
        let is_header_value = |value: &String| value.bytes().all(|b| b == b'\t' || (b' '..0x7f).contains(&b));
        if !self.retry_after.as_ref().is_none_or(is_header_value) {
            return Err(FaultError(
                "`retryAfter` is not a valid header value: only visible ASCII, spaces and tabs are allowed".to_owned(),
            ));
        }
        Ok(())
    }
}

impl From<Fault> for FaultScript {
    fn from(fault: Fault) -> Self {
        Self::new(fault)
    }
}

impl FromStr for FaultScript {
    type Err = FaultError;

    fn from_str(text: &str) -> Result<Self, FaultError> {
        let (on, text) = match text.rsplit_once(':') {
            Some((on, rest)) => (FaultTarget::from(on.to_owned()), rest),
            None => (FaultTarget::Reservation, text),
        };
        let (name, when) = match text.split_once('@') {
            None => (text, None),
            Some((name, "before")) => (name, Some(FaultTiming::Before)),
            Some((name, "after")) => (name, Some(FaultTiming::After)),
            Some(_) => {
                return Err(FaultError("expected `@before` or `@after` after the name of the fault".to_owned()));
            }
        };
        let script = Self { when, on, ..Self::new(name.parse()?) };
        script.check()?;
        Ok(script)
    }
}

/// Random faults that strike a share of the reservations. The same seed selects the same faults in the same order.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RandomFaults {
    pub(crate) seed: u64,
    pub(crate) rate: f64,
    faults: Vec<Fault>,
}

impl RandomFaults {
    /// Strikes a share of the reservations, from 0 (none) to 1 (all). The rate is clamped to this range.
    pub fn new(seed: u64, rate: f64) -> Self {
        let rate = if rate.is_nan() { 0.0 } else { rate.clamp(0.0, 1.0) };
        Self { seed, rate, faults: Vec::new() }.among(Fault::ALL.iter().copied())
    }

    /// Selects only from these faults. Faults that precede the request are left out, because a random fault is selected when a request has
    /// been read.
    pub fn among(mut self, faults: impl IntoIterator<Item = Fault>) -> Self {
        self.faults = faults.into_iter().filter(|fault| !fault.precedes_the_request()).collect();
        self
    }

    /// The fault that strikes a reservation, by its index. Only valid reservations with a valid token are counted, from 0.
    pub fn draw(&self, reservation: u64) -> Option<(Fault, FaultTiming)> {
        let mut state = mix(self.seed ^ mix(reservation));
        // 53 bits fill the mantissa; the quotient is at least 0 and below 1.
        let share = (state >> 11) as f64 / (1_u64 << 53) as f64;
        if share >= self.rate {
            return None;
        }
        state = mix(state);
        let fault = *pick(&self.faults, state)?;
        let when = *pick(fault.timings(), mix(state))?;
        Some((fault, when))
    }
}

/// Selects an item by a random number.
fn pick<T>(list: &[T], random: u64) -> Option<&T> {
    let length = u64::try_from(list.len()).ok()?;
    list.get(usize::try_from(random.checked_rem(length)?).ok()?)
}

/// The mixing step of SplitMix64. It gives the same result on every platform.
fn mix(state: u64) -> u64 {
    let mut z = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The scheduled faults.
#[derive(Debug, Default)]
pub(crate) struct FaultSchedule {
    queue: VecDeque<FaultScript>,
    random: Option<RandomFaults>,
    /// The number of reservations since the random faults were set.
    reservations: u64,
}

impl FaultSchedule {
    /// Puts a script at the end of the queue.
    pub(crate) fn push(&mut self, mut script: FaultScript) -> Result<(), FaultError> {
        script.check()?;
        script.when = Some(script.timing());
        if script.times > 0 {
            self.queue.push_back(script);
        }
        Ok(())
    }

    /// Sets the random faults that strike when the queue is empty; restarts the count of reservations.
    pub(crate) fn set_random(&mut self, random: Option<RandomFaults>) {
        self.random = random.filter(|random| random.rate > 0.0);
        self.reservations = 0;
    }

    /// Removes and returns the fault for the next request of a kind: the first script for that kind, or else a random fault.
    pub(crate) fn take(&mut self, on: &FaultTarget) -> Option<FaultScript> {
        if let Some(script) = self.take_if(on, |_| true) {
            return Some(script);
        }
        let random = self.random.as_ref().filter(|_| *on == FaultTarget::Reservation)?;
        let selected = random.draw(self.reservations);
        self.reservations += 1;
        selected.map(|(fault, when)| FaultScript { when: Some(when), ..FaultScript::new(fault) })
    }

    /// Removes and returns the first script for a kind of request, if its fault matches.
    pub(crate) fn take_if(&mut self, on: &FaultTarget, matches: impl FnOnce(Fault) -> bool) -> Option<FaultScript> {
        let index = self.queue.iter().position(|script| script.on == *on)?;
        let script = self.queue.get_mut(index).filter(|script| matches(script.fault))?;
        script.times -= 1;
        let taken = FaultScript { times: 1, ..script.clone() };
        if script.times == 0 {
            self.queue.remove(index);
        }
        Some(taken)
    }

    /// The kinds of requests that have scripts, in the order of their first scripts.
    fn targets(&self) -> Vec<FaultTarget> {
        let mut targets: Vec<FaultTarget> = Vec::new();
        for script in &self.queue {
            if !targets.contains(&script.on) {
                targets.push(script.on.clone());
            }
        }
        targets
    }

    /// Whether the next script for any kind of request is `close-after-accept`.
    pub(crate) fn closes_connections(&self) -> bool {
        self.targets().into_iter().any(|on| {
            let first = self.queue.iter().find(|script| script.on == on);
            first.is_some_and(|script| script.fault == Fault::CloseAfterAccept)
        })
    }

    /// Removes the `connection-refused` scripts at the front of the queue; returns their total duration.
    pub(crate) fn take_refusals(&mut self) -> Option<Duration> {
        let mut total = None;
        for on in self.targets() {
            while let Some(script) = self.take_if(&on, |fault| fault == Fault::ConnectionRefused) {
                let duration = script.duration().unwrap_or(DEFAULT_REFUSAL);
                total = Some(total.unwrap_or(Duration::ZERO).saturating_add(duration));
            }
        }
        total
    }

    pub(crate) fn scripts(&self) -> impl Iterator<Item = &FaultScript> {
        self.queue.iter()
    }

    pub(crate) fn random(&self) -> Option<&RandomFaults> {
        self.random.as_ref()
    }
}
