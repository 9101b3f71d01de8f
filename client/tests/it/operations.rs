//! Operations that the bundled spec does not have: each is an edited copy of its only operation, with other effects, parameters or security.

use bytes::Bytes;
use colt_numbers::api::client::{InvalidRequest, Request, RequestValues, UnreadableResponse};
use colt_numbers::api::operations::{
    ErrorCode, OperationParameter, ParameterLocation, RESERVE_NUMBERS, RequiredScheme, SecurityProof,
};
use colt_numbers::api::schema::{ArraySchema, JsonNumber, NumberSchema, Schema, SchemaKind, StringSchema};
use colt_numbers::testing::{ScriptedServer, ServerStep};
use colt_numbers::{CheckedRequest, Checks, Operation, Outcome, SendError};
use serde_json::{Value, json};

mod dynamic_requests;
mod outcomes;
mod repeatable;
mod request_values;
mod tokens;

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
    (parameter.required, parameter.is_tracking_id) = (false, false);
    parameter.schema = schema;
    parameter
}

const fn mandatory(mut parameter: OperationParameter) -> OperationParameter {
    parameter.required = true;
    parameter
}

/// A tracking id that is optional.
const fn tracking_id(name: &'static str) -> OperationParameter {
    let mut parameter = parameter(name, ParameterLocation::Header, &TEXT);
    parameter.is_tracking_id = true;
    parameter
}

const fn exploded(mut parameter: OperationParameter) -> OperationParameter {
    parameter.exploded = true;
    parameter
}

static TRACKED: [OperationParameter; 1] = [mandatory(tracking_id("x-call-id"))];
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
const fn scheme(proof: SecurityProof, scopes: &'static [&'static str]) -> RequiredScheme {
    let mut scheme = RESERVE_NUMBERS.security[0][0];
    scheme.name = "scheme";
    scheme.proof = proof;
    scheme.scopes = scopes;
    scheme
}

const HEADER_KEY: SecurityProof = SecurityProof::HeaderKey("X-Key");
static KEY: [RequiredScheme; 1] = [scheme(HEADER_KEY, &[])];
static TOKEN_AND_KEY: [RequiredScheme; 2] = [scheme(SecurityProof::Bearer, &[]), scheme(HEADER_KEY, &[])];
static SCOPED_TOKEN: [RequiredScheme; 1] = [scheme(SecurityProof::Bearer, &["write:a b", "read"])];
/// An operation that requires a key, with or without a token.
static KEYED: Operation = {
    let mut operation = without_effect("keyed", "GET");
    operation.security = &[&KEY, &TOKEN_AND_KEY];
    operation
};
static TOKEN_WITH_MORE_SCOPES: [RequiredScheme; 1] = [scheme(SecurityProof::Bearer, &["admin", "read", "write"])];
/// An operation that requires a key or a token with scopes; of two lists of scopes, the shorter one is requested.
static SCOPED: Operation = {
    let mut operation = without_effect("scoped", "GET");
    operation.security = &[&TOKEN_AND_KEY, &TOKEN_WITH_MORE_SCOPES, &SCOPED_TOKEN];
    operation
};
/// An operation that requires a key or nothing.
static OPTIONALLY_KEYED: Operation = {
    let mut operation = without_effect("optionallyKeyed", "GET");
    operation.security = &[&KEY, &[]];
    operation
};
const fn code_of_status(mut code: ErrorCode, status: u16) -> ErrorCode {
    code.status = Some(status);
    code
}

/// An operation whose spec lists error codes.
static CODED: Operation = {
    static CODES: [ErrorCode; 4] = [
        ErrorCode::new("1001", "/code", "The number is not available."),
        code_of_status(ErrorCode::new("007", "/code", "The account is locked."), 403),
        ErrorCode::new("007", "/code", "The request is invalid."),
        ErrorCode::new("12", "/error/id", "Two\nlines."),
    ];
    let mut operation = without_effect("coded", "DELETE");
    operation.error_codes = &CODES;
    operation
};
static ELSEWHERE: Operation = {
    let mut operation = without_effect("elsewhere", "GET");
    operation.servers = &["https://elsewhere.example"];
    operation
};

/// Defines requests of the operations, each with fixed parameters. The response is not typed: any JSON with status 200, or an empty 204.
macro_rules! requests {
    ($($name:ident: $operation:ident, $parameters:expr;)*) => {
        $(struct $name;

        impl Request for $name {
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

requests! {
    Search: SEARCH, vec![Some(json!("GB")), Some(json!(["a", "b"])), Some(json!(["c", "d"])), Some(json!(7)), None];
    Inventory: INVENTORY, vec![];
    Return: RETURN, vec![Some(json!("t-1"))];
    RepeatableOrder: REPEATABLE_ORDER, vec![Some(json!("t-1"))];
    Public: PUBLIC, vec![];
    OptionallyPublic: OPTIONALLY_PUBLIC, vec![];
    Keyed: KEYED, vec![];
    Scoped: SCOPED, vec![];
    OptionallyKeyed: OPTIONALLY_KEYED, vec![];
    OrderWithoutId: ORDER_WITHOUT_ID, vec![];
    Elsewhere: ELSEWHERE, vec![];
    Coded: CODED, vec![];
}

fn checked<R: Request>(request: &R) -> CheckedRequest<R> {
    Checks::new().check(request).unwrap()
}

/// Sends one request to a server that responds with these steps.
async fn send<R>(request: &R, steps: &[ServerStep]) -> (Result<Value, SendError>, ScriptedServer)
where
    R: Request<Response = Value>,
{
    let server = ScriptedServer::new(steps.iter().cloned());
    let result = server.client().prepare(&checked(request)).send().await;
    (result.map(|accepted| accepted.read().unwrap_or_default()), server)
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
