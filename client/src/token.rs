//! Tokens: from the vendor by client credentials, or from wherever the caller has them; kept until shortly before they lapse, and
//! fetched once however many calls wait for one.

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use http::{Request, Response};
use serde::de::{Deserialize, IgnoredAny, MapAccess, Visitor};
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::answer;
use crate::credentials::{Credentials, Secret};
use crate::target::Endpoint;
use crate::wire::{Evidence, Wire};

/// A bearer token and how long it holds.
#[derive(Clone, Debug)]
pub struct Token {
    /// The token.
    pub secret: Secret,
    /// How long it holds from now on.
    pub expires_in: Duration,
}

/// What a token source gives: a token some time later, or why there is none.
pub type TokenFuture<'s> = Pin<Box<dyn Future<Output = Result<Token, Box<dyn Error + Send + Sync>>> + Send + 's>>;

/// Where a caller has tokens from who gets them otherwise than by client credentials, as by a JWT of its own.
///
/// The client keeps what it is given until shortly before it lapses, and asks again where the server refuses it.
pub trait TokenSource: Send + Sync + 'static {
    /// Gets a new token.
    fn token(&self) -> TokenFuture<'_>;
}

/// Why there is no token. Nothing of an order was sent.
#[derive(Clone, Debug)]
pub(crate) struct NoToken {
    pub(crate) why: String,
    /// Whether the server said that the credentials are wrong.
    pub(crate) credentials: bool,
    /// Whether another try may help.
    pub(crate) passing: bool,
}

/// Where tokens come from.
pub(crate) enum Source {
    Vendor(Box<Vendor>),
    Caller(Box<dyn TokenSource>),
}

/// The vendor's token endpoint, and who one is to it.
pub(crate) struct Vendor {
    pub(crate) credentials: Credentials,
    pub(crate) endpoint: Endpoint,
    pub(crate) wire: Wire,
}

/// A source, and the token that it gave last.
pub(crate) struct Tokens {
    source: Source,
    kept: Mutex<Kept>,
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tokens(…)")
    }
}

#[derive(Default)]
struct Kept {
    token: Option<(Arc<Secret>, Instant)>,
    /// The last failure and when it was known, for those who waited for the same try.
    failure: Option<(NoToken, Instant)>,
}

/// A token is renewed this long before it lapses, or a tenth of its time if that is less.
const MARGIN: Duration = Duration::from_secs(60);

/// A token of the vendor's that tells no lifetime is kept this long.
const UNTOLD: Duration = Duration::from_secs(60);

impl Tokens {
    pub(crate) fn new(source: Source) -> Self {
        Self { source, kept: Mutex::default() }
    }

    /// A token that holds: the kept one, or a new one.
    pub(crate) async fn get(&self, deadline: Instant) -> Result<Arc<Secret>, NoToken> {
        let asked = Instant::now();
        let late = |_| NoToken { why: "no token in time".to_owned(), credentials: false, passing: true };
        let mut kept = tokio::time::timeout_at(deadline, self.kept.lock()).await.map_err(late)?;
        if let Some((token, until)) = &kept.token
            && Instant::now() < *until
        {
            return Ok(Arc::clone(token));
        }
        if let Some((failure, known)) = &kept.failure
            && *known >= asked
        {
            return Err(failure.clone());
        }
        let fetched = tokio::time::timeout_at(deadline, self.fetch(deadline)).await.map_err(late).and_then(|fetched| fetched);
        match fetched {
            Ok(token) => {
                let margin = MARGIN.min(token.expires_in / 10);
                let until = Instant::now() + token.expires_in.min(Duration::from_secs(86_400)) - margin;
                let secret = Arc::new(token.secret);
                *kept = Kept { token: Some((Arc::clone(&secret), until)), failure: None };
                Ok(secret)
            }
            Err(failure) => {
                *kept = Kept { token: None, failure: Some((failure.clone(), Instant::now())) };
                Err(failure)
            }
        }
    }

