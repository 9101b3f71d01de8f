//! The outcome of a response depends on the operation: whether it orders, and whether the spec states an order id.

use colt_numbers::testing::ServerStep;
use colt_numbers::{Outcome, Preview};
use serde_json::{Value, json};

use super::{Coded, Elsewhere, OrderWithoutId, RepeatableOrder, Return, SEARCH, Search, assert_error, checked, send};
use crate::example_request::base_path;

#[tokio::test]
async fn without_an_order_id_a_2xx_with_a_readable_body_is_accepted() {
    let (result, server) = send(&Search, &[ServerStep::response(200, "[1, 2]")]).await;
    assert_eq!(result.unwrap(), json!([1, 2]));
    let query = "country=GB&area=a&area=b&feature=c,d&limit=7";
    assert_eq!(server.received()[0].path, format!("{}/v1/other?{query}", base_path()));
    assert_eq!((server.received()[0].operation, &server.received()[0].tracking_id), (&SEARCH, &None));
    assert_eq!(send(&Return, &[ServerStep::response(204, "")]).await.0.unwrap(), Value::Null);
    for (status, body, reason) in [
        (200, "", "status 200, an empty body"),
        (200, "<html>", "status 200, a body that does not have the form that the spec states"),
        (201, "[]", "status 201, which the spec does not state"),
    ] {
        let error =
            assert_error(body, send(&Search, &[ServerStep::response(status, body)]).await, Outcome::Unreadable, 1);
        assert_eq!(error.reason(), reason);
        let expected =
            format!("accepted, but the response cannot be read: {reason}; do not send it again, ask the vendor");
        assert_eq!(error.to_string(), expected);
    }
}

/// A body can show an order only if the operation orders.
#[tokio::test]
async fn without_an_order_a_4xx_is_rejected_whatever_its_body() {
    for body in [r#"{"order":{"id":"1"}}"#, r#"{"order":{"id""#, "\x1f\u{8b}"] {
        let error = assert_error(body, send(&Return, &[ServerStep::response(404, body)]).await, Outcome::Rejected, 1);
        assert_eq!(error.to_string(), "rejected: status 404");
    }
    let other = r#"{"order":{"id":"1"}}"#;
    let error =
        assert_error("other", send(&RepeatableOrder, &[ServerStep::response(404, other)]).await, Outcome::Rejected, 1);
    assert_eq!(error.tracking_id().unwrap().as_str(), "t-1");
    assert_eq!(error.to_string(), "rejected, nothing was ordered: status 404");
    let order = r#"{"data": {"orderId": "1"}}"#;
    let error =
        assert_error("order", send(&RepeatableOrder, &[ServerStep::response(404, order)]).await, Outcome::Unknown, 1);
    assert_eq!(error.reason(), "status 404; its body shows an order");
    drop(assert_error("other", send(&Return, &[ServerStep::response(404, order)]).await, Outcome::Rejected, 1));
}

/// Without a place of the order, an order in the body still leaves the outcome in doubt, so the request is not sent again.
#[tokio::test]
async fn an_order_is_not_placed_twice_if_the_spec_does_not_state_where_it_is() {
    for status in [409, 429, 503] {
        let step = ServerStep::response(status, r#"{"order":{"id":"1"}}"#).header("Retry-After", "0");
        let error = assert_error("order", send(&OrderWithoutId, &[step]).await, Outcome::Unknown, 1);
        assert_eq!(error.reason(), format!("status {status}; its body shows an order"));
    }
    let result = send(&OrderWithoutId, &[ServerStep::refused(), ServerStep::response(200, "1")]).await;
    assert_eq!(result.0.unwrap(), json!(1));
    drop(assert_error(
        "html",
        send(&OrderWithoutId, &[ServerStep::response(200, "<p>")]).await,
        Outcome::Unreadable,
        1,
    ));
}

/// A code that the spec lists is explained; any other code stays a text. The outcome is the same.
#[tokio::test]
async fn an_error_code_of_the_spec_is_named() {
    for (status, body, code, reason) in [
        (409, r#"{"code":"1001"}"#, Some(0), "status 409, code `1001` (The number is not available)"),
        (
            409,
            r#"{"code":" 1001 ","message":"m"}"#,
            Some(0),
            "status 409, code `1001` (The number is not available), message `m`",
        ),
        (409, r#"{"code":1001}"#, Some(0), "status 409, code `1001` (The number is not available)"),
        (403, r#"{"code":"007"}"#, Some(1), "status 403, code `007` (The account is locked)"),
        (400, r#"{"code":"007"}"#, Some(2), "status 400, code `007` (The request is invalid)"),
        (400, r#"{"error":{"id":12}}"#, Some(3), "status 400, code `12` (Two lines)"),
        (409, r#"{"code":"1002"}"#, None, "status 409, code `1002`"),
        (409, r#"{"code":7}"#, None, "status 409, code `7`"),
        (409, r#"[1]"#, None, "status 409"),
        (409, "1001", None, "status 409"),
    ] {
        let error = assert_error(body, send(&Coded, &[ServerStep::response(status, body)]).await, Outcome::Rejected, 1);
        assert_eq!(error.error_code(), code.map(|index| &super::CODED.error_codes[index]), "{body}");
        assert_eq!(error.reason(), reason, "{body}");
    }
}

#[tokio::test]
async fn an_operation_of_other_servers_is_not_sent() {
    let (result, server) = send(&Elsewhere, &[]).await;
    let error = result.unwrap_err();
    assert_eq!((error.outcome(), server.received().len()), (Outcome::NotSent, 0));
    assert!(error.reason().contains("has servers of its own"), "{error}");
    assert!(Preview::new(server.client().target(), &checked(&Elsewhere)).is_none());
}
