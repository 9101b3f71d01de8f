//! Who one is to the vendor: a client id and its secret, bound to one target, and never shown.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use crate::auth::secret::Secret;
use crate::target::Target;

/// A client id and its secret (OAuth 2.0 client credentials), for one target and no other.
#[derive(Clone, Debug)]
pub struct Credentials {
    target: Target,
    id: Secret,
    secret: Secret,
}

impl Credentials {
    /// Credentials that the vendor gave out for `target`. A client of another target refuses them.
    ///
    /// # Errors
    /// Where one of the two is empty, or where the id holds a colon, which HTTP Basic cannot carry (RFC 7617, 2).
    pub fn new(target: &Target, id: impl Into<String>, secret: impl Into<String>) -> Result<Self, InvalidCredentials> {
        let (id, secret) = (Secret::new(id), Secret::new(secret));
        let why = if id.expose().is_empty() {
            "the client id is empty"
        } else if secret.expose().is_empty() {
            "the client secret is empty"
        } else if id.expose().contains(':') {
            "the client id holds a colon, which HTTP Basic cannot carry"
        } else if [&id, &secret].iter().any(|text| text.expose().chars().any(char::is_control)) {
            "the client id or the secret holds a control character, a line break perhaps"
        } else {
            return Ok(Self { target: target.clone(), id, secret });
        };
        Err(InvalidCredentials { why })
    }

    pub(crate) fn target(&self) -> &Target {
        &self.target
    }

    /// Id and secret as one text, the way HTTP Basic has it (RFC 7617): as they are. RFC 6749, 2.3.1 would have them form-encoded before;
    /// the vendor's portal speaks of plain Basic.
    pub(crate) fn basic(&self) -> Secret {
        let pair = Zeroizing::new(format!("{}:{}", self.id.expose(), self.secret.expose()));
        Secret::new(STANDARD.encode(pair.as_bytes()))
    }

    /// Takes the secret out of what a server said, in either of the forms that it can have got to know.
    pub(crate) fn redact(&self, text: &mut String) {
        self.basic().redact(text);
        self.secret.redact(text);
    }
}

/// Credentials that cannot be used.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct InvalidCredentials {
    why: &'static str,
}

impl fmt::Display for InvalidCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.why)
    }
}

impl std::error::Error for InvalidCredentials {}

#[cfg(test)]
mod tests {
    use super::*;

    fn sandbox() -> Target {
        Target::sandbox().unwrap()
    }

    #[test]
    fn what_basic_cannot_carry_is_refused() {
        for (id, secret) in [("", "s"), ("i", ""), ("i:d", "s"), ("i", "s\n"), ("i\r", "s"), ("i", "s\u{85}")] {
            assert!(Credentials::new(&sandbox(), id, secret).is_err(), "{id:?} {secret:?}");
        }
        let credentials = Credentials::new(&sandbox(), "Aladdin", "open sesame").unwrap();
        // The example of RFC 7617, 2.
        assert_eq!(credentials.basic().expose(), "QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        assert!(Credentials::new(&sandbox(), "i", "s:s").is_ok());
    }

    #[test]
    fn nothing_of_it_is_shown() {
        let credentials = Credentials::new(&sandbox(), "hunter1", "hunter2").unwrap();
        let refused = Credentials::new(&sandbox(), "hunter1", "hunter2\n").unwrap_err();
        let shown = format!("{credentials:?} {credentials:#?} {refused} {refused:?} {:?}", Secret::new("hunter3"));
        assert!(!shown.contains("hunter"), "{shown}");
    }

    #[test]
    fn a_secret_is_taken_out_wherever_it_is_said() {
        let credentials = Credentials::new(&sandbox(), "Aladdin", "open sesame").unwrap();
        let mut text = "open sesame; Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ== open sesameopen sesame".to_owned();
        credentials.redact(&mut text);
        assert_eq!(text, "***; Basic *** ******");
        let mut text = "as it was".to_owned();
        credentials.redact(&mut text);
        Secret::new("").redact(&mut text);
        assert_eq!(text, "as it was");
    }
}
