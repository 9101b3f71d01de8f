//! The outcomes of responses: tables of complete responses, each of which a test server sends once.

use colt_numbers::api::operations::RESERVE_NUMBERS;
use colt_numbers::{Order, Outcome, SendError};

use crate::example_request::TRACKING_HEADER;
use crate::server::{Server, ok, reservation, response};

/// The expected result of a call that gets a response.
enum Expected {
    /// An order with this id.
    Accepted(&'static str),
    /// An error with this outcome, whose reason contains this text.
    Error(Outcome, &'static str),
}
use Expected::{Accepted, Error};
use Outcome::{Rejected, Unknown, Unreadable};

async fn reserve(response: &[u8]) -> (Result<Order, SendError>, Server) {
    let server = Server::responding([response]).await;
    (server.client().reserve(&reservation(1)).await, server)
}

async fn check(cases: impl IntoIterator<Item = (&'static str, Vec<u8>, Expected)>) {
    for (about, response, expected) in cases {
        let (result, server) = reserve(&response).await;
        match (result, expected) {
            (Ok(order), Accepted(id)) => assert_eq!(order.id(), id, "{about}"),
            (Err(error), Error(outcome, reason)) => {
                assert_eq!(error.outcome(), outcome, "{about}: {error}");
                assert!(error.reason().contains(reason), "{about}: {error}");
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
async fn a_2xx_with_an_order_id_is_an_order_in_any_notation() {
    let id = r#"{"order":{"id":"4f0c"}}"#;
    let with = |status: &str| response(status, "", id);
    let expected = || Accepted("4f0c");
    check([
        ("200", ok(id), expected()),
        ("201", with("201 Created"), expected()),
        ("202", with("202 Accepted"), expected()),
        ("206", with("206 Partial Content"), expected()),
        ("299", with("299 Whatever"), expected()),
        ("no reason phrase", with("200 "), expected()),
        ("a leading blank, as in the document", ok(r#"{"order":{"id":" 4f0c"}}"#), expected()),
        ("blanks of every kind", ok("{\"order\":{\"id\":\"\\t\\u00a04f0c\\u2003\\n\"}}"), expected()),
        ("a number", ok(r#"{"order":{"id":4711}}"#), Accepted("4711")),
        ("the largest number", ok(r#"{"order":{"id":18446744073709551615}}"#), Accepted("18446744073709551615")),
        ("a negative number", ok(r#"{"order":{"id":-1}}"#), Accepted("-1")),
        ("further fields", ok(r#"{"x":[{}],"order":{"y":null,"id":"4f0c","z":1.5},"w":"\ud834\udd1e"}"#), expected()),
        ("a status of a wrong type", ok(r#"{"order":{"id":"4f0c","orderStatus":{"a":[1]}}}"#), expected()),
        ("a byte order mark", ok(&format!("\u{feff}{id}")), expected()),
        ("blanks around the body", ok(&format!(" \r\n\t{id}\n")), expected()),
        (
            "invalid UTF-8 beside the id",
            response("200 OK", "", b"{\"x\":\"\xff\",\"order\":{\"id\":\"4f0c\"}}"),
            expected(),
        ),
        ("another media type", response("200 OK", "Content-Type: text/html\r\n", id), expected()),
        ("HTTP/1.0, ended by closing", format!("HTTP/1.0 200 OK\r\n\r\n{id}").into_bytes(), expected()),
        ("no length, ended by closing", format!("HTTP/1.1 200 OK\r\n\r\n{id}").into_bytes(), expected()),
        ("chunks", chunked(&[&id[..5], &id[5..]], "0\r\n\r\n"), expected()),
        ("chunks and trailers", chunked(&[id], "0\r\nX-Trailer: 1\r\n\r\n"), expected()),
        ("chunks without the last one", chunked(&[id], ""), expected()),
        (
            "a length that is too long",
            format!("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{id}").into_bytes(),
            expected(),
        ),
        (
            "a length that is too short, with blanks after the body",
            format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{id}  ", id.len()).into_bytes(),
            expected(),
        ),
        (
            "interim responses before it",
            [b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n".to_vec(), ok(id)].concat(),
            expected(),
        ),
        ("an id beyond ASCII", ok(r#"{"order":{"id":"zäh-ɣ"}}"#), Accepted("zäh-ɣ")),
        ("an escaped id", ok(r#"{"order":{"id":"\u0034f0c"}}"#), expected()),
        (
            "a deep field beside it",
            ok(&format!(r#"{{"x":{}{},"order":{{"id":"4f0c"}}}}"#, "[".repeat(500), "]".repeat(500))),
            expected(),
        ),
    ])
    .await;
}

#[tokio::test]
async fn a_2xx_without_an_order_id_is_unreadable() {
    let no_id = "an object without an order id";
    check([
        ("empty", ok(""), Error(Unreadable, "status 200, an empty body")),
        ("204", b"HTTP/1.1 204 No Content\r\n\r\n".to_vec(), Error(Unreadable, "status 204, an empty body")),
        ("blank", ok(" \n"), Error(Unreadable, "an empty body")),
        ("HTML", ok("<html>{\"order\":{\"id\":\"1\"}}</html>"), Error(Unreadable, "a body that is not a JSON object")),
        ("an array", ok(r#"[{"order":{"id":"1"}}]"#), Error(Unreadable, "a body that is not a JSON object")),
        ("an array for the order", ok(r#"{"order":["1","x"]}"#), Error(Unreadable, no_id)),
        ("a string for the order", ok(r#"{"order":"1"}"#), Error(Unreadable, no_id)),
        ("a number for the order", ok(r#"{"order":1}"#), Error(Unreadable, no_id)),
        ("no order", ok(r#"{"id":"1"}"#), Error(Unreadable, no_id)),
        ("no id", ok(r#"{"order":{"Id":"1"}}"#), Error(Unreadable, no_id)),
        ("a null", ok(r#"{"order":{"id":null}}"#), Error(Unreadable, no_id)),
        ("a blank id", ok(r#"{"order":{"id":" "}}"#), Error(Unreadable, no_id)),
        ("a blank id of another kind", ok(r#"{"order":{"id":"\u00a0\u2003\n"}}"#), Error(Unreadable, no_id)),
        ("an object for the id", ok(r#"{"order":{"id":{"value":"1"}}}"#), Error(Unreadable, no_id)),
        ("an array for the id", ok(r#"{"order":{"id":["1"]}}"#), Error(Unreadable, no_id)),
        ("a boolean for the id", ok(r#"{"order":{"id":true}}"#), Error(Unreadable, no_id)),
        ("the word null", ok(r#"{"order":{"id":"null"}}"#), Error(Unreadable, no_id)),
        ("the word undefined", ok(r#"{"order":{"id":" undefined"}}"#), Error(Unreadable, no_id)),
        ("a fraction for the id", ok(r#"{"order":{"id":4711.0}}"#), Error(Unreadable, no_id)),
        ("a number beyond 64 bits", ok(r#"{"order":{"id":18446744073709551616}}"#), Error(Unreadable, no_id)),
        (
            "an id of invalid UTF-8",
            response("200 OK", "", b"{\"order\":{\"id\":\"4f\xff\"}}"),
            Error(Unreadable, no_id),
        ),
        ("two orders", ok(r#"{"order":{"id":"1"},"order":{"id":"2"}}"#), Error(Unreadable, no_id)),
        ("text after it", ok(r#"{"order":{"id":"1"}} {}"#), Error(Unreadable, no_id)),
        ("an error object", ok(r#"{"code":"1","message":"no"}"#), Error(Unreadable, no_id)),
        (
            "cut off within",
            b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"order\":{\"id\":\"4f0c\"}".to_vec(),
            Error(Unreadable, "a body that was cut off"),
        ),
        (
            "a length that is too short",
            b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{\"order\":{\"id\":\"4f0c\"}}".to_vec(),
            Error(Unreadable, no_id),
        ),
        (
            "an invalid chunk size",
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"ord\r\nzz\r\n".to_vec(),
            Error(Unreadable, "a body that was cut off"),
        ),
        (
            "compressed although not asked for",
            response("200 OK", "Content-Encoding: gzip\r\n", [0x1f, 0x8b, 8, 0]),
            Error(Unreadable, "a body that is not a JSON object"),
        ),
        ("deeply nested arrays", ok(&"[".repeat(100_000)), Error(Unreadable, "a body that is not a JSON object")),
        ("deeply nested orders", ok(&"{\"order\":".repeat(10_000)), Error(Unreadable, no_id)),
    ])
    .await;
}

#[tokio::test]
async fn a_4xx_is_rejected() {
    let body = r#"{"code":"42","reason":"Conflict","message":"taken \u001b[2J\n\u202e","status":409}"#;
    let reason = r"status 409, code `42`, reason `Conflict`, message `taken \u{1b}[2J\n\u{202e}`";
    let mut cases = vec![
        ("an error object", response("409 Conflict", "", body), Error(Rejected, reason)),
        ("ended by closing", b"HTTP/1.1 422 No\r\n\r\n{\"code\":\"1\"}".to_vec(), Error(Rejected, "status 422")),
        ("HTML, ended by closing", b"HTTP/1.0 422 No\r\n\r\n<html>no".to_vec(), Error(Rejected, "status 422")),
        ("an empty body, ended by closing", b"HTTP/1.1 422 No\r\n\r\n".to_vec(), Error(Rejected, "status 422")),
        (
            "an invalid content coding",
            response("422 No", "Content-Encoding: UTF-8\r\n", "{}"),
            Error(Rejected, "status 422"),
        ),
        ("an empty coding", response("422 No", "Content-Encoding:\r\n", "<html>"), Error(Rejected, "status 422")),
        ("HTML", response("404 Not Found", "", "<html>"), Error(Rejected, "status 404")),
        ("an order that is null", response("400 Bad", "", r#"{"order":null}"#), Error(Rejected, "status 400")),
        ("an order in prose", response("404 X", "", "<p>Your order: not found</p>"), Error(Rejected, "status 404")),
        ("401 without a token", response("401 No", "", ""), Error(Rejected, "status 401")),
    ];
    for status in ["400", "402", "403", "405", "407", "410", "413", "415", "425", "451", "499"] {
        cases.push(("a status", response(&format!("{status} X"), "", ""), Error(Rejected, "status 4")));
    }
    check(cases).await;
}

#[tokio::test]
async fn a_response_that_proves_nothing_is_unknown() {
    let moved = "Location: http://127.0.0.1:1/numberManagement/v1/reservation/order\r\n";
    let mut cases = vec![
        ("408", response("408 Request Timeout", "", ""), Error(Unknown, "status 408")),
        (
            "408 with `Retry-After`",
            response("408 Request Timeout", "Retry-After: 1\r\n", ""),
            Error(Unknown, "status 408"),
        ),
        ("503 without `Retry-After`", response("503 X", "", ""), Error(Unknown, "status 503")),
        (
            "503 with an invalid `Retry-After`",
            response("503 X", "Retry-After: soon\r\n", ""),
            Error(Unknown, "status 503"),
        ),
        (
            "503 with a negative `Retry-After`",
            response("503 X", "Retry-After: -1\r\n", ""),
            Error(Unknown, "status 503"),
        ),
        ("500 with `Retry-After`", response("500 X", "Retry-After: 1\r\n", ""), Error(Unknown, "status 500")),
        ("an id in a 500", response("500 X", "", r#"{"order":{"id":"1"}}"#), Error(Unknown, "status 500")),
        ("an id in a 400", response("400 X", "", r#"{"order":{"id":"1"}}"#), Error(Unknown, "status 400")),
        ("an id in a 401", response("401 X", "", r#"{"order":{"id":"1"}}"#), Error(Unknown, "status 401")),
        (
            "an id in a 429",
            response("429 X", "Retry-After: 0\r\n", r#"{"order":{"id":"1"}}"#),
            Error(Unknown, "status 429"),
        ),
        (
            "an id in a 503",
            response("503 X", "Retry-After: 0\r\n", r#"{"order":{"id":"1"}}"#),
            Error(Unknown, "status 503"),
        ),
        (
            "101",
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n".to_vec(),
            Error(Unknown, ""),
        ),
        ("an empty response", Vec::new(), Error(Unknown, "no response")),
        ("only an interim response", b"HTTP/1.1 100 Continue\r\n\r\n".to_vec(), Error(Unknown, "no response")),
        ("half a head", b"HTTP/1.1 200 OK\r\nContent-Le".to_vec(), Error(Unknown, "no response")),
        ("not HTTP", b"SSH-2.0-OpenSSH_9.2\r\n".to_vec(), Error(Unknown, "no response: invalid HTTP version parsed")),
        ("HTTP/2", b"\0\0\x12\x04\0\0\0\0\0\0\x03\0\0\0\x64".to_vec(), Error(Unknown, "no response")),
        ("TLS", b"\x15\x03\x01\0\x02\x02\x28".to_vec(), Error(Unknown, "no response")),
        ("an invalid status", b"HTTP/1.1 20x OK\r\n\r\n".to_vec(), Error(Unknown, "no response")),
        (
            "two lengths",
            b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}".to_vec(),
            Error(Unknown, "no response"),
        ),
        (
            "an invalid length",
            b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{}".to_vec(),
            Error(Unknown, "no response"),
        ),
        (
            "101 fields",
            [b"HTTP/1.1 200 OK\r\n".to_vec(), b"X: 1\r\n".repeat(101), b"\r\n".to_vec()].concat(),
            Error(Unknown, "no response"),
        ),
    ];
    for status in
        ["300", "301", "302", "303", "304", "307", "308", "500", "501", "502", "504", "505", "507", "599", "600", "999"]
    {
        cases.push(("a status", response(&format!("{status} X"), moved, ""), Error(Unknown, "status ")));
    }
    check(cases).await;
}

/// Orders in every notation that a server may send with a status other than 2xx.
fn orders_in_any_notation() -> Vec<(&'static str, Vec<u8>)> {
    let order = r#"{"order":{"id":"4f0c"}}"#;
    let utf16 = |bytes: fn(u16) -> [u8; 2]| order.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let mut all = vec![
        ("UTF-16LE", utf16(u16::to_le_bytes)),
        ("UTF-16BE with a byte order mark", [b"\xfe\xff".to_vec(), utf16(u16::to_be_bytes)].concat()),
        ("invalid UTF-8", b"{\"x\":\"\xff\",\"order\":{\"id\":\"4f0c\"}}".to_vec()),
    ];
    for (about, text) in [
        ("an id", order),
        ("a fraction", r#"{"order":{"id":4711.5}}"#),
        ("above 64 bits", r#"{"order":{"id":18446744073709551616}}"#),
        ("an array for the id", r#"{"order":{"id":["4f0c"]}}"#),
        ("an object for the id", r#"{"order":{"id":{"value":"4f0c"}}}"#),
        ("an array", r#"{"order":[{"id":"4f0c"}]}"#),
        ("no id", r#"{"order":{"orderStatus":"In progress"}}"#),
        ("an empty order", r#"{"order":{}}"#),
        ("a null id", r#"{"order":{"id":null}}"#),
        ("two orders", r#"{"order":null,"order":{"id":"4f0c"}}"#),
        ("two ids", r#"{"order":{"id":"4f0c","id":"4f0d"}}"#),
        ("two statuses", r#"{"order":{"id":"4f0c","orderStatus":"a","orderStatus":"b"}}"#),
        ("bytes after it", r#"{"order":{"id":"4f0c"}} {}"#),
        ("NaN", r#"{"x":NaN,"order":{"id":"4f0c"}}"#),
        ("a trailing comma", r#"{"order":{"id":"4f0c"},}"#),
        ("an escaped name", r#"{"\u006frder":{"id":"4f0c"}}"#),
        ("cut off", r#"{"code":"1","order":{"i"#),
        ("in a string", r#"{"message":"upstream said {\"order\":{\"id\":\"4f0c\"}}"}"#),
        ("in HTML", "<pre>{&quot;order&quot;:{&quot;id&quot;:&quot;4f0c&quot;}}</pre>"),
    ] {
        all.push((about, text.as_bytes().to_vec()));
    }
    all
}

#[tokio::test]
async fn an_order_with_a_status_other_than_2xx_is_unknown_in_any_notation() {
    for (about, body) in orders_in_any_notation() {
        for status in ["400 X", "401 X", "403 X", "409 X", "429 X", "503 X"] {
            check([(
                about,
                response(status, "Retry-After: 0\r\n", &body),
                Error(Unknown, "; its body shows an order"),
            )])
            .await;
        }
    }
}

/// The part of the body that did not arrive may have shown an order, and a 4xx with an order proves nothing.
#[tokio::test]
async fn a_status_other_than_2xx_with_a_body_that_was_cut_off_is_unknown() {
    for status in ["400 X", "401 X", "403 X", "409 X", "422 X", "429 X", "503 X"] {
        for (about, framing, body) in [
            ("before its announced length", "Content-Length: 99\r\n", r#"{"code":"1"}"#),
            ("before its first byte", "Content-Length: 99\r\n", ""),
            ("inside a chunk", "Transfer-Encoding: chunked\r\n", "20\r\n{\"code\":\"1\"}"),
            ("between chunks", "Transfer-Encoding: chunked\r\n", "2\r\n{}\r\n"),
            ("a malformed chunk", "Transfer-Encoding: chunked\r\n", "2\r\n{}\r\nzz\r\n"),
            ("JSON, ended by closing", "", r#"{"code":"1","mess"#),
            ("JSON, cut off by a gateway", "Content-Length: 12\r\n", r#"{"code":"1","#),
        ] {
            let response = format!("HTTP/1.1 {status}\r\nRetry-After: 0\r\n{framing}\r\n{body}");
            check([(about, response.into_bytes(), Error(Unknown, "; its body may be incomplete"))]).await;
        }
    }
}

/// The request asks for an uncompressed body, and a compressed one cannot be searched for an order.
#[tokio::test]
async fn a_status_other_than_2xx_with_a_compressed_body_is_unknown() {
    let gzip = "Retry-After: 0\r\nContent-Encoding: gzip\r\n";
    for status in ["400 X", "401 X", "429 X", "503 X"] {
        let expected = || Error(Unknown, "; its body is compressed");
        check([
            ("by `Content-Encoding`", response(status, gzip, "x"), expected()),
            ("by the second coding", response(status, &gzip.replace("gzip", "identity, br"), "x"), expected()),
            (
                "by `Transfer-Encoding`",
                format!("HTTP/1.1 {status}\r\nRetry-After: 0\r\nTransfer-Encoding: deflate, chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n")
                    .into_bytes(),
                expected(),
            ),
            ("gzip", response(status, "Retry-After: 0\r\n", b"\x1f\x8b\x08"), expected()),
            ("zstd", response(status, "Retry-After: 0\r\n", b"\x28\xb5\x2f\xfd"), expected()),
        ])
        .await;
    }
}

/// Every received byte is kept, including the head, since it may contain an order.
#[tokio::test]
async fn a_response_that_is_not_http_is_kept_unchanged() {
    let order = r#"{"order":{"id":"4f0c"}}"#;
    let length = order.len();
    let head = "HTTP/1.1 200 OK\r\n";
    let fields: String = (0..101).map(|n| format!("X-{n}: 1\r\n")).collect();
    let huge = format!("X-Huge: {}\r\n", "x".repeat(65_000));
    let interim = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
    for (about, response, status) in [
        ("a malformed header", format!("{head}X Y: 1\r\nContent-Length: {length}\r\n\r\n{order}"), Some(200)),
        ("101 headers", format!("{head}{fields}Content-Length: {length}\r\n\r\n{order}"), Some(200)),
        ("a long head", format!("{head}{huge}{huge}Content-Length: {length}\r\n\r\n{order}"), Some(200)),
        ("two lengths", format!("{head}Content-Length: {length}\r\nContent-Length: 1\r\n\r\n{order}"), Some(200)),
        ("an invalid length", format!("{head}Content-Length: x\r\n\r\n{order}"), Some(200)),
        ("a head that is cut off", format!("{head}X: {order}"), Some(200)),
        ("an interim response before it", format!("{interim}{head}X Y: 1\r\n\r\n{order}"), Some(200)),
        ("only an interim response", interim.to_owned(), None),
        ("another status", format!("HTTP/1.1 409 No\r\nX Y: 1\r\n\r\n{order}"), Some(409)),
        ("no status", format!("HTTP/1.1 20x OK\r\n\r\n{order}"), None),
        ("not HTTP", order.to_owned(), None),
    ] {
        let (result, server) = reserve(response.as_bytes()).await;
        let error = result.unwrap_err();
        assert_eq!(
            (error.outcome(), error.status(), server.requests().len()),
            (Unknown, status, 1),
            "{about}: {error}"
        );
        assert_eq!(&error.raw_body().unwrap()[..], response.as_bytes(), "{about}");
    }
}

/// If the framing of a body is wrong, the received bytes that are not part of the body are kept as well.
#[tokio::test]
async fn bytes_outside_the_body_are_kept() {
    let order = r#"{"order":{"id":"4f0c"}}"#;
    for (framing, body) in [
        ("Content-Length: 2", format!("{{}}{order}")),
        ("Transfer-Encoding: chunked", format!("2\r\n{{}}\r\nzz\r\n{order}")),
        ("Transfer-Encoding: chunked", format!("2\r\n{{}}\r\n0\r\n\r\n{order}")),
    ] {
        let response = format!("HTTP/1.1 200 OK\r\n{framing}\r\n\r\n{body}");
        let (result, _server) = reserve(response.as_bytes()).await;
        let error = result.unwrap_err();
        assert_eq!((error.outcome(), error.status()), (Unreadable, Some(200)), "{framing}");
        assert_eq!(String::from_utf8_lossy(error.raw_body().unwrap()), response);
    }
}

/// Bytes after a malformed part are received until the server closes the connection.
#[tokio::test]
async fn bytes_after_a_malformed_head_or_chunk_are_kept() {
    for start in ["HTTP/1.1 200 OK\r\nX Y: 1\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nz"] {
        let server = Server::new(move |mut connection, _| async move {
            connection.request().await?;
            connection.send(start.as_bytes()).await?;
            // The client reads the start before the rest is sent.
            for _ in 0..10 {
                tokio::task::yield_now().await;
            }
            connection.send(br#"{"order":{"id":"4f0c"}}"#).await
        })
        .await;
        let error = server.client().reserve(&reservation(1)).await.unwrap_err();
        let kept = String::from_utf8_lossy(error.raw_body().unwrap());
        assert_eq!(kept, format!(r#"{start}{{"order":{{"id":"4f0c"}}}}"#));
    }
}

#[tokio::test]
async fn the_body_is_kept_unchanged() {
    for body in [&b""[..], b"<html>\xff</html>", b"{\"message\":\"no\"}"] {
        for status in ["200 OK", "400 No", "500 No"] {
            let (result, _server) = reserve(&response(status, "", body)).await;
            let error = result.unwrap_err();
            assert_eq!(error.raw_body().unwrap(), body);
            assert_eq!(error.status(), Some(status[..3].parse().unwrap()));
            assert_eq!(error.error_object().is_some(), body.starts_with(b"{"));
        }
    }
}

#[tokio::test]
async fn an_error_object_is_read_in_spite_of_wrong_types() {
    let body =
        r#"{"code":409,"reason":null,"message":["x"],"status":"409","referenceError":"https://example.org/","more":1}"#;
    let (result, _server) = reserve(&response("409 Conflict", "", body)).await;
    let object = result.unwrap_err().error_object().unwrap().clone();
    assert_eq!(object.code.as_deref(), Some("409"));
    assert_eq!((object.reason, object.message), (None, None));
    assert_eq!(object.reference_error.as_deref(), Some("https://example.org/"));
}

#[tokio::test]
async fn an_order_has_the_values_of_its_response_and_its_call() {
    let server = Server::responding([ok(r#"{"order":{"id":"1","orderStatus":"In progress"}}"#)]).await;
    let client = server.client();
    let reservation = reservation(1);
    let call = client.call(&reservation);
    let tracking_id = call.tracking_id().clone();
    let before = std::time::SystemTime::now();
    let order = call.send().await.unwrap();
    assert_eq!(order.status(), Some("In progress"));
    assert_eq!(order.tracking_id(), &tracking_id);
    assert_eq!(order.attempts(), 1);
    assert!(before <= order.reserved_at() && order.reserved_at() <= std::time::SystemTime::now());
    assert!(server.requests()[0].contains(&format!("{}: {tracking_id}\r\n", *TRACKING_HEADER)));
}

/// The complete head of a request. It asks for an uncompressed response, and to close the connection after it.
#[tokio::test]
async fn the_head_of_an_order_has_exactly_these_fields() {
    let server = Server::responding([ok(r#"{"order":{"id":"1"}}"#)]).await;
    let reservation = reservation(1);
    let order = server.client().reserve(&reservation).await.unwrap();
    let request = server.requests()[0].clone();
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    let mut lines = head.lines();
    assert_eq!(lines.next(), Some(&*format!("POST /numberManagement{} HTTP/1.1", RESERVE_NUMBERS.path)));
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
        format!("{}: {}", *TRACKING_HEADER, order.tracking_id()),
    ];
    assert_eq!(fields, expected);
    assert_eq!(body.as_bytes(), &reservation.body()[..]);
}
