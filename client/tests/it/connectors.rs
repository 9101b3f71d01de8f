//! Connectors of the caller's own: the client sends over their streams, with TLS and the same evidence as over TCP.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use colt_numbers::{
    Client, ClientBuilder, ConfigErrorKind, ConnectFuture, Connector, Outcome, Proxy, Retries, SendErrorKind, Target,
};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, duplex};

use crate::server::{Server, long_timeouts, order, read_request, reservation, with_test_limits};

/// Streams in memory to a server that the test defines. Records the hosts and ports.
struct InMemory<F> {
    serve: F,
    hosts: Mutex<Vec<(String, u16)>>,
}

impl<F, Fut> InMemory<F>
where
    F: Fn(DuplexStream) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = ()> + Send + 'static,
{
    fn new(serve: F) -> Arc<Self> {
        Arc::new(Self { serve, hosts: Mutex::default() })
    }
}

impl<F, Fut> Connector for InMemory<F>
where
    F: Fn(DuplexStream) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = ()> + Send + 'static,
{
    fn connect<'c>(&'c self, host: &'c str, port: u16) -> ConnectFuture<'c> {
        self.hosts.lock().unwrap().push((host.to_owned(), port));
        let (stream, peer) = duplex(64);
        tokio::spawn((self.serve)(peer));
        Box::pin(async { Ok(Box::new(stream) as _) })
    }
}

fn builder(connector: impl Connector) -> ClientBuilder {
    let target = Target::plain_http("http://numbers.example:4010/numberManagement", None).unwrap();
    with_test_limits(Client::builder(target)).connector(connector).retries(Retries::off())
}

#[tokio::test]
async fn an_order_is_placed_over_the_stream_of_a_connector() {
    let connector = InMemory::new(|mut peer| async move {
        let request = String::from_utf8(read_request(&mut peer).await.unwrap()).unwrap();
        assert!(request.contains("\r\nhost: numbers.example:4010\r\n"), "{request}");
        peer.write_all(&order("1")).await.unwrap();
    });
    let client = builder(Arc::clone(&connector)).build().unwrap();
    assert_eq!(client.reserve(&reservation(1)).await.unwrap().id(), "1");
    assert_eq!(*connector.hosts.lock().unwrap(), [("numbers.example".to_owned(), 4010)]);
    assert!(!format!("{client:?}").is_empty());
}

#[cfg(unix)]
#[tokio::test]
async fn an_order_is_placed_over_a_unix_socket() {
    use std::path::PathBuf;
    use tokio::net::{UnixListener, UnixStream};

    struct UnixSocket(PathBuf);

    impl Connector for UnixSocket {
        fn connect<'c>(&'c self, _host: &'c str, _port: u16) -> ConnectFuture<'c> {
            Box::pin(async { Ok(Box::new(UnixStream::connect(&self.0).await?) as _) })
        }
    }

    let path = std::env::temp_dir().join(format!("colt-numbers-{}.socket", std::process::id()));
    let listener = UnixListener::bind(&path).unwrap();
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        read_request(&mut stream).await.unwrap();
        stream.write_all(&order("1")).await.unwrap();
    });
    let placed = builder(UnixSocket(path.clone())).build().unwrap().reserve(&reservation(1)).await;
    std::fs::remove_file(&path).unwrap();
    assert_eq!(placed.unwrap().id(), "1");
    server.await.unwrap();
    // Nothing listens any more.
    let error = builder(UnixSocket(path)).build().unwrap().reserve(&reservation(1)).await.unwrap_err();
    assert_eq!((error.outcome(), error.kind()), (Outcome::NotSent, SendErrorKind::Connect));
    assert!(error.reason().starts_with("no connection: the connector failed: "), "{error}");
}

/// Returns an error, or hangs.
struct Failing {
    hangs: bool,
    calls: AtomicUsize,
}

impl Connector for Failing {
    fn connect<'c>(&'c self, _host: &'c str, _port: u16) -> ConnectFuture<'c> {
        self.calls.fetch_add(1, Ordering::SeqCst);
        Box::pin(async {
            match self.hangs {
                true => std::future::pending().await,
                false => Err(io::Error::other("no tunnel\n\u{202e}")),
            }
        })
    }
}

#[tokio::test]
async fn a_connector_that_fails_sends_nothing_and_is_called_again() {
    for (hangs, reason) in [
        (false, r"no connection: the connector failed: no tunnel\n\u{202e}"),
        (true, "no connection: the connector timed out"),
    ] {
        let connector = Arc::new(Failing { hangs, calls: AtomicUsize::new(0) });
        let timeouts = long_timeouts().connect(Duration::from_millis(20));
        let retries = Retries::default().first_wait(Duration::from_millis(1)).at_most(2);
        let client = builder(Arc::clone(&connector)).timeouts(timeouts).retries(retries).build().unwrap();
        let error = client.reserve(&reservation(1)).await.unwrap_err();
        assert_eq!((error.outcome(), error.is_timeout(), error.attempts()), (Outcome::NotSent, hangs, 3));
        assert_eq!((error.reason(), connector.calls.load(Ordering::SeqCst)), (reason, 3));
    }
}

/// The first write to the stream counts as sent, even if the stream is never read.
#[tokio::test]
async fn a_stream_that_breaks_after_the_first_write_leaves_the_outcome_unknown() {
    let connector = InMemory::new(|mut peer| async move {
        let _ = peer.read_u8().await;
    });
    let error = builder(connector).build().unwrap().reserve(&reservation(1)).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
}

#[tokio::test]
async fn tls_is_done_over_the_stream_of_a_connector() {
    use crate::tls::{TLS12_AND_TLS13, TestAuthority, tls_server};

    /// Connects to an address, whatever the host is.
    struct Fixed(std::net::SocketAddr);

    impl Connector for Fixed {
        fn connect<'c>(&'c self, _host: &'c str, _port: u16) -> ConnectFuture<'c> {
            Box::pin(async { Ok(Box::new(tokio::net::TcpStream::connect(self.0).await?) as _) })
        }
    }

    let authority = TestAuthority::new("one");
    for (name, is_accepted) in [("numbers.example", true), ("other.example", false)] {
        let server = tls_server(authority.server(name, 4000, TLS12_AND_TLS13)).await;
        let target = Target::url("https://numbers.example/numberManagement", None).unwrap();
        let client = with_test_limits(Client::builder(target)).connector(Fixed(server.address));
        let client = client.root_certificate(authority.root()).build().unwrap();
        match client.reserve(&reservation(1)).await {
            Ok(_) => assert!(is_accepted),
            Err(error) => assert!(!is_accepted && error.outcome() == Outcome::NotSent, "{error}"),
        }
    }
}

#[tokio::test]
async fn a_connector_without_tls_needs_an_explicit_target_and_excludes_a_proxy() {
    let connector = || InMemory::new(|_| async {});
    let server = Server::responding([order("1")]).await;
    let error = Client::builder(server.target()).connector(connector()).build().unwrap_err();
    assert_eq!(error.kind(), ConfigErrorKind::Connection);
    assert!(error.to_string().contains("`Target::plain_http`"), "{error}");
    let proxy = Proxy::url("http://127.0.0.1:1").unwrap();
    let error = builder(connector()).proxy(proxy).build().unwrap_err();
    assert_eq!(error.kind(), ConfigErrorKind::Connection);
    assert!(error.to_string().contains("set one of them"), "{error}");
}
