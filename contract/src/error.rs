//! What can keep a suite from being derived or a run from starting. What happens during a run is a verdict, never an error.

use std::fmt;

use colt_numbers_judge::model::error::SpecError;
use colt_numbers_terminal_text::Safe;

/// Why no suite could be derived, or no run started. No request of a case has been sent when you hold one.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The spec or the case files cannot be read. `at` is a JSON Pointer into the text.
    Spec {
        /// JSON Pointer to what is wrong.
        at: String,
        /// What is wrong there.
        what: String,
    },
    /// The target is the vendor's production system. Contract tests order numbers, so nothing overrides this.
    Production {
        /// The host that was asked for.
        host: String,
    },
    /// An address, a rate, a number pool or a baseline that cannot be used.
    Config {
        /// What is wrong, and with which value.
        what: String,
        /// What to do about it.
        hint: String,
    },
    /// No token could be had.
    Credentials {
        /// What the token endpoint did.
        what: String,
        /// What to do about it.
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

    /// The exit code of a program that stops for this: 1 a broken spec, 4 credentials or configuration, 9 production refused.
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
            Self::Spec { at, what } => write!(f, "the spec cannot be used: `{}`: {}", Safe::new(at), Safe::new(what)),
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
