//! One text for the URLs that differ only in the case of the host, the form of an IPv6 address or the writing of the port.

use std::net::IpAddr;

use http::Uri;

/// The URL with this host and port: a server has one text, whatever the case of its host and the zeros of its port. The journal's stock is named by it.
pub(super) fn normalized(url: &Uri, host: &str, port: u16) -> Option<Uri> {
    let host = match host.parse() {
        Ok(IpAddr::V6(address)) => format!("[{address}]"),
        _ => host.to_owned(),
    };
    let scheme = url.scheme_str()?;
    let authority = match (scheme, port) {
        ("https", 443) | ("http", 80) => host,
        _ => format!("{host}:{port}"),
    };
    Uri::builder().scheme(scheme).authority(authority).path_and_query(url.path()).build().ok()
}

#[cfg(test)]
mod tests {
    use crate::target::Target;

    #[test]
    fn a_server_has_one_text_whatever_the_case_of_its_host_and_the_zeros_of_its_port() {
        for (url, text) in [
            ("HTTP://LocalHost:04010/Api/", "http://localhost:4010/Api"),
            ("http://127.0.0.1:080", "http://127.0.0.1"),
            ("https://Numbers.Example:443/a", "https://numbers.example/a"),
            ("https://numbers.example:80/a", "https://numbers.example:80/a"),
            ("http://[0:0:0:0:0:0:0:1]:4010", "http://[::1]:4010"),
        ] {
            assert_eq!(Target::url(url, None).unwrap().to_string(), text);
        }
    }
}
