//! The checks of a request before it is written as HTTP: values that HTTP would change or omit, tracking ids, and rules of bodies of any type.

use bytes::Bytes;
use colt_numbers::api::client::{InvalidRequest, Request, RequestValues, UnreadableResponse};
use colt_numbers::api::operations::{BodyContent, OperationParameter, ParameterLocation, RESERVE_NUMBERS};
use colt_numbers::api::schema::{ArraySchema, NumberSchema, Schema, SchemaKind, StringSchema};
use colt_numbers::{Checks, DynamicRequest, MAX_REQUEST_BYTES, Operation, Preview, Target};
use serde_json::{Value, json};

use super::{mandatory, parameter, tracking_id};

static TEXT: Schema = Schema {
    nullable: false,
    kind: SchemaKind::String(StringSchema {
        min_length: Some(1),
        max_length: None,
        pattern: None,
        values: &[],
        format: None,
    }),
};
static TEXTS: Schema = Schema {
    nullable: false,
    kind: SchemaKind::Array(ArraySchema { items: &TEXT, min_items: None, max_items: None, unique_items: false }),
};

const fn number(integer: bool) -> Schema {
    let kind = SchemaKind::Number(NumberSchema {
        integer,
        minimum: None,
        exclusive_minimum: false,
        maximum: None,
        exclusive_maximum: false,
        multiple_of: None,
        format_range: None,
        values: &[],
    });
    Schema { nullable: false, kind }
}

static INTEGER: Schema = number(true);
static NUMBER: Schema = number(false);

static PARAMETERS: [OperationParameter; 8] = [
    parameter("integer", ParameterLocation::Query, &INTEGER),
    parameter("number", ParameterLocation::Query, &NUMBER),
    mandatory(parameter("listed", ParameterLocation::Query, &TEXTS)),
    parameter("filter", ParameterLocation::Query, &TEXTS),
    parameter("X-Text", ParameterLocation::Header, &TEXT),
    parameter("X-Texts", ParameterLocation::Header, &TEXTS),
    parameter("Content-Length", ParameterLocation::Header, &INTEGER),
    parameter("User-Agent", ParameterLocation::Header, &TEXT),
];
/// A tracking id that is optional and whose name is not in lower case, and a parameter of the query with that name.
static TRACKED: [OperationParameter; 2] =
    [tracking_id("X-Call-ID"), parameter("x-call-id", ParameterLocation::Query, &TEXT)];

const fn operation(parameters: &'static [OperationParameter]) -> Operation {
    let mut operation = RESERVE_NUMBERS;
    (operation.id, operation.parameters, operation.body, operation.rules) = ("other", parameters, None, &[]);
    operation
}

static SEARCH: Operation = operation(&PARAMETERS);
static ORDER: Operation = operation(&TRACKED);

const fn with_body(content: BodyContent, required: bool) -> Operation {
    let mut operation = operation(&[]);
    operation.rules = RESERVE_NUMBERS.rules;
    operation.body = RESERVE_NUMBERS.body;
    if let Some(body) = &mut operation.body {
        (body.content, body.required) = (content, required);
    }
    operation
}

static OBJECT: Operation = with_body(BodyContent::Json(&colt_numbers::api::schema::RESERVATION_REQUEST), false);
static LIST: Operation = with_body(BodyContent::Json(&TEXTS), true);
static BYTES: Operation = with_body(BodyContent::Bytes, true);

fn violations(request: DynamicRequest) -> Vec<String> {
    let checked = Checks::new().check_dynamic(request);
    let found = |violation: &colt_numbers::Violation| format!("{} {}", violation.id, violation.pointer);
    checked.map_or_else(|error| error.violations().iter().map(found).collect(), |_| Vec::new())
}

fn of_texts(parameters: &[(&str, &str)]) -> Vec<String> {
    violations(DynamicRequest::new(&SEARCH, [&[("listed", "a")], parameters].concat(), None).unwrap())
}

/// A number is sent with the digits that were given, and without blanks.
#[test]
fn a_number_that_would_be_sent_as_another_is_invalid() {
    for text in ["0", "-7", "18446744073709551615"] {
        assert!(of_texts(&[("integer", text)]).is_empty(), "{text}");
    }
    for text in ["1e2", "0.1", "-1.50", "100000000000000000000"] {
        assert!(of_texts(&[("number", text)]).is_empty(), "{text}");
    }
    for text in ["18446744073709551617", " 7", "7 ", "\n7", "+5", "007", "-9223372036854775809"] {
        assert_eq!(of_texts(&[("integer", text)]), ["type /integer"], "{text:?}");
    }
    for text in ["0.1000000000000000055", "1e-400", "1e400", " 1.5"] {
        assert_eq!(of_texts(&[("number", text)]), ["type /number"], "{text:?}");
    }
}

