//! Operations that the bundled spec does not have: each is an edited copy of its only operation, with other effects, parameters or security.

use std::time::Duration;

use bytes::Bytes;
use colt_numbers::api::client::{InvalidRequest, Request, RequestValues, UnreadableResponse};
use colt_numbers::api::operations::{OperationParameter, ParameterLocation, RESERVE_NUMBERS};
use colt_numbers::api::schema::{ArraySchema, JsonNumber, NumberSchema, Schema, SchemaKind, StringSchema};
use colt_numbers::testing::{ScriptedServer, ServerStep};
use colt_numbers::{
    CheckedRequest, Checks, Client, DynamicRequest, Operation, Outcome, Preview, Retries, SendError, Timeouts, Token,
    TokenFuture, TokenSource, new_tracking_id,
};
use serde_json::{Value, json};

use crate::server::{Server, ok, response};
use crate::tokens;

const fn text(max_length: Option<usize>) -> Schema {
    let string = StringSchema { min_length: None, max_length, pattern: None, values: &[], format: None };
    Schema { nullable: false, kind: SchemaKind::String(string) }
}

static TEXT: Schema = text(None);
static SHORT_TEXT: Schema = text(Some(3));
static TEXTS: Schema = Schema {
    nullable: false,
    kind: SchemaKind::Array(ArraySchema {
        items: &SHORT_TEXT,
        min_items: None,
        max_items: Some(2),
        unique_items: false,
    }),
};
static COUNT: Schema = Schema {
    nullable: false,
    kind: SchemaKind::Number(NumberSchema {
        integer: true,
        minimum: Some(JsonNumber::Unsigned(1)),
        exclusive_minimum: false,
        maximum: Some(JsonNumber::Unsigned(100)),
        exclusive_maximum: false,
        multiple_of: None,
        format_range: None,
        values: &[],
    }),
};

const fn parameter(name: &'static str, location: ParameterLocation, schema: &'static Schema) -> OperationParameter {
    let mut parameter = RESERVE_NUMBERS.parameters[0];
    parameter.name = name;
    parameter.location = location;
    parameter.required = false;
    parameter.schema = schema;
    parameter
}

const fn mandatory(mut parameter: OperationParameter) -> OperationParameter {
    parameter.required = true;
    parameter
}

const fn exploded(mut parameter: OperationParameter) -> OperationParameter {
    parameter.exploded = true;
    parameter
}

static TRACKED: [OperationParameter; 1] = [mandatory(parameter("x-tracking-id", ParameterLocation::Header, &TEXT))];
static FILTERS: [OperationParameter; 5] = [
    mandatory(parameter("country", ParameterLocation::Query, &SHORT_TEXT)),
    exploded(parameter("area", ParameterLocation::Query, &TEXTS)),
    parameter("feature", ParameterLocation::Query, &TEXTS),
    parameter("limit", ParameterLocation::Query, &COUNT),
    parameter("X-Page", ParameterLocation::Header, &COUNT),
];

/// An operation without body, rules, order and order id.
const fn without_effect(id: &'static str, method: &'static str) -> Operation {
    let mut operation = RESERVE_NUMBERS;
    operation.id = id;
    operation.method = method;
    operation.path = "/v1/other";
    operation.parameters = &[];
    operation.body = None;
    operation.orders = false;
    operation.order = None;
    operation.holds_days = None;
    operation.rules = &[];
    operation
}

static SEARCH: Operation = {
    let mut operation = without_effect("search", "GET");
    operation.parameters = &FILTERS;
    operation
};
static INVENTORY: Operation = {
    let mut operation = without_effect("inventory", "POST");
    operation.repeatable = true;
    operation
};
static RETURN: Operation = {
    let mut operation = without_effect("return", "DELETE");
    operation.parameters = &TRACKED;
    operation
};
static REPEATABLE_ORDER: Operation = {
    let mut operation = without_effect("repeatableOrder", "POST");
    operation.parameters = &TRACKED;
    operation.orders = true;
    operation.order = Some("/data/orderId");
    operation.repeatable = true;
    operation
};
/// An operation that orders, and whose spec does not state where the order is.
static ORDER_WITHOUT_ID: Operation = {
    let mut operation = without_effect("orderWithoutId", "POST");
    operation.orders = true;
    operation
};
static OPTIONALLY_PUBLIC: Operation = {
    let mut operation = without_effect("optionallyPublic", "GET");
    operation.security = &[&[]];
    operation
};
static PUBLIC: Operation = {
    let mut operation = without_effect("public", "GET");
    operation.security = &[];
    operation
};
static ELSEWHERE: Operation = {
    let mut operation = without_effect("elsewhere", "GET");
    operation.servers = &["https://elsewhere.example"];
    operation
};

