//! What the response of a token endpoint grants (RFC 6749, 5.1), or why it grants nothing that can be used.

use std::fmt;
use std::time::Duration;

use serde::de::{Deserialize, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use crate::auth::secret::Secret;
use crate::auth::token::{LONGEST, Token};

/// How long a token without a stated lifetime is kept.
const UNTOLD: Duration = Duration::from_secs(60);

/// Why a response holds no token that can be used.
#[derive(Debug)]
pub(crate) enum TokenResponseError {
    /// It is not a JSON object.
    Object,
    /// It has no text `access_token`.
    Token(Box<TokenResponse>),
    /// The token is of another type.
    Bearer(Box<TokenResponse>),
}

/// Reads a token answer (RFC 6749, 5.1).
pub(crate) fn read(body: &[u8]) -> Result<Token, TokenResponseError> {
    let grant: Box<TokenResponse> =
        serde_json::from_slice(body).map(Box::new).map_err(|_| TokenResponseError::Object)?;
    let is_bearer = |kind: &Value| kind.as_str().is_some_and(|kind| kind.eq_ignore_ascii_case("bearer"));
    match (&grant.token, &grant.kind) {
        (None, _) => Err(TokenResponseError::Token(grant)),
        (_, Some(kind)) if !is_bearer(kind) => Err(TokenResponseError::Bearer(grant)),
        (Some(secret), _) => Ok(Token { secret: secret.clone(), expires_in: grant.expires_in.unwrap_or(UNTOLD) }),
    }
}

/// The members of a token answer that are read. `null` is as good as absent.
#[derive(Debug, Default)]
pub(crate) struct TokenResponse {
    pub(crate) token: Option<Secret>,
    pub(crate) kind: Option<Value>,
    pub(crate) expires_in: Option<Duration>,
    pub(crate) error: Option<String>,
    pub(crate) description: Option<String>,
    /// The first of its members' names.
    pub(crate) names: Vec<String>,
}

/// The most names that are shown of an answer without a token.
const MOST_NAMES: usize = 8;

impl<'de> Deserialize<'de> for TokenResponse {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(TokenResponseVisitor)
    }
}

struct TokenResponseVisitor;

impl<'de> Visitor<'de> for TokenResponseVisitor {
    type Value = TokenResponse;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a token answer")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let text = |value| match value {
            Value::String(text) => Some(text),
            _ => None,
        };
        let mut grant = TokenResponse::default();
        while let Some(name) = members.next_key::<String>()? {
            match name.as_str() {
                "access_token" => grant.token = text(members.next_value()?).map(Secret::new),
                "token_type" => grant.kind = Some(members.next_value()?).filter(|kind: &Value| !kind.is_null()),
                "expires_in" => grant.expires_in = lifetime(&members.next_value()?),
                "error" => grant.error = text(members.next_value()?),
                "error_description" => grant.description = text(members.next_value()?),
                _ => {
                    members.next_value::<IgnoredAny>()?;
                }
            }
            if grant.names.len() < MOST_NAMES {
                grant.names.push(name);
            }
        }
        Ok(grant)
    }
}

/// A number of seconds; some servers write it as a string, or with a fraction.
fn lifetime(value: &Value) -> Option<Duration> {
    let seconds = match value {
        Value::Number(seconds) => seconds.as_f64(),
        Value::String(seconds) => seconds.trim().parse().ok(),
        _ => None,
    };
    seconds.map(|seconds: f64| Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(body: &str) -> Option<u64> {
        read(body.as_bytes()).ok().map(|token| {
            assert_eq!(token.secret.expose(), "t");
            token.expires_in.as_secs()
        })
    }

    #[test]
    fn a_token_answer_is_read_in_every_usual_form() {
        for (members, expected) in [
            ("", Some(60)),
            (r#","token_type":"bearer","expires_in":1800"#, Some(1800)),
            (r#","token_type":"BEARER","expires_in":"1800""#, Some(1800)),
            (r#","token_type":null,"expires_in":null"#, Some(60)),
            (r#","expires_in":1799.5"#, Some(1799)),
            (r#","expires_in":-1"#, Some(0)),
            (r#","expires_in":1e300"#, Some(86_400)),
            (r#","expires_in":"inf""#, Some(86_400)),
            (r#","expires_in":"NaN""#, Some(0)),
            (r#","expires_in":"soon""#, Some(60)),
            (r#","expires_in":[1]"#, Some(60)),
            (r#","scope":{"a":[1]},"refresh_token":null"#, Some(60)),
            (r#","token_type":"mac""#, None),
            (r#","token_type":1"#, None),
            (r#","access_token":null"#, None),
        ] {
            assert_eq!(seconds(&format!(r#"{{"access_token":"t"{members}}}"#)), expected, "{members}");
        }
        for body in
            ["", "{}", "[]", "\"t\"", r#"{"access_token":1}"#, r#"{"Access_token":"t"}"#, r#"{"access_token":"t"}x"#]
        {
            assert_eq!(seconds(body), None, "{body}");
        }
    }
}
