//! TLS: rustls with ring, certificates verified by the platform's roots, TLS 1.2 at the least.

use std::sync::Arc;
use std::{fmt, io};

use colt_numbers_terminal_text::Safe;
use rustls_platform_verifier::BuilderVerifierExt as _;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::{CertificateError, ClientConfig, Error, RootCertStore};

use crate::wire::root_certificates;

/// A TLS client that was set up, or the lack of one where only loopback is spoken to.
#[derive(Clone)]
pub(crate) struct Tls {
    config: Option<Arc<ClientConfig>>,
    /// Whether the roots were given in place of the platform's.
    has_own_roots: bool,
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.config.is_some() { "Tls(on)" } else { "Tls(off)" })
    }
}

/// The most characters of an error that are shown: it may quote the names of a certificate, of which there can be thousands.
const SHOWN: usize = 300;

impl Tls {
    /// No TLS: for targets on loopback.
    pub(crate) fn off() -> Self {
        Self { config: None, has_own_roots: false }
    }

    /// TLS by the platform's roots, or by the given ones alone.
    pub(crate) fn on(roots: &[Vec<u8>]) -> Result<Self, String> {
        let builder = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?;
        let mut config = if roots.is_empty() {
            builder
                .with_platform_verifier()
                .map_err(|error| format!("{error}{}", root_certificates::describe()))?
                .with_no_client_auth()
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
        Ok(Self { config: Some(Arc::new(config)), has_own_roots: !roots.is_empty() })
    }

    pub(crate) fn connector(&self) -> Option<TlsConnector> {
        self.config.clone().map(TlsConnector::from)
    }

    /// A handshake's error, with what to do where it is about certificates.
    pub(crate) fn explain(&self, error: &io::Error) -> String {
        let text = Safe::new(&error.to_string()).truncated(SHOWN).to_string();
        let given = " (by the root certificates that were given)".to_owned();
        match error.get_ref().and_then(|error| error.downcast_ref()) {
            Some(Error::InvalidCertificate(CertificateError::UnknownIssuer)) => {
                format!("{text}{}", if self.has_own_roots { given } else { root_certificates::describe() })
            }
            Some(Error::InvalidCertificate(error)) if is_ca_as_server(error) => {
                let roots = if self.has_own_roots { given } else { root_certificates::names() };
                format!(
                    "{text}: the server's own certificate is that of a certification authority (CA){roots}; hint: {NO_CA}"
                )
            }
            _ => text,
        }
    }
}

/// What to do where a CA's certificate was used as the server's.
const NO_CA: &str = "give the server a certificate with `basicConstraints = CA:FALSE` that this CA issued";

/// Whether a CA's certificate was used as the server's. The type of this error is private to rustls; its text is the variant's name.
fn is_ca_as_server(error: &CertificateError) -> bool {
    matches!(error, CertificateError::Other(other) if other.0.to_string() == "CaUsedAsEndEntity")
}
