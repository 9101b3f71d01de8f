//! HTTP proxies: requests through a tunnel have the same outcomes as without a proxy, and whatever a proxy does before the tunnel is open, the
//! outcome is *not sent* and the server sees no byte.

mod environment;
mod tls;

use std::net::SocketAddr;
use std::sync::OnceLock;
use std::time::Duration;

use colt_numbers::{
    Client, ClientBuilder, ConfigErrorKind, Credentials, InvalidProxyKind, Outcome, Proxy, Retries, Secret, SendError,
    SendErrorKind, Target,
};
use colt_numbers_sandbox::Sandbox;
use proptest::prelude::*;
use tokio::io::copy_bidirectional;
use tokio::net::TcpStream;

use crate::dropped_calls::CollectedLog;
use crate::faults;
use crate::secrets::{CLIENT_SECRET, PROXY_PASSWORD, assert_no_canary, printed};
use crate::server::{Connection, Server, long_timeouts, order, reservation, with_test_limits};
use crate::tls::TestAuthority;

const OPEN: &[u8] = b"HTTP/1.1 200 Connection established\r\n\r\n";

/// The request for a tunnel, without a colon and blank: `CONNECT 127.0.0.1:4010 HTTP/1.1` is `127.0.0.1:4010`.
fn authority(connect: &[u8]) -> String {
    let text = String::from_utf8_lossy(connect);
    let target = text.strip_prefix("CONNECT ").and_then(|rest| rest.split_once(" HTTP/1.1\r\n")).unwrap().0;
    target.to_owned()
}

/// Reads the request for a tunnel, and connects to the server that it names.
async fn connected(connection: &mut Connection) -> Option<TcpStream> {
    let connect = connection.request().await?;
    TcpStream::connect(authority(&connect)).await.ok()
}

