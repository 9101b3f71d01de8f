//! What each fault sends, byte by byte, on both sides of the recorded order.

use std::io::Read;
use std::time::Duration;

use colt_numbers_sandbox::{Fault, Sandbox, Script, When};
use serde_json::{Value, json};

use crate::raw_client::{Answer, End, Seen, call, open, order};

/// How long the faults last in these tests that have no end of their own.
const LASTS: u32 = 60;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_does_what_it_says_and_records_what_it_is_told() {
    let mut strikes = tokio::task::JoinSet::new();
    for &fault in Fault::ALL.iter().filter(|&&fault| fault != Fault::ConnectionRefused) {
        for when in [When::Before, When::After] {
            strikes.spawn(strike(fault, when));
        }
    }
    strikes.join_all().await;
}

/// Has a fault strike one order, and looks at what the client sees and what the sandbox knows.
async fn strike(fault: Fault, when: When) {
    let sandbox = open().await;
    let mut script = Script::new(fault);
    script = if when == When::Before { script.before() } else { script.after() };
    if is_endless(fault) {
        script = script.lasts_millis(LASTS);
    }
    let accepted = sandbox.script(script).await;
    if fault == Fault::CloseAfterAccept && when == When::After {
        assert!(accepted.unwrap_err().to_string().contains("`close-after-accept`"));
        return;
    }
    accepted.unwrap();

    let seen = call(&sandbox, &order()).await;
    let orders = sandbox.orders();
    assert_eq!(sandbox.requests().by_tracking_id["t"], 1, "{fault} {when:?}");
    assert_eq!(orders.len(), usize::from(when == When::After), "{fault} {when:?}");
    // An answer that shows an id shows that of the order, if there is one.
    check(fault, &seen, orders.first().map(|order| order.id.as_str()), &sandbox);

    // The fault has struck once, and the sandbox is as it was.
    let after = order().send(&sandbox).await;
    assert_eq!(after.status, if when == When::After { 409 } else { 200 }, "{fault} {when:?}");
}

fn is_endless(fault: Fault) -> bool {
    use Fault::*;
    matches!(fault, NeverAnswers | StalledBody | StaleKeepAlive | EndlessHeaders | ContinueFlood | EarlyHintsFlood)
}

/// What the client sees of a fault, against what the fault says of itself.
fn check(fault: Fault, seen: &Seen, id: Option<&str>, sandbox: &Sandbox) {
    let name = fault.name();
    let text = seen.text();
    let end = if matches!(fault, Fault::Reset | Fault::ResetMidBody | Fault::CloseAfterAccept) {
        End::Reset
    } else {
        End::Fin
    };
    let begins = |version: &str, status: u16| text.starts_with(&format!("{version} {status} "));
    match fault.status() {
        Some(status) => assert!(begins("HTTP/1.1", status) || begins("HTTP/1.0", status), "{name}: {status}"),
        None => assert!(text.split("HTTP/1.1 ").skip(1).all(|rest| rest.starts_with('1')), "{name}: a final status"),
    }
    // Bytes that are left on the way when a connection is reset may be lost; those of an answer are not.
    assert_eq!(seen.end, end, "{name}");
    if is_endless(fault) {
        assert!(seen.took >= Duration::from_millis(LASTS.into()), "{name}: {:?}", seen.took);
    }
    if name.starts_with("status-") {
        return check_status(fault, &seen.answer(), id, sandbox);
    }
    let true_body = |body: &[u8]| id.is_none_or(|id| body == json!({ "order": { "id": id } }).to_string().as_bytes());
    let whole_length = json!({ "order": { "id": "x".repeat(36) } }).to_string().len();
    let length = || seen.answer().header("content-length").unwrap().parse::<usize>().unwrap();
    match fault {
        Fault::CloseAfterAccept | Fault::CloseUnanswered | Fault::Reset | Fault::HalfClose | Fault::NeverAnswers => {
            assert_eq!(text, "", "{name}")
        }
        Fault::StaleKeepAlive => {
            assert!(seen.answer().header("connection") == Some("keep-alive") && true_body(&seen.answer().body))
        }
        Fault::CloseMidHeaders => {
            assert!(text.starts_with("HTTP/1.1 200 OK\r\n") && !text.contains("\r\n\r\n"))
        }
        Fault::SlowBody => {
            assert!(true_body(&seen.answer().body) && seen.took > Duration::from_millis(20) * 50)
        }
        Fault::StalledBody | Fault::TruncatedBody | Fault::ResetMidBody => {
            assert_eq!((length(), seen.answer().body.len()), (whole_length, whole_length / 2), "{name}");
        }
        Fault::TruncatedChunks => {
            assert_eq!(seen.answer().header("transfer-encoding"), Some("chunked"));
            assert!(text.ends_with("\r\n") && !text.contains("\r\n0\r\n"));
        }
        Fault::ContentLengthTooLong => {
            assert!(length() == whole_length + 10 && true_body(&seen.answer().body))
        }
        Fault::ContentLengthTooShort => {
            assert!(length() == whole_length / 2 && true_body(&seen.answer().body))
        }
        Fault::Garbage => assert!(!text.starts_with("HTTP") && !text.is_empty()),
        Fault::EndlessHeaders => {
            assert!(text.starts_with("HTTP/1.1 200 OK\r\n") && !text.contains("\r\n\r\n") && seen.bytes.len() > 2000)
        }
        Fault::HugeHeader => assert_eq!(seen.answer().header("x-huge").unwrap().len(), 4 << 20),
        Fault::HeadOver64Kib | Fault::Headers101 | Fault::MalformedHeader | Fault::TwoContentLengths => {
            assert!(length() == whole_length && true_body(&seen.answer().body), "{name}: {text}");
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
            assert!(text.starts_with("HTTP/1.0 200 OK\r\n") && true_body(&seen.answer().body));
            assert_eq!(seen.answer().header("content-length"), None);
        }
        Fault::GzipBomb => check_bomb(&seen.answer()),
        Fault::Body100Mb => {
            assert!(length() > 100 << 20);
            assert_eq!(length(), seen.answer().body.len());
            assert!(seen.bytes.ends_with(b"xx\"}"));
        }
        Fault::DeepJson => {
            let body = seen.answer().body;
            assert!(
                body.len() == 200_000
                    && body[..100_000].iter().all(|&b| b == b'[')
                    && body[100_000..].iter().all(|&b| b == b']')
            );
        }
        Fault::InvalidUtf8 => assert!(std::str::from_utf8(&seen.answer().body).is_err()),
        other => panic!("nobody checks `{other}`"),
    }
}