/// Requests of the operations, without types for their responses: a successful response is any JSON with status 200, or an empty 204.
struct Made<const ID: char>;

macro_rules! made {
    ($($id:literal: $operation:ident, $parameters:expr;)*) => {
        $(impl Request for Made<$id> {
            type Response = Value;
            const OPERATION: &'static Operation = &$operation;

            fn values(&self) -> Result<RequestValues, InvalidRequest> {
                Ok(RequestValues::new($parameters, None))
            }

            fn read(response: &http::Response<Bytes>) -> Result<Value, UnreadableResponse> {
                match response.status().as_u16() {
                    200 => serde_json::from_slice(response.body()).map_err(UnreadableResponse::Json),
                    204 => Ok(Value::Null),
                    _ => Err(UnreadableResponse::Status(response.status())),
                }
            }
        })*
    };
}

made! {
    's': SEARCH, vec![Some(json!("GB")), Some(json!(["a", "b"])), Some(json!(["c", "d"])), Some(json!(7)), None];
    'i': INVENTORY, vec![];
    'r': RETURN, vec![Some(json!("t-1"))];
    'o': REPEATABLE_ORDER, vec![Some(json!("t-1"))];
    'p': PUBLIC, vec![];
    'q': OPTIONALLY_PUBLIC, vec![];
    'n': ORDER_WITHOUT_ID, vec![];
    'e': ELSEWHERE, vec![];
}

fn checked<const ID: char>() -> CheckedRequest<Made<ID>>
where
    Made<ID>: Request,
{
    Checks::new().check(&Made::<ID>).unwrap()
}

/// Sends one request to a server that responds with these steps.
async fn send<const ID: char>(steps: &[ServerStep]) -> (Result<Value, SendError>, ScriptedServer)
where
    Made<ID>: Request<Response = Value>,
{
    let server = ScriptedServer::new(steps.iter().cloned());
    let request = checked::<ID>();
    let result = server.client().prepare(&request).send().await.map(|accepted| accepted.read().unwrap_or_default());
    (result, server)
}

#[track_caller]
fn assert_error(
    about: &str,
    result: (Result<Value, SendError>, ScriptedServer),
    expected: Outcome,
    requests: usize,
) -> SendError {
    let (result, server) = result;
    let error = result.unwrap_err();
    assert_eq!((error.outcome(), server.received().len()), (expected, requests), "{about}: {error}");
    assert_eq!(server.remaining_steps(), 0, "{about}");
    error
}

