//! The TLS configuration: rustls with ring, TLS 1.2 or newer, server certificates verified against the platform's root certificates, unless
//! others are given.

use std::sync::Arc;
use std::{fmt, io};

use colt_numbers_terminal_text::Safe;
use rustls_platform_verifier::BuilderVerifierExt as _;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::{CertificateError, ClientConfig, Error};

use crate::wire::root_certificates;
use crate::wire::tls_certificates::{TlsCertificates, TlsError};

/// The TLS configuration of a client; off if every endpoint uses `http` on loopback.
#[derive(Clone)]
pub(crate) struct Tls {
    config: Option<Arc<ClientConfig>>,
    /// Whether custom root certificates replace the platform's.
    has_custom_roots: bool,
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.config.is_some() { "Tls(on)" } else { "Tls(off)" })
    }
}

/// The length to which an error of rustls is truncated, in characters: it may list the names of a
/// certificate, of which there can be thousands.
const MAX_ERROR_CHARS: usize = 300;

impl Tls {
    /// No TLS, for targets on loopback.
    pub(crate) fn off() -> Self {
        Self { config: None, has_custom_roots: false }
    }

    /// TLS with these certificates.
    pub(crate) fn on(certificates: &TlsCertificates) -> Result<Self, TlsError> {
        let builder = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| TlsError::new(error.to_string()).caused_by(error))?;
        let has_custom_roots = !certificates.roots.is_empty();
        let builder = if has_custom_roots {
            builder.with_root_certificates(certificates.root_store()?)
        } else {
            builder
                .with_platform_verifier()
                .map_err(|error| TlsError::new(format!("{error}{}", root_certificates::describe())).caused_by(error))?
        };
        let mut config = match certificates.client_chain_and_key()? {
            None => builder.with_no_client_auth(),
            Some((chain, key)) => builder.with_client_auth_cert(chain, key).map_err(|error| {
                TlsError::new(format!("the client certificate and its key cannot be used: {error}")).caused_by(error)
            })?,
        };
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        // Early data (RFC 8446, 2.3) can be replayed.
        config.enable_early_data = false;
        Ok(Self { config: Some(Arc::new(config)), has_custom_roots })
    }

    pub(crate) fn connector(&self) -> Option<TlsConnector> {
        self.config.clone().map(TlsConnector::from)
    }

    /// Describes the error of a handshake for a message, with a hint if the error is about certificates.
    pub(crate) fn explain(&self, error: &io::Error) -> String {
        let text = Safe::new(&error.to_string()).truncated(MAX_ERROR_CHARS).to_string();
        let custom = " (verified against the custom root certificates)".to_owned();
        match error.get_ref().and_then(|error| error.downcast_ref()) {
            Some(Error::InvalidCertificate(CertificateError::UnknownIssuer)) => {
                format!("{text}{}", if self.has_custom_roots { custom } else { root_certificates::describe() })
            }
            Some(Error::InvalidCertificate(error)) if is_ca_as_server(error) => {
                let roots = if self.has_custom_roots { custom } else { root_certificates::names() };
                format!(
                    "{text}: the server's certificate is that of a certification authority (CA){roots}; hint: {CA_HINT}"
                )
            }
            _ => text,
        }
    }
}

/// The hint if the server uses a CA's certificate as its own.
const CA_HINT: &str = "give the server a certificate with `basicConstraints = CA:FALSE` that this CA issued";

/// Whether the server uses a CA's certificate as its own. The type of this error is private in rustls; its text is the variant's name.
fn is_ca_as_server(error: &CertificateError) -> bool {
    matches!(error, CertificateError::Other(other) if other.0.to_string() == "CaUsedAsEndEntity")
}
