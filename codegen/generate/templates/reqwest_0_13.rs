//! A transport over `reqwest` 0.13, behind the feature `reqwest-0-13`.
//!
//! The transport does not report what was sent: after an error of `reqwest` other than a failure to connect, the server may have processed the
//! request. TLS needs a TLS feature of `reqwest`, which the program chooses. Authorization is up to the caller, too: default headers of the
//! `reqwest::Client`, or a [`Transport`] around it.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use reqwest::redirect::Policy;
use reqwest::retry;

use crate::client::{Client, Transport};

/// The greatest size of a response's body.
pub const MAX_BODY_BYTES: usize = 16 * 1024 * 1024;

/// The configuration of `reqwest` for calls that must not be repeated unnoticed: no redirects, no retries, and a new connection for each
/// request. Connecting takes at most 10 seconds, a whole call at most 5 minutes.
#[must_use]
pub fn client_builder() -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .redirect(Policy::none())
        .retry(retry::never())
        .pool_max_idle_per_host(0)
        .connect_timeout(Duration::from_secs(10))
        .timeout(Duration::from_secs(300))
}

impl Client<reqwest::Client> {
    /// Creates a client for the server at a base URL, with a transport from [`client_builder`].
    ///
    /// # Errors
    /// If `reqwest` cannot be set up.
    ///
    /// # Panics
    /// `reqwest` panics if its feature `rustls-no-provider` is enabled and no crypto provider of `rustls` is installed. Another crate of the same
    /// build may enable this feature.
    pub fn reqwest(base: &str) -> Result<Self, reqwest::Error> {
        Ok(Self::new(base, client_builder().build()?))
    }
}

impl Transport for reqwest::Client {
    type Error = ReqwestError;

    async fn send(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, ReqwestError> {
        let path = request.uri().path().to_owned();
        let request = reqwest::Request::try_from(request).map_err(ReqwestError::Reqwest)?;
        if request.url().path() != path {
            return Err(ReqwestError::Path(path));
        }
        let mut received = self.execute(request).await.map_err(ReqwestError::Reqwest)?;
        let mut response = http::Response::new(Bytes::new());
        *response.status_mut() = received.status();
        *response.version_mut() = received.version();
        *response.headers_mut() = received.headers().clone();
        let mut body = BytesMut::new();
        while let Some(chunk) = received.chunk().await.map_err(ReqwestError::Reqwest)? {
            if chunk.len() > MAX_BODY_BYTES - body.len() {
                return Err(ReqwestError::BodyTooLong(response.status()));
            }
            body.extend_from_slice(&chunk);
        }
        *response.body_mut() = body.freeze();
        Ok(response)
    }
}

/// The reason why no response was received.
#[derive(Debug)]
#[non_exhaustive]
pub enum ReqwestError {
    /// The error of `reqwest`. Its methods return the cause; only after a failure to connect is it certain that nothing was sent.
    Reqwest(reqwest::Error),
    /// `reqwest` would change this path, so nothing was sent: it removes a segment `.` or `..`, even if the dots are encoded.
    Path(String),
    /// The body of the response with this status is longer than [`MAX_BODY_BYTES`].
    BodyTooLong(http::StatusCode),
}

impl fmt::Display for ReqwestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reqwest(error) => error.fmt(f),
            Self::Path(path) => write!(f, "nothing was sent: `reqwest` would change the path `{path}`"),
            Self::BodyTooLong(status) => {
                write!(f, "the body of the response with status {status} is longer than {MAX_BODY_BYTES} bytes")
            }
        }
    }
}

impl Error for ReqwestError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Reqwest(error) => error.source(),
            Self::Path(_) | Self::BodyTooLong(_) => None,
        }
    }
}
