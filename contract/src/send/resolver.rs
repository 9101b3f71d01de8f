//! Resolves host names. A name that is spoken to without TLS has to lead to this machine by every address that it has: it may lead
//! anywhere, and nothing else keeps a secret from a stranger.

use std::{collections::BTreeSet, future::Future, io, net::SocketAddr, pin::Pin, sync::Arc};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::error::Error;

type LookUp = Pin<Box<dyn Future<Output = io::Result<Vec<SocketAddr>>> + Send>>;

/// Resolves names for the client of a run.
#[derive(Clone)]
pub(crate) struct Resolver {
    /// Names that are spoken to without TLS.
    plain: Arc<BTreeSet<String>>,
    look_up: fn(String) -> LookUp,
}

impl Resolver {
    pub(crate) fn new(plain: BTreeSet<String>) -> Self {
        Self::with(plain, |name| {
            Box::pin(async move { Ok(tokio::net::lookup_host((name.as_str(), 0)).await?.collect()) })
        })
    }

    pub(crate) fn with(plain: BTreeSet<String>, look_up: fn(String) -> LookUp) -> Self {
        Self { plain: Arc::new(plain), look_up }
    }

    /// Makes sure, before anything is sent, that every name without TLS leads to this machine. One that leads nowhere is left to the
    /// requests, none of which will be sent.
    pub(crate) async fn check(&self) -> Result<(), Error> {
        for name in self.plain.iter() {
            let Ok(addresses) = (self.look_up)(name.clone()).await else { continue };
            if let Some(address) = elsewhere(&addresses) {
                return Err(Error::config(
                    format!(
                        "`{name}` leads to `{}`, which is not this machine, and http is for this machine alone; nothing was sent",
                        address.ip()
                    ),
                    "use an https URL, or `127.0.0.1` in place of the name",
                ));
            }
        }
        Ok(())
    }
}

impl Resolve for Resolver {
    /// Looks again at each connection: a name may lead elsewhere in the midst of a run.
    fn resolve(&self, name: Name) -> Resolving {
        let name = name.as_str().to_ascii_lowercase();
        let is_plain = self.plain.contains(&name);
        let addresses = (self.look_up)(name);
        Box::pin(async move {
            let addresses = addresses.await?;
            if is_plain && elsewhere(&addresses).is_some() {
                return Err("the name leads to another machine, and http is for this machine alone".into());
            }
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

/// The first address that is not this machine's.
fn elsewhere(addresses: &[SocketAddr]) -> Option<&SocketAddr> {
    addresses.iter().find(|address| !address.ip().is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolver(plain: &[&str], look_up: fn(String) -> LookUp) -> Resolver {
        Resolver::with(plain.iter().map(|name| (*name).to_owned()).collect(), look_up)
    }

    async fn accepts(resolver: &Resolver, name: &str) -> bool {
        resolver.resolve(name.parse().unwrap()).await.is_ok()
    }

    fn addresses(listed: &[&str]) -> LookUp {
        let addresses = listed.iter().map(|address| address.parse().unwrap()).collect();
        Box::pin(std::future::ready(Ok(addresses)))
    }

    #[tokio::test]
    async fn without_tls_every_address_is_of_this_machine() {
        let here: [fn(String) -> LookUp; 2] =
            [|_| addresses(&["127.0.0.1:0", "[::1]:0", "127.9.9.9:0"]), |_| addresses(&[])];
        let elsewhere: [fn(String) -> LookUp; 4] = [
            |_| addresses(&["192.0.2.1:0"]),
            |_| addresses(&["127.0.0.1:0", "192.0.2.1:0"]),
            |_| addresses(&["[::1]:0", "[2001:db8::1]:0"]),
            |_| addresses(&["0.0.0.0:0"]),
        ];
        for look_up in here {
            let resolver = resolver(&["localhost"], look_up);
            assert!(resolver.check().await.is_ok() && accepts(&resolver, "LOCALHOST").await);
        }
        for look_up in elsewhere {
            let plain = resolver(&["localhost"], look_up);
            let error = plain.check().await.unwrap_err();
            assert!(error.exit_code() == 4 && error.to_string().contains("`localhost` leads to"), "{error}");
            assert!(!accepts(&plain, "localhost").await && !accepts(&plain, "LocalHost").await);
            // Another name is held by its certificate.
            assert!(accepts(&plain, "numbers.example").await);
            let encrypted = resolver(&[], look_up);
            assert!(encrypted.check().await.is_ok() && accepts(&encrypted, "localhost").await);
        }
    }

    #[tokio::test]
    async fn a_name_that_leads_nowhere_is_left_to_the_requests() {
        let resolver =
            resolver(&["localhost"], |_| Box::pin(std::future::ready(Err(io::Error::other("no such name")))));
        assert!(resolver.check().await.is_ok() && !accepts(&resolver, "localhost").await);
    }
}
