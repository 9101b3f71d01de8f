//! Parses the response of a token endpoint (RFC 6749, 5.1): a bearer token, or why the token cannot be used.

use std::fmt;
use std::time::Duration;

use serde::de::{Deserialize, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use crate::auth::token::{MAX_LIFETIME, Token};
use crate::secret::Secret;

/// The lifetime of a token whose response does not state its lifetime.
const DEFAULT_LIFETIME: Duration = Duration::from_secs(60);

/// Why a response has no usable token.
#[derive(Debug)]
pub(crate) enum TokenResponseError {
    /// The body is not a JSON object.
    NotAnObject,
    /// The object has no string `access_token`.
    NoToken(Box<TokenResponse>),
    /// The token type is not `Bearer`.
    NotBearer(Box<TokenResponse>),
}

/// Parses the body of a successful response (RFC 6749, 5.1).
pub(crate) fn parse(body: &[u8]) -> Result<Token, TokenResponseError> {
    let response: Box<TokenResponse> =
        serde_json::from_slice(body).map(Box::new).map_err(|_| TokenResponseError::NotAnObject)?;
    let is_bearer = |kind: &Value| kind.as_str().is_some_and(|kind| kind.eq_ignore_ascii_case("bearer"));
    match (&response.access_token, &response.token_type) {
        (None, _) => Err(TokenResponseError::NoToken(response)),
        (_, Some(kind)) if !is_bearer(kind) => Err(TokenResponseError::NotBearer(response)),
        (Some(secret), _) => Ok(Token::new(secret.clone(), response.expires_in.unwrap_or(DEFAULT_LIFETIME))),
    }
}

/// The members of a token endpoint's response that this client reads, both of a success and of an error. `null` counts as absent.
#[derive(Debug, Default)]
pub(crate) struct TokenResponse {
    pub(crate) access_token: Option<Secret>,
    pub(crate) token_type: Option<Value>,
    pub(crate) expires_in: Option<Duration>,
    pub(crate) error: Option<String>,
    pub(crate) error_description: Option<String>,
    /// The names of the first [`MAX_NAMES`] members, for an error message.
    pub(crate) names: Vec<String>,
}

/// The most names of members that an error message lists.
const MAX_NAMES: usize = 8;

impl<'de> Deserialize<'de> for TokenResponse {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(TokenResponseVisitor)
    }
}

struct TokenResponseVisitor;

impl<'de> Visitor<'de> for TokenResponseVisitor {
    type Value = TokenResponse;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a token response")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let text = |value| match value {
            Value::String(text) => Some(text),
            _ => None,
        };
        let mut response = TokenResponse::default();
        while let Some(name) = members.next_key::<String>()? {
            match name.as_str() {
                "access_token" => response.access_token = text(members.next_value()?).map(Secret::new),
                "token_type" => {
                    response.token_type = Some(members.next_value()?).filter(|kind: &Value| !kind.is_null())
                }
                "expires_in" => response.expires_in = lifetime(&members.next_value()?),
                "error" => response.error = text(members.next_value()?),
                "error_description" => response.error_description = text(members.next_value()?),
                _ => {
                    members.next_value::<IgnoredAny>()?;
                }
            }
            if response.names.len() < MAX_NAMES {
                response.names.push(name);
            }
        }
        Ok(response)
    }
}

/// Reads a lifetime in seconds. Some servers write the number as a string, or with a fraction.
fn lifetime(value: &Value) -> Option<Duration> {
    let seconds = match value {
        Value::Number(seconds) => seconds.as_f64(),
        Value::String(seconds) => seconds.trim().parse().ok(),
        _ => None,
    };
    seconds.map(|seconds: f64| Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(MAX_LIFETIME))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(body: &str) -> Option<u64> {
        parse(body.as_bytes()).ok().map(|token| {
            assert_eq!(token.secret.expose(), "t");
            token.expires_in.as_secs()
        })
    }

    #[test]
    fn a_token_response_is_parsed_in_every_usual_form() {
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
