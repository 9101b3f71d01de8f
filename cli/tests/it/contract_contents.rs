//! Contract tests of a twin whose operations have bodies other than one JSON object: files, forms, texts, several media types, `HEAD`.
//! The twin has no drift, and what has no case is reported.

use colt_numbers::api::OPENAPI_JSON;
use colt_numbers_contract::{Credentials, Options, Report, Suite, Target, Verdict, run};
use colt_numbers_sandbox::Sandbox;
use serde_json::{Value, json};

/// The bundled spec with these paths and schemas instead of its own, and without rules.
fn spec(paths: Value, schemas: Value) -> Value {
    let mut spec: Value = serde_json::from_str(OPENAPI_JSON).unwrap();
    spec["paths"] = paths;
    spec["x-rules"] = json!({});
    spec["components"]["schemas"].as_object_mut().unwrap().extend(schemas.as_object().unwrap().clone());
    spec
}

async fn report(spec: &Value) -> Report {
    let sandbox = Sandbox::builder().spec(spec.to_string()).start().await.unwrap();
    let suite = Suite::from_spec(&spec.to_string(), "{}").unwrap();
    let credentials = Credentials::client(&sandbox.token_url(), "id", "secret").unwrap();
    let target = Target::new(&sandbox.base_url(), credentials).unwrap();
    let report = run(&suite, &target, &Options::unbounded(), std::future::pending(), &mut |_| {}).await.unwrap();
    sandbox.stop().await;
    report
}

fn content(media: &[&str], schema: &Value) -> Value {
    media
        .iter()
        .map(|media| ((*media).to_owned(), json!({ "schema": schema })))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

fn responses(content: &Value) -> Value {
    json!({
        "200": { "description": "Success.", "content": content },
        "4XX": { "description": "A rejection.", "content": { "application/json": { "schema": { "type": "object" } } } }
    })
}

#[tokio::test]
async fn a_twin_of_any_content_has_no_drift() {
    let text = json!({ "type": "string" });
    let file = responses(&content(&["application/pdf"], &json!({ "type": "string", "format": "binary" })));
    let contact = json!({ "$ref": "#/components/schemas/Contact" });
    let or_text = content(&["application/a-text", "application/json"], &contact);
    let paths = json!({
        "/files/{name}": {
            "parameters": [{ "name": "name", "in": "path", "required": true, "schema": { "type": "string" } }],
            "get": { "operationId": "download", "responses": file },
            "head": { "operationId": "hasFile", "responses": file },
            "put": {
                "operationId": "upload",
                "requestBody": { "required": true, "content": content(&["text/*"], &text) },
                "responses": { "204": { "description": "Stored." } }
            }
        },
        "/rates": { "get": { "operationId": "listRates", "responses": responses(&content(&["text/csv", "*/*"], &text)) } },
        "/anything": { "get": { "operationId": "getAnything", "responses": responses(&json!({ "application/json": {} })) } },
        "/contacts": {
            "post": {
                "operationId": "addContact",
                "requestBody": { "required": true, "content": or_text },
                "responses": responses(&or_text)
            },
            "put": {
                "operationId": "sendForm",
                "requestBody": { "required": true, "content": content(&["application/x-www-form-urlencoded"], &contact) },
                "responses": responses(&content(&["text/plain"], &text))
            }
        }
    });
    let schemas = json!({ "Contact": {
        "type": "object",
        "required": ["id", "name", "pin"],
        "properties": {
            "id": { "type": "string", "readOnly": true, "minLength": 1 },
            "name": { "type": "string", "maxLength": 20 },
            "pin": { "type": "integer", "writeOnly": true },
            "hours": { "type": "array", "items": { "type": "integer", "enum": [8, 12] } }
        }
    } });
    let report = report(&spec(paths, schemas)).await;
    let is_bad = |verdict| matches!(verdict, Verdict::Drift | Verdict::Inconclusive);
    let bad = report.results.iter().flat_map(|result| &result.checks).filter(|check| is_bad(check.verdict));
    assert_eq!(bad.map(|check| (&check.id, &check.why)).collect::<Vec<_>>(), []);
    let mut untested: Vec<_> = report.untested.iter().map(|untested| untested.id.as_str()).collect();
    untested.sort_unstable();
    assert_eq!(untested, ["sendForm/body", "upload/body"]);

    let sent = |method: &str, path: &str| {
        let found = report
            .exchanges
            .iter()
            .find(|sent| sent.method == method && sent.url.ends_with(path) && sent.status == Some(200));
        found.unwrap_or_else(|| panic!("{method} {path}"))
    };
    let header = |method: &str, path: &str, name: &str| {
        let (_, value) = sent(method, path).headers.iter().find(|(known, _)| known == name).unwrap();
        value.clone()
    };
    assert_eq!(header("GET", "/files/text", "accept"), "application/pdf, application/json");
    assert!(header("POST", "/contacts", "content-type").starts_with("application/json"));
    assert_eq!(sent("PUT", "/contacts").body.as_deref(), Some("hours=8&name=text&pin=1"));
    // A member that is only read is a constraint of responses, and one that is only written is not.
    let has =
        |id: &str| report.results.iter().any(|result| result.constraint.id == id && result.verdict == Verdict::Pass);
    assert!(has("addContact/answer/200/id#minLength") && has("addContact/body/pin#required"));
    assert!(!has("addContact/answer/200/pin#required") && !sent("POST", "/contacts").response.contains("pin"));
}

/// A rule of several operations may have cases for some of them only.
#[tokio::test]
async fn a_rule_without_a_case_is_untested() {
    let mut spec: Value = serde_json::from_str(OPENAPI_JSON).unwrap();
    spec["x-rules"].as_object_mut().unwrap().retain(|id, _| id == "lock-id-or-ranges");
    let suite = Suite::from_spec(&spec.to_string(), "{}").unwrap();
    let untested: Vec<_> =
        suite.untested().iter().map(|untested| (untested.id.as_str(), untested.why.as_str())).collect();
    assert_eq!(
        untested,
        [("lock-id-or-ranges", "no case file has a request to `reserveNumbers` that violates the rule")]
    );
}
