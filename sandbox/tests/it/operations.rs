//! Operations of any spec: their paths, parameters, bodies and responses, and the faults that strike them.

use colt_numbers_judge::judge::schema::Schema;
use colt_numbers_judge::model::spec::Spec;
use colt_numbers_sandbox::{Fault, FaultScript, Sandbox};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::example_request::is_tracking_id;
use crate::raw_client::{RawRequest, RawResponse, TOKEN, call};
use crate::second_chapter;

const BASE: &str = "/numberManagement";

/// The spec with a second chapter, without the rules of that chapter, which no crate implements.
fn chapter() -> Value {
    let mut spec = second_chapter::spec();
    let bundled: Value = serde_json::from_str(colt_numbers_api::OPENAPI_JSON).unwrap();
    spec["x-rules"] = bundled["x-rules"].clone();
    spec
}

async fn start(spec: &Value) -> Sandbox {
    Sandbox::builder().no_auth(true).spec(spec.to_string()).start().await.unwrap()
}

fn encoded(text: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric();
    text.bytes().map(|byte| if plain(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The request with these parameters and this body.
fn request(path: &str, method: &str, parameters: &[(&Value, Value)], body: Option<&Value>) -> RawRequest {
    let mut path = path.to_owned();
    let mut query = Vec::new();
    let mut headers = Vec::new();
    for (parameter, value) in parameters {
        let name = parameter["name"].as_str().unwrap();
        let items: Vec<_> =
            value.as_array().map_or_else(|| vec![text(value)], |items| items.iter().map(text).collect());
        let joined = || items.iter().map(|item| encoded(item)).collect::<Vec<_>>().join(",");
        match parameter["in"].as_str().unwrap() {
            "path" => path = path.replace(&format!("{{{name}}}"), &joined()),
            "header" => headers.push((name.to_owned(), items.join(", "))),
            _ if parameter["explode"] == false => query.push(format!("{}={}", encoded(name), joined())),
            _ => query.extend(items.iter().map(|item| format!("{}={}", encoded(name), encoded(item)))),
        }
    }
    let separator = if query.is_empty() { "" } else { "?" };
    let mut request = RawRequest::new(&method.to_uppercase(), &format!("{BASE}{path}{separator}{}", query.join("&")));
    for (name, value) in headers {
        request = request.header(&name, &value);
    }
    match body {
        Some(body) => request.header("content-type", "application/json").body(body.to_string()),
        None => request,
    }
}

/// The path, the method and the definition of an operation.
fn operation<'s>(spec: &'s Value, id: &str) -> (&'s str, &'s str, &'s Value) {
    let paths = spec["paths"].as_object().unwrap().iter();
    let all =
        paths.flat_map(|(path, item)| item.as_object().unwrap().iter().map(move |(method, node)| (path, method, node)));
    all.map(|(path, method, node)| (path.as_str(), method.as_str(), node))
        .find(|(_, _, node)| node["operationId"] == id)
        .unwrap()
}

/// The request of a case. A tracking id is added to a case without one.
fn request_of_case(spec: &Value, case: &Value) -> RawRequest {
    let (path, method, node) = operation(spec, case["operation"].as_str().unwrap());
    let given = |parameter: &Value| {
        let name = parameter["name"].as_str().unwrap();
        let tracking_id = || is_tracking_id(parameter).then(|| json!("case"));
        case["parameters"].get(name).cloned().or_else(tracking_id)
    };
    let listed = node["parameters"].as_array().unwrap().iter();
    let parameters: Vec<_> = listed.filter_map(|parameter| Some((parameter, given(parameter)?))).collect();
    request(path, method, &parameters, case.get("body"))
}

/// Checks a successful response against the schema that the spec has for it.
fn check_response(spec: &Value, id: &str, response: &RawResponse) {
    let model = Spec::read(&spec.to_string()).unwrap();
    let documented = model.operation(id).unwrap().response(response.status).unwrap();
    assert!(documented.status.starts_with('2'), "{id}: {response:?}");
    match documented.content.first() {
        Some((media, schema)) => {
            assert_eq!(response.header("content-type"), Some(media.as_str()), "{id}");
            let violations =
                Schema::compile(&model.root, schema, &documented.at).unwrap().violations(&response.json(), 10);
            assert_eq!(violations, [], "{id}: {}", response.json());
        }
        None => assert!(response.body.is_empty(), "{id}: {response:?}"),
    }
}

#[tokio::test]
async fn every_operation_of_a_second_chapter_accepts_valid_requests_and_rejects_others() {
    let spec = chapter();
    let sandbox = start(&spec).await;
    let mut statuses = std::collections::BTreeMap::new();
    for (path, case) in second_chapter::cases().iter().filter(|(path, _)| path.starts_with("spec/cases/schema/")) {
        let case: Value = serde_json::from_str(case).unwrap();
        let id = case["operation"].as_str().unwrap();
        if id == "reserveNumbers" {
            continue;
        }
        let response = request_of_case(&spec, &case).send(&sandbox).await;
        let violations = case["violations"].as_array().unwrap();
        if violations.is_empty() {
            check_response(&spec, id, &response);
            assert_eq!(response.header("x-sandbox"), Some("stateless"), "{path}");
        } else {
            assert_eq!((response.status, response.code().as_str()), (400, "002"), "{path}");
            let message = response.json()["message"].as_str().unwrap().to_owned();
            for violation in violations {
                let part = format!("`{}` at `{}`", text(&violation["id"]), text(&violation["pointer"]));
                assert!(message.contains(&part), "{path}: {message}");
            }
        }
        *statuses.entry((id.to_owned(), response.status)).or_insert(0) += 1;
    }
    assert_eq!(statuses.len(), 2 * 6, "{statuses:?}");
    let counted: u64 = statuses.values().sum();
    let requests = sandbox.requests();
    assert_eq!((requests.total, requests.by_operation.len()), (counted, 6));
    let activations = statuses[&("activateMadeUpNumber".to_owned(), 200)];
    assert_eq!(
        sandbox.orders().iter().filter(|order| order.operation == "activateMadeUpNumber").count() as u64,
        activations
    );
    assert_eq!(sandbox.orders().len() as u64, activations);
}

#[tokio::test]
async fn missing_rules_and_missing_state_are_reported_at_the_start() {
    let sandbox = start(&second_chapter::spec()).await;
    let warnings = sandbox.warnings();
    let begins = [
        "`listMadeUpInventory` responds 501: `colt-numbers-judge` does not implement the rule `made-up-window`",
        "`returnMadeUpNumber` is stateless, although its effects have `from`",
        "`searchMadeUpNumbers` responds 501: ",
        "`activateMadeUpNumber` responds 501: `colt-numbers-judge` does not implement the rule `made-up-address`",
        "`deleteMadeUpOrder` is stateless, although its effects have `from`",
    ];
    for (warning, begin) in warnings.iter().zip(begins) {
        assert!(warning.starts_with(begin), "{warnings:#?}");
    }
    assert_eq!(warnings.len(), begins.len(), "{warnings:#?}");
    let response = RawRequest::new("GET", "/numberManagement/v1/made-up-numbers?country=GB").send(&sandbox).await;
    assert_eq!((response.status, response.code().as_str()), (501, "001"));
    let response = RawRequest::new("GET", "/numberManagement/v1/made-up-orders/1").send(&sandbox).await;
    assert_eq!(response.status, 200);
}

#[tokio::test]
async fn an_order_of_a_stateless_operation_is_recorded_with_the_id_of_the_response() {
    let spec = chapter();
    let sandbox = start(&spec).await;
    let case = json!({ "operation": "activateMadeUpNumber", "parameters": { "number": "+442081324758", "x-call-id": "a-1" },
        "body": { "country": "GB", "channels": 2, "endCustomer": { "name": "x" } } });
    let mut ids = Vec::new();
    for _ in 0..2 {
        let response = request_of_case(&spec, &case).send(&sandbox).await;
        ids.push(response.json()["order"]["id"].as_str().unwrap().to_owned());
    }
    assert_ne!(ids[0], ids[1]);
    let orders = sandbox.orders();
    assert_eq!(orders.iter().map(|order| order.id.clone()).collect::<Vec<_>>(), ids);
    assert_eq!((orders[0].tracking_id.as_str(), orders[0].lapses_at, &orders[0].body), ("a-1", None, &case["body"]));
}

#[tokio::test]
async fn paths_and_methods_of_all_operations_are_known() {
    let sandbox = start(&chapter()).await;
    for (method, path, status, allow) in [
        ("GET", "/v1/made-up-orders/1", 200, None),
        ("DELETE", "/v1/made-up-orders/1", 204, None),
        ("GET", "/v1/made-up-orders/%31", 200, None),
        ("GET", "/v1/made-up-orders/%2E%2E", 400, None),
        ("GET", "/v1/made-up-orders/a%2Fb", 400, None),
        ("GET", "/v1/made-up-orders/%zz", 400, None),
        ("POST", "/v1/made-up-orders/1", 405, Some("GET,DELETE")),
        ("HEAD", "/v1/made-up-orders/1", 405, Some("GET,DELETE")),
        ("GET", "/v1/made-up-orders/..", 404, None),
        ("GET", "/v1/made-up-orders/", 404, None),
        ("GET", "/v1/made-up-orders/1/", 404, None),
        ("GET", "/v1/made-up-orders", 404, None),
        ("GET", "/v1/made-up-numbers/1", 404, None),
        ("PUT", "/v1/made-up-numbers", 405, Some("GET")),
        ("GET", "/v1/made-up-numbers/1/activation", 405, Some("POST")),
    ] {
        let response = RawRequest::new(method, &format!("{BASE}{path}")).send(&sandbox).await;
        assert_eq!((response.status, response.header("allow")), (status, allow), "{method} {path}");
        assert!(status < 300 || method == "HEAD" || !response.code().is_empty(), "{method} {path}");
    }
}

#[tokio::test]
async fn a_token_is_required_as_the_operation_states() {
    let mut spec = chapter();
    spec["paths"]["/v1/made-up-orders/{orderId}"]["get"]["security"] = json!([]);
    spec["components"]["securitySchemes"]["key"] = json!({ "type": "apiKey", "in": "header", "name": "key" });
    spec["paths"]["/v1/made-up-inventory"]["get"]["security"] = json!([{ "key": [] }]);
    let sandbox = Sandbox::builder().spec(spec.to_string()).start().await.unwrap();
    let get = |path: &str| RawRequest::new("GET", &format!("{BASE}{path}"));
    assert_eq!(get("/v1/made-up-orders/1").send(&sandbox).await.status, 200);
    // The sandbox accepts no request whose credentials it cannot check.
    assert_eq!(get("/v1/made-up-inventory").send(&sandbox).await.status, 501);
    let search = get("/v1/made-up-numbers?country=GB");
    assert_eq!(search.send(&sandbox).await.status, 401);
    let token = RawRequest::token().send(&sandbox).await.json()["access_token"].as_str().unwrap().to_owned();
    assert_eq!(search.header("authorization", &format!("Bearer {token}")).send(&sandbox).await.status, 200);
}

#[tokio::test]
async fn a_fault_strikes_only_its_operation() {
    let spec = chapter();
    let sandbox = start(&spec).await;
    sandbox.script(FaultScript::new(Fault::Status503).on_operation("getMadeUpOrder")).await.unwrap();
    sandbox.script("deleteMadeUpOrder:close-unanswered@before".parse::<FaultScript>().unwrap()).await.unwrap();
    sandbox.script("listMadeUpInventory:close-after-accept".parse::<FaultScript>().unwrap()).await.unwrap();
    sandbox.script(FaultScript::new(Fault::Status200BlankId).on_operation("activateMadeUpNumber")).await.unwrap();
    sandbox.script(FaultScript::new(Fault::Status200WithoutId).on_operation("searchMadeUpNumbers")).await.unwrap();
    let at = |method: &str, path: &str| RawRequest::new(method, &format!("{BASE}{path}"));
    assert_eq!(at("DELETE", "/v1/made-up-orders/..").send(&sandbox).await.status, 404);
    assert_eq!(call(&sandbox, &at("DELETE", "/v1/made-up-orders/1")).await.text(), "");
    assert_eq!(call(&sandbox, &at("GET", "/v1/made-up-inventory")).await.text(), "");
    assert_eq!(at("GET", "/v1/made-up-orders/1").send(&sandbox).await.status, 503);
    assert_eq!(at("GET", "/v1/made-up-numbers?country=GB").send(&sandbox).await.json(), json!({}));
    for (method, path, status) in [
        ("GET", "/v1/made-up-orders/1", 200),
        ("DELETE", "/v1/made-up-orders/1", 204),
        ("GET", "/v1/made-up-inventory", 200),
    ] {
        assert_eq!(at(method, path).send(&sandbox).await.status, status, "{method} {path}");
    }
    let case = json!({ "operation": "activateMadeUpNumber", "parameters": { "number": "+442081324758" },
        "body": { "country": "GB", "channels": 2, "endCustomer": { "name": "x" } } });
    let response = request_of_case(&spec, &case).send(&sandbox).await;
    assert_eq!((response.json(), sandbox.orders().len()), (json!({ "order": { "id": " " } }), 1));

    let unknown = sandbox.script("getMadeUpOrders:reset".parse::<FaultScript>().unwrap()).await.unwrap_err();
    assert!(
        unknown.to_string().contains("`getMadeUpOrders`") && unknown.to_string().contains("`getMadeUpOrder`"),
        "{unknown}"
    );
    let scripts = RawRequest::new("POST", "/__sandbox/faults")
        .body(json!({ "fault": "reset", "on": "getMadeUpOrder" }).to_string());
    assert_eq!(scripts.send(&sandbox).await.json()["scripts"][0]["on"], "getMadeUpOrder");
}

/// A spec with one operation, and neither rules nor tracking ids nor telephone numbers.
fn spec_of(path: &str, method: &str, operation: Value) -> Value {
    let mut operation = operation;
    operation["operationId"] = "it".into();
    json!({
        "openapi": "3.0.3",
        "servers": [{ "url": format!("http://localhost{BASE}"), "x-security-scheme": "token" }],
        "paths": { path: { method: operation } },
        "components": { "securitySchemes": { "token": { "type": "oauth2", "flows": { "clientCredentials": { "tokenUrl": format!("http://localhost{}", *TOKEN) } } } } },
    })
}

#[tokio::test]
async fn a_response_is_made_from_an_example_or_the_schema() {
    let name = json!({ "type": "object", "required": ["name"], "properties": { "name": { "type": "string", "pattern": "^[a-f]{4}$" } } });
    let json_content = |content: Value| json!({ "application/json": content });
    for (responses, status, body) in [
        (
            json!({ "200": { "content": json_content(json!({ "schema": name, "example": { "name": "abcd" } })) } }),
            200,
            r#"{"name":"abcd"}"#,
        ),
        (
            json!({ "200": { "content": json_content(json!({ "schema": name, "example": { "name": 1 } })) } }),
            200,
            r#"{"name":"aaaa"}"#,
        ),
        (
            json!({ "201": { "content": json_content(json!({ "schema": name })) }, "404": {} }),
            201,
            r#"{"name":"aaaa"}"#,
        ),
        (json!({ "2XX": { "description": "" } }), 204, ""),
        (json!({ "202": { "description": "" } }), 202, ""),
        (
            json!({ "default": { "content": json_content(json!({ "schema": { "type": "array", "items": { "type": "integer", "minimum": 7 } } })) } }),
            200,
            "[7]",
        ),
        (
            json!({ "200": { "content": { "application/hal+json; v=1": { "schema": { "enum": [1] } }, "a/b": {} } } }),
            200,
            "1",
        ),
        (
            json!({ "200": { "content": { "text/plain": { "schema": { "type": "string" }, "example": "hello" } } } }),
            200,
            "hello",
        ),
        (json!({ "404": { "description": "" } }), 501, ""),
        (json!({ "200": { "content": json_content(json!({ "schema": { "not": {} } })) } }), 501, ""),
    ] {
        let sandbox = start(&spec_of("/a", "get", json!({ "responses": responses }))).await;
        let response = RawRequest::new("GET", &format!("{BASE}/a")).send(&sandbox).await;
        assert_eq!(response.status, status, "{responses}");
        assert_eq!(sandbox.warnings().len(), usize::from(status == 501), "{responses}");
        if status != 501 {
            assert_eq!(String::from_utf8(response.body).unwrap(), body, "{responses}");
        }
    }
}

#[tokio::test]
async fn a_response_has_the_headers_that_the_spec_requires() {
    let header = |required: bool| json!({ "required": required, "schema": { "type": "integer", "minimum": 5 } });
    let responses = json!({ "204": { "headers": { "X-Total": header(true), "X-Other": header(false) } } });
    let sandbox = start(&spec_of("/a", "get", json!({ "responses": responses }))).await;
    let response = RawRequest::new("GET", &format!("{BASE}/a")).send(&sandbox).await;
    assert_eq!((response.header("x-total"), response.header("x-other")), (Some("5"), None));
}

#[tokio::test]
async fn a_body_is_required_as_the_operation_states() {
    let body = |required: bool| json!({ "required": required, "content": { "application/json": { "schema": { "type": "object" } } } });
    let responses = json!({ "204": {} });
    for (required, content_type, body, status) in [
        (true, Some("application/json"), "{}", 204),
        (true, Some("application/json"), "", 400),
        (true, None, "", 415),
        (false, None, "", 204),
        (false, None, "{}", 415),
        (false, Some("application/json"), "{}", 204),
        (false, Some("application/json"), "[]", 400),
        (false, Some("application/json"), "{", 400),
    ]
    .map(|(required, content_type, text, status)| (body(required), content_type, text, status))
    {
        let sandbox = start(&spec_of("/a", "patch", json!({ "requestBody": required, "responses": responses }))).await;
        let request = RawRequest::new("PATCH", &format!("{BASE}/a")).body(body);
        let request = content_type.map_or(request.clone(), |given| request.header("content-type", given));
        assert_eq!(request.send(&sandbox).await.status, status, "{required} {content_type:?} {body}");
    }
}

/// The schema of a single value, a valid value, and an invalid one.
fn scalar() -> impl Strategy<Value = (Value, Value, Value)> {
    prop_oneof![
        (1..50_i64).prop_map(|n| (json!({ "type": "integer", "minimum": 1, "maximum": 50 }), json!(n), json!(n + 50))),
        (1..50_i64).prop_map(|n| (json!({ "type": "integer", "nullable": true }), json!(n), json!(format!("{n}x")))),
        any::<bool>().prop_map(|b| (json!({ "type": "boolean" }), json!(b), json!("yes"))),
        (0..9_i64).prop_map(|n| (json!({ "type": "number" }), json!(0.5 + n as f64), json!("1,5e"))),
        Just((json!({ "type": "string", "enum": ["a", "B c", "é&=+,/%"] }), json!("é&=+,/%"), json!("b"))),
        "[ -~é]{1,5}".prop_map(|text| (
            json!({ "type": "string", "minLength": 1, "maxLength": 5 }),
            json!(text),
            json!(format!("{text}123456"))
        )),
        "[a-c]{1,3}".prop_map(|text| (
            json!({ "type": "string", "pattern": "^(?!x)[a-c]{1,3}$" }),
            json!(text),
            json!("x")
        )),
    ]
}

/// A parameter with its name, a valid value and an invalid one. Headers have no values that HTTP trims or changes.
fn parameter(index: usize) -> impl Strategy<Value = (Value, Value, Value)> {
    let list = any::<[bool; 2]>();
    (scalar(), list, prop::sample::select(&["query", "query", "path", "header"][..]), any::<[bool; 2]>())
        .prop_filter_map(
            "a header with this value is read differently",
            move |((schema, valid, invalid), [is_list, repeats], place, [required, explode])| {
                let text = text(&valid);
                let is_plain = text.is_ascii() && text.trim() == text && !text.contains(',');
                if place == "header" && !is_plain || place == "path" && matches!(text.as_str(), "." | "..") {
                    return None;
                }
                let required = required || place == "path";
                let mut parameter =
                    json!({ "name": format!("P-{index}"), "in": place, "required": required, "schema": schema });
                if !is_list {
                    return Some((parameter, valid, invalid));
                }
                parameter["schema"] = json!({ "type": "array", "maxItems": 3, "items": schema });
                parameter["explode"] = explode.into();
                let invalid = if repeats { json!([valid, valid, valid, valid]) } else { json!([valid, invalid]) };
                Some((parameter, json!([valid, valid]), invalid))
            },
        )
}

fn parameters() -> impl Strategy<Value = Vec<(Value, Value, Value)>> {
    (0..5_usize).prop_flat_map(|count| (0..count).map(parameter).collect::<Vec<_>>())
}

/// A schema of a response.
fn response_schema() -> impl Strategy<Value = Value> {
    let leaf = scalar().prop_map(|(schema, _, _)| schema);
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            (inner.clone(), 0..3_usize).prop_map(|(items, count)| json!({ "type": "array", "minItems": count, "items": items })),
            prop::collection::btree_map("[a-c]", inner.clone(), 0..3).prop_map(|properties| {
                json!({ "type": "object", "required": properties.keys().take(1).collect::<Vec<_>>(), "properties": properties })
            }),
            (inner.clone(), inner).prop_map(|(one, other)| json!({ "anyOf": [one, other] })),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// A valid request is accepted, and its response satisfies the schema; a request with one invalid value, or without a required one, is
    /// rejected because of it.
    #[test]
    fn any_operation_accepts_valid_requests_only(parameters in parameters(), schema in response_schema(), place in any::<prop::sample::Index>()) {
        let listed: Vec<_> = parameters.iter().map(|(parameter, _, _)| parameter).collect();
        let placeholders = listed.iter().filter(|parameter| parameter["in"] == "path");
        let path: String = placeholders.map(|parameter| format!("/{{{}}}", parameter["name"].as_str().unwrap())).collect();
        let path = format!("/a{path}");
        let responses = json!({ "200": { "content": { "application/json": { "schema": schema } } } });
        let spec = spec_of(&path, "get", json!({ "parameters": listed, "responses": responses }));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let sandbox = start(&spec).await;
            let valid: Vec<_> = parameters.iter().map(|(parameter, valid, _)| (parameter, valid.clone())).collect();
            let response = request(&path, "get", &valid, None).send(&sandbox).await;
            prop_assert_eq!(response.status, 200, "{} {:?}", spec, String::from_utf8_lossy(&response.body));
            check_response(&spec, "it", &response);
            if valid.is_empty() {
                return Ok(());
            }
            let changed = place.index(valid.len());
            let (parameter, _, invalid) = &parameters[changed];
            let mut broken = valid.clone();
            broken[changed].1 = invalid.clone();
            let mut without = valid.clone();
            without.remove(changed);
            let optional = parameter["required"] == false;
            for (given, status) in [(broken, 400), (without, if optional { 200 } else { 400 })] {
                if given.len() < valid.len() && parameter["in"] == "path" {
                    continue;
                }
                let response = request(&path, "get", &given, None).send(&sandbox).await;
                prop_assert_eq!(response.status, status, "{} {:?}", spec, given);
                if status == 400 {
                    let message = response.json()["message"].to_string();
                    prop_assert!(message.contains(&format!("at `/p-{changed}")), "{}", message);
                }
            }
            Ok(())
        })?;
    }
}