#[tokio::test]
async fn without_an_order_id_a_2xx_with_a_readable_body_is_accepted() {
    let (result, server) = send::<'s'>(&[ServerStep::response(200, "[1, 2]")]).await;
    assert_eq!(result.unwrap(), json!([1, 2]));
    assert_eq!(server.received()[0].path, "/numberManagement/v1/other?country=GB&area=a&area=b&feature=c,d&limit=7");
    assert_eq!((server.received()[0].operation, &server.received()[0].tracking_id), (&SEARCH, &None));
    assert_eq!(send::<'r'>(&[ServerStep::response(204, "")]).await.0.unwrap(), Value::Null);
    for (status, body, reason) in [
        (200, "", "status 200, an empty body"),
        (200, "<html>", "status 200, a body that does not have the form that the spec states"),
        (201, "[]", "status 201, which the spec does not state"),
    ] {
        let error =
            assert_error(body, send::<'s'>(&[ServerStep::response(status, body)]).await, Outcome::Unreadable, 1);
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
        let error = assert_error(body, send::<'r'>(&[ServerStep::response(404, body)]).await, Outcome::Rejected, 1);
        assert_eq!(error.to_string(), "rejected: status 404");
    }
    let other = r#"{"order":{"id":"1"}}"#;
    let error = assert_error("other", send::<'o'>(&[ServerStep::response(404, other)]).await, Outcome::Rejected, 1);
    assert_eq!(error.tracking_id().unwrap().as_str(), "t-1");
    assert_eq!(error.to_string(), "rejected, nothing was ordered: status 404");
    let order = r#"{"data": {"orderId": "1"}}"#;
    let error = assert_error("order", send::<'o'>(&[ServerStep::response(404, order)]).await, Outcome::Unknown, 1);
    assert_eq!(error.reason(), "status 404; its body shows an order");
    drop(assert_error("other", send::<'r'>(&[ServerStep::response(404, order)]).await, Outcome::Rejected, 1));
}

/// Without a place of the order, an order in the body still leaves the outcome in doubt, so the request is not sent again.
#[tokio::test]
async fn an_order_is_not_placed_twice_if_the_spec_does_not_state_where_it_is() {
    for status in [409, 429, 503] {
        let step = ServerStep::response(status, r#"{"order":{"id":"1"}}"#).header("Retry-After", "0");
        let error = assert_error("order", send::<'n'>(&[step]).await, Outcome::Unknown, 1);
        assert_eq!(error.reason(), format!("status {status}; its body shows an order"));
    }
    let result = send::<'n'>(&[ServerStep::refused(), ServerStep::response(200, "1")]).await;
    assert_eq!(result.0.unwrap(), json!(1));
    drop(assert_error("html", send::<'n'>(&[ServerStep::response(200, "<p>")]).await, Outcome::Unreadable, 1));
}

/// The method decides nothing: a GET and a DELETE are not sent again either.
#[tokio::test]
async fn only_a_repeatable_operation_is_sent_again_after_a_byte_may_have_left() {
    let unavailable = || ServerStep::response(500, "");
    for step in [ServerStep::unknown(), unavailable(), ServerStep::response(408, "")] {
        let about = format!("{step:?}");
        drop(assert_error(&about, send::<'s'>(std::slice::from_ref(&step)).await, Outcome::Unknown, 1));
        drop(assert_error(&about, send::<'r'>(std::slice::from_ref(&step)).await, Outcome::Unknown, 1));
        let (result, server) = send::<'i'>(&[step.clone(), ServerStep::response(200, "1")]).await;
        assert_eq!((result.unwrap(), server.received().len()), (json!(1), 2), "{about}");
        // Three retries are the default.
        let steps = [step.clone(), step.clone(), step.clone(), step];
        let error = assert_error(&about, send::<'i'>(&steps).await, Outcome::Unknown, 4);
        assert!(error.to_string().ends_with("; the request may be sent again"), "{error}");
    }
    for (status, outcome) in [(302, Outcome::Unknown), (600, Outcome::Unknown), (201, Outcome::Unreadable)] {
        drop(assert_error("final", send::<'i'>(&[ServerStep::response(status, "1")]).await, outcome, 1));
    }
}

#[tokio::test]
async fn an_attempt_in_doubt_stays_in_doubt_until_a_later_one_is_accepted() {
    let (unknown, not_sent) = (ServerStep::unknown, ServerStep::not_sent);
    for (about, steps, requests) in [
        ("rejected", vec![unknown(), ServerStep::rejected(409, "no")], 2),
        ("rejected by its status alone", vec![unknown(), ServerStep::rejected(403, "no")], 2),
        ("not sent", vec![unknown(), not_sent(), not_sent(), not_sent()], 1),
        ("refused", vec![unknown(), ServerStep::refused(), ServerStep::refused(), ServerStep::refused()], 4),
        ("caused by an earlier attempt", vec![ServerStep::response(500, ""), ServerStep::rejected(409, "no")], 2),
    ] {
        for error in [
            assert_error(about, send::<'i'>(&steps).await, Outcome::Unknown, requests),
            assert_error(about, send::<'o'>(&steps).await, Outcome::Unknown, requests),
        ] {
            assert!(
                error.reason().contains("earlier attempt") || error.reason().contains("the next attempt was not sent")
            );
        }
    }
    let accepted = ServerStep::response(200, r#"{"data": {"orderId": 7}}"#);
    let server = ScriptedServer::new([unknown(), accepted]);
    let order = server.client().prepare(&checked::<'o'>()).send().await.unwrap();
    assert_eq!((order.order_id(), order.attempts(), order.status()), (Some("7"), 2, 200));
    assert_eq!(order.tracking_id().unwrap().as_str(), "t-1");
    assert!(server.received().iter().all(|request| request.tracking_id.as_ref() == order.tracking_id()));
}

/// Without retries, not even a repeatable request is sent again.
#[tokio::test]
async fn retries_can_be_turned_off() {
    let server = ScriptedServer::new([ServerStep::unknown()]);
    let client = server.builder().retries(Retries::off()).build().unwrap();
    let error = client.prepare(&checked::<'i'>()).send().await.unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1));
}

