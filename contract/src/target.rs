//! The system under test: where it is, and that it may be tested at all.

use reqwest::Url;

use crate::{
    Credentials, Error,
    spec::{Spec, canonical_host},
};

/// A server that claims to do as the spec says.
#[derive(Debug, Clone)]
pub struct Target {
    base: Url,
    credentials: Credentials,
}

impl Target {
    /// A target by the base URL of its API, as `servers` has it: `http://127.0.0.1:4010/numberManagement`.
    ///
    /// # Errors
    /// No URL, no https outside this machine, or the production system: that one is refused whatever else is set.
    pub fn new(base: &str, credentials: Credentials) -> Result<Self, Error> {
        let base = secure(base)?;
        let bundled =
            serde_json::from_str(colt_numbers_api::OPENAPI_JSON).map_err(|error| Error::spec("", error.to_string()))?;
        let target = Self { base, credentials };
        target.refuse(&Spec::production_hosts(&bundled))?;
        Ok(target)
    }

    /// Refuses to go on where the target, or what issues its tokens, is one of these hosts.
    pub(crate) fn refuse(&self, production: &[String]) -> Result<(), Error> {
        let own = [self.base.host_str().map(str::to_owned), self.credentials.host()];
        let found = own.into_iter().flatten().find(|host| production.contains(&canonical_host(host)));
        found.map_or(Ok(()), |host| Err(Error::Production { host }))
    }

    /// The base URL.
    pub fn base(&self) -> &str {
        self.base.as_str().trim_end_matches('/')
    }

    /// Whether anything of a run is encrypted: the target, or what issues its tokens.
    pub(crate) fn encrypted(&self) -> bool {
        self.base.scheme() == "https" || self.credentials.encrypted()
    }

    pub(crate) fn credentials(&self) -> &Credentials {
        &self.credentials
    }
}

/// A URL that tokens and orders may be sent to: https, or this machine.
pub(crate) fn secure(text: &str) -> Result<Url, Error> {
    let hint = "give the base URL, such as `http://127.0.0.1:4010/numberManagement`";
    let url = Url::parse(text).map_err(|error| Error::config(format!("`{text}` is no URL: {error}"), hint))?;
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let loopback = host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Error::config(
            "the URL holds a user name or a password",
            "credentials are given apart from the URL",
        ));
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if loopback => Ok(url),
        _ => Err(Error::config(format!("`{text}` is not encrypted and not on this machine"), "use an https URL")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn production_is_refused_however_it_is_written() {
        for url in ["https://apis.colt.net/numberManagement", "https://APIS.colt.net./x", "https://apis.colt.net:8443/"]
        {
            let error = Target::new(url, Credentials::none()).unwrap_err();
            assert!(matches!(error, Error::Production { .. }) && error.exit_code() == 9, "{url}: {error}");
        }
        let tokens =
            Credentials::client("https://apis.colt.net/authentication/v1/oauth/token", "id", "secret").unwrap();
        assert!(matches!(Target::new("http://localhost:1/", tokens).unwrap_err(), Error::Production { .. }));
        assert!(Target::new("https://sandbox.apis.colt.net/numberManagement", Credentials::none()).is_ok());
    }

    #[test]
    fn nothing_goes_over_an_open_wire() {
        assert!(matches!(secure("http://sandbox.apis.colt.net/"), Err(Error::Config { .. })));
        assert!(matches!(secure("ftp://127.0.0.1/"), Err(Error::Config { .. })));
        assert!(matches!(secure("https://a:b@example.com/"), Err(Error::Config { .. })));
        for url in ["http://127.0.0.1:1/x", "http://[::1]:1/x", "http://localhost/x"] {
            assert!(secure(url).is_ok(), "{url}");
        }
    }
}
