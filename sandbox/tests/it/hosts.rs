//! Host names that a sandbox is started with, addresses of an exposed sandbox, and TLS.

use std::net::SocketAddr;
use std::sync::Arc;

use colt_numbers_sandbox::{Builder, Fault, Sandbox, StartError};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::raw_client::{ORDER, RawRequest, RawResponse, TIMEOUT, order_request};

fn builder() -> Builder {
    Sandbox::builder().no_auth(true)
}

async fn status(sandbox: &Sandbox, host: &str, origin: &str) -> u16 {
    let request = RawRequest::new("GET", "/__sandbox/clock").header("host", host).header("origin", origin);
    request.send(sandbox).await.status
}

#[tokio::test]
async fn only_names_that_the_sandbox_was_started_with_are_accepted() {
    let sandbox = builder().host("Twin.test.").host("192.0.2.7").start().await.unwrap();
    let port = sandbox.address().port();
    assert_eq!(sandbox.base_url(), format!("http://twin.test:{port}/numberManagement"));
    for (host, origin, expected) in [
        ("twin.test", "http://twin.test", 200),
        ("TWIN.test.:4010", "http://twin.test:4010", 200),
        ("192.0.2.7", "http://192.0.2.7", 200),
        ("localhost", "http://localhost", 200),
        ("twin.test", "https://twin.test", 403),
        ("twin.test", "http://localhost", 403),
        ("localhost", "http://twin.test", 403),
        ("other.twin.test", "http://other.twin.test", 421),
        ("192.0.2.8", "http://192.0.2.8", 421),
    ] {
        assert_eq!(status(&sandbox, host, origin).await, expected, "{host} {origin}");
    }
}

#[tokio::test]
async fn an_exposed_sandbox_is_called_at_any_address_but_not_by_any_name() {
    let sandbox = builder().expose().start().await.unwrap();
    assert_eq!(sandbox.warnings(), [""; 0]);
    for (host, expected) in [("192.0.2.7:4010", 200), ("[2001:db8::1]", 200), ("rebound.example", 421), ("0x7f.1", 421)]
    {
        assert_eq!(status(&sandbox, host, &format!("http://{host}")).await, expected, "{host}");
        assert!(matches!(status(&sandbox, host, "http://page.example").await, 403 | 421), "{host}");
    }
}

#[tokio::test]
async fn an_address_beyond_loopback_and_an_invalid_name_are_rejected() {
    let address = SocketAddr::from(([0, 0, 0, 0], 0));
    assert!(matches!(builder().listen(address).start().await, Err(StartError::NotLoopback(_))));
    for name in ["", "twin:4010", "http://twin", "a b", "a/b", "*", "é"] {
        let error = builder().host(name).start().await.unwrap_err();
        assert!(matches!(&error, StartError::Host(invalid) if invalid == name), "{name}: {error}");
    }
}

fn connector(sandbox: &Sandbox) -> TlsConnector {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(sandbox.root_certificate().unwrap().as_bytes()).unwrap()).unwrap();
    let builder = ClientConfig::builder_with_provider(Arc::new(default_provider()));
    let config = builder.with_safe_default_protocol_versions().unwrap();
    TlsConnector::from(Arc::new(config.with_root_certificates(roots).with_no_client_auth()))
}

/// Sends a request over TLS, and reads until the connection ends. An error is one of the handshake or of the connection.
async fn send(
    sandbox: &Sandbox,
    trusted: &Sandbox,
    name: &'static str,
    request: &RawRequest,
) -> std::io::Result<Vec<u8>> {
    let exchange = async {
        let stream = TcpStream::connect(sandbox.address()).await?;
        let mut stream = connector(trusted).connect(ServerName::try_from(name).unwrap(), stream).await?;
        stream.write_all(&request.bytes()).await?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).await?;
        Ok(bytes)
    };
    tokio::time::timeout(TIMEOUT, exchange).await.expect("the connection should end")
}

#[tokio::test]
async fn with_tls_the_certificate_has_the_names_of_the_sandbox() {
    let sandbox = builder().tls(true).host("twin.test").start().await.unwrap();
    let other = builder().tls(true).start().await.unwrap();
    assert!(sandbox.base_url().starts_with("https://twin.test:"), "{}", sandbox.base_url());
    for name in ["localhost", "127.0.0.1", "::1", "twin.test"] {
        let response = send(&sandbox, &sandbox, name, &order_request().header("host", "twin.test")).await.unwrap();
        assert_eq!(RawResponse::parse(&response).status, if name == "localhost" { 200 } else { 409 }, "{name}");
    }
    assert!(send(&sandbox, &sandbox, "other.test", &order_request()).await.is_err());
    assert!(send(&sandbox, &other, "localhost", &order_request()).await.is_err());
    assert_eq!((sandbox.orders().len(), sandbox.requests().total), (1, 4));
    let origin = |origin: &str| RawRequest::new("GET", "/__sandbox/clock").header("origin", origin);
    for (value, expected) in [("https://localhost", 200), ("https://localhost:443", 200), ("http://localhost", 403)] {
        let response = send(&sandbox, &sandbox, "localhost", &origin(value)).await.unwrap();
        assert_eq!(RawResponse::parse(&response).status, expected, "{value}");
    }
    // A client without TLS gets no HTTP response.
    let plain = crate::raw_client::call(&sandbox, &order_request()).await;
    assert!(!plain.text().starts_with("HTTP"), "{}", plain.text());
}

#[tokio::test]
async fn faults_strike_connections_with_tls() {
    let sandbox = builder().tls(true).start().await.unwrap();
    let order = order_request();
    for (fault, orders) in [(Fault::Reset, 1), (Fault::CloseAfterAccept, 0), (Fault::CloseUnanswered, 1)] {
        sandbox.reset().await;
        sandbox.script(fault).await.unwrap();
        // An unrelated request is not struck.
        let clock = send(&sandbox, &sandbox, "localhost", &RawRequest::new("GET", "/__sandbox/clock")).await.unwrap();
        assert_eq!(RawResponse::parse(&clock).status, 200);
        let struck = send(&sandbox, &sandbox, "localhost", &order).await;
        assert!(struck.as_ref().map_or(true, Vec::is_empty), "{fault}: {struck:?}");
        assert_eq!((sandbox.orders().len(), sandbox.requests().total), (orders, 1), "{fault}");
    }
    sandbox.reset().await;
    sandbox.script(Fault::Status307).await.unwrap();
    let moved = RawResponse::parse(&send(&sandbox, &sandbox, "localhost", &order).await.unwrap());
    let port = sandbox.address().port();
    assert_eq!(moved.header("location"), Some(format!("https://localhost:{port}{}", *ORDER).as_str()));
    sandbox.script(Fault::SlowBody).await.unwrap();
    sandbox.clear_faults().await;
    let taken = RawResponse::parse(&send(&sandbox, &sandbox, "localhost", &order).await.unwrap());
    assert_eq!((taken.status, taken.json()["order"].clone()), (409, Value::Null));
}
