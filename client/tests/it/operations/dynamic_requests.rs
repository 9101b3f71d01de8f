//! Requests of operations that are known only at run time: texts become typed values, which are checked and sent like those of a typed request.

use bytes::Bytes;
use colt_numbers::api::client::Body;
use colt_numbers::api::operations::RESERVE_NUMBERS;
use colt_numbers::api::requests::ReserveNumbers;
use colt_numbers::{Checks, DynamicRequest, new_tracking_id};
use serde_json::json;

use super::{PUBLIC, RETURN, SEARCH};
use crate::example_request::TRACKING_HEADER;
use crate::server::{Server, reservation, response};

fn violations(parameters: &[(&str, &str)]) -> Vec<(&'static str, String)> {
    let request = DynamicRequest::new(&SEARCH, parameters.iter().copied(), None).unwrap();
    let error = Checks::new().check_dynamic(request).unwrap_err();
    error.violations().iter().map(|violation| (violation.id, violation.pointer.clone())).collect()
}

#[test]
fn parameters_are_checked_by_their_schemas() {
    assert_eq!(violations(&[]), [("required", "/country".to_owned())]);
    for (name, value, id, pointer) in [
        ("country", "GBGB", "maxLength", "/country"),
        ("area", "long", "maxLength", "/area/0"),
        ("feature", "a,long", "maxLength", "/feature/1"),
        ("feature", "a,b,c", "maxItems", "/feature"),
        ("limit", "101", "maximum", "/limit"),
        ("limit", "ten", "type", "/limit"),
        ("limit", "1.5", "type", "/limit"),
        ("limit", "007", "type", "/limit"),
        ("limit", "", "type", "/limit"),
        ("x-page", "0", "minimum", "/x-page"),
    ] {
        let others: &[_] = if name == "country" { &[] } else { &[("country", "GB")] };
        assert_eq!(violations(&[others, &[(name, value)]].concat()), [(id, pointer.to_owned())], "{name}={value}");
    }
}

#[test]
fn texts_become_the_values_that_the_schemas_state() {
    let parameters =
        [("country", "1"), ("area", "a,b"), ("area", "c"), ("feature", "d,e"), ("limit", "7"), ("x-PAGE", "8")];
    let request = DynamicRequest::new(&SEARCH, parameters, None).unwrap();
    let request = Checks::new().check_dynamic(request).unwrap();
    // The items of an exploded array are not separated by commas.
    let expected = [json!("1"), json!(["a,b", "c"]), json!(["d", "e"]), json!(7), json!(8)];
    assert_eq!(request.values().parameters, expected.map(Some));
    assert_eq!((request.operation(), request.tracking_id()), (&SEARCH, None));
}

#[test]
fn names_that_an_operation_does_not_have_are_errors() {
    let error = |operation, parameters: &[(&'static str, &'static str)]| {
        DynamicRequest::new(operation, parameters.iter().copied(), None).unwrap_err().to_string()
    };
    assert_eq!(
        error(&SEARCH, &[("Country", "GB")]),
        "`search` has no parameter `Country`; it has `country`, `area`, `feature`, `limit`, `X-Page`"
    );
    assert_eq!(error(&PUBLIC, &[("a\u{1b}", "")]), r"`public` has no parameter `a\u{1b}`; it has no parameters");
    assert_eq!(
        error(&SEARCH, &[("limit", "1"), ("limit", "1")]),
        "the parameter `limit` of `search` is not an array, so it has one value"
    );
}

#[test]
fn a_tracking_id_is_added_and_checked() {
    let request = |parameters: &[(&'static str, &'static str)]| {
        Checks::new().check_dynamic(DynamicRequest::new(&RETURN, parameters.iter().copied(), None).unwrap())
    };
    let (one, other) = (request(&[]).unwrap(), request(&[]).unwrap());
    assert!(one.tracking_id().is_some() && one.tracking_id() != other.tracking_id());
    assert_eq!(request(&[("X-Call-Id", "t-1")]).unwrap().tracking_id().unwrap().as_str(), "t-1");
    // The schema of this parameter has no pattern, but a tracking id always has its own form.
    for invalid in ["a b", " t-1", ""] {
        let error = request(&[("x-call-id", invalid)]).unwrap_err();
        assert_eq!(error.violations()[0].pointer, "/x-call-id", "{invalid:?}");
    }
}

#[test]
fn what_cannot_be_written_as_http_is_a_violation() {
    let request = DynamicRequest::new(&RETURN, [], Some(Bytes::from_static(b"{}"))).unwrap();
    let error = Checks::new().check_dynamic(request).unwrap_err();
    assert_eq!((error.violations()[0].id, &*error.violations()[0].pointer), ("http", ""));
    let request = DynamicRequest::new(&RESERVE_NUMBERS, [], None).unwrap();
    let error = Checks::new().check_dynamic(request).unwrap_err();
    assert_eq!((error.violations()[0].id, &*error.violations()[0].pointer), ("required", ""));
}

/// The same bytes are sent for a typed request, a dynamic request and a [`Reservation`](colt_numbers::Reservation).
#[tokio::test]
async fn a_typed_a_dynamic_request_and_a_reservation_are_sent_alike() {
    let reservation = reservation(1);
    let body = reservation.body().clone();
    let server = Server::responding([response("200 OK", "", r#"{"order": {"id": " 4f0c "}}"#)]).await;
    let client = server.client();
    let id = new_tracking_id();
    let typed = Checks::new().check(&ReserveNumbers::new(id.clone(), Body::Json(body.clone()))).unwrap();
    let dynamic = DynamicRequest::new(&RESERVE_NUMBERS, [(*TRACKING_HEADER, id.as_str())], Some(body)).unwrap();
    let dynamic = Checks::new().check_dynamic(dynamic).unwrap();
    let accepted = client.prepare(&typed).send().await.unwrap();
    assert_eq!((accepted.order_id(), accepted.tracking_id()), (Some("4f0c"), Some(&id)));
    assert_eq!(accepted.read().unwrap().order.unwrap().id.as_deref(), Some(" 4f0c "));
    assert_eq!(client.prepare(&dynamic).send().await.unwrap().order_id(), Some("4f0c"));
    let order = client.call(&reservation).with_tracking_id(id).send().await.unwrap();
    assert_eq!(accepted.earliest_lapse().is_some(), order.earliest_lapse().is_some());
    let requests = server.requests();
    assert!(requests.len() == 3 && requests.iter().all(|request| *request == requests[0]), "{requests:?}");
}