/// A proxy that opens every tunnel that it can, with this response. Its requests are those for tunnels.
pub async fn proxy_responding(response: &'static [u8]) -> Server {
    Server::new(move |mut connection, _| async move {
        let Some(mut server) = connected(&mut connection).await else {
            return connection.send(b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n").await;
        };
        connection.send(response).await?;
        let _ = copy_bidirectional(&mut connection.stream, &mut server).await;
        Some(())
    })
    .await
}

/// A proxy that sends these bytes after it has received the request for a tunnel, and then closes the connection.
async fn proxy_sending(bytes: Vec<u8>) -> Server {
    Server::responding([bytes]).await
}

fn url(proxy: SocketAddr) -> Proxy {
    Proxy::url(&format!("http://{proxy}")).unwrap()
}

/// The server as a target that may be reached through a proxy.
fn target(server: &Server) -> Target {
    Target::plain_http(&format!("http://{}/numberManagement", server.address), None).unwrap()
}

fn builder(server: &Server, proxy: &Server) -> ClientBuilder {
    with_test_limits(Client::builder(target(server))).proxy(url(proxy.address))
}

/// The error of one attempt.
async fn error_of(server: &Server, proxy: &Server) -> SendError {
    let client = builder(server, proxy).retries(Retries::off()).build().unwrap();
    client.reserve(&reservation(1)).await.unwrap_err()
}

/// Checks that nothing was sent: by the error, and by the server.
fn assert_not_sent(about: &str, error: &SendError, server: &Server) {
    assert_eq!((error.outcome(), error.kind()), (Outcome::NotSent, SendErrorKind::Connect), "{about}: {error}");
    assert!(error.is_connect() && error.status().is_none() && error.raw_body().is_none(), "{about}: {error}");
    assert_eq!(error.to_string().lines().count(), 1, "{about}: {error}");
    assert_eq!(server.connections(), 0, "{about}");
}

#[tokio::test]
async fn an_order_is_placed_through_the_tunnel() {
    let server = Server::responding([order("1")]).await;
    for response in [
        OPEN,
        b"HTTP/1.0 200 OK\r\nProxy-Agent: x\r\n\r\n",
        b"HTTP/1.1 204 X\r\nContent-Length: 99\r\n\r\n",
        b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
    ] {
        let proxy = proxy_responding(response).await;
        let placed = builder(&server, &proxy).build().unwrap().reserve(&reservation(1)).await.unwrap();
        assert_eq!((placed.id(), placed.attempts()), ("1", 1));
        // The proxy gets nothing but the host and the port.
        let address = server.address;
        assert_eq!(proxy.requests(), [format!("CONNECT {address} HTTP/1.1\r\nhost: {address}\r\n\r\n")]);
    }
    assert_eq!(server.requests().len(), 5);
}

#[tokio::test]
async fn credentials_are_sent_to_the_proxy_only() {
    let server = Server::responding([order("1")]).await;
    let proxy = proxy_responding(OPEN).await;
    let in_url = Proxy::url(&format!("http://m%65:hunter%3A2@{}/", proxy.address)).unwrap();
    let set = url(proxy.address).credentials("me", Secret::new("hunter:2")).unwrap();
    for with_credentials in [in_url, set] {
        let client = with_test_limits(Client::builder(target(&server))).proxy(with_credentials).build().unwrap();
        let _ = client.reserve(&reservation(1)).await.unwrap();
    }
    // `me:hunter:2`
    assert!(proxy.requests().iter().all(|head| head.contains("\r\nproxy-authorization: Basic bWU6aHVudGVyOjI=\r\n")));
    assert!(server.requests().iter().all(|request| !request.to_ascii_lowercase().contains("proxy")));
    assert_eq!((proxy.requests().len(), server.requests().len()), (2, 2));
}

/// The address of the proxy of [`through_proxy`].
static PROXY: OnceLock<SocketAddr> = OnceLock::new();

/// A client that reaches the sandbox and its token endpoint through the proxy.
fn through_proxy(sandbox: &Sandbox, without_token: bool) -> ClientBuilder {
    let token_url = (!without_token).then(|| sandbox.token_url());
    let target = Target::plain_http(&sandbox.base_url(), token_url.as_deref()).unwrap();
    let credentials = Credentials::new(&target, "me", CLIENT_SECRET).unwrap();
    let builder = Client::builder(target).proxy(url(PROXY.get().copied().unwrap()));
    if without_token { builder } else { builder.credentials(credentials) }
}

/// Every fault of the sandbox has the same outcome through a proxy as without one, with the same number of requests.
#[tokio::test]
async fn every_fault_has_the_same_outcome_through_a_proxy() {
    let proxy = proxy_responding(OPEN).await;
    PROXY.set(proxy.address).unwrap();
    faults::assert_expected_outcomes(through_proxy).await;
    assert!(proxy.connections() > 100, "{}", proxy.connections());
}

#[tokio::test]
async fn a_proxy_that_opens_no_tunnel_sends_nothing() {
    let server = Server::responding([order("1")]).await;
    let endless = format!("HTTP/1.1 200 OK\r\n{}", "X-Filler: and another one\r\n".repeat(3000));
    let flood = "HTTP/1.1 100 Continue\r\n\r\n".repeat(3000);
    for (about, bytes, reason) in [
        ("closed", "", "did not respond with HTTP"),
        ("half a head", "HTTP/1.1 200 OK\r\nProxy-Agent: x", "did not respond with HTTP"),
        ("garbage", "SSH-2.0-OpenSSH_9.6\r\n\r\n", "did not respond with HTTP"),
        ("a TLS alert", "\u{15}\u{3}\u{1}\0\u{2}\u{2}\u{28}", "did not respond with HTTP"),
        ("an endless head", &endless, "did not respond with HTTP"),
        ("an endless head of a few fields", &format!("HTTP/1.1 200 OK\r\nX: {}", "x".repeat(99_000)), "is too long"),
        ("endless interim responses", &flood, "is too long"),
        ("switching protocols", "HTTP/1.1 101 X\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", "status 101"),
        ("a redirect", "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n\r\n", "status 302"),
        ("forbidden", "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno", "status 403"),
        ("407", "HTTP/1.1 407 X\r\nProxy-Authenticate: Basic realm=\"x\"\r\n\r\n", "407; set a user and a password"),
        ("502 with a body", "HTTP/1.1 502 X\r\nContent-Length: 20\r\n\r\n{\"order\":{\"id\":\"1\"}}", "status 502"),
        ("503", "HTTP/1.1 503 X\r\nRetry-After: 1\r\n\r\n", "status 503"),
        ("bytes after the head", "HTTP/1.1 200 OK\r\n\r\nx", "before anything was sent"),
        ("a response in the tunnel", "HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", "before anything was sent"),
    ] {
        let proxy = proxy_sending(bytes.into()).await;
        let error = error_of(&server, &proxy).await;
        assert_not_sent(about, &error, &server);
        let named = format!("no tunnel: the proxy `http://{}`", proxy.address);
        assert!(error.reason().starts_with(&named) && error.reason().contains(reason), "{about}: {error}");
        assert_eq!((proxy.connections(), error.is_auth_error()), (1, about == "407"), "{about}");
    }
}

/// What cannot succeed by trying again is not tried again.
#[tokio::test]
async fn a_refusal_that_may_pass_is_followed_by_another_attempt() {
    let server = Server::responding([order("1")]).await;
    for (status, attempts) in [(302, 1), (403, 1), (407, 1), (408, 4), (429, 4), (500, 4), (502, 4), (504, 4)] {
        let proxy = proxy_sending(format!("HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n").into()).await;
        let error = builder(&server, &proxy).build().unwrap().reserve(&reservation(1)).await.unwrap_err();
        assert_not_sent(&status.to_string(), &error, &server);
        assert_eq!((error.attempts() as usize, proxy.connections()), (attempts, attempts), "{status}");
    }
    let recovering = Server::new(|mut connection, number| async move {
        let mut server = connected(&mut connection).await?;
        if number == 0 {
            return connection.send(b"HTTP/1.1 503 X\r\n\r\n").await;
        }
        connection.send(OPEN).await?;
        copy_bidirectional(&mut connection.stream, &mut server).await.ok().map(|_| ())
    })
    .await;
    let placed = builder(&server, &recovering).build().unwrap().reserve(&reservation(1)).await.unwrap();
    assert_eq!((placed.attempts(), server.requests().len()), (2, 1));
}

/// A proxy that hangs before it accepts, after it accepts, and in the middle of its head.
#[tokio::test]
async fn a_proxy_that_hangs_is_ended_by_the_time_limits() {
    let server = Server::responding([order("1")]).await;
    let short = Duration::from_millis(150);
    for half in [&b""[..], b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 100 Continue\r\n\r\n"] {
        let proxy = Server::new(move |mut connection, _| async move {
            connection.request().await?;
            connection.send(half).await?;
            connection.until_closed().await
        })
        .await;
        for timeouts in [long_timeouts().connect(short), long_timeouts().call(short)] {
            let client = builder(&server, &proxy).timeouts(timeouts).retries(Retries::off()).build().unwrap();
            let error = client.reserve(&reservation(1)).await.unwrap_err();
            assert_not_sent("hangs", &error, &server);
            assert!(error.is_timeout() && error.reason().ends_with(" timed out"), "{error}");
        }
    }
    let (full, _waiting) = crate::limits::listener_with_full_queue().await;
    let proxy = full.local_addr().unwrap();
    let client = with_test_limits(Client::builder(target(&server))).proxy(url(proxy));
    let client = client.timeouts(long_timeouts().connect(short)).retries(Retries::off()).build().unwrap();
    let error = client.reserve(&reservation(1)).await.unwrap_err();
    assert_not_sent("does not accept", &error, &server);
    assert!(error.is_timeout(), "{error}");
}

#[tokio::test]
async fn a_proxy_that_cannot_be_reached_is_named() {
    let server = Server::responding([order("1")]).await;
    let closed = {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        listener.local_addr().unwrap()
    };
    for (proxy, problem) in [
        (format!("http://{closed}"), "no connection"),
        ("http://proxy.invalid:3128".to_owned(), "the host was not found"),
        ("http://[::1]:1".to_owned(), "no connection"),
    ] {
        let client = with_test_limits(Client::builder(target(&server))).proxy(Proxy::url(&proxy).unwrap());
        let error = client.retries(Retries::off()).build().unwrap().reserve(&reservation(1)).await.unwrap_err();
        assert_not_sent(&proxy, &error, &server);
        assert!(error.reason().starts_with(&format!("no tunnel: the proxy `{proxy}`: {problem}: ")), "{error}");
    }
}

/// Once the tunnel is open, a proxy that fails is a server that fails.
#[tokio::test]
async fn a_proxy_that_dies_after_the_request_was_sent_leaves_the_outcome_unknown() {
    let server = Server::responding([order("1")]).await;
    let closing = Server::new(|mut connection, _| async move {
        connection.request().await?;
        connection.send(OPEN).await?;
        // The request, which is not passed on.
        connection.request().await.map(|_| ())
    })
    .await;
    let error = error_of(&server, &closing).await;
    assert_eq!((error.outcome(), closing.requests().len()), (Outcome::Unknown, 2), "{error}");
    let closing_at_once = proxy_sending(OPEN.into()).await;
    let error = error_of(&server, &closing_at_once).await;
    // A byte may have been written before the client noticed that the connection was closed.
    assert!(matches!(error.outcome(), Outcome::Unknown | Outcome::NotSent), "{error}");
    assert_eq!(server.connections(), 0);
}

/// Bytes that a proxy sends before the tunnel is open, with an incomplete head, no 2xx, or more than a head.
fn bytes_without_tunnel() -> impl Strategy<Value = Vec<u8>> {
    let any_bytes = || proptest::collection::vec(any::<u8>(), 0..300);
    let not_http = any_bytes().prop_filter("HTTP", |bytes| !bytes.starts_with(b"HTTP/1."));
    let half = (0..OPEN.len()).prop_map(|length| OPEN[..length].to_vec());
    let refused = (prop_oneof![101..102_u16, 300..1000_u16], any_bytes())
        .prop_map(|(status, body)| [format!("HTTP/1.1 {status} X\r\n\r\n").as_bytes(), &body].concat());
    let more = any_bytes().prop_filter("no more", |bytes| !bytes.is_empty()).prop_map(|more| [OPEN, &more].concat());
    let interim = (1..5_usize).prop_map(|count| b"HTTP/1.1 103 X\r\n\r\n".repeat(count));
    prop_oneof![not_http, half, refused, more, interim]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn whatever_a_proxy_sends_before_the_tunnel_is_open_nothing_is_sent(bytes in bytes_without_tunnel()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let server = Server::responding([order("1")]).await;
            let proxy = proxy_sending(bytes).await;
            let error = error_of(&server, &proxy).await;
            assert_not_sent("", &error, &server);
            assert_eq!(proxy.requests().len(), 1);
        });
    }
}

