//! Where the token of a run comes from. Secrets leave this file only towards the token endpoint, the target, and what keeps them out of
//! reports.

use crate::{
    error::Error,
    redact::secrets::Secrets,
    send::{http_client::Http, secure_url::secure_url, token_response},
};
use reqwest::Url;

/// What to do about a token endpoint that cannot be used.
const TOKEN_HINT: &str =
    "give the URL of the token endpoint, such as `http://127.0.0.1:4010/authentication/v1/oauth/token`";

/// What a run identifies itself with.
#[derive(Clone)]
pub struct Credentials(Source);

#[derive(Clone)]
enum Source {
    None,
    Token(String),
    Client { token_url: Url, id: String, secret: String },
}

impl Credentials {
    /// No token is sent: for servers that ask for none.
    pub fn none() -> Self {
        Self(Source::None)
    }

    /// A token that was had elsewhere. It is sent until the target refuses it.
    pub fn token(token: impl Into<String>) -> Self {
        Self(Source::Token(token.into()))
    }

    /// OAuth 2.0 client credentials: id and secret go to the token endpoint by HTTP Basic, and nowhere else.
    ///
    /// # Errors
    /// A token endpoint that is not a valid URL, or one outside this machine without https.
    pub fn client(token_url: &str, id: impl Into<String>, secret: impl Into<String>) -> Result<Self, Error> {
        let token_url = secure_url(token_url, TOKEN_HINT)?;
        Ok(Self(Source::Client { token_url, id: id.into(), secret: secret.into() }))
    }

    /// The token endpoint, where tokens come from one.
    pub(crate) fn token_url(&self) -> Option<&Url> {
        match &self.0 {
            Source::Client { token_url, .. } => Some(token_url),
            Source::None | Source::Token(_) => None,
        }
    }

    /// What is known to nobody but the run and the token endpoint: the secret, and id and secret as HTTP Basic joins them.
    pub(crate) fn secrets(&self) -> Vec<String> {
        match &self.0 {
            Source::Client { id, secret, .. } => vec![secret.clone(), format!("{id}:{secret}")],
            Source::None | Source::Token(_) => Vec::new(),
        }
    }

    /// Whether a run identifies itself at all.
    pub(crate) fn given(&self) -> bool {
        !matches!(self.0, Source::None)
    }

    /// Whether another token can be had where one was refused.
    pub(crate) fn renewable(&self) -> bool {
        matches!(self.0, Source::Client { .. })
    }

    /// A token, fresh where it comes from an endpoint.
    pub(crate) async fn fetch(&self, http: &Http, tracking_id: &str) -> Result<Option<String>, Error> {
        match &self.0 {
            Source::None => Ok(None),
            Source::Token(token) if token_response::is_usable(token) => Ok(Some(token.clone())),
            Source::Token(_) => Err(Error::credentials(
                "the token cannot be sent: it is empty, or has characters other than those that ASCII can print",
                "give the token without blanks and line breaks",
            )),
            Source::Client { token_url, id, secret } => {
                let (status, body) = http.token(token_url, id, secret, tracking_id).await?;
                let mut secrets = Secrets::default();
                self.secrets().iter().for_each(|secret| secrets.add(secret));
                token_response::read(status, &body, secrets).map(Some).map_err(|why| {
                    Error::credentials(
                        format!("no token from `{token_url}`: status {status}, {why}"),
                        "check the client id, the secret, and that they belong to this target",
                    )
                })
            }
        }
    }
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.0 {
            Source::None => f.write_str("Credentials(none)"),
            Source::Token(_) => f.write_str("Credentials(token)"),
            Source::Client { token_url, .. } => write!(f, "Credentials(client at {token_url})"),
        }
    }
}