/// The wait between two attempts of a repeatable order is in doubt, and giving up ends it.
#[tokio::test(start_paused = true)]
async fn a_call_in_doubt_can_be_given_up_between_two_attempts() {
    let server = ScriptedServer::new([ServerStep::unknown(), ServerStep::response(200, "{}")]);
    let retries = Retries::default().first_wait(Duration::from_secs(30));
    let client = server.builder().retries(retries).build().unwrap();
    let request = checked::<'o'>();
    let call = client.prepare(&request);
    let status = call.status();
    let mut sending = Box::pin(call.send());
    assert!(tokio::time::timeout(Duration::from_secs(1), &mut sending).await.is_err());
    assert!(status.is_in_doubt() && status.give_up());
    let error = sending.await.unwrap_err();
    assert_eq!((error.outcome(), error.attempts(), server.remaining_steps()), (Outcome::Unknown, 1, 1));
    assert!(!status.is_in_doubt(), "once it has ended");
}

/// Giving up does not wait for the token of another attempt.
#[tokio::test(start_paused = true)]
async fn a_call_in_doubt_can_be_given_up_while_it_waits_for_a_token() {
    /// A source whose first token expires at once, and which never has another one.
    struct OneToken(std::sync::atomic::AtomicBool);

    impl TokenSource for OneToken {
        fn token(&self) -> TokenFuture<'_> {
            let is_first = !self.0.swap(true, std::sync::atomic::Ordering::SeqCst);
            Box::pin(async move {
                if !is_first {
                    std::future::pending::<()>().await;
                }
                Ok(Token::new("t-oken-1", Duration::ZERO))
            })
        }
    }

    let server = ScriptedServer::new([ServerStep::unknown(), ServerStep::response(200, "1")]);
    let client = server.builder().token_source(OneToken(false.into())).build().unwrap();
    let request = checked::<'o'>();
    let call = client.prepare(&request);
    let status = call.status();
    let mut sending = Box::pin(call.send());
    assert!(tokio::time::timeout(Duration::from_secs(1), &mut sending).await.is_err());
    assert!(status.give_up());
    let error = tokio::time::timeout(Duration::from_secs(1), sending).await.unwrap().unwrap_err();
    assert_eq!((error.outcome(), server.remaining_steps()), (Outcome::Unknown, 1), "{error}");
}

#[tokio::test]
async fn a_truncated_response_is_not_accepted() {
    let truncated = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n7\r\n".to_vec();
    let server = Server::responding([truncated.clone()]).await;
    let error = server.client().prepare(&checked::<'s'>()).send().await.unwrap_err();
    assert_eq!((error.outcome(), error.reason()), (Outcome::Unreadable, "status 200, a body that was cut off"));
    assert_eq!(server.requests().len(), 1);
    let server = Server::responding([truncated, ok("7")]).await;
    let accepted = server.client().prepare(&checked::<'i'>()).send().await.unwrap();
    assert_eq!((accepted.read().unwrap(), accepted.attempts(), server.requests().len()), (json!(7), 2, 2));
}

