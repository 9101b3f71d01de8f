//! Tokens by client credentials, from the vendor's token endpoint.

use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use http::{Request, Response};
use jiff::Timestamp;
use serde_json::Value;
use zeroize::Zeroizing;

use crate::auth::credentials::Credentials;
use crate::auth::token::{Token, TokenError};
use crate::auth::token_response::{self, TokenResponse, TokenResponseError};
use crate::response::error_object;
use crate::response::retry_after::retry_after;
use crate::response::sanitize::quoted;
use crate::target::HttpEndpoint;
use crate::tracking_id::new_tracking_id;
use crate::wire::evidence::Evidence;
use crate::wire::exchange_error::Phase;
use crate::wire::http_client::HttpClient;
use crate::wire::send_deadline::SendDeadline;

/// The vendor's token endpoint, and who one is to it.
pub(crate) struct TokenEndpoint {
    pub(crate) credentials: Credentials,
    pub(crate) endpoint: HttpEndpoint,
    pub(crate) wire: HttpClient,
}

impl TokenEndpoint {
    /// Gets a new token.
    pub(crate) async fn token(&self, latest: SendDeadline) -> Result<Token, TokenError> {
        let failed = |why: String| TokenError::new(format!("no token: {why}"));
        let request = self.request().map_err(|error| failed(error.to_string()))?;
        tracing::debug!(host = self.endpoint.host, "asking for a token");
        let answer = self
            .wire
            .exchange(&self.endpoint, request, &Evidence::of_secret(), latest, latest.instant())
            .await
            .map_err(|failure| {
                // As with an order: a handshake that failed once fails again.
                TokenError { passing: failure.phase != Phase::Tls, ..failed(failure.to_string()) }
            })?;
        if !answer.status().is_success() {
            return Err(self.refused(&answer));
        }
        token_response::read(answer.body()).map_err(|lack| self.without_token(&answer, lack))
    }

    fn refused(&self, answer: &Response<Bytes>) -> TokenError {
        let status = answer.status();
        let object = error_object::read(answer.body(), |text| self.credentials.redact(text));
        let mut why = format!("no token: {}", error_object::line(status, object.as_ref()));
        if let Ok(grant) = serde_json::from_slice::<TokenResponse>(answer.body()) {
            why.push_str(&self.oauth_error(&grant));
        }
        let credentials = matches!(status.as_u16(), 400 | 401 | 403);
        if credentials {
            why.push_str("; check client id and secret");
        }
        TokenError {
            why,
            credentials,
            passing: status.is_server_error() || matches!(status.as_u16(), 408 | 429),
            retry_after: retry_after(answer.headers(), Timestamp::now()),
        }
    }

    /// A success without a token that can be used. Asking again gives the same, so it is the configuration that has to change.
    fn without_token(&self, answer: &Response<Bytes>, lack: TokenResponseError) -> TokenError {
        let what = match &lack {
            TokenResponseError::Object => ", and the response is not a JSON object".to_owned(),
            TokenResponseError::Bearer(grant) => {
                let kind = grant.kind.as_ref().map(Value::to_string).unwrap_or_default();
                let kind = self.shown(kind.trim_matches('"'), grant);
                format!(", token type `{kind}`; only `Bearer` is supported")
            }
            TokenResponseError::Token(grant) if grant.error.is_some() => {
                format!("{}; check client id and secret", self.oauth_error(grant))
            }
            TokenResponseError::Token(grant) => {
                let names = grant.names.iter().map(|name| format!("`{}`", self.shown(name, grant)));
                let names = names.collect::<Vec<_>>().join(", ");
                format!(", and the response has no text `access_token`; its members: {names}; check the token URL")
            }
        };
        let why = format!("no token: status {}{what}", answer.status().as_u16());
        TokenError { credentials: !matches!(lack, TokenResponseError::Object), ..TokenError::new(why) }
    }

    /// What an error object of OAuth (RFC 6749, 5.2) says.
    fn oauth_error(&self, grant: &TokenResponse) -> String {
        let parts = [("error", &grant.error), ("description", &grant.description)];
        let shown = |(name, text): (&str, &Option<String>)| {
            let text = text.as_deref()?;
            Some(format!(", {name} `{}`", self.shown(text, grant)))
        };
        parts.into_iter().filter_map(shown).collect()
    }

    /// A text of the response without the secrets that are known.
    fn shown(&self, text: &str, grant: &TokenResponse) -> String {
        let mut text = text.to_owned();
        grant.token.iter().for_each(|token| token.redact(&mut text));
        self.credentials.redact(&mut text);
        quoted(&text)
    }

    fn request(&self) -> Result<Request<Bytes>, http::Error> {
        let authorization = Zeroizing::new(format!("Basic {}", self.credentials.basic().expose()));
        let mut authorization = HeaderValue::try_from(authorization.as_str())?;
        authorization.set_sensitive(true);
        Request::post(self.endpoint.url.clone())
            .header(AUTHORIZATION, authorization)
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("x-tracking-id", new_tracking_id().as_str())
            .body(Bytes::from_static(b"grant_type=client_credentials"))
    }
}