/// A proxy may repeat the credentials anywhere in its response.
#[tokio::test]
async fn no_password_of_a_proxy_is_printed() {
    let (log, _guard) = CollectedLog::collect();
    let server = Server::responding([order("1")]).await;
    let mut text = String::new();
    for form in 0..5 {
        let echoing = Server::new(move |mut connection, _| async move {
            let request = connection.request().await?;
            let request = String::from_utf8_lossy(&request);
            let echo = request.lines().find_map(|line| line.strip_prefix("proxy-authorization: "))?;
            let echo = format!("{echo} {PROXY_PASSWORD}");
            connection
                .send(&match form {
                    0 => format!("HTTP/1.1 407 {echo}\r\nProxy-Authenticate: {echo}\r\n\r\n{echo}").into_bytes(),
                    1 => format!("HTTP/1.1 502 {echo}\r\nX-Echo: {echo}\r\n\r\n{echo}").into_bytes(),
                    2 => format!("{echo}\r\n\r\n").into_bytes(),
                    3 => format!("HTTP/1.1 200 OK\r\n{echo}\r\n\r\n").into_bytes(),
                    _ => format!("HTTP/1.1 200 OK\r\n\r\n{echo}").into_bytes(),
                })
                .await
        })
        .await;
        let proxy = Proxy::url(&format!("http://me:{PROXY_PASSWORD}@{}", echoing.address)).unwrap();
        text.push_str(&format!("{proxy:?} {proxy:#?}"));
        let builder = with_test_limits(Client::builder(target(&server))).proxy(proxy);
        text.push_str(&format!("{builder:?}"));
        let client = builder.build().unwrap();
        let result = client.reserve(&reservation(1)).await;
        assert!(result.as_ref().is_err_and(|error| error.outcome() == Outcome::NotSent), "{form}: {result:?}");
        text.push_str(&printed(&result, &client));
    }
    for url in [
        "ftp://me:{}@a:1",
        "http://me:{}@a",
        "http://me:{}@a:1/x",
        "http://me:{}%ff@a:1",
        "me:{}@",
        "http://m:e:{}%0a@a:1",
    ] {
        let error = Proxy::url(&url.replace("{}", PROXY_PASSWORD)).unwrap_err();
        text.push_str(&format!("{error} {error:?}"));
    }
    assert!(text.contains("status 407; check the user and the password"), "{text}");
    assert_no_canary(&text);
    assert_no_canary(&log.text());
}

