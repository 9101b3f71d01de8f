//! TLS: rustls with ring, certificates verified by the platform's roots, TLS 1.2 at the least.

use std::fmt;
use std::sync::Arc;

use rustls_platform_verifier::BuilderVerifierExt as _;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// What to do where certificates cannot be verified.
pub(super) const NO_ROOTS: &str = "(does this machine have root certificates? Debian's package is `ca-certificates`)";

/// A TLS client that was set up, or the lack of one where only loopback is spoken to.
#[derive(Clone)]
pub(crate) struct Tls(Option<Arc<ClientConfig>>);

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Tls(on)" } else { "Tls(off)" })
    }
}

impl Tls {
    /// No TLS: for targets on loopback.
    pub(crate) fn off() -> Self {
        Self(None)
    }

    /// TLS by the platform's roots, or by the given ones alone.
    pub(crate) fn on(roots: &[Vec<u8>]) -> Result<Self, String> {
        let builder = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?;
        let mut config = if roots.is_empty() {
            builder.with_platform_verifier().map_err(|error| format!("{error} {NO_ROOTS}"))?.with_no_client_auth()
        } else {
            let mut store = RootCertStore::empty();
            for root in roots {
                store
                    .add(CertificateDer::from(root.clone()))
                    .map_err(|error| format!("a root certificate that was given: {error}"))?;
            }
            builder.with_root_certificates(store).with_no_client_auth()
        };
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        // Early data can be played again by whoever sees it.
        config.enable_early_data = false;
        Ok(Self(Some(Arc::new(config))))
    }

    pub(crate) fn connector(&self) -> Option<TlsConnector> {
        self.0.clone().map(TlsConnector::from)
    }
}
