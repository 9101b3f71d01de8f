//! The bytes that each fault sends, before and after the order is recorded.

use std::io::Read;
use std::time::Duration;

use colt_numbers_sandbox::{Fault, FaultScript, FaultTiming, Sandbox};
use serde_json::{Value, json};

use crate::raw_client::{ObservedEnd, RawExchange, RawResponse, call, open_sandbox, order_request};

/// The duration of endless faults in these tests, in milliseconds.
const DURATION_MILLIS: u32 = 60;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_sends_its_bytes_before_or_after_the_order_is_recorded() {
    let mut strikes = tokio::task::JoinSet::new();
    for &fault in Fault::ALL.iter().filter(|&&fault| fault != Fault::ConnectionRefused) {
        for when in [FaultTiming::Before, FaultTiming::After] {
            strikes.spawn(strike(fault, when));
        }
    }
    strikes.join_all().await;
}

/// Lets a fault strike one reservation; checks what the client observes and what the sandbox records.
async fn strike(fault: Fault, when: FaultTiming) {
    let sandbox = open_sandbox().await;
    let mut script = FaultScript::new(fault);
    script = if when == FaultTiming::Before { script.before() } else { script.after() };
    if is_endless(fault) {
        script = script.lasts_millis(DURATION_MILLIS);
    }
    let accepted = sandbox.script(script).await;
    if fault == Fault::CloseAfterAccept && when == FaultTiming::After {
        assert!(accepted.unwrap_err().to_string().contains("`close-after-accept`"));
        return;
    }
    accepted.unwrap();

    let exchange = call(&sandbox, &order_request()).await;
    let orders = sandbox.orders();
    assert_eq!(sandbox.requests().by_tracking_id["t"], 1, "{fault} {when:?}");
    assert_eq!(orders.len(), usize::from(when == FaultTiming::After), "{fault} {when:?}");
    // An id in the response must be the id of the recorded order.
    check(fault, &exchange, orders.first().map(|order| order.id.as_str()), &sandbox);

    // The fault strikes once.
    let after = order_request().send(&sandbox).await;
    assert_eq!(after.status, if when == FaultTiming::After { 409 } else { 200 }, "{fault} {when:?}");
}

fn is_endless(fault: Fault) -> bool {
    use Fault::*;
    matches!(fault, NeverAnswers | StalledBody | StaleKeepAlive | EndlessHeaders | ContinueFlood | EarlyHintsFlood)
}

/// Checks what the client observes against the description of the fault.
fn check(fault: Fault, exchange: &RawExchange, id: Option<&str>, sandbox: &Sandbox) {
    let name = fault.name();
    let text = exchange.text();
    let end = if matches!(fault, Fault::Reset | Fault::ResetMidBody | Fault::CloseAfterAccept) {
        ObservedEnd::Reset
    } else {
        ObservedEnd::Fin
    };
    let begins = |version: &str, status: u16| text.starts_with(&format!("{version} {status} "));
    match fault.status() {
        Some(status) => assert!(begins("HTTP/1.1", status) || begins("HTTP/1.0", status), "{name}: {status}"),
        None => assert!(text.split("HTTP/1.1 ").skip(1).all(|rest| rest.starts_with('1')), "{name}: a final status"),
    }
    // A reset may lose bytes that are still in transit, but not the bytes of a complete response.
    assert_eq!(exchange.end, end, "{name}");
    if is_endless(fault) {
        assert!(exchange.duration >= Duration::from_millis(DURATION_MILLIS.into()), "{name}: {:?}", exchange.duration);
    }
    if name.starts_with("status-") {
        return check_status(fault, &exchange.response(), id, sandbox);
    }
    let is_normal_body =
        |body: &[u8]| id.is_none_or(|id| body == json!({ "order": { "id": id } }).to_string().as_bytes());
    let whole_length = json!({ "order": { "id": "x".repeat(36) } }).to_string().len();
    let length = || exchange.response().header("content-length").unwrap().parse::<usize>().unwrap();
    match fault {
        Fault::CloseAfterAccept | Fault::CloseUnanswered | Fault::Reset | Fault::HalfClose | Fault::NeverAnswers => {
            assert_eq!(text, "", "{name}")
        }
        Fault::StaleKeepAlive => {
            assert!(
                exchange.response().header("connection") == Some("keep-alive")
                    && is_normal_body(&exchange.response().body)
            )
        }
        Fault::CloseMidHeaders => {
            assert!(text.starts_with("HTTP/1.1 200 OK\r\n") && !text.contains("\r\n\r\n"))
        }
        Fault::SlowBody => {
            assert!(is_normal_body(&exchange.response().body) && exchange.duration > Duration::from_millis(20) * 50)
        }
        Fault::StalledBody | Fault::TruncatedBody | Fault::ResetMidBody => {
            assert_eq!((length(), exchange.response().body.len()), (whole_length, whole_length / 2), "{name}");
        }
        Fault::TruncatedChunks => {
            assert_eq!(exchange.response().header("transfer-encoding"), Some("chunked"));
            assert!(text.ends_with("\r\n") && !text.contains("\r\n0\r\n"));
        }
        Fault::ContentLengthTooLong => {
            assert!(length() == whole_length + 10 && is_normal_body(&exchange.response().body))
        }
        Fault::ContentLengthTooShort => {
            assert!(length() == whole_length / 2 && is_normal_body(&exchange.response().body))
        }
        Fault::Garbage => assert!(!text.starts_with("HTTP") && !text.is_empty()),
        Fault::EndlessHeaders => {
            assert!(
                text.starts_with("HTTP/1.1 200 OK\r\n") && !text.contains("\r\n\r\n") && exchange.bytes.len() > 2000
            )
        }
        Fault::HugeHeader => assert_eq!(exchange.response().header("x-huge").unwrap().len(), 4 << 20),
        Fault::HeadOver64Kib | Fault::Headers101 | Fault::MalformedHeader | Fault::TwoContentLengths => {
            assert!(length() == whole_length && is_normal_body(&exchange.response().body), "{name}: {text}");
            let head = text.split_once("\r\n\r\n").unwrap().0;
            assert_eq!(head.len() > 64 << 10, fault == Fault::HeadOver64Kib, "{name}");
            assert_eq!(head.lines().skip(1).count() == 101, fault == Fault::Headers101, "{name}");
            assert_eq!(head.contains("\r\nX Malformed: "), fault == Fault::MalformedHeader, "{name}");
            assert_eq!(head.matches("Content-Length").count() == 2, fault == Fault::TwoContentLengths, "{name}");
        }
        Fault::ContinueFlood => {
            assert!(text.matches("HTTP/1.1 100 Continue\r\n\r\n").count() > 64 && !text.contains(" 200 "))
        }
        Fault::EarlyHintsFlood => {
            assert!(text.matches("HTTP/1.1 103 Early Hints\r\n").count() > 64 && !text.contains(" 200 "))
        }
        Fault::Http10Answer => {
            assert!(text.starts_with("HTTP/1.0 200 OK\r\n") && is_normal_body(&exchange.response().body));
            assert_eq!(exchange.response().header("content-length"), None);
        }
        Fault::GzipBomb => check_bomb(&exchange.response()),
        Fault::Body100Mb => {
            assert!(length() > 100 << 20);
            assert_eq!(length(), exchange.response().body.len());
            assert!(exchange.bytes.ends_with(b"xx\"}"));
        }
        Fault::DeepJson => {
            let body = exchange.response().body;
            assert!(
                body.len() == 200_000
                    && body[..100_000].iter().all(|&b| b == b'[')
                    && body[100_000..].iter().all(|&b| b == b']')
            );
        }
        Fault::InvalidUtf8 => assert!(std::str::from_utf8(&exchange.response().body).is_err()),
        other => panic!("the fault `{other}` has no check"),
    }
}