#[test]
fn a_url_of_a_proxy_has_a_host_and_a_port() {
    for url in [
        "http://proxy.example:3128",
        " HTTP://PROXY.example:3128/ ",
        "proxy.example:3128",
        "http://[::1]:3128",
        "http://a:b@127.0.0.1:1",
    ] {
        assert!(Proxy::url(url).is_ok(), "{url}");
    }
    use InvalidProxyKind::{Credentials, Exception, Malformed, Scheme};
    for (url, kind) in [
        ("https://proxy.example:3128", Scheme),
        ("socks5://proxy.example:1080", Scheme),
        ("", Malformed),
        ("http://", Malformed),
        ("http://proxy.example", Malformed),
        ("http://proxy.example:", Malformed),
        ("http://proxy.example:99999", Malformed),
        ("http://proxy.example:+1", Malformed),
        ("http://:3128", Malformed),
        ("http://proxy.example:3128/path", Malformed),
        ("http://proxy.example:3128?query", Malformed),
        ("http://proxy example:3128", Malformed),
        ("http://a%0a:b@proxy.example:3128", Credentials),
        ("http://a:b%00@proxy.example:3128", Credentials),
        ("http://a%3a:b@proxy.example:3128", Credentials),
        ("http://%ff:b@proxy.example:3128", Credentials),
    ] {
        let error = Proxy::url(url).unwrap_err();
        assert_eq!(error.kind(), kind, "{url}: {error}");
        assert_eq!(error.to_string().lines().count(), 1, "{error}");
    }
    let proxy = || Proxy::url("http://proxy.example:3128").unwrap();
    assert_eq!(proxy().credentials("a:b", "c").unwrap_err().kind(), Credentials);
    assert_eq!(proxy().credentials("a", "c\n").unwrap_err().kind(), Credentials);
    assert_eq!(proxy().except("10.*").unwrap_err().kind(), Exception);
    let error = Proxy::url("ftp://\u{202e}").unwrap_err();
    assert!(!error.to_string().contains('\u{202e}'), "{error}");
}

