//! When which fault strikes: a queue of scripts, and a seeded draw where the queue has none.
//!
//! Not here: what a fault sends (`fault_responses`).

use std::collections::VecDeque;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::faults::fault::{Fault, FaultError, When};

/// How long the port is closed for a refused connection unless the script says otherwise.
const REFUSED_FOR: Duration = Duration::from_millis(500);

/// Which requests a fault strikes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    /// Reservations that are valid and carry a good token; of any kind, where the fault strikes before a request is read.
    #[default]
    Reservation,
    /// Token calls that would be answered with a token.
    Token,
}

/// A fault that is to strike: which, when, and how often. As JSON in the admin API:
/// `{"fault": "reset", "when": "after", "on": "reservation", "times": 1, "retryAfter": "5", "lastsMillis": 500}`, where
/// all but `fault` may be left out.
///
/// As text it is the fault's name, with `token:` before it where it strikes token calls, and `@before` or `@after` behind it.
///
/// ```
/// use colt_numbers_sandbox::{Fault, Script};
///
/// assert_eq!("token:reset@before".parse::<Script>()?, Script::new(Fault::Reset).on_token().before());
/// # Ok::<(), colt_numbers_sandbox::FaultError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Script {
    pub(crate) fault: Fault,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    when: Option<When>,
    #[serde(default)]
    pub(crate) on: Target,
    #[serde(default = "once")]
    times: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) retry_after: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    lasts_millis: Option<u32>,
}

fn once() -> u32 {
    1
}

impl Script {
    /// A fault that strikes the next reservation, once: after the order is recorded where that makes sense, else before.
    pub fn new(fault: Fault) -> Self {
        Self { fault, when: None, on: Target::default(), times: 1, retry_after: None, lasts_millis: None }
    }

    /// Strikes before the order is recorded.
    pub fn before(mut self) -> Self {
        self.when = Some(When::Before);
        self
    }

    /// Strikes after the order is recorded. An order that is refused is answered so, without the fault.
    pub fn after(mut self) -> Self {
        self.when = Some(When::After);
        self
    }

    /// Strikes token calls instead of reservations; what is recorded is then the token.
    pub fn on_token(mut self) -> Self {
        self.on = Target::Token;
        self
    }

    /// Strikes so many requests, one after the other.
    pub fn times(mut self, times: u32) -> Self {
        self.times = times;
        self
    }

    /// The value of `Retry-After`, in place of the fault's own; for the faults that are a status.
    pub fn retry_after(mut self, value: impl Into<String>) -> Self {
        self.retry_after = Some(value.into());
        self
    }

    /// How long it lasts at most, in milliseconds: the time for which connections are refused, half a second unless given;
    /// for the others, the time after which the sandbox ends the connection.
    pub fn lasts_millis(mut self, millis: u32) -> Self {
        self.lasts_millis = Some(millis);
        self
    }

    /// On which side of the recorded order it strikes.
    pub fn when(&self) -> When {
        self.when.unwrap_or_else(|| self.fault.usual_side())
    }

    pub(crate) fn lasts(&self) -> Option<Duration> {
        self.lasts_millis.map(|millis| Duration::from_millis(millis.into()))
    }

    fn check(&self) -> Result<(), FaultError> {
        let fault = self.fault;
        if fault.precedes_the_request() && self.when() == When::After {
            return Err(FaultError(format!("`{fault}` strikes before any order can be recorded")));
        }
        let sendable = |value: &String| value.bytes().all(|b| b == b'\t' || (b' '..0x7f).contains(&b));
        if !self.retry_after.as_ref().is_none_or(sendable) {
            return Err(FaultError("`retryAfter` is no header's value: only visible ASCII and blanks".to_owned()));
        }
        Ok(())
    }
}

impl From<Fault> for Script {
    fn from(fault: Fault) -> Self {
        Self::new(fault)
    }
}

impl FromStr for Script {
    type Err = FaultError;

    fn from_str(text: &str) -> Result<Self, FaultError> {
        let (on, text) = match text.strip_prefix("token:") {
            Some(rest) => (Target::Token, rest),
            None => (Target::Reservation, text),
        };
        let (name, when) = match text.split_once('@') {
            None => (text, None),
            Some((name, "before")) => (name, Some(When::Before)),
            Some((name, "after")) => (name, Some(When::After)),
            Some(_) => {
                return Err(FaultError("behind the fault stands `@before` or `@after`".to_owned()));
            }
        };
        let script = Self { when, on, ..Self::new(name.parse()?) };
        script.check()?;
        Ok(script)
    }
}

