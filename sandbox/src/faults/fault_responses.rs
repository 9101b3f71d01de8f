//! The bytes that each fault sends.

use std::io::Write;
use std::sync::LazyLock;
use std::time::Duration;

use axum::body::Bytes;
use axum::http::StatusCode;
use colt_numbers_judge::model::pointer;
use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::fmt::rfc2822::DateTimePrinter;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use crate::faults::fault::Fault;
use crate::faults::fault_schedule::FaultScript;
use crate::faults::socket_faults::{ConnectionEnd, SocketFault, SocketStep};

const JSON: &str = "application/json";
const HTML: &str = "text/html; charset=utf-8";

/// The pause between two bytes of a slow body.
const SLOW_BODY_PAUSE: Duration = Duration::from_millis(20);
/// The pause between two bursts of an endless response. The pause limits the load on the machine.
const BURST_PAUSE: Duration = Duration::from_millis(10);

/// The response that the sandbox would send without the fault.
pub(crate) struct NormalResponse {
    /// The body.
    pub(crate) body: String,
    /// The body that some faults send with another order id.
    pub(crate) order: OrderBody,
    /// The URL for redirects. It has another host name of this sandbox, so that the sandbox counts the request of a client that follows the
    /// redirect.
    pub(crate) redirect_url: String,
}

/// A body with an order id.
#[derive(Debug, Clone)]
pub(crate) struct OrderBody {
    pub(crate) value: Value,
    /// The JSON Pointer of the order id; `None` if the operation places no order.
    pub(crate) pointer: Option<String>,
}

impl OrderBody {
    /// The object in `body` that has the order id, and the name of the id in this object.
    fn enclosing<'b>(&self, body: &'b mut Value) -> Option<(&'b mut Map<String, Value>, String)> {
        let (object, name) = pointer::split(self.pointer.as_deref()?)?;
        Some((body.pointer_mut(object)?.as_object_mut()?, name))
    }

    /// The body with another order id, or without it; `{}` if the operation places no order.
    fn with_id(&self, id: Option<Value>) -> Value {
        let mut body = self.value.clone();
        let Some((object, name)) = self.enclosing(&mut body) else { return json!({}) };
        match id {
            Some(id) => drop(object.insert(name, id)),
            None => drop(object.remove(&name)),
        }
        body
    }

    fn id(&self) -> &str {
        let id = self.pointer.as_ref().and_then(|pointer| self.value.pointer(pointer)?.as_str());
        id.unwrap_or_default()
    }

    /// The body with fields that are not in the spec, in the object that has the order id and around it.
    fn with_extra_fields(&self) -> Value {
        let mut body = self.value.clone();
        if let Some((object, _)) = self.enclosing(&mut body) {
            object.insert("orderStatus".to_owned(), json!("In progress"));
            object.insert("x".to_owned(), json!([null, {}]));
        }
        if let Some(members) = body.as_object_mut() {
            members.insert("_links".to_owned(), json!({ "self": 1 }));
        }
        body
    }
}

/// The socket steps and the end of the connection for a script's fault. `cap` limits the duration of the fault.
pub(crate) fn socket_fault(script: &FaultScript, normal: &NormalResponse, cap: Duration) -> SocketFault {
    let max_duration = script.duration().map_or(cap, |duration| duration.min(cap));
    let end = match script.fault {
        Fault::Reset | Fault::ResetMidBody => ConnectionEnd::Reset,
        _ => ConnectionEnd::Close,
    };
    SocketFault { steps: steps(script, normal), end, max_duration }
}

fn steps(script: &FaultScript, normal: &NormalResponse) -> Vec<SocketStep> {
    let fault = script.fault;
    let Some(status) = fault.status().and_then(|code| StatusCode::from_u16(code).ok()) else {
        return without_status(fault);
    };
    unusual_framing(fault, status, normal.body.as_bytes())
        .or_else(|| oversized(fault, status))
        .unwrap_or_else(|| vec![SocketStep::Send(complete_response(script, status, normal).into())])
}

/// Steps that send nothing, bytes that are not HTTP, or only interim responses.
fn without_status(fault: Fault) -> Vec<SocketStep> {
    match fault {
        Fault::HalfClose => vec![SocketStep::HalfClose, SocketStep::UntilClientLeaves],
        Fault::NeverAnswers => vec![SocketStep::UntilClientLeaves],
        Fault::Garbage => vec![send(&[b"\x15\x03\x03\x00\x02\x02\x28\x00\xff\xfe no HTTP \r\n\r\n"])],
        Fault::ContinueFlood => vec![flood("HTTP/1.1 100 Continue\r\n\r\n")],
        Fault::EarlyHintsFlood => vec![flood("HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n")],
        _ => Vec::new(),
    }
}