fn check_bomb(answer: &Answer) {
    assert_eq!(answer.header("content-encoding"), Some("gzip"));
    assert_eq!(answer.header("content-length").unwrap().parse::<usize>().unwrap(), answer.body.len());
    assert!(answer.body.len() < 2 << 20, "{}", answer.body.len());
    let mut unpacked = flate2::read::MultiGzDecoder::new(answer.body.as_slice());
    let (mut buffer, mut total) = (vec![1; 1 << 20], 0_usize);
    // A twentieth is enough to believe the rest, and to see more than one member.
    while total < 50 << 20 {
        let read = unpacked.read(&mut buffer).unwrap();
        assert!(read > 0 && buffer[..read].iter().all(|&b| b == 0));
        total += read;
    }
}

fn check_status(fault: Fault, answer: &Answer, id: Option<&str>, sandbox: &Sandbox) {
    let name = fault.name();
    assert_eq!(answer.status.to_string(), name[7..10], "{name}");
    match answer.header("content-length") {
        Some(length) => assert_eq!(length, answer.body.len().to_string(), "{name}"),
        None => assert!(answer.status == 204 && answer.body.is_empty()),
    }
    let order_id = || answer.json()["order"]["id"].clone();
    let shown = |shown: &Value| id.is_none_or(|id| shown == id);
    match name[10..].trim_start_matches('-') {
        "empty" => assert!(answer.body.is_empty()),
        "html" => assert!(
            answer.header("content-type").unwrap().starts_with("text/html") && answer.body.starts_with(b"<html>")
        ),
        "error-body" => assert_eq!(answer.json()["status"], "500"),
        "without-id" => assert_eq!(answer.json(), json!({ "order": {} })),
        "blank-id" => assert_eq!(order_id(), " "),
        "null-id" => assert!(answer.json()["order"].as_object().unwrap()["id"].is_null()),
        "leading-blank-id" => assert!(shown(&order_id().as_str().unwrap().strip_prefix(' ').unwrap().into())),
        "numeric-id" => assert!(order_id().is_u64()),
        "extra-fields" => {
            assert!(shown(&order_id()) && answer.json().as_object().unwrap().len() > 1)
        }
        "wrong-content-type" => {
            assert!(shown(&order_id()) && answer.header("content-type") == Some("text/plain"))
        }
        "order" => {
            assert!(answer.status >= 400 && shown(&order_id()), "{name}");
            assert_eq!(answer.header("retry-after"), (answer.status == 503).then_some("1"), "{name}");
        }
        "" if answer.status == 204 => {}
        "" if answer.status < 300 => assert!(shown(&order_id()), "{name}"),
        rest => {
            answer.code();
            let location = format!("http://localhost:{}{}", sandbox.address().port(), crate::raw_client::ORDER);
            assert_eq!(answer.header("location"), (answer.status < 400).then_some(location.as_str()), "{name}");
            assert_eq!(answer.header("www-authenticate").is_some(), answer.status == 401, "{name}");
            let retry_after = answer.header("retry-after");
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
                other => panic!("nobody checks `{other}`"),
            }
        }
    }
}
