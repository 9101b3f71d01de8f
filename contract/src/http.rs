//! One request out, one answer in: malformed where a case wants it so, never repeated, never redirected.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use reqwest::{
    Client, Method, Url,
    header::{ACCEPT_ENCODING, HeaderMap, HeaderName, HeaderValue},
    redirect::Policy,
    retry,
};
use tower::util::MapResponseLayer;

use crate::{
    draft::{Draft, Token},
    error::Error,
    reported_order::reports_order,
    resolver::Resolver,
};

/// The most that is read of an answer's body.
const MAX_BODY: usize = 1 << 20;

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(15);

/// A request as it goes over the wire, without the run's token.
#[derive(Debug, Clone)]
pub(crate) struct Rendered {
    pub(crate) method: String,
    pub(crate) url: String,
    pub(crate) headers: Vec<(String, Vec<u8>)>,
    pub(crate) body: Option<Vec<u8>>,
    /// Whether it comes with the run's token.
    pub(crate) own_token: bool,
}

/// What came of a request.
#[derive(Debug, Clone)]
pub(crate) enum Outcome {
    Answer(Answer),
    /// No byte of it left.
    NotSent(String),
    /// Whatever may have come of it.
    Unknown(String),
}

/// An answer.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// Whether the body reports an order, whatever the status.
    pub(crate) reports_order: bool,
}

impl Outcome {
    /// Whether there is a response with such a status.
    pub(crate) fn has_status(&self, is_such: impl Fn(u16) -> bool) -> bool {
        matches!(self, Self::Answer(answer) if is_such(answer.status))
    }

    pub(crate) fn is_success(&self) -> bool {
        self.has_status(|status| (200..300).contains(&status))
    }
}

impl Answer {
    /// The first encoding of the body, where it has one: nothing that is encoded was asked for, and nothing but chunks is decoded.
    pub(crate) fn encoding(&self) -> Option<&str> {
        let encodings =
            self.headers.iter().filter(|(name, _)| name == "content-encoding" || name == "transfer-encoding");
        let mut codings = encodings.flat_map(|(_, value)| value.split(',')).map(str::trim);
        codings.find(|coding| !["", "chunked", "identity"].iter().any(|plain| coding.eq_ignore_ascii_case(plain)))
    }

