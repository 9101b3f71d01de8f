//! Tokens by client credentials, from the vendor's token endpoint.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use http::{Request, Response};
use jiff::Timestamp;
use serde::de::{Deserialize, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use zeroize::Zeroizing;

use super::{LONGEST, NoToken, Token};
use crate::answer;
use crate::credentials::{Credentials, Secret};
use crate::target::Endpoint;
use crate::wire::{Evidence, Latest, Phase, Wire};

/// The vendor's token endpoint, and who one is to it.
pub(crate) struct Vendor {
    pub(crate) credentials: Credentials,
    pub(crate) endpoint: Endpoint,
    pub(crate) wire: Wire,
}

/// A token that tells no lifetime is kept this long.
const UNTOLD: Duration = Duration::from_secs(60);

impl Vendor {
    /// Gets a new token.
    pub(super) async fn token(&self, latest: Latest) -> Result<Token, NoToken> {
        let failed = |why: String| NoToken::new(format!("no token: {why}"));
        let request = self.request().map_err(|error| failed(error.to_string()))?;
        tracing::debug!(host = self.endpoint.host, "asking for a token");
        let answer = self
            .wire
            .exchange(&self.endpoint, request, &Evidence::of_secret(), latest, latest.instant())
            .await
            .map_err(|failure| {
                // As with an order: a handshake that failed once fails again.
                NoToken { passing: failure.phase != Phase::Tls, ..failed(failure.to_string()) }
            })?;
        if !answer.status().is_success() {
            return Err(self.refused(&answer));
        }
        read(&answer)
            .ok_or_else(|| failed(format!("status {}, and the answer holds no bearer token", answer.status().as_u16())))
    }

    fn refused(&self, answer: &Response<Bytes>) -> NoToken {
        let status = answer.status();
        let mut object = answer::error_object(answer.body());
        if let Some(object) = &mut object {
            answer::hide_in(object, |text| self.credentials.hide_in(text));
        }
        let mut why = format!("no token: {}", answer::line(status, object.as_ref()));
        let credentials = matches!(status.as_u16(), 400 | 401 | 403);
        if credentials {
            why.push_str("; check client id and secret");
        }
        NoToken {
            why,
            credentials,
            passing: status.is_server_error() || matches!(status.as_u16(), 408 | 429),
            retry_after: answer::retry_after(answer.headers(), Timestamp::now()),
        }
    }

    fn request(&self) -> Result<Request<Bytes>, http::Error> {
        let authorization = Zeroizing::new(format!("Basic {}", self.credentials.basic().expose()));
        let mut authorization = HeaderValue::try_from(authorization.as_str())?;
        authorization.set_sensitive(true);
        Request::post(self.endpoint.url.clone())
            .header(AUTHORIZATION, authorization)
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("x-tracking-id", uuid::Uuid::now_v7().to_string())
            .body(Bytes::from_static(b"grant_type=client_credentials"))
    }
}

/// Reads a token answer (RFC 6749, 5.1).
pub(crate) fn read(answer: &Response<Bytes>) -> Option<Token> {
    let Grant { token, kind, expires_in } = serde_json::from_slice(answer.body()).ok()?;
    if kind.is_some_and(|kind| !kind.eq_ignore_ascii_case("bearer")) {
        return None;
    }
    Some(Token { secret: token?, expires_in: expires_in.unwrap_or(UNTOLD) })
}

/// The members of a token answer that are read.
#[derive(Default)]
struct Grant {
    token: Option<Secret>,
    kind: Option<String>,
    expires_in: Option<Duration>,
}

impl<'de> Deserialize<'de> for Grant {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(GrantVisitor)
    }
}

struct GrantVisitor;

impl<'de> Visitor<'de> for GrantVisitor {
    type Value = Grant;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a token answer")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut grant = Grant::default();
        while let Some(name) = members.next_key::<String>()? {
            match name.as_str() {
                "access_token" => grant.token = Some(Secret::new(members.next_value::<String>()?)),
                "token_type" => grant.kind = members.next_value()?,
                "expires_in" => grant.expires_in = lifetime(&members.next_value()?),
                _ => {
                    members.next_value::<IgnoredAny>()?;
                }
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
        read(&Response::new(Bytes::copy_from_slice(body.as_bytes()))).map(|token| {
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
