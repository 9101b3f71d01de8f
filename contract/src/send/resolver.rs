//! Resolves host names, and rejects a name without TLS that has any address outside this machine.
//!
//! Without TLS nothing proves the identity of the server, so secrets would go to whatever machine the name resolves to.

use std::{collections::BTreeSet, future::Future, io, net::SocketAddr, pin::Pin, sync::Arc};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::error::Error;

type LookupFuture = Pin<Box<dyn Future<Output = io::Result<Vec<SocketAddr>>> + Send>>;

/// Resolves host names for the HTTP client of a run.
#[derive(Clone)]
pub(crate) struct Resolver {
    /// Host names that are used without TLS.
    plain: Arc<BTreeSet<String>>,
    look_up: fn(String) -> LookupFuture,
}

impl Resolver {
    pub(crate) fn new(plain: BTreeSet<String>) -> Self {
        Self::with(plain, |name| {
            Box::pin(async move { Ok(tokio::net::lookup_host((name.as_str(), 0)).await?.collect()) })
        })
    }

    pub(crate) fn with(plain: BTreeSet<String>, look_up: fn(String) -> LookupFuture) -> Self {
        Self { plain: Arc::new(plain), look_up }
    }

    /// Fails, before anything is sent, if a name without TLS resolves to another machine. A name that does not resolve is not an error here: the
    /// requests will fail.
    pub(crate) async fn check(&self) -> Result<(), Error> {
        for name in self.plain.iter() {
            let Ok(addresses) = (self.look_up)(name.clone()).await else { continue };
            if let Some(address) = first_remote(&addresses) {
                return Err(Error::config(
                    format!(
                        "`{name}` resolves to `{}`, which is not this machine, and http is allowed for this machine only; nothing was sent",
                        address.ip()
                    ),
                    "use an https URL, or `127.0.0.1` instead of the name",
                ));
            }
        }
        Ok(())
    }
}

impl Resolve for Resolver {
    /// Checks again for each connection, because a name may resolve to another address later in the run.
    fn resolve(&self, name: Name) -> Resolving {
        let name = name.as_str().to_ascii_lowercase();
        let is_plain = self.plain.contains(&name);
        let addresses = (self.look_up)(name);
        Box::pin(async move {
            let addresses = addresses.await?;
            if is_plain && first_remote(&addresses).is_some() {
                return Err("the name resolves to another machine, and http is allowed for this machine only".into());
            }
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

/// The first address that is not a loopback address.
fn first_remote(addresses: &[SocketAddr]) -> Option<&SocketAddr> {
    addresses.iter().find(|address| !address.ip().is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolver(plain: &[&str], look_up: fn(String) -> LookupFuture) -> Resolver {
        Resolver::with(plain.iter().map(|name| (*name).to_owned()).collect(), look_up)
    }

    async fn accepts(resolver: &Resolver, name: &str) -> bool {
        resolver.resolve(name.parse().unwrap()).await.is_ok()
    }

    fn addresses(listed: &[&str]) -> LookupFuture {
        let addresses = listed.iter().map(|address| address.parse().unwrap()).collect();
        Box::pin(std::future::ready(Ok(addresses)))
    }

    #[tokio::test]
    async fn without_tls_every_address_must_be_of_this_machine() {
        let local: [fn(String) -> LookupFuture; 2] =
            [|_| addresses(&["127.0.0.1:0", "[::1]:0", "127.9.9.9:0"]), |_| addresses(&[])];
        let remote: [fn(String) -> LookupFuture; 4] = [
            |_| addresses(&["192.0.2.1:0"]),
            |_| addresses(&["127.0.0.1:0", "192.0.2.1:0"]),
            |_| addresses(&["[::1]:0", "[2001:db8::1]:0"]),
            |_| addresses(&["0.0.0.0:0"]),
        ];
        for look_up in local {
            let resolver = resolver(&["localhost"], look_up);
            assert!(resolver.check().await.is_ok() && accepts(&resolver, "LOCALHOST").await);
        }
        for look_up in remote {
            let plain = resolver(&["localhost"], look_up);
            let error = plain.check().await.unwrap_err();
            assert!(error.exit_code() == 4 && error.to_string().contains("`localhost` resolves to"), "{error}");
            assert!(!accepts(&plain, "localhost").await && !accepts(&plain, "LocalHost").await);
            // A name that is used with TLS may resolve to any machine, because the certificate is checked.
            assert!(accepts(&plain, "numbers.example").await);
            let encrypted = resolver(&[], look_up);
            assert!(encrypted.check().await.is_ok() && accepts(&encrypted, "localhost").await);
        }
    }

    #[tokio::test]
    async fn a_name_that_does_not_resolve_fails_only_the_requests() {
        let resolver =
            resolver(&["localhost"], |_| Box::pin(std::future::ready(Err(io::Error::other("no such name")))));
        assert!(resolver.check().await.is_ok() && !accepts(&resolver, "localhost").await);
    }
}
