//! Checks that a URL is safe for secrets: https or on this machine, and without a password or key in it.

use reqwest::Url;

use crate::error::Error;

/// Parses a URL that tokens and orders may be sent to: https, or on this machine. Error messages quote no part of the text that may be
/// secret.
pub(crate) fn secure_url(text: &str, hint: &str) -> Result<Url, Error> {
    let shown = if text.contains(['@', '?', '#']) { "…" } else { text };
    let url =
        Url::parse(text).map_err(|error| Error::config(format!("`{shown}` is not a valid URL: {error}"), hint))?;
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let is_loopback =
        host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Error::config(
            "the URL has a user name or a password",
            "remove them from the URL; credentials are given separately",
        ));
    }
    // A query or a fragment may hold a key, and messages quote the URL.
    if url.query().is_some() || url.fragment().is_some() {
        return Err(Error::config("the URL has a query or a fragment", "remove them from the URL"));
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback => Ok(url),
        _ => Err(Error::config(format!("`{shown}` is not encrypted and not on this machine"), "use an https URL")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_must_be_encrypted_or_local_and_hold_no_secret() {
        assert!(matches!(secure_url("http://numbers.example/", ""), Err(Error::Config { .. })));
        assert!(matches!(secure_url("ftp://127.0.0.1/", ""), Err(Error::Config { .. })));
        for url in ["https://a:b@example.com/", "https://example.com/?key=b", "https://example.com/#b"] {
            assert!(matches!(secure_url(url, ""), Err(Error::Config { .. })), "{url}");
        }
        for url in ["http://127.0.0.1:1/x", "http://[::1]:1/x", "http://localhost/x"] {
            assert!(secure_url(url, "").is_ok(), "{url}");
        }
    }
}
