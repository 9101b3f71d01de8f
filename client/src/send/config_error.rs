//! The error of an invalid configuration of a client.

use std::error::Error;
use std::fmt;

use crate::cause::{Cause, source};
use crate::response::sanitize::sanitize;
use crate::wire::tls_certificates::TlsError;

/// Why a configuration is invalid. Nothing was sent. `Display` prints the reason on one line, without secrets.
///
/// ```
/// use colt_numbers::{Client, ConfigErrorKind, Target};
///
/// let error = Client::builder(Target::sandbox()).application("my billing program, 2.1").build().unwrap_err();
/// assert_eq!(error.kind(), ConfigErrorKind::Application);
/// ```
#[derive(Clone, Debug)]
pub struct ConfigError {
    kind: ConfigErrorKind,
    reason: String,
    cause: Option<Cause>,
}

/// Which part of a configuration is invalid.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum ConfigErrorKind {
    /// The credentials or the token source: missing, not for this target, or both at once.
    Credentials,
    /// TLS: a certificate, a key, or the root certificates of the platform.
    Tls,
    /// The proxy or the connector: both are set, or one of them would carry `http` without [`Target::plain_http`](crate::Target::plain_http).
    Connection,
    /// The name of the application.
    Application,
}

impl ConfigError {
    /// Which part is invalid.
    #[must_use]
    pub fn kind(&self) -> ConfigErrorKind {
        self.kind
    }

    pub(crate) fn of_credentials(reason: String) -> Self {
        Self { kind: ConfigErrorKind::Credentials, reason, cause: None }
    }

    pub(crate) fn of_tls(error: TlsError) -> Self {
        let reason = format!("TLS cannot be set up: {}", error.reason);
        Self { kind: ConfigErrorKind::Tls, reason, cause: error.cause }
    }

    pub(crate) fn of_connection(reason: String) -> Self {
        Self { kind: ConfigErrorKind::Connection, reason, cause: None }
    }

    pub(crate) fn of_application(application: &str) -> Self {
        let reason = format!(
            "`{}` is not a name for `User-Agent`; give a name and a version without blanks, such as `billing/2.1`",
            sanitize(application)
        );
        Self { kind: ConfigErrorKind::Application, reason, cause: None }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl Error for ConfigError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        source(self.cause.as_ref())
    }
}