fn check_bomb(response: &RawResponse) {
    assert_eq!(response.header("content-encoding"), Some("gzip"));
    assert_eq!(response.header("content-length").unwrap().parse::<usize>().unwrap(), response.body.len());
    assert!(response.body.len() < 2 << 20, "{}", response.body.len());
    let mut unpacked = flate2::read::MultiGzDecoder::new(response.body.as_slice());
    let (mut buffer, mut total) = (vec![1; 1 << 20], 0_usize);
    // A twentieth of the zeros suffices, and contains more than one gzip member.
    while total < 50 << 20 {
        let read = unpacked.read(&mut buffer).unwrap();
        assert!(read > 0 && buffer[..read].iter().all(|&b| b == 0));
        total += read;
    }
}

fn check_status(fault: Fault, response: &RawResponse, id: Option<&str>, sandbox: &Sandbox) {
    let name = fault.name();
    assert_eq!(response.status.to_string(), name[7..10], "{name}");
    match response.header("content-length") {
        Some(length) => assert_eq!(length, response.body.len().to_string(), "{name}"),
        None => assert!(response.status == 204 && response.body.is_empty()),
    }
    let order_id = || response.json()["order"]["id"].clone();
    let is_order_id = |found: &Value| id.is_none_or(|id| found == id);
    match name[10..].trim_start_matches('-') {
        "empty" => assert!(response.body.is_empty()),
        "html" => assert!(
            response.header("content-type").unwrap().starts_with("text/html") && response.body.starts_with(b"<html>")
        ),
        "error-body" => assert_eq!(response.json()["status"], "500"),
        "without-id" => assert_eq!(response.json(), json!({ "order": {} })),
        "blank-id" => assert_eq!(order_id(), " "),
        "null-id" => assert!(response.json()["order"].as_object().unwrap()["id"].is_null()),
        "leading-blank-id" => assert!(is_order_id(&order_id().as_str().unwrap().strip_prefix(' ').unwrap().into())),
        "numeric-id" => assert!(order_id().is_u64()),
        "extra-fields" => {
            assert!(is_order_id(&order_id()) && response.json().as_object().unwrap().len() > 1)
        }
        "wrong-content-type" => {
            assert!(is_order_id(&order_id()) && response.header("content-type") == Some("text/plain"))
        }
        "order" => {
            assert!(response.status >= 400 && is_order_id(&order_id()), "{name}");
            assert_eq!(response.header("retry-after"), (response.status == 503).then_some("1"), "{name}");
        }
        "" if response.status == 204 => {}
        "" if response.status < 300 => assert!(is_order_id(&order_id()), "{name}"),
        rest => {
            response.code();
            let location = format!("http://localhost:{}{}", sandbox.address().port(), *crate::raw_client::ORDER);
            assert_eq!(response.header("location"), (response.status < 400).then_some(location.as_str()), "{name}");
            assert_eq!(response.header("www-authenticate").is_some(), response.status == 401, "{name}");
            let retry_after = response.header("retry-after");
            match rest {
                "" => assert_eq!(retry_after, None, "{name}"),
                "seconds" => assert_eq!(retry_after, Some("1")),
                "date" | "past-date" => {
                    assert!(retry_after.unwrap().ends_with(" GMT") && retry_after.unwrap().len() == 29)
                }
                "huge" => {
                    assert!(retry_after.unwrap().parse::<u64>().is_err() && retry_after.unwrap().parse::<f64>().is_ok())
                }
                "negative" => assert_eq!(retry_after, Some("-1")),
                "absurd" => assert!(retry_after.unwrap().parse::<f64>().is_err()),
                other => panic!("the fault `{other}` has no check"),
            }
        }
    }
}
