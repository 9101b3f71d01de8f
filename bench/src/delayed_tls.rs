//! An order over TLS, with a delay of 20 ms each way between client and server, as over a real network.
//!
//! A relay on loopback delays the bytes, but not the handshake of TCP: both sides connect at once, so the delay of a connection is the same for both.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use colt_numbers::{Client, Target};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use rcgen::{CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio::time::Instant;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::{ServerConfig, crypto::ring::default_provider};

use crate::Result;
use crate::loopback::send_methods::{BareReqwest, LibraryClient};
use crate::loopback::{self, server};
use crate::paired_comparison::{Ratio, Sampling, compare};
use crate::results_table::ResultRow;

/// How long bytes are on their way, in each direction.
const DELAY: Duration = Duration::from_millis(20);
const TARGET: f64 = 1.05;

/// Measures, and returns the rows.
///
/// # Errors
/// If a request is not accepted.
pub fn rows() -> Result<Vec<ResultRow>> {
    // `reqwest` has no provider of its own here, so that both sides use the same cryptography. An error means that it is installed already.
    let _ = default_provider().install_default();
    let runtime = Builder::new_current_thread().enable_all().build()?;
    [1, 16].map(|senders| row(&runtime, senders)).into_iter().collect()
}

fn row(runtime: &Runtime, senders: usize) -> Result<ResultRow> {
    let (address, root) = start()?;
    let base = format!("https://localhost:{}/numberManagement", address.port());
    let client = Client::builder(Target::url(&base, None)?).root_certificate(root.clone()).build()?;
    let ours = LibraryClient::over(client)?;
    let certificate = reqwest::Certificate::from_der(&root)?;
    let client = reqwest::Client::builder().no_proxy().http1_only().tls_certs_only([certificate]).build()?;
    let theirs = BareReqwest::over(client, &base)?.with_new_connections();
    let ratio = compare(
        Sampling { pairs: 31, ..Sampling::MACRO },
        || runtime.block_on(loopback::send_all(&ours, senders)),
        || runtime.block_on(loopback::send_all(&theirs, senders)),
    )?;
    let requests = u32::try_from(loopback::REQUESTS_PER_SENDER)?;
    let each = Ratio { ours: ratio.ours / requests, theirs: ratio.theirs / requests, ..ratio };
    let what = format!("an order over TLS with 20 ms each way, library, concurrency {senders}");
    Ok(ResultRow::at_most(&what, loopback::NEW_CONNECTION, TARGET, &each).with_note("the time of one order"))
}

/// Starts a TLS server behind the delay on its own thread, where it runs until the program ends. Returns its address and its root certificate.
fn start() -> Result<(SocketAddr, Vec<u8>)> {
    let (config, root) = server_config()?;
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let (server, relay) = runtime.block_on(async {
        let address = (Ipv4Addr::LOCALHOST, 0);
        Ok::<_, std::io::Error>((TcpListener::bind(address).await?, TcpListener::bind(address).await?))
    })?;
    let (behind, address) = (server.local_addr()?, relay.local_addr()?);
    std::thread::spawn(move || {
        runtime.block_on(async {
            tokio::spawn(serve(server, TlsAcceptor::from(Arc::new(config))));
            while let Ok((client, _)) = relay.accept().await {
                tokio::spawn(relay_connection(client, behind));
            }
        });
    });
    Ok((address, root))
}

/// A certificate for `localhost`, and the root certificate that signed it.
fn server_config() -> Result<(ServerConfig, Vec<u8>)> {
    let mut params = CertificateParams::new([])?;
    params.is_ca = IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;
    let key = KeyPair::generate()?;
    let certificate = CertificateParams::new(["localhost".to_owned()])?.signed_by(&key, &issuer)?;
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], PrivateKeyDer::try_from(key.serialize_der())?)?;
    Ok((config, issuer.der().to_vec()))
}

async fn serve(listener: TcpListener, acceptor: TlsAcceptor) {
    while let Ok((stream, _)) = listener.accept().await {
        let acceptor = acceptor.clone();
        tokio::spawn(async move {
            let _ = stream.set_nodelay(true);
            let Ok(stream) = acceptor.accept(stream).await else { return };
            // A connection that fails also fails the request that is measured.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service_fn(server::respond)).await;
        });
    }
}

async fn relay_connection(client: TcpStream, behind: SocketAddr) {
    let Ok(server) = TcpStream::connect(behind).await else { return };
    let _ = (client.set_nodelay(true), server.set_nodelay(true));
    let ((from_client, to_client), (from_server, to_server)) = (client.into_split(), server.into_split());
    tokio::join!(relay(from_client, to_server), relay(from_server, to_client));
}

/// Passes bytes on, each after the delay; several can be on their way at once.
async fn relay(mut from: impl AsyncReadExt + Unpin, mut to: impl AsyncWriteExt + Unpin) {
    let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
    let read = async move {
        let mut buffer = vec![0; 16 << 10];
        while let Ok(count @ 1..) = from.read(&mut buffer).await {
            let _ = sender.send((Instant::now() + DELAY, buffer[..count].to_vec()));
        }
    };
    let write = async move {
        while let Some((at, bytes)) = receiver.recv().await {
            tokio::time::sleep_until(at).await;
            if to.write_all(&bytes).await.is_err() {
                return;
            }
        }
        let _ = to.shutdown().await;
    };
    tokio::join!(read, write);
}
