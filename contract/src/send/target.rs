//! The target of a run: its URL and credentials, and the check that it may be tested.

use std::collections::BTreeSet;

use colt_numbers_judge::model::{server::Server, spec::Spec};
use reqwest::Url;

use crate::{
    error::Error,
    send::{
        credentials::Credentials,
        hosts::{canonical_host, hosts, production_hosts},
        proxy::Proxy,
        secure_url::secure_url,
    },
};

/// The server under test.
#[derive(Debug, Clone)]
pub struct Target {
    base: Url,
    credentials: Credentials,
    proxy: Option<Proxy>,
}

impl Target {
    /// A target by the base URL of its API, such as `http://127.0.0.1:4010/api`.
    ///
    /// # Errors
    /// The URL is not valid, or is neither https nor on this machine; the vendor's token endpoint is given for another
    /// server, or another token endpoint for the vendor's server; or the host is the production system, which no option allows.
    pub fn new(base: &str, credentials: Credentials) -> Result<Self, Error> {
        let base = secure_url(base, "give the base URL, such as `http://127.0.0.1:4010/api`")?;
        let bundled = Spec::read(colt_numbers_api::OPENAPI_JSON)?;
        let target = Self { base, credentials, proxy: None };
        target.reject_production(&production_hosts(&bundled.servers))?;
        target.reject_foreign_tokens(&bundled.servers)?;
        Ok(target)
    }

    /// Reaches the target and its token endpoint through a proxy. Without it, a run connects directly, whatever proxy the environment has.
    ///
    /// # Errors
    /// The target or its token endpoint is not https.
    pub fn with_proxy(self, proxy: Proxy) -> Result<Self, Error> {
        if let Some(url) = self.urls().find(|url| url.scheme() != "https") {
            let what = format!("`{url}` is not https, so the proxy could read tokens and orders");
            return Err(Error::config(what, "use https, or no proxy"));
        }
        Ok(Self { proxy: Some(proxy), ..self })
    }

    /// Fails if the target or its token endpoint is on one of these hosts.
    pub(crate) fn reject_production(&self, production: &[String]) -> Result<(), Error> {
        let found = self.urls().filter_map(Url::host_str).find(|host| production.contains(&canonical_host(host)));
        found.map_or(Ok(()), |host| Err(Error::Production { host: host.to_owned() }))
    }

    /// Fails for the vendor's token endpoint with another server, and for the vendor's server with another token endpoint: credentials and
    /// tokens must reach only the server that they are for.
    fn reject_foreign_tokens(&self, servers: &[Server]) -> Result<(), Error> {
        let Some(token_url) = self.credentials.token_url() else { return Ok(()) };
        let server_of = |url: &Url| {
            let host = canonical_host(url.host_str().unwrap_or_default());
            servers.iter().position(|server| hosts(server).contains(&host))
        };
        let (base, tokens) = (server_of(&self.base), server_of(token_url));
        if base == tokens {
            return Ok(());
        }
        let hosts = [&self.base, token_url].map(|url| url.host_str().unwrap_or_default());
        let what = format!(
            "the target is at `{}`, but its tokens would come from `{}`, and only one of these hosts is the vendor's",
            hosts[0], hosts[1]
        );
        Err(Error::config(what, "give the token endpoint that belongs to the target"))
    }

    fn urls(&self) -> impl Iterator<Item = &Url> {
        std::iter::once(&self.base).chain(self.credentials.token_url())
    }

    /// The base URL.
    pub fn base(&self) -> &str {
        self.base.as_str().trim_end_matches('/')
    }

    /// Whether the target or its token endpoint uses TLS.
    pub(crate) fn uses_tls(&self) -> bool {
        self.urls().any(|url| url.scheme() == "https")
    }

    /// The host names that are used without TLS.
    pub(crate) fn plain_names(&self) -> BTreeSet<String> {
        self.urls().filter(|url| url.scheme() == "http").filter_map(Url::domain).map(str::to_owned).collect()
    }

    pub(crate) fn proxy(&self) -> Option<&Proxy> {
        self.proxy.as_ref()
    }

    pub(crate) fn credentials(&self) -> &Credentials {
        &self.credentials
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The base URLs of the vendor's servers in the bundled spec: production and the sandbox.
    fn vendor_urls() -> [String; 2] {
        let spec: serde_json::Value = serde_json::from_str(colt_numbers_api::OPENAPI_JSON).unwrap();
        [0, 1].map(|index| spec["servers"][index]["url"].as_str().unwrap().to_owned())
    }

    fn host(url: &str) -> &str {
        url.split('/').nth(2).unwrap()
    }

    #[test]
    fn production_is_rejected_however_it_is_written() {
        let [production, sandbox] = vendor_urls();
        let upper_case = format!("https://{}./x", host(&production).to_uppercase());
        for url in [&production, &upper_case, &format!("https://{}:8443/", host(&production))] {
            let error = Target::new(url, Credentials::none()).unwrap_err();
            assert!(matches!(error, Error::Production { .. }) && error.exit_code() == 9, "{url}: {error}");
        }
        let tokens = Credentials::client(&format!("https://{}/token", host(&production)), "id", "secret").unwrap();
        assert!(matches!(Target::new("http://localhost:1/", tokens).unwrap_err(), Error::Production { .. }));
        assert!(Target::new(&sandbox, Credentials::none()).is_ok());
    }

    #[test]
    fn errors_never_quote_the_password_of_an_invalid_url() {
        for url in [
            "https://user:hunter2@",
            "https://user:hunter2@host:port/",
            "https://user:hunter2@[::1/",
            "http://user:hunter2@example.com/",
            "https://user:hunter2 @exa mple.com/",
            "ftp://user:hunter2@example.com",
            "user:hunter2@example.com",
            "//user:hunter2@example.com",
            "hunter2@",
            "https://example.com:x/?key=hunter2",
            "https://example.com:x/#hunter2",
        ] {
            let target = Target::new(url, Credentials::none()).unwrap_err();
            let tokens = Credentials::client(url, "id", "secret").unwrap_err();
            for error in [target, tokens] {
                assert!(error.exit_code() == 4 && !format!("{error} {error:?}").contains("hunter2"), "{error:?}");
            }
        }
    }

    #[test]
    fn tokens_of_the_vendor_are_for_the_vendor_only() {
        let [_, vendor] = vendor_urls();
        let (here, sandbox) = ("http://127.0.0.1:1", &*format!("https://{}", host(&vendor)));
        let upper_case = format!("https://{}.:443", host(&vendor).to_uppercase());
        for (base, tokens, accepted) in [
            (here, here, true),
            (here, "https://tokens.example", true),
            (sandbox, sandbox, true),
            (sandbox, &upper_case, true),
            (here, sandbox, false),
            ("https://numbers.example", &format!("{sandbox}."), false),
            (sandbox, here, false),
            (sandbox, "https://tokens.example", false),
        ] {
            let credentials = Credentials::client(&format!("{tokens}/token"), "id", "secret").unwrap();
            let target = Target::new(&format!("{base}/api"), credentials);
            assert_eq!(target.is_ok(), accepted, "{base} with {tokens}");
            assert!(target.map_or_else(|error| error.exit_code() == 4, |_| true), "{base} with {tokens}");
        }
    }
}
