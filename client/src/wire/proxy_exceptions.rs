//! The hosts that a client connects to without its proxy, in the format of `NO_PROXY`.

use std::net::IpAddr;

use colt_numbers_terminal_text::Safe;
use ipnet::IpNet;

use crate::wire::invalid_proxy::{InvalidProxy, InvalidProxyKind};

/// The hosts that are not reached through a proxy.
#[derive(Clone, Debug, Default)]
pub(crate) struct ProxyExceptions(Vec<ProxyException>);

/// One entry.
#[derive(Clone, Debug)]
struct ProxyException {
    hosts: Hosts,
    /// `None` for every port.
    port: Option<u16>,
}

#[derive(Clone, Debug)]
enum Hosts {
    All,
    /// A name, in lower case without dots around it, and every name below it.
    Domain(String),
    Network(IpNet),
}

impl ProxyExceptions {
    /// Parses entries that are separated by commas or blanks. `subject` is what an error is about.
    pub(crate) fn parse(text: &str, subject: &str) -> Result<Self, InvalidProxy> {
        let entries = text.split(|c: char| c == ',' || c.is_whitespace()).filter(|entry| !entry.is_empty());
        let parsed = entries.map(|entry| {
            ProxyException::parse(entry).ok_or_else(|| {
                let reason = format!("`{}` is neither a host, an IP address, a network nor `*`", Safe::new(entry));
                InvalidProxy::new(InvalidProxyKind::Exception, subject, reason)
            })
        });
        Ok(Self(parsed.collect::<Result<_, _>>()?))
    }

    /// Whether a host, in lower case, is reached without the proxy at this port.
    pub(crate) fn contains(&self, host: &str, port: u16) -> bool {
        let host = host.trim_end_matches('.');
        let address = host.parse::<IpAddr>().ok();
        self.0.iter().any(|exception| {
            exception.port.is_none_or(|only| only == port)
                && match (&exception.hosts, address) {
                    (Hosts::All, _) => true,
                    (Hosts::Network(network), Some(address)) => network.contains(&address),
                    (Hosts::Domain(domain), None) => {
                        host.strip_suffix(domain.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
                    }
                    _ => false,
                }
        })
    }
}

impl ProxyException {
    fn parse(entry: &str) -> Option<Self> {
        // An IPv6 address contains colons, so it comes before a port.
        if let Some(hosts) = Hosts::parse(entry) {
            return Some(Self { hosts, port: None });
        }
        let (host, port) = entry.rsplit_once(':')?;
        let port = port.parse().ok().filter(|_| port.bytes().all(|byte| byte.is_ascii_digit()))?;
        Some(Self { hosts: Hosts::parse(host)?, port: Some(port) })
    }
}

impl Hosts {
    fn parse(text: &str) -> Option<Self> {
        if text == "*" {
            return Some(Self::All);
        }
        let address = text.strip_prefix('[').map_or(Some(text), |rest| rest.strip_suffix(']'))?;
        if let Ok(address) = address.parse::<IpAddr>() {
            return Some(Self::Network(address.into()));
        }
        if let Ok(network) = text.parse() {
            return Some(Self::Network(network));
        }
        let domain = text.strip_prefix('*').filter(|rest| rest.starts_with('.')).unwrap_or(text);
        let domain = domain.trim_matches('.').to_ascii_lowercase();
        let is_name = !domain.is_empty() && !domain.contains(['*', '/', ':', '@', '[', ']']);
        is_name.then_some(Self::Domain(domain))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exception_is_a_host_a_domain_an_address_or_a_network() {
        for (entries, host, port, is_exception) in [
            ("", "numbers.example", 443, false),
            ("*", "numbers.example", 443, true),
            ("*", "192.0.2.1", 443, true),
            ("numbers.example", "numbers.example", 443, true),
            ("NUMBERS.example.", "numbers.example", 443, true),
            ("numbers.example", "numbers.example.", 443, true),
            ("numbers.example", "api.numbers.example", 443, true),
            (".numbers.example", "api.numbers.example", 443, true),
            (".numbers.example", "numbers.example", 443, true),
            ("*.numbers.example", "a.b.numbers.example", 443, true),
            ("numbers.example", "othernumbers.example", 443, false),
            ("numbers.example", "numbers.example.org", 443, false),
            ("a.example, numbers.example\tb.example", "numbers.example", 443, true),
            ("a.example,,b.example", "numbers.example", 443, false),
            ("numbers.example:8443", "numbers.example", 8443, true),
            ("numbers.example:8443", "numbers.example", 443, false),
            ("*:8443", "numbers.example", 8443, true),
            ("192.0.2.1", "192.0.2.1", 443, true),
            ("192.0.2.1", "192.0.2.10", 443, false),
            ("0.2.1", "192.0.2.1", 443, false),
            ("192.0.2.1:443", "192.0.2.1", 443, true),
            ("192.0.2.1:443", "192.0.2.1", 8443, false),
            ("192.0.2.0/24", "192.0.2.77", 443, true),
            ("192.0.2.0/24", "192.0.3.77", 443, false),
            ("192.0.2.0/24:443", "192.0.2.77", 443, true),
            ("192.0.2.0/24", "numbers.example", 443, false),
            ("0.0.0.0/0", "2001:db8::1", 443, false),
            ("::1", "::1", 443, true),
            ("[2001:db8::1]", "2001:db8::1", 443, true),
            ("[2001:db8::1]:443", "2001:db8::1", 443, true),
            ("[2001:db8::1]:443", "2001:db8::1", 80, false),
            ("2001:db8::/32", "2001:db8:7::1", 443, true),
            ("2001:db8::/32", "2001:db9::1", 443, false),
        ] {
            let exceptions = ProxyExceptions::parse(entries, "").unwrap();
            assert_eq!(exceptions.contains(host, port), is_exception, "{entries} {host}:{port}");
        }
    }

    #[test]
    fn an_invalid_exception_is_quoted() {
        for entry in
            ["10.*", "10.0.0.0/33", "numbers.example/24", "a:b:c", "a:99999", "a:+1", "a:", ":443", ".", "[::1", "*a"]
        {
            let error = ProxyExceptions::parse(&format!("a.example, {entry}"), "`NO_PROXY`").unwrap_err();
            assert_eq!(error.kind(), InvalidProxyKind::Exception);
            assert!(error.to_string().starts_with(&format!("`NO_PROXY` cannot be used: `{entry}` is ")), "{error}");
        }
        let error = ProxyExceptions::parse("a*\u{202e}", "`NO_PROXY`").unwrap_err().to_string();
        assert!(!error.contains('\u{202e}'), "{error}");
    }
}
