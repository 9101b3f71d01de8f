//! The credentials of a run, and the tokens obtained with them.
//!
//! This module passes secrets only to the token endpoint, the target and the redaction of reports.

use crate::{
    error::Error,
    redact::secrets::Secrets,
    send::{one_shot_client::OneShotClient, secure_url::secure_url, token_response},
};
use reqwest::Url;

/// The hint for an invalid token endpoint.
const TOKEN_HINT: &str = "give the URL of the token endpoint, such as `http://127.0.0.1:4010/token`";

/// The credentials of a run.
#[derive(Clone)]
pub struct Credentials(CredentialKind);

#[derive(Clone)]
enum CredentialKind {
    None,
    Token(String),
    Client { token_url: Url, id: String, secret: String },
}

impl Credentials {
    /// No token is sent, for servers that require none.
    pub fn none() -> Self {
        Self(CredentialKind::None)
    }

    /// A token that the caller has obtained. It is used for the whole run and never renewed.
    pub fn token(token: impl Into<String>) -> Self {
        Self(CredentialKind::Token(token.into()))
    }

    /// OAuth 2.0 client credentials. Id and secret are sent only to the token endpoint, by HTTP Basic.
    ///
    /// # Errors
    /// The token endpoint is not a valid URL, or is neither https nor on this machine.
    pub fn client(token_url: &str, id: impl Into<String>, secret: impl Into<String>) -> Result<Self, Error> {
        let token_url = secure_url(token_url, TOKEN_HINT)?;
        Ok(Self(CredentialKind::Client { token_url, id: id.into(), secret: secret.into() }))
    }

    /// The token endpoint, if there is one.
    pub(crate) fn token_url(&self) -> Option<&Url> {
        match &self.0 {
            CredentialKind::Client { token_url, .. } => Some(token_url),
            CredentialKind::None | CredentialKind::Token(_) => None,
        }
    }

    /// The client secret, and id and secret as HTTP Basic joins them.
    pub(crate) fn secrets(&self) -> Vec<String> {
        match &self.0 {
            CredentialKind::Client { id, secret, .. } => vec![secret.clone(), format!("{id}:{secret}")],
            CredentialKind::None | CredentialKind::Token(_) => Vec::new(),
        }
    }

    /// Whether there are any credentials.
    pub(crate) fn are_given(&self) -> bool {
        !matches!(self.0, CredentialKind::None)
    }

    /// Whether a rejected token can be renewed.
    pub(crate) fn can_renew_token(&self) -> bool {
        matches!(self.0, CredentialKind::Client { .. })
    }

    /// Returns the caller's token, or a new token from the token endpoint; `None` without credentials. `tracking_id` is the header with the tracking
    /// id of the token request, and its value.
    pub(crate) async fn fetch_token(
        &self,
        http: &OneShotClient,
        tracking_id: Option<(&str, &str)>,
    ) -> Result<Option<String>, Error> {
        match &self.0 {
            CredentialKind::None => Ok(None),
            CredentialKind::Token(token) if token_response::is_usable(token) => Ok(Some(token.clone())),
            CredentialKind::Token(_) => Err(Error::credentials(
                "the token cannot be sent: it is empty, or has characters other than printable ASCII without spaces",
                "give the token without spaces and line breaks",
            )),
            CredentialKind::Client { token_url, id, secret } => {
                let (status, body) = http.request_token(token_url, id, secret, tracking_id).await?;
                let mut secrets = Secrets::default();
                self.secrets().iter().for_each(|secret| secrets.add(secret));
                token_response::read(status, &body, secrets).map(Some).map_err(|why| {
                    Error::credentials(
                        format!("no token from `{token_url}`: status {status}, {why}"),
                        "check the client id, the secret, and that they are for this target",
                    )
                })
            }
        }
    }
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.0 {
            CredentialKind::None => f.write_str("Credentials(none)"),
            CredentialKind::Token(_) => f.write_str("Credentials(token)"),
            CredentialKind::Client { token_url, .. } => write!(f, "Credentials(client at {token_url})"),
        }
    }
}