#[tokio::test]
async fn a_token_is_requested_only_for_an_operation_with_security() {
    let server = Server::responding([tokens::token("t-oken-1"), ok("1")]).await;
    let client = tokens::builder(&server).build().unwrap();
    assert!(client.prepare(&checked::<'s'>()).send().await.is_ok());
    let requests = server.requests();
    assert!(requests[0].starts_with("POST /token ") && requests[1].contains("authorization: Bearer t-oken-1\r\n"));
    let server = Server::responding([ok("1"), ok("2")]).await;
    let client = tokens::builder(&server).build().unwrap();
    assert!(client.prepare(&checked::<'p'>()).send().await.is_ok());
    assert!(client.prepare(&checked::<'q'>()).send().await.is_ok());
    assert!(server.requests().len() == 2 && !server.requests().concat().contains("authorization"));

    let target = tokens::target(&server);
    let has_token = |preview: Preview| preview.headers().any(|(name, _)| name == "authorization");
    assert!(has_token(Preview::new(&target, &checked::<'s'>()).unwrap()));
    assert!(!has_token(Preview::new(&target, &checked::<'p'>()).unwrap()));
}

/// The body of an accepted response is redacted like that of an error.
#[tokio::test]
async fn an_echoed_token_is_redacted() {
    let server = Server::responding([tokens::token("t-oken-1"), ok(r#"{"echo": "t-oken-1"}"#)]).await;
    let client = tokens::builder(&server).build().unwrap();
    let accepted = client.prepare(&checked::<'s'>()).send().await.unwrap();
    assert_eq!(accepted.read().unwrap(), json!({"echo": "***"}));
    assert!(!format!("{accepted:?}").contains("echo"), "{accepted:?}");
}

#[tokio::test]
async fn an_operation_of_other_servers_is_not_sent() {
    let (result, server) = send::<'e'>(&[]).await;
    let error = result.unwrap_err();
    assert_eq!((error.outcome(), server.received().len()), (Outcome::NotSent, 0));
    assert!(error.reason().contains("has servers of its own"), "{error}");
    assert!(Preview::new(server.client().target(), &checked::<'e'>()).is_none());
}

#[tokio::test(start_paused = true)]
async fn a_repeatable_request_is_sent_again_within_the_time_limit_of_the_call() {
    let server = ScriptedServer::new([ServerStep::silent(), ServerStep::silent(), ServerStep::silent()]);
    let client = server.client();
    let started = tokio::time::Instant::now();
    let error = client.prepare(&checked::<'i'>()).send().await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert!(started.elapsed() <= Timeouts::default().call, "{:?}", started.elapsed());
    assert!(server.received().len() < 3, "{}", server.received().len());
}

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
    assert_eq!(request(&[("X-Tracking-Id", "t-1")]).unwrap().tracking_id().unwrap().as_str(), "t-1");
    // The schema of this parameter has no pattern, but a tracking id always has its own form.
    for invalid in ["a b", " t-1", ""] {
        let error = request(&[("x-tracking-id", invalid)]).unwrap_err();
        assert_eq!(error.violations()[0].pointer, "/x-tracking-id", "{invalid:?}");
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

/// A reservation is sent in the same way, whatever it is made from.
#[tokio::test]
async fn a_reservation_can_be_made_from_a_request_of_any_kind() {
    let reservation = crate::server::reservation(1);
    let body = reservation.body().clone();
    let server = Server::responding([response("200 OK", "", r#"{"order": {"id": " 4f0c "}}"#)]).await;
    let client: Client = server.client();
    let id = new_tracking_id();
    let typed = colt_numbers::api::requests::ReserveNumbers::new(
        id.clone(),
        colt_numbers::api::client::Body::Json(body.clone()),
    );
    let typed = Checks::new().check(&typed).unwrap();
    let dynamic = DynamicRequest::new(&RESERVE_NUMBERS, [("x-tracking-id", id.as_str())], Some(body)).unwrap();
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
