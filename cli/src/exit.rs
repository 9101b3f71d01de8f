//! Exit codes: their numbers, names and meanings, and the one that an order's outcome gives.

use std::process::ExitCode;

use colt_numbers::{Outcome, ReserveError};

/// How the program ends.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[repr(u8)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// A bug, or a machine that does not work.
    Internal = 1,
    /// The command line, or a file that it names.
    Usage = 2,
    /// The request is invalid; nothing was sent.
    InvalidReservation = 3,
    /// Credentials or configuration.
    Configuration = 4,
    /// The server said no.
    Rejected = 5,
    /// Whether there is an order is not known.
    Doubt = 6,
    /// Not now, or not sent. Of `contract`: without new drift, and something stays unclear, or cases were not run.
    NotNow = 7,
    /// Document and reality differ.
    Drift = 8,
    /// A spend guard stopped it.
    Guard = 9,
    /// Interrupted; nothing is in doubt.
    Interrupted = 130,
}

impl Exit {
    /// Every way to end, by its number.
    pub const ALL: [Self; 11] = [
        Self::Done,
        Self::Internal,
        Self::Usage,
        Self::InvalidReservation,
        Self::Configuration,
        Self::Rejected,
        Self::Doubt,
        Self::NotNow,
        Self::Drift,
        Self::Guard,
        Self::Interrupted,
    ];

    /// The code for an order that was not accepted.
    pub fn of_error(error: &ReserveError) -> Self {
        match error.outcome() {
            Outcome::NotSent if error.is_auth_error() => Self::Configuration,
            Outcome::NotSent | Outcome::Refused => Self::NotNow,
            Outcome::Rejected => Self::Rejected,
            // Any other outcome is in doubt.
            _ => Self::Doubt,
        }
    }

    /// The number that a shell sees.
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The way to end that has a number.
    pub fn of_code(code: u8) -> Self {
        Self::ALL.into_iter().find(|exit| exit.code() == code).unwrap_or(Self::Internal)
    }

    /// What the help says about it.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Internal => "internal error",
            Self::Usage => "usage: the command line, or a file that cannot be read",
            Self::InvalidReservation => "the request breaks a rule or the schema; nothing was sent",
            Self::Configuration => "credentials or configuration",
            Self::Rejected => "the server rejected it; nothing was ordered",
            Self::Doubt => "outcome unknown or unreadable: there may be an order; reconcile",
            Self::NotNow => "refused for now (429, 503), or not sent; for `contract`: unclear, or not all was run",
            Self::Drift => "drift found by a check",
            Self::Guard => "a spend guard stopped it; nothing was sent",
            Self::Interrupted => "interrupted; nothing is in doubt",
        }
    }

    /// `outcome` in JSON, for an end that has no other.
    pub const fn outcome(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Internal => "internal",
            Self::Usage => "usage",
            Self::InvalidReservation => "invalid",
            Self::Configuration => "configuration",
            Self::Rejected => "rejected",
            Self::Doubt => "unknown",
            Self::NotNow => "notSent",
            Self::Drift => "drift",
            Self::Guard => "spendGuard",
            Self::Interrupted => "interrupted",
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
