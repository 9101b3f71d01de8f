//! Each fault, byte by byte, on both sides of the recorded order.

use std::io::{ErrorKind, Read};
use std::time::{Duration, Instant};

use colt_numbers_sandbox::{Fault, Random, Sandbox, Script, When};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::wire::{Answer, PATIENCE, Request, open, range};

const NUMBER: &str = "+442081324758";

/// How a connection ended, as the client sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Fin,
    Reset,
}

/// What a client gets to see.
struct Seen {
    bytes: Vec<u8>,
    end: End,
    took: Duration,
}

impl Seen {
    fn answer(&self) -> Answer {
        Answer::parse(&self.bytes)
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

/// Sends a request on a connection of its own, and reads to the end, whatever it is.
async fn call(sandbox: &Sandbox, request: &Request) -> Seen {
    let start = Instant::now();
    let call = async {
        let mut stream = TcpStream::connect(sandbox.address()).await.unwrap();
        let mut bytes = Vec::new();
        let sent = stream.write_all(&request.bytes()).await;
        let end = match stream.read_to_end(&mut bytes).await.and(sent) {
            Ok(()) => End::Fin,
            Err(e) if matches!(e.kind(), ErrorKind::ConnectionReset | ErrorKind::BrokenPipe) => {
                End::Reset
            }
            Err(e) => panic!("{e}"),
        };
        Seen {
            bytes,
            end,
            took: start.elapsed(),
        }
    };
    tokio::time::timeout(PATIENCE, call)
        .await
        .expect("the connection was to end")
}

fn order() -> Request {
    Request::order("t", range(NUMBER, NUMBER))
}

/// How long the faults last in these tests that have no end of their own.
const LASTS: u32 = 60;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_does_what_it_says_and_records_what_it_is_told() {
    let mut strikes = tokio::task::JoinSet::new();
    for &fault in Fault::ALL
        .iter()
        .filter(|&&fault| fault != Fault::ConnectionRefused)
    {
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
    script = if when == When::Before {
        script.before()
    } else {
        script.after()
    };
    if is_endless(fault) {
        script = script.lasts_millis(LASTS);
    }
    let accepted = sandbox.script(script).await;
    if fault == Fault::CloseAfterAccept && when == When::After {
        assert!(
            accepted
                .unwrap_err()
                .to_string()
                .contains("`close-after-accept`")
        );
        return;
    }
    accepted.unwrap();

    let seen = call(&sandbox, &order()).await;
    let orders = sandbox.orders();
    assert_eq!(
        sandbox.requests().by_tracking_id["t"],
        1,
        "{fault} {when:?}"
    );
    assert_eq!(
        orders.len(),
        usize::from(when == When::After),
        "{fault} {when:?}"
    );
    // An answer that shows an id shows that of the order, if there is one.
    check(
        fault,
        &seen,
        orders.first().map(|order| order.id.as_str()),
        &sandbox,
    );

    // The fault has struck once, and the sandbox is as it was.
    let after = order().send(&sandbox).await;
    assert_eq!(
        after.status,
        if when == When::After { 409 } else { 200 },
        "{fault} {when:?}"
    );
}

fn is_endless(fault: Fault) -> bool {
    use Fault::*;
    matches!(
        fault,
        NeverAnswers
            | StalledBody
            | StaleKeepAlive
            | EndlessHeaders
            | ContinueFlood
            | EarlyHintsFlood
    )
}

/// What the client sees of a fault, against what the fault says of itself.
fn check(fault: Fault, seen: &Seen, id: Option<&str>, sandbox: &Sandbox) {
    let name = fault.name();
    let text = seen.text();
    let end = if matches!(
        fault,
        Fault::Reset | Fault::ResetMidBody | Fault::CloseAfterAccept
    ) {
        End::Reset
    } else {
        End::Fin
    };
    // Bytes that are left on the way when a connection is reset may be lost; those of an answer are not.
    assert_eq!(seen.end, end, "{name}");
    if is_endless(fault) {
        assert!(
            seen.took >= Duration::from_millis(LASTS.into()),
            "{name}: {:?}",
            seen.took
        );
    }
    if name.starts_with("status-") {
        return check_status(fault, &seen.answer(), id, sandbox);
    }
    let true_body = |body: &[u8]| {
        id.is_none_or(|id| body == json!({ "order": { "id": id } }).to_string().as_bytes())
    };
    let whole_length = json!({ "order": { "id": "x".repeat(36) } })
        .to_string()
        .len();
    let length = || {
        seen.answer()
            .header("content-length")
            .unwrap()
            .parse::<usize>()
            .unwrap()
    };
    match fault {
        Fault::CloseAfterAccept
        | Fault::CloseUnanswered
        | Fault::Reset
        | Fault::HalfClose
        | Fault::NeverAnswers => assert_eq!(text, "", "{name}"),
        Fault::StaleKeepAlive => assert!(
            seen.answer().header("connection") == Some("keep-alive")
                && true_body(&seen.answer().body)
        ),
        Fault::CloseMidHeaders => {
            assert!(text.starts_with("HTTP/1.1 200 OK\r\n") && !text.contains("\r\n\r\n"))
        }
        Fault::SlowBody => {
            assert!(true_body(&seen.answer().body) && seen.took > Duration::from_millis(20) * 50)
        }
        Fault::StalledBody | Fault::TruncatedBody | Fault::ResetMidBody => {
            assert_eq!(
                (length(), seen.answer().body.len()),
                (whole_length, whole_length / 2),
                "{name}"
            );
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
        Fault::EndlessHeaders => assert!(
            text.starts_with("HTTP/1.1 200 OK\r\n")
                && !text.contains("\r\n\r\n")
                && seen.bytes.len() > 2000
        ),
        Fault::HugeHeader => assert_eq!(seen.answer().header("x-huge").unwrap().len(), 4 << 20),
        Fault::ContinueFlood => assert!(
            text.matches("HTTP/1.1 100 Continue\r\n\r\n").count() > 64 && !text.contains(" 200 ")
        ),
        Fault::EarlyHintsFlood => assert!(
            text.matches("HTTP/1.1 103 Early Hints\r\n").count() > 64 && !text.contains(" 200 ")
        ),
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
    assert_eq!(
        answer
            .header("content-length")
            .unwrap()
            .parse::<usize>()
            .unwrap(),
        answer.body.len()
    );
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
            answer
                .header("content-type")
                .unwrap()
                .starts_with("text/html")
                && answer.body.starts_with(b"<html>")
        ),
        "error-body" => assert_eq!(answer.json()["status"], "500"),
        "without-id" => assert_eq!(answer.json(), json!({ "order": {} })),
        "blank-id" => assert_eq!(order_id(), " "),
        "null-id" => assert!(answer.json()["order"].as_object().unwrap()["id"].is_null()),
        "leading-blank-id" => assert!(shown(
            &order_id()
                .as_str()
                .unwrap()
                .strip_prefix(' ')
                .unwrap()
                .into()
        )),
        "numeric-id" => assert!(order_id().is_u64()),
        "extra-fields" => {
            assert!(shown(&order_id()) && answer.json().as_object().unwrap().len() > 1)
        }
        "wrong-content-type" => {
            assert!(shown(&order_id()) && answer.header("content-type") == Some("text/plain"))
        }
        "" if answer.status == 204 => {}
        "" if answer.status < 300 => assert!(shown(&order_id()), "{name}"),
        rest => {
            answer.code();
            let location = format!(
                "http://localhost:{}{}",
                sandbox.address().port(),
                crate::wire::ORDER
            );
            assert_eq!(
                answer.header("location"),
                (answer.status < 400).then_some(location.as_str()),
                "{name}"
            );
            assert_eq!(
                answer.header("www-authenticate").is_some(),
                answer.status == 401,
                "{name}"
            );
            let retry_after = answer.header("retry-after");
            match rest {
                "" => assert_eq!(retry_after, None, "{name}"),
                "seconds" => assert_eq!(retry_after, Some("1")),
                "date" | "past-date" => assert!(
                    retry_after.unwrap().ends_with(" GMT") && retry_after.unwrap().len() == 29
                ),
                "huge" => assert!(
                    retry_after.unwrap().parse::<u64>().is_err()
                        && retry_after.unwrap().parse::<f64>().is_ok()
                ),
                "negative" => assert_eq!(retry_after, Some("-1")),
                "absurd" => assert!(retry_after.unwrap().parse::<f64>().is_err()),
                other => panic!("nobody checks `{other}`"),
            }
        }
    }
}

#[tokio::test]
async fn a_refused_connect_is_refused_by_the_kernel_and_ends() {
    let sandbox = open().await;
    let mut kept = TcpStream::connect(sandbox.address()).await.unwrap();
    kept.write_all(&order().header("connection", "keep-alive").bytes())
        .await
        .unwrap();
    kept.read_exact(&mut [0; 12]).await.unwrap();

    sandbox
        .script(Script::new(Fault::ConnectionRefused).lasts_millis(30_000))
        .await
        .unwrap();
    for _ in 0..3 {
        let error = TcpStream::connect(sandbox.address()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
    }
    // Connections that exist stay.
    kept.write_all(&Request::new("GET", "/__sandbox/clock").bytes())
        .await
        .unwrap();
    let mut rest = String::new();
    kept.read_to_string(&mut rest).await.unwrap();
    assert!(rest.contains("advancedSeconds"), "{rest}");

    sandbox.clear_faults().await;
    assert_eq!(order().send(&sandbox).await.status, 409);

    sandbox
        .script(Script::new(Fault::ConnectionRefused).lasts_millis(50))
        .await
        .unwrap();
    let connected = async {
        while TcpStream::connect(sandbox.address()).await.is_err() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, connected).await.unwrap();
    assert!(
        sandbox
            .script(Script::new(Fault::ConnectionRefused).after())
            .await
            .is_err()
    );
}

#[tokio::test]
async fn connections_are_refused_when_their_turn_comes() {
    let sandbox = open().await;
    sandbox.script(Fault::Status429).await.unwrap();
    sandbox
        .script(Script::new(Fault::ConnectionRefused).lasts_millis(30_000))
        .await
        .unwrap();
    sandbox.script(Fault::Status500).await.unwrap();
    assert_eq!(order().send(&sandbox).await.status, 429);
    assert_eq!(
        TcpStream::connect(sandbox.address())
            .await
            .unwrap_err()
            .kind(),
        ErrorKind::ConnectionRefused
    );
    sandbox.stop().await;
}

#[tokio::test]
async fn a_sandbox_can_start_with_faults() {
    let start = Sandbox::builder()
        .no_auth(true)
        .fault(Fault::Status429)
        .fault(Script::new(Fault::Reset).before())
        .start();
    let sandbox = start.await.unwrap();
    assert_eq!(order().send(&sandbox).await.status, 429);
    assert_eq!(call(&sandbox, &order()).await.end, End::Reset);
    assert_eq!(order().send(&sandbox).await.status, 200);
    assert!(
        Sandbox::builder()
            .fault(Script::new(Fault::CloseAfterAccept).after())
            .start()
            .await
            .is_err()
    );
}

#[tokio::test]
async fn what_closes_unread_strikes_the_request_it_was_meant_for() {
    let sandbox = open().await;
    sandbox.script(Fault::CloseAfterAccept).await.unwrap();
    assert_eq!(Request::token().send(&sandbox).await.status, 200);
    assert_eq!(
        Request::new("GET", "/__sandbox/orders")
            .send(&sandbox)
            .await
            .status,
        200
    );
    let seen = call(&sandbox, &order()).await;
    assert_eq!((seen.bytes.len(), seen.end), (0, End::Reset));
    sandbox
        .script(Script::new(Fault::CloseAfterAccept).on_token())
        .await
        .unwrap();
    assert_eq!(order().send(&sandbox).await.status, 200);
    assert_eq!(call(&sandbox, &Request::token()).await.end, End::Reset);
    assert_eq!(Request::token().send(&sandbox).await.status, 200);
    assert_eq!(sandbox.requests().by_tracking_id["t"], 2);
}

#[tokio::test]
async fn a_stale_connection_is_closed_when_the_next_request_comes() {
    let sandbox = open().await;
    sandbox
        .script(Script::new(Fault::StaleKeepAlive).on_token())
        .await
        .unwrap();
    let mut stream = TcpStream::connect(sandbox.address()).await.unwrap();
    stream
        .write_all(&Request::token().header("connection", "keep-alive").bytes())
        .await
        .unwrap();
    let mut answer = vec![0; 4096];
    let read = stream.read(&mut answer).await.unwrap();
    let answer = Answer::parse(&answer[..read]);
    assert_eq!(
        (answer.status, answer.header("connection")),
        (200, Some("keep-alive"))
    );
    assert!(answer.json()["access_token"].is_string());
    stream.write_all(&order().bytes()).await.unwrap();
    let end = tokio::time::timeout(PATIENCE, stream.read(&mut [0]))
        .await
        .unwrap();
    assert!(
        matches!(&end, Err(e) if e.kind() == ErrorKind::ConnectionReset),
        "{end:?}"
    );
    assert_eq!((sandbox.requests().total, sandbox.orders().len()), (0, 0));
}

#[tokio::test]
async fn half_closed_means_that_the_client_may_still_send() {
    let sandbox = open().await;
    sandbox.script(Fault::HalfClose).await.unwrap();
    let mut stream = TcpStream::connect(sandbox.address()).await.unwrap();
    stream.write_all(&order().bytes()).await.unwrap();
    assert_eq!(
        tokio::time::timeout(PATIENCE, stream.read(&mut [0]))
            .await
            .unwrap()
            .unwrap(),
        0
    );
    for _ in 0..3 {
        stream.write_all(&[b'x'; 1000]).await.unwrap();
    }
}

#[tokio::test]
async fn a_401_revokes_the_token() {
    let sandbox = Sandbox::start().await.unwrap();
    let token = async || {
        let token = Request::token().send(&sandbox).await.json();
        format!("Bearer {}", token["access_token"].as_str().unwrap())
    };
    sandbox.script(Fault::Status401).await.unwrap();
    let (first, second) = (token().await, token().await);
    // What has no good token is refused for that, and spends no fault.
    assert_eq!(order().send(&sandbox).await.status, 401);
    let first = order().header("authorization", &first);
    assert_eq!(
        first.send(&sandbox).await.header("www-authenticate"),
        Some("Bearer error=\"invalid_token\"")
    );
    assert_eq!(sandbox.orders().len(), 0);
    assert_eq!(first.send(&sandbox).await.status, 401);
    assert_eq!(
        order()
            .header("authorization", &second)
            .send(&sandbox)
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn faults_strike_token_calls_when_told_to() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox
        .script(
            Script::new(Fault::Status503Seconds)
                .on_token()
                .times(2)
                .retry_after("7"),
        )
        .await
        .unwrap();
    sandbox
        .script(Script::new(Fault::TruncatedBody).on_token())
        .await
        .unwrap();
    sandbox
        .script(Script::new(Fault::Status201).on_token().before())
        .await
        .unwrap();
    for _ in 0..2 {
        let answer = Request::token().send(&sandbox).await;
        assert_eq!(
            (answer.status, answer.header("retry-after")),
            (503, Some("7"))
        );
    }
    assert!(
        Request::token()
            .send(&sandbox)
            .await
            .body
            .starts_with(b"{\"access_token\":\"")
    );
    let never_issued = Request::token().send(&sandbox).await.json();
    let bearer = |answer: Value| format!("Bearer {}", answer["access_token"].as_str().unwrap());
    assert_eq!(
        order()
            .header("authorization", &bearer(never_issued))
            .send(&sandbox)
            .await
            .status,
        401
    );
    let issued = Request::token().send(&sandbox).await.json();
    assert_eq!(
        order()
            .header("authorization", &bearer(issued))
            .send(&sandbox)
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn an_order_that_is_refused_is_answered_so_after_it() {
    let sandbox = open().await;
    assert_eq!(order().send(&sandbox).await.status, 200);
    sandbox
        .script(Script::new(Fault::Status500).after())
        .await
        .unwrap();
    assert_eq!(order().send(&sandbox).await.status, 409);
    sandbox
        .script(Script::new(Fault::Status500).before())
        .await
        .unwrap();
    assert_eq!(order().send(&sandbox).await.status, 500);
}

#[tokio::test]
async fn an_invalid_request_spends_no_fault() {
    let sandbox = open().await;
    sandbox.script(Fault::Status500).await.unwrap();
    assert_eq!(Request::order("t", "{}").send(&sandbox).await.status, 400);
    assert_eq!(order().send(&sandbox).await.status, 500);
}

#[tokio::test]
async fn a_stalled_answer_ends_with_the_sandbox_or_its_client() {
    let sandbox = open().await;
    for fault in [Fault::NeverAnswers, Fault::ContinueFlood, Fault::HalfClose] {
        sandbox.script(Script::new(fault).before()).await.unwrap();
        let mut stream = TcpStream::connect(sandbox.address()).await.unwrap();
        stream.write_all(&order().bytes()).await.unwrap();
    }
    sandbox
        .script(Script::new(Fault::NeverAnswers).before())
        .await
        .unwrap();
    let mut stream = TcpStream::connect(sandbox.address()).await.unwrap();
    stream.write_all(&order().bytes()).await.unwrap();
    while sandbox.requests().total < 4 {
        tokio::task::yield_now().await;
    }
    tokio::time::timeout(PATIENCE, sandbox.stop())
        .await
        .unwrap();
    let end = tokio::time::timeout(PATIENCE, stream.read(&mut [0]))
        .await
        .unwrap();
    assert!(matches!(end, Ok(0) | Err(_)));
}

#[tokio::test]
async fn a_seed_draws_the_same_faults_again() {
    let draw = |random: &Random| (0..2000).map(|n| random.draw(n)).collect::<Vec<_>>();
    let drawn = draw(&Random::new(7, 0.3));
    assert_eq!(drawn, draw(&Random::new(7, 0.3)));
    assert_ne!(drawn, draw(&Random::new(8, 0.3)));
    let struck: Vec<_> = drawn.iter().flatten().collect();
    assert!((500..700).contains(&struck.len()), "{}", struck.len());
    for &fault in Fault::ALL
        .iter()
        .filter(|f| !matches!(f, Fault::ConnectionRefused | Fault::CloseAfterAccept))
    {
        for &when in fault.sides() {
            assert!(
                draw(&Random::new(7, 1.0)).contains(&Some((fault, when))),
                "{fault} {when:?}"
            );
        }
    }
    assert!(
        struck
            .iter()
            .all(|(fault, when)| fault.sides().contains(when))
    );
    assert!(
        draw(&Random::new(7, 0.0))
            .iter()
            .chain(&draw(&Random::new(7, f64::NAN)))
            .all(Option::is_none)
    );
    assert!(draw(&Random::new(7, 1.0)).iter().all(Option::is_some));
    assert!(
        draw(&Random::new(7, 1.0).among([Fault::CloseAfterAccept]))
            .iter()
            .all(Option::is_none)
    );
}

#[tokio::test]
async fn random_faults_come_by_the_number_of_the_reservation() {
    let random = Random::new(42, 0.5).among([Fault::Status500, Fault::Status429, Fault::Status202]);
    let sandbox = Sandbox::builder()
        .no_auth(true)
        .random_faults(random.clone())
        .start()
        .await
        .unwrap();
    for round in 0..2 {
        for n in 0..50 {
            // A script goes first, and what is invalid does not count.
            if n == 10 {
                sandbox.script(Fault::Status404).await.unwrap();
                let free = range("+442081320000", "+442081320000");
                assert_eq!(Request::order("s", free).send(&sandbox).await.status, 404);
                assert_eq!(Request::order("s", "{}").send(&sandbox).await.status, 400);
            }
            let number = format!("+4420813{round}47{n:02}");
            let drawn = random.draw(n);
            let status = Request::order("t", range(&number, &number))
                .send(&sandbox)
                .await
                .status;
            let expected = drawn.map_or(200, |(fault, _)| fault.name()[7..].parse().unwrap());
            assert_eq!(status, expected, "{n}");
            let recorded = drawn.is_none_or(|(_, when)| when == When::After);
            assert_eq!(sandbox.is_reserved(&number), recorded, "{n}");
        }
        sandbox.random_faults(Some(random.clone()));
    }
}

#[test]
fn names_are_unique_and_can_be_read_back() {
    let names: std::collections::BTreeSet<_> = Fault::ALL.iter().map(|f| f.name()).collect();
    assert_eq!(names.len(), Fault::ALL.len());
    assert!(names.len() >= 45);
    for &fault in Fault::ALL {
        assert_eq!(fault.to_string().parse(), Ok(fault));
        assert!(
            fault
                .name()
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        );
        assert_eq!(fault.commits_matter(), fault.sides().len() == 2);
        assert!(!fault.about().is_empty() && !fault.sides().is_empty());
        assert_eq!(Script::new(fault).when(), *fault.sides().last().unwrap());
    }
    let scripts = ["reset", "reset@before", "token:status-500@after"]
        .map(|text| text.parse::<Script>().unwrap());
    let expected = [
        Script::new(Fault::Reset),
        Script::new(Fault::Reset).before(),
        Script::new(Fault::Status500).on_token().after(),
    ];
    assert_eq!(scripts, expected);
    for wrong in [
        "",
        "no-such",
        "reset@",
        "reset@during",
        "Reset",
        "token:",
        "connection-refused@after",
    ] {
        assert!(wrong.parse::<Script>().is_err(), "{wrong}");
    }
}

#[tokio::test]
async fn the_admin_api_takes_and_shows_faults() {
    let sandbox = open().await;
    let admin = async |method: &str, body: Value| {
        Request::new(method, "/__sandbox/faults")
            .body(body.to_string())
            .send(&sandbox)
            .await
    };
    let script = json!({ "fault": "status-503", "when": "before", "on": "reservation", "times": 2, "retryAfter": "9", "lastsMillis": 5 });
    assert_eq!(
        admin("POST", script.clone()).await.json()["scripts"],
        json!([script])
    );
    let shown = admin(
        "POST",
        json!({ "rate": 0.25, "seed": 3, "faults": ["reset"] }),
    )
    .await
    .json();
    assert_eq!(
        shown["random"],
        json!({ "rate": 0.25, "seed": 3, "faults": ["reset"] })
    );
    assert_eq!(shown["known"].as_array().unwrap().len(), Fault::ALL.len());
    assert_eq!(shown["known"][0]["sides"], json!(["before"]));
    let answer = order().send(&sandbox).await;
    assert_eq!(
        (answer.status, answer.header("retry-after")),
        (503, Some("9"))
    );
    assert_eq!(
        admin("GET", json!({})).await.json()["scripts"][0]["times"],
        1
    );
    let cleared = admin("DELETE", json!({})).await.json();
    assert_eq!(
        (&cleared["scripts"], &cleared["random"]),
        (&json!([]), &Value::Null)
    );
    assert_eq!(order().send(&sandbox).await.status, 200);
    for wrong in [
        json!({}),
        json!({ "fault": "no-such" }),
        json!({ "fault": "reset", "when": "during" }),
        json!({ "fault": "reset", "often": true }),
        json!({ "fault": "close-after-accept", "when": "after" }),
        json!({ "fault": "status-503", "retryAfter": "1\r\nX-Injected: 1" }),
        json!({ "rate": 2 }),
        json!({ "rate": -0.1 }),
        json!({ "rate": 0.1, "faults": ["no-such"] }),
    ] {
        let answer = admin("POST", wrong.clone()).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (400, "005"),
            "{wrong}"
        );
    }
}
