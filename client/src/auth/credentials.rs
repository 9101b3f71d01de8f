//! OAuth 2.0 client credentials: a client id and its secret, bound to one target and never printed.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use crate::secret::Secret;
use crate::target::Target;

/// A client id and its secret (OAuth 2.0 client credentials, RFC 6749, 4.4) for one [`Target`].
///
/// The client sends the credentials only to the target's token endpoint, which returns bearer tokens for them. `Debug` prints neither the id nor
/// the secret.
///
/// ```
/// use colt_numbers::{Credentials, Target};
///
/// let credentials = Credentials::new(&Target::sandbox(), "my-client-id", "my-client-secret")?;
/// assert!(!format!("{credentials:?}").contains("my-client"));
/// # Ok::<(), colt_numbers::InvalidCredentials>(())
/// ```
#[derive(Clone, Debug)]
pub struct Credentials {
    target: Target,
    id: Secret,
    secret: Secret,
}

impl Credentials {
    /// Binds a client id and its secret to the target that the vendor issued them for.
    ///
    /// Building a client of another target with these credentials fails with a [`ConfigError`](crate::ConfigError).
    ///
    /// # Errors
    /// [`InvalidCredentials`] if the id or the secret is empty or contains a control character, or if the id contains a colon. HTTP Basic can
    /// carry neither control characters nor a colon in the id (RFC 7617, 2).
    pub fn new(target: &Target, id: impl Into<String>, secret: impl Into<String>) -> Result<Self, InvalidCredentials> {
        let (id, secret) = (Secret::new(id), Secret::new(secret));
        let kind = if id.expose().is_empty() {
            InvalidCredentialsKind::EmptyId
        } else if secret.expose().is_empty() {
            InvalidCredentialsKind::EmptySecret
        } else if id.expose().contains(':') {
            InvalidCredentialsKind::Colon
        } else if [&id, &secret].iter().any(|text| text.expose().chars().any(char::is_control)) {
            InvalidCredentialsKind::ControlCharacter
        } else {
            return Ok(Self { target: target.clone(), id, secret });
        };
        Err(InvalidCredentials { kind })
    }

    pub(crate) fn id(&self) -> &str {
        self.id.expose()
    }

    pub(crate) fn target(&self) -> &Target {
        &self.target
    }

    /// The credentials of HTTP Basic: base64 of `id:secret` (RFC 7617). RFC 6749, 2.3.1 requires form-encoding of id and secret before that,
    /// but the vendor's portal does not describe it.
    pub(crate) fn basic(&self) -> Secret {
        let pair = Zeroizing::new(format!("{}:{}", self.id.expose(), self.secret.expose()));
        Secret::new(STANDARD.encode(pair.as_bytes()))
    }

    /// Redacts the client secret in a server's text: the secret itself, and the credentials of HTTP Basic that contain it.
    pub(crate) fn redact(&self, text: &mut String) {
        self.basic().redact(text);
        self.secret.redact(text);
    }
}

/// Why a client id and secret cannot be used as [`Credentials`]. `Display` prints the reason, but neither id nor secret.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct InvalidCredentials {
    kind: InvalidCredentialsKind,
}

/// What is wrong with a client id or its secret.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum InvalidCredentialsKind {
    /// The client id is empty.
    EmptyId,
    /// The client secret is empty.
    EmptySecret,
    /// The client id contains a colon.
    Colon,
    /// The client id or the secret contains a control character.
    ControlCharacter,
}

impl InvalidCredentials {
    /// What is wrong.
    #[must_use]
    pub fn kind(&self) -> InvalidCredentialsKind {
        self.kind
    }
}

impl fmt::Display for InvalidCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            InvalidCredentialsKind::EmptyId => "the client id is empty",
            InvalidCredentialsKind::EmptySecret => "the client secret is empty",
            InvalidCredentialsKind::Colon => "the client id contains a colon, which HTTP Basic cannot carry",
            InvalidCredentialsKind::ControlCharacter => {
                "the client id or the secret contains a control character; check for a trailing line break"
            }
        })
    }
}

impl std::error::Error for InvalidCredentials {}

#[cfg(test)]
mod tests {
    use super::*;

    fn sandbox() -> Target {
        Target::sandbox()
    }

    #[test]
    fn credentials_that_basic_cannot_carry_are_rejected() {
        for (id, secret, kind) in [
            ("", "s", InvalidCredentialsKind::EmptyId),
            ("i", "", InvalidCredentialsKind::EmptySecret),
            ("i:d", "s", InvalidCredentialsKind::Colon),
            ("i", "s\n", InvalidCredentialsKind::ControlCharacter),
            ("i\r", "s", InvalidCredentialsKind::ControlCharacter),
            ("i", "s\u{85}", InvalidCredentialsKind::ControlCharacter),
        ] {
            let error = Credentials::new(&sandbox(), id, secret).unwrap_err();
            assert_eq!((error.kind(), error.to_string().lines().count()), (kind, 1), "{id:?} {secret:?}");
        }
        let credentials = Credentials::new(&sandbox(), "Aladdin", "open sesame").unwrap();
        // The example of RFC 7617, 2.
        assert_eq!(credentials.basic().expose(), "QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        assert!(Credentials::new(&sandbox(), "i", "s:s").is_ok());
    }

    #[test]
    fn neither_debug_nor_an_error_shows_credentials() {
        let credentials = Credentials::new(&sandbox(), "hunter1", "hunter2").unwrap();
        let error = Credentials::new(&sandbox(), "hunter1", "hunter2\n").unwrap_err();
        let shown = format!("{credentials:?} {credentials:#?} {error} {error:?} {:?}", Secret::new("hunter3"));
        assert!(!shown.contains("hunter"), "{shown}");
    }

    #[test]
    fn every_occurrence_of_a_secret_is_redacted() {
        let credentials = Credentials::new(&sandbox(), "Aladdin", "open sesame").unwrap();
        let mut text = "open sesame; Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ== open sesameopen sesame".to_owned();
        credentials.redact(&mut text);
        assert_eq!(text, "***; Basic *** ******");
        let mut text = "unchanged".to_owned();
        credentials.redact(&mut text);
        Secret::new("").redact(&mut text);
        assert_eq!(text, "unchanged");
    }
}
