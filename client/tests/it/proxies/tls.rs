//! TLS through the tunnel of a proxy: the certificate of the server is verified, and a tunnel that breaks during the handshake sends nothing.

use colt_numbers::{Client, Outcome, Retries, SendError, Target};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::{OPEN, connected, proxy_responding, url};
use crate::server::{Server, reservation, with_test_limits};
use crate::tls::{TLS12_AND_TLS13, TestAuthority, tls_server};

/// An order at an `https` server, through a proxy.
async fn reserve_with_tls(server: &Server, proxy: &Server, root: Vec<u8>) -> Result<String, SendError> {
    let target = Target::url(&format!("https://localhost:{}/numberManagement", server.address.port()), None).unwrap();
    let builder = with_test_limits(Client::builder(target)).proxy(url(proxy.address)).retries(Retries::off());
    let client = builder.root_certificate(root).build().unwrap();
    client.reserve(&reservation(1)).await.map(|order| order.id().to_owned())
}

#[tokio::test]
async fn tls_goes_through_the_tunnel() {
    let authority = TestAuthority::new("one");
    let server = tls_server(authority.server("localhost", 4000, TLS12_AND_TLS13)).await;
    let proxy = proxy_responding(OPEN).await;
    assert_eq!(reserve_with_tls(&server, &proxy, authority.root()).await.unwrap(), "TLSv1_3 http/1.1");
    assert!(proxy.requests()[0].starts_with(&format!("CONNECT localhost:{} HTTP/1.1\r\n", server.address.port())));
    // The proxy cannot pass the request to another server.
    let other = tls_server(TestAuthority::new("another").server("localhost", 4000, TLS12_AND_TLS13)).await;
    let error = reserve_with_tls(&other, &proxy, authority.root()).await.unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 1));
    assert!(error.reason().contains("UnknownIssuer"), "{error}");
}

/// A proxy that closes the tunnel after it has passed on so many bytes of the server, or that adds bytes to them.
#[tokio::test]
async fn a_tunnel_that_breaks_during_the_tls_handshake_sends_nothing() {
    let authority = TestAuthority::new("one");
    let server = tls_server(authority.server("localhost", 4000, TLS12_AND_TLS13)).await;
    for (passed, added) in
        [(0, &b""[..]), (1, b""), (100, b""), (300, b""), (0, b"HTTP/1.1 200 OK\r\n\r\n"), (50, b"garbage")]
    {
        let proxy = Server::new(move |mut connection, _| async move {
            let mut server = connected(&mut connection).await?;
            connection.send(OPEN).await?;
            // The first message of the client fits into one segment.
            let mut hello = vec![0; 8192];
            let length = connection.stream.read(&mut hello).await.ok()?;
            server.write_all(&hello[..length]).await.ok()?;
            let mut response = vec![0; passed];
            server.read_exact(&mut response).await.ok()?;
            connection.send(&[&response[..], added].concat()).await
        })
        .await;
        let error = reserve_with_tls(&server, &proxy, authority.root()).await.unwrap_err();
        assert_eq!((error.outcome(), error.is_connect()), (Outcome::NotSent, true), "{passed} {added:?}: {error}");
        assert!(error.reason().starts_with("the TLS handshake failed: "), "{error}");
        assert!(server.requests().is_empty());
    }
}
