//! The certificates that a client is configured with: root certificates that replace the platform's, and a client certificate with its key.
//!
//! An error never quotes the text of a file, because it may be a private key.

use std::error::Error;
use std::sync::Arc;

use tokio_rustls::rustls::RootCertStore;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::cause::Cause;
use crate::secret::Secret;

/// The certificates of a client, as they were given.
#[derive(Default)]
pub(crate) struct TlsCertificates {
    /// Root certificates: each is one in DER, or several in PEM.
    pub(crate) roots: Vec<Vec<u8>>,
    /// A chain of certificates in PEM, and the key of its first certificate in PEM.
    pub(crate) client: Option<(Vec<u8>, Secret)>,
}

/// Why TLS cannot be set up.
#[derive(Debug)]
pub(crate) struct TlsError {
    pub(crate) reason: String,
    pub(crate) cause: Option<Cause>,
}

impl TlsError {
    pub(crate) fn new(reason: String) -> Self {
        Self { reason, cause: None }
    }

    pub(crate) fn caused_by(self, cause: impl Error + Send + Sync + 'static) -> Self {
        Self { cause: Some(Arc::new(cause)), ..self }
    }
}

const ENCRYPTED_HINT: &str = "hint: decrypt it with `openssl pkey`";

impl TlsCertificates {
    /// The root certificates.
    pub(crate) fn root_store(&self) -> Result<RootCertStore, TlsError> {
        let mut store = RootCertStore::empty();
        for root in &self.roots {
            let invalid = |problem: String| TlsError::new(format!("a custom root certificate is invalid: {problem}"));
            let certificates = if is_pem(root) {
                certificates_of_pem(root).map_err(|problem| invalid(problem.to_owned()))?
            } else {
                vec![CertificateDer::from(root.clone())]
            };
            let count = certificates.len();
            for (index, certificate) in certificates.into_iter().enumerate() {
                let place = if count > 1 { format!("number {} of {count}: ", index + 1) } else { String::new() };
                store.add(certificate).map_err(|error| invalid(format!("{place}{error}")).caused_by(error))?;
            }
        }
        Ok(store)
    }

    /// The chain of the client certificate, and its key.
    pub(crate) fn client_chain_and_key(
        &self,
    ) -> Result<Option<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>)>, TlsError> {
        let Some((chain, key)) = &self.client else { return Ok(None) };
        let chain = certificates_of_pem(chain)
            .map_err(|problem| TlsError::new(format!("the client certificate is invalid: {problem}")))?;
        let key_of_pem = PrivateKeyDer::from_pem_slice(key.expose().as_bytes());
        let key = key_of_pem.map_err(|_| {
            let problem = if key.expose().contains("ENCRYPTED") {
                format!("it is encrypted; {ENCRYPTED_HINT}")
            } else {
                "it has no complete PEM block `PRIVATE KEY`, `RSA PRIVATE KEY` or `EC PRIVATE KEY`".to_owned()
            };
            TlsError::new(format!("the key of the client certificate is invalid: {problem}"))
        })?;
        Ok(Some((chain, key)))
    }
}

/// Whether a file is PEM; otherwise it is DER.
fn is_pem(file: &[u8]) -> bool {
    const BEGIN: &[u8] = b"-----BEGIN ";
    file.windows(BEGIN.len()).any(|window| window == BEGIN)
}

/// The certificates of a file in PEM, at least one.
fn certificates_of_pem(file: &[u8]) -> Result<Vec<CertificateDer<'static>>, &'static str> {
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(file).collect();
    match certificates {
        Ok(certificates) if certificates.is_empty() => Err("it has no PEM block `CERTIFICATE`"),
        Ok(certificates) => Ok(certificates),
        Err(_) => Err("a PEM block in it is malformed"),
    }
}
