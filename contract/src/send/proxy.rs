//! The HTTP proxy of a run.

use std::fmt;

use reqwest::header::HeaderValue;

use crate::error::Error;

/// An HTTP proxy, through which a run opens tunnels (`CONNECT`) to its target and to the token endpoint. They must use https, so that the proxy cannot
/// read tokens and credentials.
#[derive(Clone)]
pub struct Proxy {
    proxy: reqwest::Proxy,
    /// The value of `Proxy-Authorization`.
    authorization: Option<String>,
}

impl Proxy {
    /// A proxy by its URL, such as `http://proxy.example:3128`, and the value of `Proxy-Authorization`, such as `Basic bWU6aHVudGVyMg==`.
    ///
    /// # Errors
    /// The URL or the value is not valid. The error quotes neither.
    pub fn new(url: &str, authorization: Option<&str>) -> Result<Self, Error> {
        let invalid = |what: &str| Error::config(what, "give the proxy as `http://host:port`");
        let proxy = reqwest::Proxy::https(url).map_err(|_| invalid("the URL of the proxy is not valid"))?;
        let proxy = match authorization {
            None => proxy,
            Some(value) => {
                let mut value = HeaderValue::from_str(value)
                    .map_err(|_| invalid("the credentials for the proxy cannot be sent in a header"))?;
                value.set_sensitive(true);
                proxy.custom_http_auth(value)
            }
        };
        Ok(Self { proxy, authorization: authorization.map(str::to_owned) })
    }

    pub(crate) fn for_client(&self) -> reqwest::Proxy {
        self.proxy.clone()
    }

    /// The base64 of user and password.
    pub(crate) fn secret(&self) -> Option<&str> {
        self.authorization.as_deref().and_then(|value| value.split(' ').next_back())
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Proxy(..)")
    }
}
