//! Bodies that two parsers may read differently are rejected, and responses that quote a request are safe for a terminal.

use colt_numbers_judge::judge::account::Account;
use colt_numbers_judge::judge::request_judge::RequestJudge;
use colt_numbers_judge::model::spec::Spec;
use serde_json::json;

use crate::example_request::{TRACKING_HEADER, lock_id, range};
use crate::raw_client::{RawRequest, RawResponse, open_sandbox, send_bytes};

/// Variants of an object that only a lenient parser accepts; `last` is its last member.
fn lenient_variants(object: &str, last: &str) -> Vec<(&'static str, Vec<u8>)> {
    let open = object.strip_suffix('}').unwrap();
    let utf16 = |bytes: fn(u16) -> [u8; 2]| object.encode_utf16().flat_map(bytes).collect::<Vec<_>>();
    let nested = |levels: usize| format!("{open},\"x\":{}{}}}", "[".repeat(levels), "]".repeat(levels));
    let cases = [
        ("a member twice", format!("{open},{last}}}")),
        ("a member twice, once escaped", format!("{open},{}}}", last.replacen(&last[1..2], &escaped(&last[1..2]), 1))),
        ("a member twice within an unknown member", format!("{open},\"x\":{{\"y\":0,\"y\":1}}}}")),
        ("bytes after the object", format!("{object}x")),
        ("an object after the object", format!("{object}{{}}")),
        ("NUL after the object", format!("{object}\0")),
        ("a comma after the object", format!("{object},")),
        ("a trailing comma", format!("{open},}}")),
        ("NaN", format!("{open},\"x\":NaN}}")),
        ("Infinity", format!("{open},\"x\":-Infinity}}")),
        ("a hexadecimal number", format!("{open},\"x\":0x10}}")),
        ("a leading zero", format!("{open},\"x\":01}}")),
        ("a plus sign", format!("{open},\"x\":+1}}")),
        ("a number that ends in a dot", format!("{open},\"x\":1.}}")),
        ("a number above the range of a double", format!("{open},\"x\":1e400}}")),
        ("a comment", format!("{object}// x")),
        ("a comment within", format!("{open}/* x */}}")),
        ("a name without quotes", format!("{open},x:1}}")),
        ("single quotes", format!("{open},'x':1}}")),
        ("a line break in a string", format!("{open},\"x\":\"\n\"}}")),
        ("an unknown escape", format!("{open},\"x\":\"\\x41\"}}")),
        ("half a surrogate pair", format!("{open},\"x\":\"\\ud800\"}}")),
        ("a no-break space", format!("{open},\u{a0}\"x\":1}}")),
        ("a byte order mark", format!("\u{feff}{object}")),
        ("cut off", open.to_owned()),
        ("cut off in a string", format!("{open},\"x\":\"")),
        ("deep", nested(128)),
        ("an XSSI prefix", format!(")]}}',\n{object}")),
        ("a record separator", format!("\u{1e}{object}\n")),
    ];
    let bytes = [
        ("UTF-16, big-endian", utf16(u16::to_be_bytes)),
        ("UTF-16, little-endian", utf16(u16::to_le_bytes)),
        ("UTF-16 with a mark", [b"\xff\xfe".to_vec(), utf16(u16::to_le_bytes)].concat()),
        ("UTF-32", object.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect()),
        ("Latin-1", [open.as_bytes(), b",\"x\":\"\xe9\"}"].concat()),
        ("an overlong form", [open.as_bytes(), b",\"x\":\"\xc0\xaf\"}"].concat()),
        ("a surrogate in UTF-8", [open.as_bytes(), b",\"x\":\"\xed\xa0\x80\"}"].concat()),
    ];
    cases.into_iter().map(|(name, text)| (name, text.into_bytes())).chain(bytes).collect()
}

fn escaped(character: &str) -> String {
    format!("\\u{:04x}", u32::from(character.chars().next().unwrap()))
}