/// Without TLS, a proxy can read everything, so it needs an explicit target.
#[tokio::test]
async fn plain_http_through_a_proxy_needs_an_explicit_target() {
    let server = Server::responding([order("1")]).await;
    let proxy = proxy_responding(OPEN).await;
    let builder = |target: Target| with_test_limits(Client::builder(target)).proxy(url(proxy.address));
    let error = builder(server.target()).build().unwrap_err();
    assert_eq!(error.kind(), ConfigErrorKind::Connection);
    assert!(error.to_string().contains("`Target::plain_http`"), "{error}");
    assert!(builder(target(&server)).build().is_ok());
    // An exception is connected to directly.
    let excepted = url(proxy.address).except("127.0.0.0/8").unwrap();
    let client = with_test_limits(Client::builder(server.target())).proxy(excepted).build().unwrap();
    let _ = client.reserve(&reservation(1)).await.unwrap();
    assert_eq!((server.requests().len(), proxy.connections()), (1, 0));
    // The token endpoint too.
    let token = Target::url("https://numbers.example", Some("http://127.0.0.1:1/token")).unwrap();
    let credentials = Credentials::new(&token, "me", "hunter2").unwrap();
    let error =
        builder(token).credentials(credentials).root_certificate(TestAuthority::new("one").root()).build().unwrap_err();
    assert_eq!(error.kind(), ConfigErrorKind::Connection);
}
