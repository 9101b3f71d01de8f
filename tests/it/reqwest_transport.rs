//! The transport over reqwest, the feature `reqwest-0-13` of the generated crate, against a server on loopback.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::thread::JoinHandle;

use bytes::Bytes;
use colt_numbers_api::client::{CallError, Client, Transport};
use colt_numbers_api::requests::ReserveNumbers;
use colt_numbers_api::reqwest_0_13::{MAX_BODY_BYTES, ReqwestError};
use colt_numbers_api::types::{ReservationRequest, TrackingId};

use crate::example_request::{BODY, PATH, TRACKING_HEADER};

/// A server that sends one response to one request. The thread returns the head and the body of the request, or nothing if the client never
/// connects.
struct Server {
    base: String,
    thread: JoinHandle<(String, String)>,
}

impl Server {
    fn responding(head: &str, body: Vec<u8>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}/base/", listener.local_addr().unwrap());
        let head = format!("HTTP/1.1 {head}\r\ncontent-length: {}\r\n\r\n", body.len());
        let thread = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut request = String::new();
            while !request.ends_with("\r\n\r\n") {
                assert!(reader.read_line(&mut request).unwrap() > 0, "the request ends early: {request}");
            }
            let length =
                request.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
            let mut content = vec![0; length.unwrap_or(0)];
            reader.read_exact(&mut content).unwrap();
            stream.write_all(head.as_bytes()).unwrap();
            // The client may close the connection before it has read the whole body.
            let _ = stream.write_all(&body);
            (request, String::from_utf8(content).unwrap())
        });
        Self { base, thread }
    }

    fn client(&self) -> Client<reqwest::Client> {
        transport(&self.base)
    }
}

/// The client over reqwest. The contract tests, which a build of the workspace contains too, enable reqwest's TLS without a crypto provider.
fn transport(base: &str) -> Client<reqwest::Client> {
    _ = rustls::crypto::ring::default_provider().install_default();
    Client::reqwest(base).unwrap()
}

fn request() -> ReserveNumbers {
    let body: ReservationRequest = serde_json::from_value(BODY.clone()).unwrap();
    ReserveNumbers::new("a-tracking-id".parse::<TrackingId>().unwrap(), body)
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

#[test]
fn a_request_and_its_response_pass_unchanged() {
    let server = Server::responding("201 Created\r\nx-id: 7", br#"{ "order": { "id": "42" } }"#.to_vec());
    let response = block_on(server.client().send(&request())).unwrap();
    assert_eq!((response.status().as_u16(), &response.headers()["x-id"]), (201, &"7".parse().unwrap()));
    assert_eq!(response.read().unwrap().order.unwrap().id.as_deref(), Some("42"));
    let (head, body) = server.thread.join().unwrap();
    assert!(head.starts_with(&format!("POST /base{} HTTP/1.1\r\n", *PATH)), "{head}");
    let tracking_id = format!("{}: a-tracking-id", *TRACKING_HEADER);
    for line in [&*tracking_id, "content-type: application/json", "accept: application/json"] {
        assert!(head.lines().any(|sent| sent == line), "{head}");
    }
    assert!(body.contains(r#""country":"GB""#), "{body}");
}

/// A redirect would send the order to another server.
#[test]
fn a_redirect_is_a_response() {
    let server = Server::responding("307 Temporary Redirect\r\nlocation: /other", Vec::new());
    let response = block_on(server.client().send(&request())).unwrap();
    assert_eq!(response.status().as_u16(), 307);
    server.thread.join().unwrap();
}

#[test]
fn a_body_that_is_too_long_is_an_error() {
    let server = Server::responding("200 OK", vec![b' '; MAX_BODY_BYTES + 1]);
    let error = block_on(server.client().send(&request())).unwrap_err();
    assert!(matches!(error, CallError::Transport(ReqwestError::BodyTooLong(status)) if status == 200), "{error}");
    server.thread.join().unwrap();
}

#[test]
fn a_body_of_the_greatest_size_is_read() {
    let server = Server::responding("200 OK", vec![b' '; MAX_BODY_BYTES]);
    let response = block_on(server.client().send(&request())).unwrap();
    assert_eq!(response.bytes().len(), MAX_BODY_BYTES);
    server.thread.join().unwrap();
}

/// `reqwest` would send this request to another path: `/v1/status` instead of the status of the number `..`.
#[test]
fn a_path_that_reqwest_would_change_is_an_error() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    for path in ["/v1/numbers/%2E%2E/status", "/v1/numbers/%2e", "/v1/./numbers"] {
        let url = format!("http://{}{path}", listener.local_addr().unwrap());
        let request = http::Request::get(url).body(Bytes::new()).unwrap();
        let error = block_on(Transport::send(transport("http://localhost").transport(), request)).unwrap_err();
        assert!(matches!(&error, ReqwestError::Path(changed) if changed == path), "{error}");
    }
    assert!(listener.accept().is_err(), "a request was sent");
}

#[test]
fn an_error_of_reqwest_keeps_its_cause() {
    let unused = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", unused.local_addr().unwrap());
    drop(unused);
    let error = block_on(transport(&base).send(&request())).unwrap_err();
    assert!(matches!(&error, CallError::Transport(ReqwestError::Reqwest(error)) if error.is_connect()), "{error:?}");
    assert!(std::error::Error::source(&error).is_some());
}
