//! Exit codes: their numbers, meanings and names in JSON, and the exit code of each outcome of a call.

use std::process::ExitCode;

use colt_numbers::{Outcome, SendError};

/// An exit code.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[repr(u8)]
pub enum Exit {
    /// Success.
    Done = 0,
    /// A bug, or an error of the operating system.
    Internal = 1,
    /// An error in the command line, or in a file that the command line names.
    Usage = 2,
    /// The request is invalid; nothing was sent.
    InvalidRequest = 3,
    /// An error in the credentials or the configuration.
    Configuration = 4,
    /// The server rejected the request.
    Rejected = 5,
    /// The outcome is unknown: there may be an order, or another effect. For `status`, `reconcile`,
    /// `lapses --fail`, `journal check` and `journal resume`: the journal has an order in doubt.
    Doubt = 6,
    /// Refused for now, or not sent. For `apply`: an order is still planned. For `contract`: no new drift, but a case is inconclusive or was not run.
    NotNow = 7,
    /// A check found something: `contract` found drift, `lapses --fail` a reservation that may lapse, `journal check` a problem.
    Drift = 8,
    /// A guard stopped the command: orders or a request were not confirmed, the limit of a plan is reached, or the target of `contract` is
    /// production.
    Guard = 9,
    /// Interrupted; nothing is in doubt.
    Interrupted = 130,
}

impl Exit {
    /// All exit codes, by number.
    pub const ALL: [Self; 11] = [
        Self::Done,
        Self::Internal,
        Self::Usage,
        Self::InvalidRequest,
        Self::Configuration,
        Self::Rejected,
        Self::Doubt,
        Self::NotNow,
        Self::Drift,
        Self::Guard,
        Self::Interrupted,
    ];

    /// The exit code for a call that was not accepted.
    pub fn of_error(error: &SendError) -> Self {
        match error.outcome() {
            Outcome::NotSent if error.is_auth_error() => Self::Configuration,
            Outcome::NotSent | Outcome::Refused => Self::NotNow,
            Outcome::Rejected => Self::Rejected,
            // Any other outcome is in doubt.
            _ => Self::Doubt,
        }
    }

    /// The number of the exit code.
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The exit code with this number; `Internal` for an unknown number.
    pub fn of_code(code: u8) -> Self {
        Self::ALL.into_iter().find(|exit| exit.code() == code).unwrap_or(Self::Internal)
    }

    /// The description of the exit code in the help.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Done => "success",
            Self::Internal => "internal error",
            Self::Usage => "usage error: invalid command line, or a file that cannot be read",
            Self::InvalidRequest => "invalid request: it breaks the schema or a rule; nothing was sent",
            Self::Configuration => "credentials or configuration are missing or invalid",
            Self::Rejected => "the server rejected the request; nothing was ordered",
            Self::Doubt => "in doubt: there may be an order or another effect; do not resend",
            Self::NotNow => "refused for now (429, 503) or not sent; apply, contract: incomplete",
            Self::Drift => "contract: the server differs from the spec; or lapses, journal check",
            Self::Guard => "not confirmed; apply: limit reached; contract: target is production",
            Self::Interrupted => "interrupted; nothing is in doubt",
        }
    }

    /// The member `outcome` in the JSON of a command that failed.
    pub const fn outcome(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Internal => "internal",
            Self::Usage => "usage",
            Self::InvalidRequest => "invalid",
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
