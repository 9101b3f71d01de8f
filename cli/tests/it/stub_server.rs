//! A server that responds to each request with the bytes that a test chooses, valid HTTP or not.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// A received request.
#[derive(Clone, Debug)]
pub struct ReceivedRequest {
    pub head: String,
    pub body: String,
}

impl ReceivedRequest {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let has_name = |line: &'_ str| line.split_once(": ").is_some_and(|(found, _)| found.eq_ignore_ascii_case(name));
        self.head.lines().find(|line| has_name(line)).and_then(|line| line.split_once(": ")).map(|(_, value)| value)
    }
}

/// A running server. It stops when the test's process ends.
#[derive(Debug)]
pub struct StubServer {
    port: u16,
    requests: Receiver<ReceivedRequest>,
}

impl StubServer {
    /// Sends the bytes that `respond` returns. If `respond` returns `None`, nothing is sent and the connection stays open.
    pub fn start(respond: impl Fn(&ReceivedRequest) -> Option<Vec<u8>> + Send + 'static) -> Self {
        Self::serve(respond, false)
    }

    /// Sends a part of a response to each request and keeps the connection open. [`Self::request`] returns once the part was sent.
    pub fn stalling(part: &'static str) -> Self {
        Self::serve(move |_| Some(part.into()), true)
    }

    fn serve(respond: impl Fn(&ReceivedRequest) -> Option<Vec<u8>> + Send + 'static, stalls: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (sender, requests) = channel();
        std::thread::spawn(move || {
            let mut open_connections = Vec::new();
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { continue };
                let Some(request) = read(&mut stream) else { continue };
                let bytes = respond(&request);
                let stays_open = stalls || bytes.is_none();
                let _ = stream.write_all(&bytes.unwrap_or_default());
                if stays_open {
                    open_connections.push(stream);
                }
                // Sending fails only if the test has ended.
                let _ = sender.send(request);
            }
        });
        Self { port, requests }
    }

    /// The base URL of the server's API.
    pub fn base(&self) -> String {
        format!("http://127.0.0.1:{}/numberManagement", self.port)
    }

    /// The server's token endpoint.
    pub fn token_url(&self) -> String {
        format!("http://127.0.0.1:{}/token", self.port)
    }

    /// Waits for the next request.
    #[track_caller]
    pub fn request(&self) -> ReceivedRequest {
        self.requests.recv_timeout(Duration::from_secs(60)).unwrap()
    }

    /// The received requests that [`Self::request`] has not returned.
    pub fn other_requests(&self) -> Vec<ReceivedRequest> {
        self.requests.try_iter().collect()
    }
}

/// Reads a whole request.
fn read(stream: &mut TcpStream) -> Option<ReceivedRequest> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let request = ReceivedRequest { head: head.to_owned(), body: body.to_owned() };
            let length = request.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
            if body.len() >= length {
                return Some(request);
            }
        }
        match stream.read(&mut chunk) {
            Ok(0) | Err(_) => return None,
            Ok(count) => bytes.extend_from_slice(&chunk[..count]),
        }
    }
}

/// A response with this status and JSON body.
pub fn response(status: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}").into()
}