/// Faults drawn at random: a share of the reservations, the same ones and in the same order for the same seed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Random {
    seed: u64,
    rate: f64,
    faults: Vec<Fault>,
}

impl Random {
    /// Draws a fault for a share of the reservations: 0 for none, 1 for each; what lies outside counts as the nearer of them.
    pub fn new(seed: u64, rate: f64) -> Self {
        let rate = if rate.is_nan() { 0.0 } else { rate.clamp(0.0, 1.0) };
        Self { seed, rate, faults: Vec::new() }.among(Fault::ALL.iter().copied())
    }

    /// Draws among these faults only. Those that strike before a request can be read are left out: it is a request that
    /// a fault is drawn for.
    pub fn among(mut self, faults: impl IntoIterator<Item = Fault>) -> Self {
        self.faults = faults.into_iter().filter(|fault| !fault.precedes_the_request()).collect();
        self
    }

    /// What strikes the reservation of a number, counted from 0; only valid reservations with a good token count.
    pub fn draw(&self, reservation: u64) -> Option<(Fault, When)> {
        let mut state = mix(self.seed ^ mix(reservation));
        // 53 bits fill the mantissa; the quotient is at least 0 and below 1.
        let share = (state >> 11) as f64 / (1_u64 << 53) as f64;
        if share >= self.rate {
            return None;
        }
        state = mix(state);
        let fault = *pick(&self.faults, state)?;
        let when = *pick(fault.sides(), mix(state))?;
        Some((fault, when))
    }
}

/// One of a list, by a random number.
fn pick<T>(list: &[T], random: u64) -> Option<&T> {
    let length = u64::try_from(list.len()).ok()?;
    list.get(usize::try_from(random.checked_rem(length)?).ok()?)
}

/// The step of SplitMix64: well mixed, and the same on every machine.
fn mix(state: u64) -> u64 {
    let mut z = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// What is to strike from now on.
#[derive(Debug, Default)]
pub(crate) struct Schedule {
    queue: VecDeque<Script>,
    random: Option<Random>,
    drawn: u64,
}

impl Schedule {
    /// Puts a script at the end of the queue.
    pub(crate) fn push(&mut self, mut script: Script) -> Result<(), FaultError> {
        script.check()?;
        script.when = Some(script.when());
        if script.times > 0 {
            self.queue.push_back(script);
        }
        Ok(())
    }

    /// Draws from now on where the queue has nothing; counts reservations anew.
    pub(crate) fn set_random(&mut self, random: Option<Random>) {
        self.random = random.filter(|random| random.rate > 0.0);
        self.drawn = 0;
    }

    /// What strikes the next request: the first script for it, or what is drawn.
    pub(crate) fn take(&mut self, on: Target) -> Option<Script> {
        if let Some(script) = self.take_if(on, |_| true) {
            return Some(script);
        }
        let random = self.random.as_ref().filter(|_| on == Target::Reservation)?;
        let drawn = random.draw(self.drawn);
        self.drawn += 1;
        drawn.map(|(fault, when)| Script { when: Some(when), ..Script::new(fault) })
    }

    /// The first script for a kind of request, where it is of these faults.
    pub(crate) fn take_if(&mut self, on: Target, wanted: impl FnOnce(Fault) -> bool) -> Option<Script> {
        let index = self.queue.iter().position(|script| script.on == on)?;
        let script = self.queue.get_mut(index).filter(|script| wanted(script.fault))?;
        script.times -= 1;
        let taken = Script { times: 1, ..script.clone() };
        if script.times == 0 {
            self.queue.remove(index);
        }
        Some(taken)
    }

    /// Whether the next request of either kind is to find its connection closed.
    pub(crate) fn closes_connections(&self) -> bool {
        [Target::Reservation, Target::Token].into_iter().any(|on| {
            let first = self.queue.iter().find(|script| script.on == on);
            first.is_some_and(|script| script.fault == Fault::CloseAfterAccept)
        })
    }

    /// Takes the refusals of connections that have come to the front; how long they last together.
    pub(crate) fn take_refusals(&mut self) -> Option<Duration> {
        let mut total = None;
        for on in [Target::Reservation, Target::Token] {
            while let Some(script) = self.take_if(on, |fault| fault == Fault::ConnectionRefused) {
                let lasts = script.lasts().unwrap_or(REFUSED_FOR);
                total = Some(total.unwrap_or(Duration::ZERO).saturating_add(lasts));
            }
        }
        total
    }

    pub(crate) fn scripts(&self) -> impl Iterator<Item = &Script> {
        self.queue.iter()
    }

    pub(crate) fn random(&self) -> Option<&Random> {
        self.random.as_ref()
    }
}
