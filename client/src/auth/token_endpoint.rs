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

use crate::auth::credentials::{Credentials, Secret};
use crate::auth::token_store::{LONGEST, NoToken, Token};
use crate::order::verdict;
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
    pub(crate) async fn token(&self, latest: Latest) -> Result<Token, NoToken> {
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
        read(answer.body()).map_err(|lack| self.without_token(&answer, lack))
    }

    fn refused(&self, answer: &Response<Bytes>) -> NoToken {
        let status = answer.status();
        let mut object = verdict::error_object(answer.body());
        if let Some(object) = &mut object {
            verdict::hide_in(object, |text| self.credentials.hide_in(text));
        }
        let mut why = format!("no token: {}", verdict::line(status, object.as_ref()));
        if let Ok(grant) = serde_json::from_slice::<Grant>(answer.body()) {
            why.push_str(&self.oauth_error(&grant));
        }
        let credentials = matches!(status.as_u16(), 400 | 401 | 403);
        if credentials {
            why.push_str("; check client id and secret");
        }
        NoToken {
            why,
            credentials,
            passing: status.is_server_error() || matches!(status.as_u16(), 408 | 429),
            retry_after: verdict::retry_after(answer.headers(), Timestamp::now()),
        }
    }

    /// A success without a token that can be used. Asking again gives the same, so it is the configuration that has to change.
    fn without_token(&self, answer: &Response<Bytes>, lack: Lack) -> NoToken {
        let what = match &lack {
            Lack::Object => ", and the response is not a JSON object".to_owned(),
            Lack::Bearer(grant) => {
                let kind = grant.kind.as_ref().map(Value::to_string).unwrap_or_default();
                let kind = self.shown(kind.trim_matches('"'), grant);
                format!(", token type `{kind}`; only `Bearer` is supported")
            }
            Lack::Token(grant) if grant.error.is_some() => {
                format!("{}; check client id and secret", self.oauth_error(grant))
            }
            Lack::Token(grant) => {
                let names = grant.names.iter().map(|name| format!("`{}`", self.shown(name, grant)));
                let names = names.collect::<Vec<_>>().join(", ");
                format!(", and the response has no text `access_token`; its members: {names}; check the token URL")
            }
        };
        let why = format!("no token: status {}{what}", answer.status().as_u16());
        NoToken { credentials: !matches!(lack, Lack::Object), ..NoToken::new(why) }
    }

    /// What an error object of OAuth (RFC 6749, 5.2) says.
    fn oauth_error(&self, grant: &Grant) -> String {
        let parts = [("error", &grant.error), ("description", &grant.description)];
        let shown = |(name, text): (&str, &Option<String>)| {
            let text = text.as_deref()?;
            Some(format!(", {name} `{}`", self.shown(text, grant)))
        };
        parts.into_iter().filter_map(shown).collect()
    }

    /// A text of the response without the secrets that are known.
    fn shown(&self, text: &str, grant: &Grant) -> String {
        let mut text = text.to_owned();
        grant.token.iter().for_each(|token| token.hide_in(&mut text));
        self.credentials.hide_in(&mut text);
        verdict::quoted(&text)
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

/// Why a response holds no token that can be used.
#[derive(Debug)]
pub(crate) enum Lack {
    /// It is not a JSON object.
    Object,
    /// It has no text `access_token`.
    Token(Box<Grant>),
    /// The token is of another type.
    Bearer(Box<Grant>),
}

/// Reads a token answer (RFC 6749, 5.1).
pub(crate) fn read(body: &[u8]) -> Result<Token, Lack> {
    let grant: Box<Grant> = serde_json::from_slice(body).map(Box::new).map_err(|_| Lack::Object)?;
    let is_bearer = |kind: &Value| kind.as_str().is_some_and(|kind| kind.eq_ignore_ascii_case("bearer"));
    match (&grant.token, &grant.kind) {
        (None, _) => Err(Lack::Token(grant)),
        (_, Some(kind)) if !is_bearer(kind) => Err(Lack::Bearer(grant)),
        (Some(secret), _) => Ok(Token { secret: secret.clone(), expires_in: grant.expires_in.unwrap_or(UNTOLD) }),
    }
}

/// The members of a token answer that are read. `null` is as good as absent.
#[derive(Debug, Default)]
pub(crate) struct Grant {
    token: Option<Secret>,
    kind: Option<Value>,
    expires_in: Option<Duration>,
    error: Option<String>,
    description: Option<String>,
    /// The first of its members' names.
    names: Vec<String>,
}

/// The most names that are shown of an answer without a token.
const MOST_NAMES: usize = 8;

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
        let text = |value| match value {
            Value::String(text) => Some(text),
            _ => None,
        };
        let mut grant = Grant::default();
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
