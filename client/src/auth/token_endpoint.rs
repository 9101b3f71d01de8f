//! Requests bearer tokens from the vendor's token endpoint by client credentials (OAuth 2.0, RFC 6749, 4.4).

use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use http::{Request, Response};
use jiff::Timestamp;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use zeroize::Zeroizing;

use crate::auth::credentials::Credentials;
use crate::auth::token::Token;
use crate::auth::token_error::{TokenError, TokenErrorKind};
use crate::auth::token_response::{self, TokenResponse, TokenResponseError};
use crate::check::tracking_id::new_tracking_id;
use crate::response::error_object;
use crate::response::retry_after::retry_after;
use crate::response::sanitize::sanitize;
use crate::target::HttpEndpoint;
use crate::wire::evidence::Evidence;
use crate::wire::http_client::HttpClient;
use crate::wire::send_deadline::SendDeadline;

/// Every byte except unreserved characters (RFC 3986, 2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The vendor's token endpoint, and the credentials for it.
pub(crate) struct TokenEndpoint {
    pub(crate) credentials: Credentials,
    pub(crate) endpoint: HttpEndpoint,
    /// The header with the tracking id of a token request; `None` if token requests have none.
    pub(crate) tracking_header: Option<&'static str>,
    pub(crate) http: HttpClient,
}

impl TokenEndpoint {
    /// Requests a new token with these scopes; without scopes, the server chooses them (RFC 6749, 3.3). `deadline` limits both the first byte of the request and the wait for its response.
    pub(crate) async fn token(&self, scopes: &[&str], deadline: SendDeadline) -> Result<Token, TokenError> {
        let not_http = |error| TokenError::new(TokenErrorKind::Permanent, format!("no token: {error}"));
        let request = self.request(scopes).map_err(not_http)?;
        tracing::debug!(host = self.endpoint.host, "requesting a token");
        let response = self
            .http
            .exchange(&self.endpoint, request, &Evidence::of_secret(), deadline, deadline.instant())
            .await
            .map_err(TokenError::of_exchange)?;
        if !response.status().is_success() {
            return Err(self.error_of_status(&response));
        }
        token_response::parse(response.body()).map_err(|error| self.error_of_2xx(&response, &error))
    }

    /// The error of a response whose status is not 2xx.
    fn error_of_status(&self, response: &Response<Bytes>) -> TokenError {
        let status = response.status();
        let object = error_object::read(response.body(), |text| self.credentials.redact(text));
        let mut reason = format!("no token: {}", error_object::summary(status, None, object.as_ref()));
        if let Ok(members) = serde_json::from_slice::<TokenResponse>(response.body()) {
            reason.push_str(&self.oauth_error(&members));
        }
        let kind = match status.as_u16() {
            400 | 401 | 403 => TokenErrorKind::Authentication,
            408 | 429 | 500..=599 => TokenErrorKind::Temporary,
            _ => TokenErrorKind::Permanent,
        };
        if kind == TokenErrorKind::Authentication {
            reason.push_str("; check client id and secret");
        }
        let error = TokenError::new(kind, reason);
        match retry_after(response.headers(), Timestamp::now()) {
            Some(wait) => error.with_retry_after(wait),
            None => error,
        }
    }

    /// The error of a 2xx without a usable token. Another request would get the same response, so the configuration has to change.
    fn error_of_2xx(&self, response: &Response<Bytes>, error: &TokenResponseError) -> TokenError {
        let detail = match error {
            TokenResponseError::NotAnObject => ", and the response is not a JSON object".to_owned(),
            TokenResponseError::NotBearer(members) => {
                let kind = members.token_type.as_ref().map(Value::to_string).unwrap_or_default();
                let kind = self.printable(kind.trim_matches('"'), members);
                format!(", token type `{kind}`; only `Bearer` is supported")
            }
            TokenResponseError::NoToken(members) if members.error.is_some() => {
                format!("{}; check client id and secret", self.oauth_error(members))
            }
            TokenResponseError::NoToken(members) => {
                let names = members.names.iter().map(|name| format!("`{}`", self.printable(name, members)));
                let names = names.collect::<Vec<_>>().join(", ");
                format!(", and the response has no string `access_token`; its members: {names}; check the token URL")
            }
        };
        let reason = format!("no token: status {}{detail}", response.status().as_u16());
        let kind = match error {
            TokenResponseError::NotAnObject => TokenErrorKind::Permanent,
            TokenResponseError::NotBearer(_) | TokenResponseError::NoToken(_) => TokenErrorKind::Authentication,
        };
        TokenError::new(kind, reason)
    }

    /// The error code and description of an OAuth error response (RFC 6749, 5.2), for a message.
    fn oauth_error(&self, members: &TokenResponse) -> String {
        let named = [("error", &members.error), ("description", &members.error_description)];
        let part = |(name, text): (&str, &Option<String>)| {
            let text = text.as_deref()?;
            Some(format!(", {name} `{}`", self.printable(text, members)))
        };
        named.into_iter().filter_map(part).collect()
    }

    /// Prepares a text of the response for a message: redacts known secrets, sanitizes and truncates.
    fn printable(&self, text: &str, members: &TokenResponse) -> String {
        let mut text = text.to_owned();
        members.access_token.iter().for_each(|token| token.redact(&mut text));
        self.credentials.redact(&mut text);
        sanitize(&text)
    }

    fn request(&self, scopes: &[&str]) -> Result<Request<Bytes>, http::Error> {
        let mut form = "grant_type=client_credentials".to_owned();
        if !scopes.is_empty() {
            let encoded =
                scopes.iter().map(|scope| utf8_percent_encode(scope, RESERVED).to_string()).collect::<Vec<_>>();
            form.push_str(&format!("&scope={}", encoded.join("+")));
        }
        let authorization = Zeroizing::new(format!("Basic {}", self.credentials.basic().expose()));
        let mut authorization = HeaderValue::try_from(authorization.as_str())?;
        authorization.set_sensitive(true);
        let mut request = Request::post(self.endpoint.url.clone())
            .header(AUTHORIZATION, authorization)
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(header) = self.tracking_header {
            request = request.header(header, new_tracking_id().as_str());
        }
        request.body(form.into())
    }
}