/// The normal body, with framing that is wrong, slow or unusual.
fn unusual_framing(fault: Fault, status: StatusCode, body: &[u8]) -> Option<Vec<SocketStep>> {
    let half = body.get(..body.len() / 2)?;
    let head = |length: usize| head(status, JSON, length, &[]);
    let truncated = || send(&[head(body.len()).as_bytes(), half]);
    Some(match fault {
        Fault::StaleKeepAlive => {
            let head = head(body.len()).replace("close", "keep-alive");
            vec![send(&[head.as_bytes(), body]), SocketStep::UntilClientSends]
        }
        Fault::CloseMidHeaders => vec![send(&[format!("HTTP/1.1 {status}\r\nContent-Type: applic").as_bytes()])],
        Fault::SlowBody => {
            vec![send(&[head(body.len()).as_bytes()]), SocketStep::Drip(Bytes::copy_from_slice(body), SLOW_BODY_PAUSE)]
        }
        Fault::StalledBody => vec![truncated(), SocketStep::UntilClientLeaves],
        Fault::TruncatedBody | Fault::ResetMidBody => vec![truncated()],
        Fault::TruncatedChunks => {
            let head = format!(
                "HTTP/1.1 {status}\r\nContent-Type: {JSON}\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n",
                half.len()
            );
            vec![send(&[head.as_bytes(), half, b"\r\n"])]
        }
        Fault::ContentLengthTooLong => vec![send(&[head(body.len() + 10).as_bytes(), body])],
        Fault::ContentLengthTooShort => vec![send(&[head(half.len()).as_bytes(), body])],
        Fault::Http10Answer => {
            vec![send(&[format!("HTTP/1.0 {status}\r\nContent-Type: {JSON}\r\n\r\n").as_bytes(), body])]
        }
        _ => return None,
    })
}

/// Responses that are too large.
fn oversized(fault: Fault, status: StatusCode) -> Option<Vec<SocketStep>> {
    let repeat = |text: &str, times: u32| SocketStep::Repeat(text.repeat(1 << 16).into(), times);
    Some(match fault {
        Fault::EndlessHeaders => {
            vec![
                send(&[format!("HTTP/1.1 {status}\r\n").as_bytes()]),
                flood("X-Filler: and another one, and so on\r\n"),
            ]
        }
        Fault::HugeHeader => vec![
            send(&[format!("HTTP/1.1 {status}\r\nX-Huge: ").as_bytes()]),
            repeat("x", 64),
            send(&[b"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"]),
        ],
        Fault::GzipBomb => {
            let length = GZIPPED_ZEROS.len() * 128;
            let head = head(status, JSON, length, &[("Content-Encoding", "gzip".to_owned())]);
            vec![send(&[head.as_bytes()]), SocketStep::Repeat(GZIPPED_ZEROS.clone(), 128)]
        }
        Fault::Body100Mb => {
            let (open, close) = ("{\"filler\":\"", "\"}");
            let length = open.len() + (1600 << 16) + close.len();
            let head = head(status, JSON, length, &[]);
            vec![send(&[head.as_bytes(), open.as_bytes()]), repeat("x", 1600), send(&[close.as_bytes()])]
        }
        _ => return None,
    })
}

/// 8 MiB of zeros as one gzip member. Concatenated members form one stream (RFC 1952, 2.2).
static GZIPPED_ZEROS: LazyLock<Bytes> = LazyLock::new(|| {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let zeros = vec![0; 1 << 20];
    let written = (0..8).try_for_each(|_| encoder.write_all(&zeros)).and_then(|()| encoder.finish());
    // Writing to memory does not fail; if it did, the body would be empty.
    written.unwrap_or_default().into()
});

