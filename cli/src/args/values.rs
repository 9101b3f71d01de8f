//! Parses values of the command line.

use std::str::FromStr;
use std::time::{Duration, SystemTime};

use clap::ValueEnum;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use colt_numbers::{Country, Operation, Rule};
use colt_numbers_journal::State;
use colt_numbers_sandbox::FaultScript;

/// When colours are used.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum Color {
    Auto,
    Always,
    Never,
}

/// A command that prints JSON.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub enum CommandWithJson {
    Reserve,
    Call,
    Plan,
    Apply,
    Status,
    Reconcile,
    Lapses,
    Journal,
    Operations,
    Check,
    Rules,
    Sandbox,
    Contract,
    Version,
}

/// A range `FIRST..LAST`; its numbers are checked later, as part of the request.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RangeArg {
    pub start: String,
    pub end: String,
}

impl FromStr for RangeArg {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (start, end) = text
            .split_once("..")
            .filter(|(start, end)| !start.trim().is_empty() && !end.trim().is_empty())
            .ok_or("expected two numbers with `..` between them, for example `+442081324700..+442081324709`")?;
        Ok(Self { start: start.to_owned(), end: end.to_owned() })
    }
}

/// A parameter `NAME=VALUE`; its value is checked later, as part of the request.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ParamArg {
    pub name: String,
    pub value: String,
}

impl FromStr for ParamArg {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, value) = text.split_once('=').ok_or("expected `NAME=VALUE`")?;
        Ok(Self { name: name.to_owned(), value: value.to_owned() })
    }
}

/// Parses a text that must not be blank. A blank value is most likely an unset variable of a script, not the wish to leave the option out.
pub fn non_blank(text: &str) -> Result<String, &'static str> {
    if text.trim().is_empty() {
        Err("the value is blank; give a value, or leave the option out")
    } else {
        Ok(text.to_owned())
    }
}

/// Parses the id of an operation.
pub fn operation() -> impl TypedValueParser<Value = &'static Operation> {
    PossibleValuesParser::new(Operation::ALL.iter().map(|operation| operation.id))
        .try_map(|id| Operation::by_id(&id).ok_or("not an operation"))
}

/// Parses the id of a rule.
pub fn rule() -> impl TypedValueParser<Value = Rule> {
    PossibleValuesParser::new(Rule::ALL.map(Rule::id)).try_map(|id| id.parse::<Rule>())
}

/// Parses the code of a country.
pub fn country() -> impl TypedValueParser<Value = Country> {
    PossibleValuesParser::new(Country::TEXTS).try_map(|code| code.parse::<Country>())
}

/// Parses the state of an order.
pub fn state() -> impl TypedValueParser<Value = State> {
    PossibleValuesParser::new(State::ALL.map(State::as_str)).try_map(|name| State::parse(&name).ok_or("not a state"))
}

/// Parses a time with its time zone.
pub fn time(text: &str) -> Result<SystemTime, &'static str> {
    let time = text.trim().parse::<jiff::Timestamp>();
    time.map(SystemTime::from).map_err(|_| "expected a time with its zone, for example `2027-01-05T09:00Z`")
}

/// Parses a number of days: `14d`.
pub fn days(text: &str) -> Result<u32, &'static str> {
    /// About a century.
    const MAX_DAYS: u32 = 36_500;
    let days = text.trim().strip_suffix('d').and_then(|days| days.parse().ok());
    days.filter(|days| *days <= MAX_DAYS).ok_or("expected a number of days of at most 36500, for example `14d`")
}

const MAX_TIMEOUT: Duration = Duration::from_secs(86_400);

/// Parses a timeout: a number of seconds, which may have a fraction.
pub fn seconds(text: &str) -> Result<Duration, &'static str> {
    let seconds = text.parse::<f64>().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    seconds
        .filter(|time| !time.is_zero() && *time <= MAX_TIMEOUT)
        .ok_or("expected a number of seconds above 0 and at most 86400")
}

/// Parses a fault: its name, with an optional prefix and suffix.
pub fn fault(text: &str) -> Result<FaultScript, String> {
    text.parse().map_err(|error| format!("{error}; `colt-numbers sandbox --list-faults` lists the faults"))
}

/// Parses the share of reservations that fail: a number from 0 to 1, both included.
pub fn share(text: &str) -> Result<f64, &'static str> {
    text.parse()
        .ok()
        .filter(|share| (0.0..=1.0).contains(share))
        .ok_or("expected a number from 0 to 1, for example `0.25`")
}
