//! A client as simple as can be: bytes out, bytes in.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use colt_numbers_sandbox::Sandbox;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The longest that anything in these tests may take.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// The path of the reservation, as the document has it.
pub const ORDER: &str = "/numberManagement/v1/reservation/order";

/// The path of the token endpoint, as the portal has it.
pub const TOKEN: &str = "/authentication/v1/oauth/token";

/// An answer, taken apart.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    head: String,
    pub body: Vec<u8>,
}

impl Answer {
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

    /// The error object's code, after a look at the rest of it.
    pub fn code(&self) -> String {
        assert_eq!(self.header("content-type"), Some("application/json"), "{self:?}");
        let error = self.json();
        assert_eq!(error["status"], self.status.to_string());
        assert!(error.as_object().unwrap().values().all(Value::is_string), "{error}");
        error["code"].as_str().unwrap().to_owned()
    }
}

/// A request, to be sent on a connection of its own.
#[derive(Clone)]
pub struct Request {
    line: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Request {
    pub fn new(method: &str, path: &str) -> Self {
        Self { line: format!("{method} {path} HTTP/1.1"), headers: Vec::new(), body: Vec::new() }
    }

    /// A reservation under a tracking id; no token.
    pub fn order(tracking_id: &str, body: impl ToString) -> Self {
        Self::new("POST", ORDER)
            .header("content-type", "application/json")
            .header("x-tracking-id", tracking_id)
            .body(body.to_string())
    }

    /// A token call by a client `id` with the secret `secret`.
    pub fn token() -> Self {
        Self::new("POST", TOKEN)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("x-tracking-id", "token-call")
            .header("authorization", "Basic aWQ6c2VjcmV0")
            .body("grant_type=client_credentials")
    }

    /// Gives a header a value, in place of the one it had.
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

    /// What goes over the wire. The connection is to be closed unless the request says otherwise.
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

    pub async fn send(&self, sandbox: &Sandbox) -> Answer {
        Answer::parse(&exchange(sandbox.address(), &self.bytes()).await)
    }
}

/// A valid body that asks for the numbers from one to another.
pub fn range(start: &str, end: &str) -> Value {
    ranges(&[(start, end)])
}

/// A valid body that asks for several ranges.
pub fn ranges(ranges: &[(&str, &str)]) -> Value {
    let range = |(start, end): &(&str, &str)| json!({ "numberRangeStart": start, "numberRangeEnd": end });
    json!({
        "numberRangeList": ranges.iter().map(range).collect::<Vec<_>>(),
        "productOffering": { "name": "Wholesale SIP" },
        "relatedParty": { "reseller": { "country": "GB" } },
    })
}

/// A valid body that asks for what was locked.
pub fn lock_id(id: &str) -> Value {
    json!({
        "productOffering": { "name": "Wholesale SIP", "lockId": id },
        "relatedParty": { "reseller": { "country": "GB" } },
    })
}

/// Sends bytes, and reads to the end of the connection.
pub async fn exchange(address: SocketAddr, bytes: &[u8]) -> Vec<u8> {
    let exchange = async {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        answer
    };
    tokio::time::timeout(PATIENCE, exchange).await.expect("the connection was to end")
}

/// A sandbox that asks for no token.
pub async fn open() -> Sandbox {
    Sandbox::builder().no_auth(true).start().await.unwrap()
}

/// How a connection ended, as the client sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Fin,
    Reset,
}

/// What a client gets to see.
pub struct Seen {
    pub bytes: Vec<u8>,
    pub end: End,
    pub took: Duration,
}

impl Seen {
    pub fn answer(&self) -> Answer {
        Answer::parse(&self.bytes)
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

/// Sends a request on a connection of its own, and reads to the end, whatever it is.
pub async fn call(sandbox: &Sandbox, request: &Request) -> Seen {
    let start = Instant::now();
    let call = async {
        let mut stream = TcpStream::connect(sandbox.address()).await.unwrap();
        let mut bytes = Vec::new();
        let sent = stream.write_all(&request.bytes()).await;
        let end = match stream.read_to_end(&mut bytes).await.and(sent) {
            Ok(()) => End::Fin,
            Err(e) if matches!(e.kind(), ErrorKind::ConnectionReset | ErrorKind::BrokenPipe) => End::Reset,
            Err(e) => panic!("{e}"),
        };
        Seen { bytes, end, took: start.elapsed() }
    };
    tokio::time::timeout(PATIENCE, call).await.expect("the connection was to end")
}

/// A valid reservation of one number, always the same.
pub fn order() -> Request {
    Request::order("t", range("+442081324758", "+442081324758"))
}