/// A complete response with correct framing.
fn complete_response(script: &FaultScript, status: StatusCode, normal: &NormalResponse) -> Vec<u8> {
    let fault = script.fault;
    let (media_type, body) = match fault {
        Fault::Status200Html | Fault::Status502Html | Fault::Status504Html => (HTML, html_page(status).into()),
        Fault::Status200WrongContentType => ("text/plain", normal.body.clone().into()),
        Fault::Status409Order | Fault::Status429Order | Fault::Status503Order => (JSON, normal.body.clone().into()),
        _ if status.is_success() => (JSON, success_body(fault, normal)),
        _ => (JSON, error_body(fault, status).into()),
    };
    let mut headers = unusual_headers(fault, body.len());
    if status.is_redirection() {
        headers.push(("Location", normal.redirect_url.clone()));
    }
    if status == StatusCode::UNAUTHORIZED {
        headers.push(("WWW-Authenticate", "Bearer error=\"invalid_token\"".to_owned()));
    }
    if let Some(value) = script.retry_after.clone().or_else(|| retry_after(fault)) {
        headers.push(("Retry-After", value));
    }
    let mut response = head(status, media_type, body.len(), &headers).into_bytes();
    response.extend(body);
    response
}

fn success_body(fault: Fault, normal: &NormalResponse) -> Vec<u8> {
    let order = &normal.order;
    let json = match fault {
        Fault::Status200Empty | Fault::Status204 => return Vec::new(),
        Fault::DeepJson => return [b"[".repeat(100_000), b"]".repeat(100_000)].concat(),
        Fault::InvalidUtf8 => return b"{\"order\":{\"id\":\"\xff\xfe\xc3\"}}".to_vec(),
        Fault::Status200ErrorBody => return error_body(fault, StatusCode::INTERNAL_SERVER_ERROR).into(),
        Fault::Status200WithoutId => order.with_id(None),
        Fault::Status200BlankId => order.with_id(Some(json!(" "))),
        Fault::Status200NullId => order.with_id(Some(Value::Null)),
        Fault::Status200LeadingBlankId => order.with_id(Some(json!(format!(" {}", order.id())))),
        Fault::Status200NumericId => order.with_id(Some(json!(4711))),
        Fault::Status200ExtraFields => order.with_extra_fields(),
        _ => return normal.body.clone().into(),
    };
    json.to_string().into()
}

/// Unusual headers. Every response also has `Connection`, `Content-Type` and `Content-Length`.
fn unusual_headers(fault: Fault, length: usize) -> Vec<(&'static str, String)> {
    match fault {
        Fault::HeadOver64Kib => vec![("X-Filler", "x".repeat(64 << 10))],
        Fault::Headers101 => vec![("X-Filler", "x".to_owned()); 98],
        Fault::MalformedHeader => vec![("X Malformed", "x".to_owned())],
        Fault::TwoContentLengths => vec![("Content-Length", (length / 2).to_string())],
        _ => Vec::new(),
    }
}

fn retry_after(fault: Fault) -> Option<String> {
    Some(match fault {
        Fault::Status429Seconds | Fault::Status503Seconds | Fault::Status503Order => "1".to_owned(),
        Fault::Status429Date | Fault::Status503Date => {
            // The system clock, not the sandbox's: the client compares the date with its own clock.
            let then = Timestamp::now().checked_add(SignedDuration::from_secs(2)).ok()?;
            DateTimePrinter::new().timestamp_to_rfc9110_string(&then).ok()?
        }
        Fault::Status429PastDate => "Sun, 06 Nov 1994 08:49:37 GMT".to_owned(),
        Fault::Status429Huge => "9".repeat(30),
        Fault::Status429Negative => "-1".to_owned(),
        Fault::Status429Absurd => "when the moon is full".to_owned(),
        _ => return None,
    })
}

fn error_body(fault: Fault, status: StatusCode) -> String {
    let reason = status.canonical_reason().unwrap_or("Refused");
    let message = format!("the fault `{fault}` was requested");
    json!({ "code": "900", "reason": reason, "message": message, "status": status.as_u16().to_string() }).to_string()
}

fn html_page(status: StatusCode) -> String {
    format!("<html>\n<head><title>{status}</title></head>\n<body><h1>{status}</h1></body>\n</html>\n")
}

/// A status line and headers with `Connection: close`, including the empty line after them.
fn head(status: StatusCode, media_type: &str, length: usize, extra: &[(&str, String)]) -> String {
    let mut head = format!("HTTP/1.1 {status}\r\nConnection: close\r\n");
    if status != StatusCode::NO_CONTENT {
        head.push_str(&format!("Content-Type: {media_type}\r\nContent-Length: {length}\r\n"));
    }
    for (name, value) in extra {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head + "\r\n"
}

fn send(parts: &[&[u8]]) -> SocketStep {
    SocketStep::Send(parts.concat().into())
}

/// Sends the same lines without end.
fn flood(lines: &str) -> SocketStep {
    SocketStep::Flood(lines.repeat(64).into(), BURST_PAUSE)
}