/// HTTP removes blanks around the value of a header, so the server would check another value.
#[test]
fn a_header_that_http_would_change_is_invalid() {
    for text in ["a", "a b", "é"] {
        assert!(of_texts(&[("X-Text", text), ("X-Texts", text)]).is_empty(), "{text:?}");
    }
    for text in [" ", " a", "a ", "\ta", "a\r\nX-Other: b", "\0", "a\u{7f}"] {
        assert_eq!(of_texts(&[("X-Text", text)]), ["http /x-text"], "{text:?}");
        assert_eq!(of_texts(&[("X-Texts", &format!("b,{text}"))]), ["http /x-texts"], "{text:?}");
    }
}

/// What was checked is sent: a header that the connection needs cannot be a parameter, and the value of any other header is not replaced.
#[test]
fn no_header_is_sent_with_another_value() {
    assert_eq!(of_texts(&[("content-length", "7")]), ["http /content-length"]);
    let request = DynamicRequest::new(&SEARCH, [("listed", "a"), ("user-agent", "b")], None).unwrap();
    let request = Checks::new().check_dynamic(request).unwrap();
    let preview = Preview::new(&Target::url("http://127.0.0.1:1", None).unwrap(), &request).unwrap();
    assert!(preview.headers().any(|header| header == ("user-agent", "b")), "{preview:?}");
}

/// In a query, a list without items looks like an absent list; in a header, it looks like a list with one empty item.
#[test]
fn a_list_without_items_is_sent_only_as_an_optional_parameter_of_a_query() {
    let values = |listed: Value, filter: Value, header: Value| {
        let parameters = [Value::Null, Value::Null, listed, filter, Value::Null, header];
        let parameters = parameters.into_iter().map(|value| (!value.is_null()).then_some(value)).collect();
        violations(DynamicRequest::of_values(&SEARCH, RequestValues::new(parameters, None)))
    };
    assert!(values(json!(["a"]), json!([]), Value::Null).is_empty());
    assert_eq!(values(json!([]), json!(["a"]), json!([])), ["http /listed", "http /x-texts"]);
}

/// A request that the caller made without a tracking id.
struct WithoutTrackingId;

impl Request for WithoutTrackingId {
    type Response = ();
    const OPERATION: &'static Operation = &ORDER;

    fn values(&self) -> Result<RequestValues, InvalidRequest> {
        Ok(RequestValues::new(vec![None, None], None))
    }

    fn read(_: &http::Response<Bytes>) -> Result<(), UnreadableResponse> {
        Ok(())
    }
}

/// No order is sent without a tracking id if its operation can have one.
#[test]
fn an_optional_tracking_id_is_added_whatever_the_case_of_its_name() {
    let target = Target::url("http://127.0.0.1:1", None).unwrap();
    let typed = Checks::new().check(&WithoutTrackingId).unwrap();
    let dynamic = |parameters: &[(&'static str, &'static str)]| {
        Checks::new().check_dynamic(DynamicRequest::new(&ORDER, parameters.iter().copied(), None).unwrap())
    };
    let given = dynamic(&[("X-CALL-ID", "t-1")]).unwrap();
    assert_eq!(given.tracking_id().unwrap().as_str(), "t-1");
    for request in [typed.into_dynamic(), dynamic(&[]).unwrap(), given] {
        let preview = Preview::new(&target, &request).unwrap();
        let sent = preview.headers().find(|(name, _)| *name == "x-call-id").map(|(_, value)| value);
        assert!(sent.is_some() && sent == request.tracking_id().map(|id| id.as_str()), "{sent:?}");
        assert!(!preview.url().contains('?'), "{}", preview.url());
    }
    assert_eq!(dynamic(&[("X-Call-ID", "a b")]).unwrap_err().violations()[0].pointer, "/x-call-id");
}

/// The rules of an operation are checked for bodies of every type.
#[test]
fn rules_are_checked_unless_the_body_has_another_type_than_its_schema() {
    let of_body = |operation: &'static Operation, body: Option<&[u8]>| {
        violations(DynamicRequest::new(operation, [], body.map(Bytes::copy_from_slice)).unwrap())
    };
    let rule = "lock-id-or-ranges ";
    assert_eq!(of_body(&OBJECT, None), [rule]);
    assert_eq!(of_body(&OBJECT, Some(b"[]")), ["type "]);
    assert!(of_body(&OBJECT, Some(b"{}")).contains(&rule.to_owned()));
    assert_eq!(of_body(&LIST, Some(br#"["a"]"#)), [rule]);
    assert_eq!(of_body(&LIST, Some(br#"[""]"#)), ["minLength /0"]);
    assert_eq!(of_body(&BYTES, Some(b"a")), [rule]);
    assert_eq!(of_body(&BYTES, Some(&[b'a'; MAX_REQUEST_BYTES])), [rule]);
    // A reader of a longer body may have stopped at the limit, so the body may be incomplete.
    assert_eq!(of_body(&BYTES, Some(&vec![b'a'; MAX_REQUEST_BYTES + 1])), ["http "]);
}