    /// The first header of this name.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

impl Rendered {
    /// Writes a draft for a target.
    pub(crate) fn of(draft: &Draft, base: &str) -> Self {
        let mut path = draft.path.clone();
        let mut query = Vec::new();
        let mut headers = vec![("accept".to_owned(), b"application/json".to_vec())];
        for (location, name, value) in &draft.parameters {
            match location.as_str() {
                "path" => path = path.replace(&format!("{{{name}}}"), &escaped(value)),
                "query" => query.push(format!("{}={}", escaped(name), escaped(value))),
                _ => headers.push((name.to_ascii_lowercase(), value.as_bytes().to_vec())),
            }
        }
        headers.extend(draft.content_type.iter().map(|value| ("content-type".to_owned(), value.as_bytes().to_vec())));
        if let Token::Unknown(token) = &draft.token {
            headers.push(("authorization".to_owned(), format!("Bearer {token}").into_bytes()));
        }
        let own_token = draft.token == Token::Own;
        let question = if query.is_empty() { "" } else { "?" };
        let url = format!("{base}{path}{question}{}", query.join("&"));
        Self { method: draft.method.clone(), url, headers, body: draft.bytes(), own_token }
    }
}

/// Percent-encodes all but what never needs it.
fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// The client of a run.
pub(crate) struct Http {
    client: Client,
    resolver: Resolver,
    /// Whether the request that was sent last has had a connection. Each has one of its own, so before that no byte of it has left.
    is_connected: Arc<AtomicBool>,
}

impl Http {
    /// A client that sends what it is given, once.
    ///
    /// Where nothing is encrypted no root certificate is needed, and a machine without any will do.
    pub(crate) fn new(timeout: Duration, plain_names: BTreeSet<String>, is_encrypted: bool) -> Result<Self, Error> {
        // Where a provider is installed already, it serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let resolver = Resolver::new(plain_names);
        let is_connected = Arc::new(AtomicBool::new(false));
        let connected = is_connected.clone();
        let note_connection = MapResponseLayer::new(move |connection| {
            connected.store(true, Ordering::SeqCst);
            connection
        });
        let builder = if is_encrypted { Client::builder() } else { Client::builder().tls_certs_only([]) };
        let client = builder
            .default_headers(HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static("identity"))]))
            .redirect(Policy::none())
            .retry(retry::never())
            .dns_resolver(Arc::new(resolver.clone()))
            .connector_layer(note_connection)
            .no_proxy()
            .referer(false)
            .http1_only()
            // An idle connection that the server closes while we write is the commonest cause of doubt.
            .pool_max_idle_per_host(0)
            .connect_timeout(CONNECT)
            .timeout(timeout)
            .build();
        let hint = "is there a store of root certificates on this machine?";
        let client = client.map_err(|error| Error::config(format!("no HTTP client: {}", causes(&error)), hint))?;
        Ok(Self { client, resolver, is_connected })
    }

    /// Makes sure that nothing goes to another machine without TLS.
    pub(crate) async fn check_hosts(&self) -> Result<(), Error> {
        self.resolver.check().await
    }

    /// What came of a request that was given up while it was sent.
    pub(crate) fn given_up(&self) -> Outcome {
        if self.is_connected.load(Ordering::SeqCst) {
            Outcome::Unknown("interrupted before there was a response".to_owned())
        } else {
            Outcome::NotSent("interrupted before there was a connection".to_owned())
        }
    }

    /// Sends a request once.
    pub(crate) async fn send(&self, rendered: &Rendered, token: Option<&str>) -> Outcome {
        let request = match self.request(rendered, token) {
            Ok(request) => request,
            Err(why) => return Outcome::NotSent(why),
        };
        self.is_connected.store(false, Ordering::SeqCst);
        match self.client.execute(request).await {
            Ok(response) => read(response).await,
            Err(error) if !self.is_connected.load(Ordering::SeqCst) => Outcome::NotSent(causes(&error)),
            Err(error) => Outcome::Unknown(causes(&error)),
        }
    }

    fn request(&self, rendered: &Rendered, token: Option<&str>) -> Result<reqwest::Request, String> {
        let method = Method::from_bytes(rendered.method.as_bytes()).map_err(|error| error.to_string())?;
        let url = Url::parse(&rendered.url).map_err(|error| error.to_string())?;
        let mut request = reqwest::Request::new(method, url);
        for (name, value) in &rendered.headers {
            let name = HeaderName::from_bytes(name.as_bytes()).map_err(|error| error.to_string())?;
            request.headers_mut().append(name, HeaderValue::from_bytes(value).map_err(|error| error.to_string())?);
        }
        if let Some(token) = token.filter(|_| rendered.own_token) {
            let mut value = HeaderValue::from_str(&format!("Bearer {token}"))
                .map_err(|_| "the token cannot be sent in a header".to_owned())?;
            value.set_sensitive(true);
            request.headers_mut().insert("authorization", value);
        }
        if let Some(body) = &rendered.body {
            *request.body_mut() = Some(body.clone().into());
        }
        Ok(request)
    }

    /// Asks for a token.
    pub(crate) async fn token(
        &self,
        url: &Url,
        id: &str,
        secret: &str,
        tracking_id: &str,
    ) -> Result<(u16, Vec<u8>), Error> {
        let request = self.client.post(url.clone()).basic_auth(id, Some(secret)).header("x-tracking-id", tracking_id);
        let request =
            request.header("content-type", "application/x-www-form-urlencoded").header("accept", "application/json");
        let failed = |why: String| {
            Error::credentials(format!("no token from `{url}`: {why}"), "check the token endpoint and the network")
        };
        let response =
            request.body("grant_type=client_credentials").send().await.map_err(|error| failed(causes(&error)))?;
        match read(response).await {
            Outcome::Answer(answer) => Ok((answer.status, answer.body)),
            Outcome::NotSent(why) | Outcome::Unknown(why) => Err(failed(why)),
        }
    }
}

async fn read(mut response: reqwest::Response) -> Outcome {
    let status = response.status().as_u16();
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers = response.headers().iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect();
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() <= MAX_BODY => body.extend_from_slice(&chunk),
            Ok(Some(_)) => {
                return Outcome::Unknown(format!("answered {status} with a body of more than {MAX_BODY} bytes"));
            }
            Ok(None) => {
                let reports_order = reports_order(&body);
                return Outcome::Answer(Answer { status, headers, body, reports_order });
            }
            Err(error) => {
                return Outcome::Unknown(format!("answered {status}, and its body broke off: {}", causes(&error)));
            }
        }
    }
}

/// An error and what caused it, in one line. URLs are left out: they say nothing that a report does not.
fn causes(error: &reqwest::Error) -> String {
    let mut text = if error.is_timeout() { "timed out".to_owned() } else { String::new() };
    let mut cause: Option<&dyn std::error::Error> = std::error::Error::source(error);
    while let Some(inner) = cause {
        if !text.is_empty() {
            text.push_str(": ");
        }
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    if text.is_empty() { "it could not be built".to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_encoded_where_any_header_says_so() {
        for (headers, expected) in [
            (&[][..], None),
            (&[("content-encoding", "Identity"), ("transfer-encoding", "chunked")], None),
            (&[("content-encoding", "")], None),
            (&[("content-encoding", "gzip")], Some("gzip")),
            (&[("content-encoding", "identity, br")], Some("br")),
            (&[("content-encoding", "identity"), ("content-encoding", "gzip")], Some("gzip")),
            (&[("transfer-encoding", "gzip, chunked")], Some("gzip")),
        ] {
            let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            let answer = Answer { status: 409, headers, body: Vec::new(), reports_order: false };
            assert_eq!(answer.encoding(), expected, "{:?}", answer.headers);
        }
    }
}
