//! Errors that prevent a suite from being derived or a run from starting. Failures during a run are verdicts, never errors.

use std::fmt;

use colt_numbers_judge::model::error::SpecError;
use colt_numbers_terminal_text::Safe;

/// Why a suite could not be derived or a run could not start. No request of a case has been sent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The spec or the case files cannot be read. `at` is a JSON Pointer into the text.
    Spec {
        /// JSON Pointer to the problem.
        at: String,
        /// The problem.
        what: String,
    },
    /// The target is the vendor's production system. Contract tests order numbers, so no option allows it.
    Production {
        /// The host of the target or of its token endpoint.
        host: String,
    },
    /// A URL, a rate, a number pool or a baseline is invalid.
    Config {
        /// The problem, with the value.
        what: String,
        /// What to do.
        hint: String,
    },
    /// No token could be obtained.
    Credentials {
        /// The problem.
        what: String,
        /// What to do.
        hint: String,
    },
}

impl Error {
    pub(crate) fn spec(at: impl Into<String>, what: impl Into<String>) -> Self {
        Self::Spec { at: at.into(), what: what.into() }
    }

    pub(crate) fn config(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Config { what: what.into(), hint: hint.into() }
    }

    pub(crate) fn credentials(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Credentials { what: what.into(), hint: hint.into() }
    }

    /// The problem, without a hint.
    pub(crate) fn problem(&self) -> String {
        match self {
            Self::Spec { at, what } => format!("`{at}`: {what}"),
            Self::Production { host } => host.clone(),
            Self::Config { what, .. } | Self::Credentials { what, .. } => what.clone(),
        }
    }

    /// The exit code of a program that stops with this error: 1 for the spec, 4 for credentials or configuration, 9 for production.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Spec { .. } => 1,
            Self::Production { .. } => 9,
            Self::Config { .. } | Self::Credentials { .. } => 4,
        }
    }
}

impl From<SpecError> for Error {
    fn from(error: SpecError) -> Self {
        Self::spec(error.pointer(), error.problem())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Spec { at, what } => write!(f, "the spec is invalid at `{}`: {}", Safe::new(at), Safe::new(what)),
            Self::Production { host } => write!(
                f,
                "`{}` is the production system: contract tests order numbers and are never run there\n\
                 hint: use the embedded sandbox or the vendor's sandbox",
                Safe::new(host)
            ),
            Self::Config { what, hint } | Self::Credentials { what, hint } => {
                write!(f, "{}\nhint: {}", Safe::new(what), Safe::new(hint))
            }
        }
    }
}

impl std::error::Error for Error {}