    /// Forgets a token that was not taken, unless there is another one by now.
    pub(crate) async fn forget(&self, refused: &Arc<Secret>) {
        let mut kept = self.kept.lock().await;
        if kept.token.as_ref().is_some_and(|(token, _)| Arc::ptr_eq(token, refused)) {
            kept.token = None;
        }
    }

    async fn fetch(&self, deadline: Instant) -> Result<Token, NoToken> {
        let token = match &self.source {
            Source::Vendor(vendor) => from_vendor(vendor, deadline).await?,
            Source::Caller(source) => source.token().await.map_err(|error| NoToken {
                why: format!("the token source failed: {}", answer::one_line(&error.to_string())),
                credentials: false,
                passing: false,
            })?,
        };
        if token.secret.expose().is_empty() || !token.secret.expose().bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(NoToken { why: "the token is empty, or no token of visible ASCII".to_owned(), credentials: false, passing: false });
        }
        Ok(token)
    }
}

async fn from_vendor(vendor: &Vendor, deadline: Instant) -> Result<Token, NoToken> {
    let Vendor { credentials, endpoint, wire } = vendor;
    let failed = |why: String, passing: bool| NoToken { why: format!("no token: {why}"), credentials: false, passing };
    let request = request(credentials, endpoint).map_err(|error| failed(error.to_string(), false))?;
    let evidence = Evidence::new();
    tracing::debug!(host = endpoint.host, "asking for a token");
    let answer = wire.exchange(endpoint, request, &evidence, deadline).await;
    let answer = answer.map_err(|failure| failed(failure.to_string(), true))?;
    let status = answer.status();
    if !status.is_success() {
        let object = answer::error_object(answer.body());
        let mut why = answer::line(status, object.as_ref());
        let credentials = matches!(status.as_u16(), 400 | 401 | 403);
        if credentials {
            why.push_str("; check client id and secret");
        }
        let passing = status.is_server_error() || matches!(status.as_u16(), 408 | 429);
        return Err(NoToken { why: format!("no token: {why}"), credentials, passing });
    }
    read(&answer).ok_or_else(|| failed(format!("status {}, and the answer holds no bearer token", status.as_u16()), false))
}

fn request(credentials: &Credentials, endpoint: &Endpoint) -> Result<Request<Bytes>, http::Error> {
    let mut authorization = HeaderValue::try_from(credentials.basic().as_str())?;
    authorization.set_sensitive(true);
    Request::post(endpoint.url.clone())
        .header(AUTHORIZATION, authorization)
        .header(ACCEPT, "application/json")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("x-tracking-id", uuid::Uuid::now_v7().to_string())
        .body(Bytes::from_static(b"grant_type=client_credentials"))
}

/// Reads a token answer (RFC 6749, 5.1).
fn read(answer: &Response<Bytes>) -> Option<Token> {
    let Grant { token, kind, expires_in } = serde_json::from_slice(answer.body()).ok()?;
    if kind.is_some_and(|kind| !kind.eq_ignore_ascii_case("bearer")) {
        return None;
    }
    Some(Token { secret: token?, expires_in: expires_in.map_or(UNTOLD, Duration::from_secs) })
}

/// The members of a token answer that are read.
#[derive(Default)]
struct Grant {
    token: Option<Secret>,
    kind: Option<String>,
    expires_in: Option<u64>,
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
                "token_type" => grant.kind = Some(members.next_value()?),
                "expires_in" => grant.expires_in = members.next_value::<Seconds>()?.0,
                _ => {
                    members.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(grant)
    }
}

/// A number of seconds; some servers write it as a string.
struct Seconds(Option<u64>);

impl<'de> Deserialize<'de> for Seconds {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct SecondsVisitor;
        impl Visitor<'_> for SecondsVisitor {
            type Value = Seconds;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number of seconds")
            }

            fn visit_u64<E>(self, seconds: u64) -> Result<Seconds, E> {
                Ok(Seconds(Some(seconds)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Seconds, E> {
                Ok(Seconds(text.trim().parse().ok()))
            }
        }
        deserializer.deserialize_any(SecondsVisitor)
    }
}
