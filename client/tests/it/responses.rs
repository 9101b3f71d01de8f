//! What each answer is taken for: a table of answers, byte by byte, each sent once.

use colt_numbers::{Order, Outcome, ReserveError};

use crate::server::{Server, answer, number, ok};

/// What an answer is to be taken for.
enum Is {
    /// An order of this id.
    Order(&'static str),
    /// No order, with this among the reasons.
    Not(Outcome, &'static str),
}
use Is::{Not, Order as Taken};
use Outcome::{Rejected, Unknown, Unreadable};

async fn reserve(answer: &[u8]) -> (Result<Order, ReserveError>, Server) {
    let server = Server::answering([answer]).await;
    (server.client().reserve(&number(1)).await, server)
}

async fn check(cases: impl IntoIterator<Item = (&'static str, Vec<u8>, Is)>) {
    for (about, answer, is) in cases {
        let (result, server) = reserve(&answer).await;
        match (result, is) {
            (Ok(order), Taken(id)) => assert_eq!(order.id(), id, "{about}"),
            (Err(error), Not(outcome, why)) => {
                assert_eq!(error.outcome(), outcome, "{about}: {error}");
                assert!(error.reason().contains(why), "{about}: {error}");
                assert_eq!(error.attempts(), 1, "{about}");
            }
            (result, _) => panic!("{about}: {result:?}"),
        }
        assert_eq!(server.connections(), 1, "{about}");
        assert_eq!(server.requests().len(), 1, "{about}");
    }
}

fn chunked(chunks: &[&str], end: &str) -> Vec<u8> {
    let chunks: String = chunks.iter().map(|chunk| format!("{:x}\r\n{chunk}\r\n", chunk.len())).collect();
    format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}{end}").into_bytes()
}

#[tokio::test]
async fn a_success_with_an_id_is_an_order_however_it_comes() {
    let id = r#"{"order":{"id":"4f0c"}}"#;
    let with = |status: &str| answer(status, "", id);
    let is = || Taken("4f0c");
    check([
        ("200", ok(id), is()),
        ("201", with("201 Created"), is()),
        ("202", with("202 Accepted"), is()),
        ("206", with("206 Partial Content"), is()),
        ("299", with("299 Whatever"), is()),
        ("no reason phrase", with("200 "), is()),
        ("the document's leading blank", ok(r#"{"order":{"id":" 4f0c"}}"#), is()),
        ("blanks of every kind", ok("{\"order\":{\"id\":\"\\t\\u00a04f0c\\u2003\\n\"}}"), is()),
        ("a number", ok(r#"{"order":{"id":4711}}"#), Taken("4711")),
        ("the largest number", ok(r#"{"order":{"id":18446744073709551615}}"#), Taken("18446744073709551615")),
        ("a negative number", ok(r#"{"order":{"id":-1}}"#), Taken("-1")),
        ("further fields", ok(r#"{"x":[{}],"order":{"y":null,"id":"4f0c","z":1.5},"w":"\ud834\udd1e"}"#), is()),
        ("a status of a wrong type", ok(r#"{"order":{"id":"4f0c","orderStatus":{"a":[1]}}}"#), is()),
        ("a byte order mark", ok(&format!("\u{feff}{id}")), is()),
        ("blanks around the body", ok(&format!(" \r\n\t{id}\n")), is()),
        ("no UTF-8 beside the id", answer("200 OK", "", b"{\"x\":\"\xff\",\"order\":{\"id\":\"4f0c\"}}"), is()),
        ("another media type", answer("200 OK", "Content-Type: text/html\r\n", id), is()),
        ("HTTP/1.0, ended by the connection", format!("HTTP/1.0 200 OK\r\n\r\n{id}").into_bytes(), is()),
        ("no length, ended by the connection", format!("HTTP/1.1 200 OK\r\n\r\n{id}").into_bytes(), is()),
        ("chunks", chunked(&[&id[..5], &id[5..]], "0\r\n\r\n"), is()),
        ("chunks and trailers", chunked(&[id], "0\r\nX-Trailer: 1\r\n\r\n"), is()),
        ("chunks without the last one", chunked(&[id], ""), is()),
        ("a length that is too long", format!("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{id}").into_bytes(), is()),
        (
            "a length that is too short, and what follows is blank",
            format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{id}  ", id.len()).into_bytes(),
            is(),
        ),
        (
            "interim answers before it",
            [b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n".to_vec(), ok(id)].concat(),
            is(),
        ),
        ("a name beyond ASCII", ok(r#"{"order":{"id":"zäh-ɣ"}}"#), Taken("zäh-ɣ")),
        ("an escaped id", ok(r#"{"order":{"id":"\u0034f0c"}}"#), is()),
        (
            "a deep field beside it",
            ok(&format!(r#"{{"x":{}{},"order":{{"id":"4f0c"}}}}"#, "[".repeat(500), "]".repeat(500))),
            is(),
        ),
    ])
    .await;
}

#[tokio::test]
async fn a_success_without_an_id_is_unreadable() {
    let no_id = "an object without an order id";
    check([
        ("empty", ok(""), Not(Unreadable, "status 200, an empty body")),
        ("204", b"HTTP/1.1 204 No Content\r\n\r\n".to_vec(), Not(Unreadable, "status 204, an empty body")),
        ("blank", ok(" \n"), Not(Unreadable, "an empty body")),
        ("HTML", ok("<html>{\"order\":{\"id\":\"1\"}}</html>"), Not(Unreadable, "a body that is no JSON object")),
        ("a list", ok(r#"[{"order":{"id":"1"}}]"#), Not(Unreadable, "a body that is no JSON object")),
        ("a list for the order", ok(r#"{"order":["1","x"]}"#), Not(Unreadable, no_id)),
        ("a text for the order", ok(r#"{"order":"1"}"#), Not(Unreadable, no_id)),
        ("a number for the order", ok(r#"{"order":1}"#), Not(Unreadable, no_id)),
        ("no order", ok(r#"{"id":"1"}"#), Not(Unreadable, no_id)),
        ("no id", ok(r#"{"order":{"Id":"1"}}"#), Not(Unreadable, no_id)),
        ("a null", ok(r#"{"order":{"id":null}}"#), Not(Unreadable, no_id)),
        ("a blank id", ok(r#"{"order":{"id":" "}}"#), Not(Unreadable, no_id)),
        ("a blank id of another kind", ok(r#"{"order":{"id":"\u00a0\u2003\n"}}"#), Not(Unreadable, no_id)),
        ("an object for the id", ok(r#"{"order":{"id":{"value":"1"}}}"#), Not(Unreadable, no_id)),
        ("a list for the id", ok(r#"{"order":{"id":["1"]}}"#), Not(Unreadable, no_id)),
        ("a flag for the id", ok(r#"{"order":{"id":true}}"#), Not(Unreadable, no_id)),
        ("the word null", ok(r#"{"order":{"id":"null"}}"#), Not(Unreadable, no_id)),
        ("the word undefined", ok(r#"{"order":{"id":" undefined"}}"#), Not(Unreadable, no_id)),
        ("a fraction for the id", ok(r#"{"order":{"id":4711.0}}"#), Not(Unreadable, no_id)),
        ("a number whose digits are lost", ok(r#"{"order":{"id":18446744073709551616}}"#), Not(Unreadable, no_id)),
        ("an id that is no UTF-8", answer("200 OK", "", b"{\"order\":{\"id\":\"4f\xff\"}}"), Not(Unreadable, no_id)),
        ("two orders", ok(r#"{"order":{"id":"1"},"order":{"id":"2"}}"#), Not(Unreadable, no_id)),
        ("text behind it", ok(r#"{"order":{"id":"1"}} {}"#), Not(Unreadable, no_id)),
        ("an error object", ok(r#"{"code":"1","message":"no"}"#), Not(Unreadable, no_id)),
        (
            "cut off within",
            b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"order\":{\"id\":\"4f0c\"}".to_vec(),
            Not(Unreadable, "a body that was cut off"),
        ),
        (
            "a length that is too short",
            b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{\"order\":{\"id\":\"4f0c\"}}".to_vec(),
            Not(Unreadable, no_id),
        ),
        (
            "a chunk that is none",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"ord\r\nzz\r\n".to_vec(),
            Not(Unreadable, "a body that was cut off"),
        ),
        (
            "compressed all the same",
            answer("200 OK", "Content-Encoding: gzip\r\n", [0x1f, 0x8b, 8, 0]),
            Not(Unreadable, "a body that is no JSON object"),
        ),
        ("a nest of arrays", ok(&"[".repeat(100_000)), Not(Unreadable, "a body that is no JSON object")),
        ("a nest of orders", ok(&"{\"order\":".repeat(10_000)), Not(Unreadable, no_id)),
    ])
    .await;
}

#[tokio::test]
async fn a_4xx_is_a_clear_no() {
    let body = r#"{"code":"42","reason":"Conflict","message":"taken \u001b[2J\n\u202e","status":409}"#;
    let why = r"status 409, code `42`, reason `Conflict`, message `taken \u{1b}[2J\n\u{202e}`";
    let mut cases = vec![
        ("an error object", answer("409 Conflict", "", body), Not(Rejected, why)),
        ("ended by the connection", b"HTTP/1.1 422 No\r\n\r\n{\"code\":\"1\"}".to_vec(), Not(Rejected, "status 422")),
        ("HTML, ended by the connection", b"HTTP/1.0 422 No\r\n\r\n<html>no".to_vec(), Not(Rejected, "status 422")),
        ("nothing, ended by the connection", b"HTTP/1.1 422 No\r\n\r\n".to_vec(), Not(Rejected, "status 422")),
        ("a coding that is none", answer("422 No", "Content-Encoding: UTF-8\r\n", "{}"), Not(Rejected, "status 422")),
        ("an empty coding", answer("422 No", "Content-Encoding:\r\n", "<html>"), Not(Rejected, "status 422")),
        ("HTML", answer("404 Not Found", "", "<html>"), Not(Rejected, "status 404")),
        ("no order in it", answer("400 Bad", "", r#"{"order":null}"#), Not(Rejected, "status 400")),
        ("an order in prose", answer("404 X", "", "<p>Your order: not found</p>"), Not(Rejected, "status 404")),
        ("401 where there is no token", answer("401 No", "", ""), Not(Rejected, "status 401")),
    ];
    for status in ["400", "402", "403", "405", "407", "410", "413", "415", "425", "451", "499"] {
        cases.push(("a status", answer(&format!("{status} X"), "", ""), Not(Rejected, "status 4")));
    }
    check(cases).await;
}

#[tokio::test]
async fn whatever_is_no_clear_answer_is_unknown() {
    let moved = "Location: http://127.0.0.1:1/numberManagement/v1/reservation/order\r\n";
    let mut cases = vec![
        ("408", answer("408 Request Timeout", "", ""), Not(Unknown, "status 408")),
        ("408 that names a time", answer("408 Request Timeout", "Retry-After: 1\r\n", ""), Not(Unknown, "status 408")),
        ("503 without a time", answer("503 X", "", ""), Not(Unknown, "status 503")),
        ("503 with a time that is none", answer("503 X", "Retry-After: soon\r\n", ""), Not(Unknown, "status 503")),
        ("503 with a negative time", answer("503 X", "Retry-After: -1\r\n", ""), Not(Unknown, "status 503")),
        ("500 that names a time", answer("500 X", "Retry-After: 1\r\n", ""), Not(Unknown, "status 500")),
        ("an id in a 500", answer("500 X", "", r#"{"order":{"id":"1"}}"#), Not(Unknown, "status 500")),
        ("an id in a 400", answer("400 X", "", r#"{"order":{"id":"1"}}"#), Not(Unknown, "status 400")),
        ("an id in a 401", answer("401 X", "", r#"{"order":{"id":"1"}}"#), Not(Unknown, "status 401")),
        (
            "an id in a 429",
            answer("429 X", "Retry-After: 0\r\n", r#"{"order":{"id":"1"}}"#),
            Not(Unknown, "status 429"),
        ),
        (
            "an id in a 503",
            answer("503 X", "Retry-After: 0\r\n", r#"{"order":{"id":"1"}}"#),
            Not(Unknown, "status 503"),
        ),
        (
            "101",
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n".to_vec(),
            Not(Unknown, ""),
        ),
        ("nothing", Vec::new(), Not(Unknown, "no answer")),
        ("an interim answer alone", b"HTTP/1.1 100 Continue\r\n\r\n".to_vec(), Not(Unknown, "no answer")),
        ("half a head", b"HTTP/1.1 200 OK\r\nContent-Le".to_vec(), Not(Unknown, "no answer")),
        ("no HTTP", b"SSH-2.0-OpenSSH_9.2\r\n".to_vec(), Not(Unknown, "no answer: invalid HTTP version parsed")),
        ("HTTP/2", b"\0\0\x12\x04\0\0\0\0\0\0\x03\0\0\0\x64".to_vec(), Not(Unknown, "no answer")),
        ("TLS", b"\x15\x03\x01\0\x02\x02\x28".to_vec(), Not(Unknown, "no answer")),
        ("a status that is none", b"HTTP/1.1 20x OK\r\n\r\n".to_vec(), Not(Unknown, "no answer")),
        (
            "two lengths",
            b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}".to_vec(),
            Not(Unknown, "no answer"),
        ),
        (
            "a length that is none",
            b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{}".to_vec(),
            Not(Unknown, "no answer"),
        ),
        (
            "101 fields",
            [b"HTTP/1.1 200 OK\r\n".to_vec(), b"X: 1\r\n".repeat(101), b"\r\n".to_vec()].concat(),
            Not(Unknown, "no answer"),
        ),
    ];
    for status in
        ["300", "301", "302", "303", "304", "307", "308", "500", "501", "502", "504", "505", "507", "599", "600", "999"]
    {
        cases.push(("a status", answer(&format!("{status} X"), moved, ""), Not(Unknown, "status ")));
    }
    check(cases).await;
}

/// Orders as a server may write them beside a status that says no.
fn orders_in_any_form() -> Vec<(&'static str, Vec<u8>)> {
    let order = r#"{"order":{"id":"4f0c"}}"#;
    let utf16 = |bytes: fn(u16) -> [u8; 2]| order.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let mut all = vec![
        ("UTF-16LE", utf16(u16::to_le_bytes)),
        ("UTF-16BE with a mark", [b"\xfe\xff".to_vec(), utf16(u16::to_be_bytes)].concat()),
        ("no UTF-8", b"{\"x\":\"\xff\",\"order\":{\"id\":\"4f0c\"}}".to_vec()),
    ];
    for (about, text) in [
        ("an id", order),
        ("a fraction", r#"{"order":{"id":4711.5}}"#),
        ("above 64 bits", r#"{"order":{"id":18446744073709551616}}"#),
        ("a list for the id", r#"{"order":{"id":["4f0c"]}}"#),
        ("an object for the id", r#"{"order":{"id":{"value":"4f0c"}}}"#),
        ("a list", r#"{"order":[{"id":"4f0c"}]}"#),
        ("no id", r#"{"order":{"orderStatus":"In progress"}}"#),
        ("no id at all", r#"{"order":{}}"#),
        ("a null id", r#"{"order":{"id":null}}"#),
        ("two orders", r#"{"order":null,"order":{"id":"4f0c"}}"#),
        ("two ids", r#"{"order":{"id":"4f0c","id":"4f0d"}}"#),
        ("two statuses", r#"{"order":{"id":"4f0c","orderStatus":"a","orderStatus":"b"}}"#),
        ("bytes behind it", r#"{"order":{"id":"4f0c"}} {}"#),
        ("NaN", r#"{"x":NaN,"order":{"id":"4f0c"}}"#),
        ("a trailing comma", r#"{"order":{"id":"4f0c"},}"#),
        ("an escaped name", r#"{"\u006frder":{"id":"4f0c"}}"#),
        ("cut off", r#"{"code":"1","order":{"i"#),
        ("within a text", r#"{"message":"upstream said {\"order\":{\"id\":\"4f0c\"}}"}"#),
        ("within HTML", "<pre>{&quot;order&quot;:{&quot;id&quot;:&quot;4f0c&quot;}}</pre>"),
    ] {
        all.push((about, text.as_bytes().to_vec()));
    }
    all
}

#[tokio::test]
async fn an_order_beside_a_status_that_says_no_is_unknown_however_it_is_written() {
    for (about, body) in orders_in_any_form() {
        for status in ["400 X", "401 X", "403 X", "409 X", "429 X", "503 X"] {
            check([(about, answer(status, "Retry-After: 0\r\n", &body), Not(Unknown, "; its body shows an order"))])
                .await;
        }
    }
}

/// The part that did not arrive may have shown an order, and a 4xx with an order is no clear rejection.
#[tokio::test]
async fn a_body_that_was_cut_off_beside_a_status_that_says_no_is_unknown() {
    for status in ["400 X", "401 X", "403 X", "409 X", "422 X", "429 X", "503 X"] {
        for (about, framing, body) in [
            ("within its length", "Content-Length: 99\r\n", r#"{"code":"1"}"#),
            ("before it begins", "Content-Length: 99\r\n", ""),
            ("within a chunk", "Transfer-Encoding: chunked\r\n", "20\r\n{\"code\":\"1\"}"),
            ("between chunks", "Transfer-Encoding: chunked\r\n", "2\r\n{}\r\n"),
            ("a malformed chunk", "Transfer-Encoding: chunked\r\n", "2\r\n{}\r\nzz\r\n"),
            ("JSON, ended by the connection", "", r#"{"code":"1","mess"#),
            ("JSON, cut off by a gateway", "Content-Length: 12\r\n", r#"{"code":"1","#),
        ] {
            let answer = format!("HTTP/1.1 {status}\r\nRetry-After: 0\r\n{framing}\r\n{body}");
            check([(about, answer.into_bytes(), Not(Unknown, "; its body may be incomplete"))]).await;
        }
    }
}

/// None is asked for compressed, and what is compressed cannot be searched.
#[tokio::test]
async fn a_compressed_body_beside_a_status_that_says_no_is_unknown() {
    let gzip = "Retry-After: 0\r\nContent-Encoding: gzip\r\n";
    for status in ["400 X", "401 X", "429 X", "503 X"] {
        let is = || Not(Unknown, "; its body is compressed");
        check([
            ("by its header", answer(status, gzip, "x"), is()),
            ("by one of its headers", answer(status, &gzip.replace("gzip", "identity, br"), "x"), is()),
            (
                "by how it was sent",
                format!("HTTP/1.1 {status}\r\nRetry-After: 0\r\nTransfer-Encoding: deflate, chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n")
                    .into_bytes(),
                is(),
            ),
            ("gzip", answer(status, "Retry-After: 0\r\n", b"\x1f\x8b\x08"), is()),
            ("zstd", answer(status, "Retry-After: 0\r\n", b"\x28\xb5\x2f\xfd"), is()),
        ])
        .await;
    }
}

/// What arrives is kept, head included, although it is not HTTP: an order may be in it.
#[tokio::test]
async fn an_answer_that_is_not_http_is_kept_as_it_came() {
    let order = r#"{"order":{"id":"4f0c"}}"#;
    let length = order.len();
    let head = "HTTP/1.1 200 OK\r\n";
    let fields: String = (0..101).map(|n| format!("X-{n}: 1\r\n")).collect();
    let huge = format!("X-Huge: {}\r\n", "x".repeat(65_000));
    let interim = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
    for (about, answer, status) in [
        ("a malformed header", format!("{head}X Y: 1\r\nContent-Length: {length}\r\n\r\n{order}"), Some(200)),
        ("101 headers", format!("{head}{fields}Content-Length: {length}\r\n\r\n{order}"), Some(200)),
        ("a long head", format!("{head}{huge}{huge}Content-Length: {length}\r\n\r\n{order}"), Some(200)),
        ("two lengths", format!("{head}Content-Length: {length}\r\nContent-Length: 1\r\n\r\n{order}"), Some(200)),
        ("a length that is none", format!("{head}Content-Length: x\r\n\r\n{order}"), Some(200)),
        ("a head cut off", format!("{head}X: {order}"), Some(200)),
        ("an interim answer before it", format!("{interim}{head}X Y: 1\r\n\r\n{order}"), Some(200)),
        ("an interim answer alone", interim.to_owned(), None),
        ("another status", format!("HTTP/1.1 409 No\r\nX Y: 1\r\n\r\n{order}"), Some(409)),
        ("no status", format!("HTTP/1.1 20x OK\r\n\r\n{order}"), None),
        ("no HTTP", order.to_owned(), None),
    ] {
        let (result, server) = reserve(answer.as_bytes()).await;
        let error = result.unwrap_err();
        assert_eq!(
            (error.outcome(), error.status(), server.requests().len()),
            (Unknown, status, 1),
            "{about}: {error}"
        );
        assert_eq!(&error.raw_body().unwrap()[..], answer.as_bytes(), "{about}");
    }
}

/// The body is there, and something is wrong with how it was sent: what the body does not have is kept beside it.
#[tokio::test]
async fn a_body_with_bytes_beside_it_is_kept_with_them() {
    let order = r#"{"order":{"id":"4f0c"}}"#;
    for (framing, body) in [
        ("Content-Length: 2", format!("{{}}{order}")),
        ("Transfer-Encoding: chunked", format!("2\r\n{{}}\r\nzz\r\n{order}")),
        ("Transfer-Encoding: chunked", format!("2\r\n{{}}\r\n0\r\n\r\n{order}")),
    ] {
        let answer = format!("HTTP/1.1 200 OK\r\n{framing}\r\n\r\n{body}");
        let (result, _server) = reserve(answer.as_bytes()).await;
        let error = result.unwrap_err();
        assert_eq!((error.outcome(), error.status()), (Unreadable, Some(200)), "{framing}");
        assert_eq!(String::from_utf8_lossy(error.raw_body().unwrap()), answer);
    }
}

/// Whatever comes behind what is not HTTP, until the server ends.
#[tokio::test]
async fn what_comes_after_a_malformed_head_or_chunk_is_kept() {
    for begin in ["HTTP/1.1 200 OK\r\nX Y: 1\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nz"] {
        let server = Server::new(move |mut connection, _| async move {
            connection.request().await?;
            connection.send(begin.as_bytes()).await?;
            // The client reads the beginning before the rest is sent.
            for _ in 0..10 {
                tokio::task::yield_now().await;
            }
            connection.send(br#"{"order":{"id":"4f0c"}}"#).await
        })
        .await;
        let error = server.client().reserve(&number(1)).await.unwrap_err();
        let kept = String::from_utf8_lossy(error.raw_body().unwrap());
        assert_eq!(kept, format!(r#"{begin}{{"order":{{"id":"4f0c"}}}}"#));
    }
}

#[tokio::test]
async fn the_body_is_kept_as_it_came() {
    for body in [&b""[..], b"<html>\xff</html>", b"{\"message\":\"no\"}"] {
        for status in ["200 OK", "400 No", "500 No"] {
            let (result, _server) = reserve(&answer(status, "", body)).await;
            let error = result.unwrap_err();
            assert_eq!(error.raw_body().unwrap(), body);
            assert_eq!(error.status(), Some(status[..3].parse().unwrap()));
            assert_eq!(error.error_object().is_some(), body.starts_with(b"{"));
        }
    }
}

#[tokio::test]
async fn an_error_object_is_read_whatever_its_types() {
    let body =
        r#"{"code":409,"reason":null,"message":["x"],"status":"409","referenceError":"https://example.org/","more":1}"#;
    let (result, _server) = reserve(&answer("409 Conflict", "", body)).await;
    let object = result.unwrap_err().error_object().unwrap().clone();
    assert_eq!(object.code.as_deref(), Some("409"));
    assert_eq!((object.reason, object.message), (None, None));
    assert_eq!(object.reference_error.as_deref(), Some("https://example.org/"));
}

#[tokio::test]
async fn the_order_has_what_the_answer_and_the_call_have() {
    let server = Server::answering([ok(r#"{"order":{"id":"1","orderStatus":"In progress"}}"#)]).await;
    let client = server.client();
    let reservation = number(1);
    let call = client.call(&reservation);
    let tracking_id = call.tracking_id().clone();
    let before = std::time::SystemTime::now();
    let order = call.send().await.unwrap();
    assert_eq!(order.status(), Some("In progress"));
    assert_eq!(order.tracking_id(), &tracking_id);
    assert_eq!(order.attempts(), 1);
    assert!(before <= order.reserved_at() && order.reserved_at() <= std::time::SystemTime::now());
    assert!(server.requests()[0].contains(&format!("x-tracking-id: {tracking_id}\r\n")));
}

/// What servers are told: no more than this, that no answer is to be compressed, and that the connection ends with it.
#[tokio::test]
async fn the_head_of_an_order_says_this_and_no_more() {
    let server = Server::answering([ok(r#"{"order":{"id":"1"}}"#)]).await;
    let reservation = number(1);
    let order = server.client().reserve(&reservation).await.unwrap();
    let request = server.requests()[0].clone();
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    let mut lines = head.lines();
    assert_eq!(lines.next(), Some("POST /numberManagement/v1/reservation/order HTTP/1.1"));
    let mut fields: Vec<_> = lines.collect();
    fields.sort_unstable();
    let expected = [
        "accept-encoding: identity".to_owned(),
        "accept: application/json".to_owned(),
        "connection: close".to_owned(),
        format!("content-length: {}", reservation.body().len()),
        "content-type: application/json".to_owned(),
        format!("host: {}", server.address),
        concat!("user-agent: colt-numbers/", env!("CARGO_PKG_VERSION")).to_owned(),
        format!("x-tracking-id: {}", order.tracking_id()),
    ];
    assert_eq!(fields, expected);
    assert_eq!(body.as_bytes(), &reservation.body()[..]);
}
