//! A minimal HTTP client over a raw socket.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use colt_numbers_sandbox::Sandbox;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::example_request::{PATH, TOKEN_TRACKING_HEADER, TRACKING_HEADER, base_path, range, token_path};

/// The maximum duration of any step in these tests.
pub const TIMEOUT: Duration = Duration::from_secs(120);

/// The path of the reservation.
pub static ORDER: LazyLock<&str> = LazyLock::new(|| format!("{}{}", base_path(), *PATH).leak());

/// The path of the token endpoint.
pub static TOKEN: LazyLock<&str> = LazyLock::new(token_path);

/// A parsed response.
#[derive(Debug)]
pub struct RawResponse {
    pub status: u16,
    head: String,
    pub body: Vec<u8>,
}

impl RawResponse {
    pub fn parse(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|w| w == b"\r\n\r\n").unwrap();
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Self { status, head, body: bytes[end + 4..].to_vec() }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().skip(1).filter_map(|line| line.split_once(':'));
        lines.find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.trim())
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The code of the error object, whose other members are checked.
    pub fn code(&self) -> String {
        assert_eq!(self.header("content-type"), Some("application/json"), "{self:?}");
        let error = self.json();
        assert_eq!(error["status"], self.status.to_string());
        assert!(error.as_object().unwrap().values().all(Value::is_string), "{error}");
        error["code"].as_str().unwrap().to_owned()
    }
}

/// A request that is sent on its own connection.
#[derive(Clone)]
pub struct RawRequest {
    line: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl RawRequest {
    pub fn new(method: &str, path: &str) -> Self {
        Self { line: format!("{method} {path} HTTP/1.1"), headers: Vec::new(), body: Vec::new() }
    }

    /// A reservation with a tracking id, without a token.
    pub fn order(tracking_id: &str, body: impl ToString) -> Self {
        Self::new("POST", &ORDER)
            .header("content-type", "application/json")
            .header(&TRACKING_HEADER, tracking_id)
            .body(body.to_string())
    }

    /// A token request with the client id `id` and the secret `secret`.
    pub fn token() -> Self {
        Self::new("POST", &TOKEN)
            .header("content-type", "application/x-www-form-urlencoded")
            .header(&TOKEN_TRACKING_HEADER, "token-call")
            .header("authorization", "Basic aWQ6c2VjcmV0")
            .body("grant_type=client_credentials")
    }

    /// Sets a header, and replaces its previous value.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self = self.without(name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(n, _)| n != name);
        self
    }

    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// The bytes of the request. It asks to close the connection unless a header says otherwise.
    pub fn bytes(&self) -> Vec<u8> {
        let mut text = format!("{}\r\n", self.line);
        let named = |name: &str| self.headers.iter().any(|(n, _)| n == name);
        if !named("host") {
            text.push_str("host: localhost\r\n");
        }
        if !named("connection") {
            text.push_str("connection: close\r\n");
        }
        if !named("content-length") && !named("transfer-encoding") {
            text.push_str(&format!("content-length: {}\r\n", self.body.len()));
        }
        for (name, value) in &self.headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        let mut bytes = text.into_bytes();
        bytes.extend_from_slice(b"\r\n");
        bytes.extend_from_slice(&self.body);
        bytes
    }

    pub async fn send(&self, sandbox: &Sandbox) -> RawResponse {
        RawResponse::parse(&send_bytes(sandbox.address(), &self.bytes()).await)
    }
}

/// Sends bytes on a new connection, and reads until it ends.
pub async fn send_bytes(address: SocketAddr, bytes: &[u8]) -> Vec<u8> {
    let exchange = async {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        let mut response = Vec::new();
        stream.read_to_end(&mut response).await.unwrap();
        response
    };
    tokio::time::timeout(TIMEOUT, exchange).await.expect("the connection should end")
}

/// Starts a sandbox that requires no token.
pub async fn open_sandbox() -> Sandbox {
    Sandbox::builder().no_auth(true).start().await.unwrap()
}

/// How a connection ended for the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ObservedEnd {
    Fin,
    Reset,
}

/// What a client observes on a connection.
pub struct RawExchange {
    pub bytes: Vec<u8>,
    pub end: ObservedEnd,
    pub duration: Duration,
}

impl RawExchange {
    pub fn response(&self) -> RawResponse {
        RawResponse::parse(&self.bytes)
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

/// Sends a request on a new connection, and reads until the connection ends in any way.
pub async fn call(sandbox: &Sandbox, request: &RawRequest) -> RawExchange {
    let start = Instant::now();
    let call = async {
        let mut stream = TcpStream::connect(sandbox.address()).await.unwrap();
        let mut bytes = Vec::new();
        let sent = stream.write_all(&request.bytes()).await;
        let end = match stream.read_to_end(&mut bytes).await.and(sent) {
            Ok(()) => ObservedEnd::Fin,
            Err(e) if matches!(e.kind(), ErrorKind::ConnectionReset | ErrorKind::BrokenPipe) => ObservedEnd::Reset,
            Err(e) => panic!("{e}"),
        };
        RawExchange { bytes, end, duration: start.elapsed() }
    };
    tokio::time::timeout(TIMEOUT, call).await.expect("the connection should end")
}

/// A valid reservation. The number is always the same.
pub fn order_request() -> RawRequest {
    RawRequest::order("t", range("+442081324758", "+442081324758"))
}