#[tokio::test]
async fn an_order_must_be_strict_json_in_utf_8() {
    let sandbox = open_sandbox().await;
    let spec = Spec::read(colt_numbers_api::OPENAPI_JSON).unwrap();
    let judge = RequestJudge::new(&spec, spec.operation("reserveNumbers").unwrap()).unwrap();
    let body = range("+442081324758", "+442081324758");
    let last = format!("\"relatedParty\":{}", body["relatedParty"]);
    for (name, bytes) in lenient_variants(&body.to_string(), &last) {
        let ids: Vec<_> =
            judge.body_violations(&bytes, &Account::default()).into_iter().map(|found| found.id).collect();
        assert_eq!(ids, ["json"], "{name}");
        let response = RawRequest::order("t", "").body(bytes).send(&sandbox).await;
        assert_eq!((response.status, response.code().as_str()), (400, "001"), "{name}");
    }
    assert_eq!(sandbox.orders(), []);
    assert_eq!(RawRequest::order("t", body).send(&sandbox).await.status, 200);
}

#[tokio::test]
async fn an_admin_body_must_be_strict_json_in_utf_8() {
    let sandbox = open_sandbox().await;
    let script = json!({ "fault": "reset" }).to_string();
    for (name, bytes) in lenient_variants(&script, "\"fault\":\"status-500\"") {
        let response = RawRequest::new("POST", "/__sandbox/faults").body(bytes).send(&sandbox).await;
        assert_eq!((response.status, response.code().as_str()), (400, "005"), "{name}");
    }
    let faults = RawRequest::new("GET", "/__sandbox/faults").send(&sandbox).await.json();
    assert_eq!(faults["scripts"], json!([]));
}

#[tokio::test]
async fn a_repeated_media_type_is_rejected() {
    let sandbox = open_sandbox().await;
    let order = RawRequest::order("t", range("+442081324758", "+442081324758"));
    for (name, value) in [
        ("content-type", "text/plain\r\nContent-Type: application/json"),
        ("content-type", "application/json\r\nContent-Type: application/json"),
        ("content-encoding", "identity\r\nContent-Encoding: gzip"),
    ] {
        let response = order.clone().header(name, value).send(&sandbox).await;
        assert_eq!((response.status, response.code().as_str()), (415, "001"), "{value}");
    }
    assert_eq!(order.send(&sandbox).await.status, 200);
}

#[tokio::test]
async fn quoted_parts_of_a_request_are_safe_for_a_terminal() {
    let sandbox = open_sandbox().await;
    let hostile = "\u{1b}[2J\u{7f}\u{9b}\u{61c}\u{200e}\u{2028}\u{202e}\u{2066}";
    // HTTP allows no ASCII control characters in a head.
    let in_head = &hostile[5..];
    assert_eq!(RawRequest::order("t", lock_id(hostile)).send(&sandbox).await.status, 200);
    let get = |path: &str| RawRequest::new("GET", path);
    let admin = |path: &str, body: serde_json::Value| {
        RawRequest::new("POST", &format!("/__sandbox/{path}")).body(body.to_string())
    };
    for request in [
        get("/__sandbox/orders"),
        get("/__sandbox/numbers"),
        admin("faults", json!({ "fault": hostile })),
        admin("faults", json!({ hostile: 1 })),
        admin("clock", json!({ hostile: 1 })),
        admin("clock", json!({ "advanceDays": hostile })),
        get(&format!("/{}", in_head)),
        RawRequest::order("t", json!({ "relatedParty": { hostile: hostile }, "numberRangeList": hostile })),
        RawRequest::order("t", format!("{{{name}:1,{name}:2}}", name = json!(hostile))),
        RawRequest::order("t", lock_id(hostile)).header(&TRACKING_HEADER, in_head),
        get("/").header("origin", in_head),
    ] {
        let bytes = send_bytes(sandbox.address(), &request.bytes()).await;
        let response = RawResponse::parse(&bytes);
        let text = String::from_utf8(response.body).unwrap();
        assert!(text.starts_with('{') && !text.contains(colt_numbers_terminal_text::is_unsafe), "{text:?}");
    }
    let orders = RawRequest::new("GET", "/__sandbox/orders").send(&sandbox).await.json();
    assert_eq!(orders["orders"][0]["body"], lock_id(hostile));
    let message =
        admin("clock", json!({ "x".repeat(9_000_000): 1 })).send(&sandbox).await.json()["message"].to_string();
    assert!(message.len() < 5000, "{}", message.len());
}
