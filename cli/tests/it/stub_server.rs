//! A server that does what a test tells it to, and nothing that HTTP would have it do.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Request {
    pub head: String,
    pub body: String,
}

impl Request {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let of = |line: &'_ str| line.split_once(": ").is_some_and(|(found, _)| found.eq_ignore_ascii_case(name));
        self.head.lines().find(|line| of(line)).and_then(|line| line.split_once(": ")).map(|(_, value)| value)
    }
}

/// A running server; it ends with the test's process.
#[derive(Debug)]
pub struct Server {
    port: u16,
    requests: Receiver<Request>,
}

impl Server {
    /// Answers each request with the bytes that `answer` gives; where it gives none, never, and the connection stays open.
    pub fn start(answer: impl Fn(&Request) -> Option<Vec<u8>> + Send + 'static) -> Self {
        Self::serve(answer, false)
    }

    /// Answers each request with a part of an answer and keeps the connection open; a request is there once its part was sent.
    pub fn stalling(part: &'static str) -> Self {
        Self::serve(move |_| Some(part.into()), true)
    }

    fn serve(answer: impl Fn(&Request) -> Option<Vec<u8>> + Send + 'static, stalls: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (sender, requests) = channel();
        std::thread::spawn(move || {
            let mut held = Vec::new();
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { continue };
                let Some(request) = read(&mut stream) else { continue };
                let answer = answer(&request);
                let is_held = stalls || answer.is_none();
                let _ = stream.write_all(&answer.unwrap_or_default());
                if is_held {
                    held.push(stream);
                }
                // A test that does not look is over.
                let _ = sender.send(request);
            }
        });
        Self { port, requests }
    }

    /// The base of its API.
    pub fn base(&self) -> String {
        format!("http://127.0.0.1:{}/numberManagement", self.port)
    }

    /// Its token endpoint.
    pub fn token_url(&self) -> String {
        format!("http://127.0.0.1:{}/token", self.port)
    }

    /// The next request, which is on its way.
    #[track_caller]
    pub fn request(&self) -> Request {
        self.requests.recv_timeout(Duration::from_secs(60)).unwrap()
    }

    /// The requests that came and were not looked at yet.
    pub fn others(&self) -> Vec<Request> {
        self.requests.try_iter().collect()
    }
}

/// Reads a request whole.
fn read(stream: &mut TcpStream) -> Option<Request> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let request = Request { head: head.to_owned(), body: body.to_owned() };
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

/// An answer with a status line, a body and its length.
pub fn answer(status: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}").into()
}
