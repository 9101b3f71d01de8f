//! The latest requests: what is recorded of them, and which secrets are not.

use colt_numbers_sandbox::{Fault, FaultScript, RecordedRequest, Sandbox};
use serde_json::{Value, json};

use crate::example_request::{lock_id, range, tracking_pointer};
use crate::raw_client::{ORDER, RawRequest, call, open_sandbox, order_request};

const NUMBER: &str = "+442081324758";

/// The request that arrived last.
fn newest(sandbox: &Sandbox) -> RecordedRequest {
    sandbox.recent_requests().swap_remove(0)
}

async fn admin(sandbox: &Sandbox, path: &str) -> Value {
    RawRequest::new("GET", &format!("/__sandbox/{path}")).send(sandbox).await.json()
}

#[tokio::test]
async fn a_request_is_recorded_with_its_response_and_its_order() {
    let sandbox = open_sandbox().await;
    let response = order_request().header("x-other", "a").send(&sandbox).await;
    let recorded = newest(&sandbox);
    assert_eq!(recorded.order_id.as_deref(), response.json()["order"]["id"].as_str());
    assert_eq!((recorded.number, recorded.method.as_str(), recorded.path.as_str()), (1, "POST", *ORDER));
    assert_eq!((recorded.operation.as_deref(), recorded.tracking_id.as_deref()), (Some("reserveNumbers"), Some("t")));
    assert!(recorded.headers.iter().any(|header| header.name == "x-other" && header.value == "a"));
    assert_eq!(recorded.body.text, range(NUMBER, NUMBER).to_string());
    let sent = recorded.response.unwrap();
    assert_eq!((sent.status, sent.body.text.as_bytes()), (200, response.body.as_slice()));
    assert_eq!((recorded.violations, recorded.rejection, recorded.fault), (vec![], None, None));

    RawRequest::new("GET", "/unknown?a=1").send(&sandbox).await;
    let unknown = newest(&sandbox);
    assert_eq!(
        (unknown.path.as_str(), unknown.operation, unknown.response.unwrap().status),
        ("/unknown?a=1", None, 404)
    );
    RawRequest::new("PUT", &ORDER).send(&sandbox).await;
    assert_eq!(newest(&sandbox).response.unwrap().status, 405);
}

#[tokio::test]
async fn a_rejected_request_has_the_violated_rule_and_element_with_the_lines_of_the_document() {
    let sandbox = open_sandbox().await;
    let mut both = range(NUMBER, NUMBER);
    both["productOffering"]["lockId"] = "1".into();
    both["relatedParty"]["reseller"]["country"] = "XX".into();
    let rejected = RawRequest::order("a b", both).send(&sandbox).await;
    let recorded = newest(&sandbox);
    assert_eq!(recorded.rejection.unwrap().message, rejected.json()["message"].as_str().unwrap());
    let spec: Value = serde_json::from_str(colt_numbers_api::OPENAPI_JSON).unwrap();
    let source = |pointer: &str| spec.pointer(pointer).unwrap()["x-source"].as_str();
    let parameters = spec.pointer("/paths/~1v1~1reservation~1order/post/parameters").unwrap().as_array().unwrap();
    let parameter = parameters.iter().find_map(|parameter| match parameter["$ref"].as_str() {
        Some(reference) => spec.pointer(reference.trim_start_matches('#'))?["x-source"].as_str(),
        None => parameter["x-source"].as_str(),
    });
    for (id, pointer, source) in [
        ("lock-id-or-ranges", None, source("/x-rules/lock-id-or-ranges")),
        ("enum", Some("/relatedParty/reseller/country"), source("/components/schemas/Reseller/properties/country")),
        ("pattern", Some(&*tracking_pointer()), parameter),
    ] {
        let violations = &recorded.violations;
        let found = violations.iter().find(|v| v.id == id && pointer.is_none_or(|pointer| v.pointer == pointer));
        let found = found.unwrap_or_else(|| panic!("{id}: {violations:?}"));
        assert!(source.is_some() && found.source.as_deref() == source, "{id}: {found:?}");
        assert!(!found.statement.is_empty() && found.severity == "error");
    }

    let unequal = range("+442081324758", "+4420813247580");
    assert_eq!(RawRequest::order("t", unequal).send(&sandbox).await.status, 200);
    let warned = newest(&sandbox);
    assert!(warned.rejection.is_none() && warned.violations.iter().all(|v| v.severity == "warning"), "{warned:?}");
    assert!(!warned.violations.is_empty());

    assert_eq!(RawRequest::order("t", lock_id("1")).send(&sandbox).await.status, 200);
    assert_eq!(RawRequest::order("t", lock_id("1")).send(&sandbox).await.status, 409);
    assert_eq!(newest(&sandbox).rejection.unwrap().reason, "Lock not available");
    for (request, status) in [
        (order_request().body(vec![b' '; 10_000_001]), 413),
        (order_request().header("content-type", "text/plain"), 415),
        (RawRequest::token().body("grant_type=password"), 400),
    ] {
        assert_eq!(request.send(&sandbox).await.status, status);
        let recorded = newest(&sandbox);
        assert!(recorded.rejection.is_some() && recorded.response.unwrap().status == status);
    }
}

#[tokio::test]
async fn a_fault_is_recorded_with_the_order_that_it_hides() {
    let sandbox = open_sandbox().await;
    for (script, is_ordered) in [
        (FaultScript::new(Fault::Reset).before(), false),
        (FaultScript::new(Fault::Reset).after(), true),
        (FaultScript::new(Fault::CloseAfterAccept), false),
    ] {
        sandbox.script(script.clone()).await.unwrap();
        call(&sandbox, &order_request()).await;
        let recorded = newest(&sandbox);
        let fault = recorded.fault.as_ref().map(|fault| json!(fault));
        assert_eq!(fault.unwrap()["fault"], json!(script)["fault"]);
        assert_eq!((recorded.order_id.is_some(), recorded.response), (is_ordered, None));
    }
    sandbox.script(FaultScript::new(Fault::Status500).on_token()).await.unwrap();
    RawRequest::token().send(&sandbox).await;
    let recorded = newest(&sandbox);
    assert_eq!((recorded.operation.as_deref(), recorded.fault.is_some()), (Some("token"), true));
}

#[tokio::test]
async fn no_secret_is_recorded() {
    let sandbox = Sandbox::start().await.unwrap();
    let with_secret = RawRequest::token()
        .header("cookie", "c4nary-cookie")
        .body("grant_type=client_credentials&client_id=c4nary-id&client_secret=c4nary-secret&other=c4nary");
    let token = with_secret.send(&sandbox).await.json()["access_token"].as_str().unwrap().to_owned();
    let order = order_request().header("authorization", &format!("Bearer {token}")).header("x-api-key", "c4nary-key");
    assert_eq!(order.send(&sandbox).await.status, 200);
    order_request().header("authorization", &format!("Digest {token}")).send(&sandbox).await;
    RawRequest::new("GET", &format!("/?access_token={token}&client_secret=c4nary")).send(&sandbox).await;
    RawRequest::token().header("content-type", "application/json").body(r#"{"secret":"c4nary"}"#).send(&sandbox).await;
    for path in ["requests/recent", "requests/1", "", "page/requests/1", "page/requests/2", "page/requests/4"] {
        let response = RawRequest::new("GET", &format!("/__sandbox/{path}")).send(&sandbox).await;
        let text = String::from_utf8(response.body).unwrap();
        assert_eq!(response.status, 200, "{path}");
        for secret in [token.as_str(), "c4nary", "aWQ6c2VjcmV0"] {
            assert!(!text.contains(secret), "{path} has `{secret}`: {text}");
        }
    }
    assert_eq!(sandbox.recent_requests().len(), 5);
}

#[tokio::test]
async fn the_admin_api_lists_the_latest_requests_and_finds_one_by_its_number() {
    let sandbox = open_sandbox().await;
    for tracking_id in ["first-1", "first-2", "second"] {
        RawRequest::order(tracking_id, json!({})).send(&sandbox).await;
    }
    let numbers = async |path: &str| -> Vec<u64> {
        let listed = admin(&sandbox, path).await;
        listed["requests"].as_array().unwrap().iter().map(|request| request["number"].as_u64().unwrap()).collect()
    };
    assert_eq!(numbers("requests/recent").await, [3, 2, 1]);
    assert_eq!(numbers("requests/recent?trackingId=first").await, [2, 1]);
    assert_eq!(numbers("requests/recent?trackingId=third").await, [0; 0]);
    assert_eq!(admin(&sandbox, "requests/2").await["trackingId"], "first-2");
    for unknown in ["4", "0", "-1", "x", "18446744073709551616"] {
        let path = format!("/__sandbox/requests/{unknown}");
        assert_eq!(RawRequest::new("GET", &path).send(&sandbox).await.code(), "001", "{unknown}");
    }
    sandbox.reset().await;
    assert_eq!(sandbox.recent_requests(), []);
    order_request().send(&sandbox).await;
    assert_eq!(newest(&sandbox).number, 4);
}

#[tokio::test]
async fn the_served_spec_names_only_the_sandbox() {
    let sandbox = open_sandbox().await;
    let response = RawRequest::new("GET", "/openapi.json").send(&sandbox).await;
    let spec = response.json();
    let urls: Vec<_> = spec["servers"].as_array().unwrap().iter().map(|server| &server["url"]).collect();
    assert_eq!(urls, ["/numberManagement"]);
    let schemes = spec["components"]["securitySchemes"].as_object().unwrap();
    for scheme in schemes.values() {
        assert_eq!(scheme["flows"]["clientCredentials"]["tokenUrl"], *crate::raw_client::TOKEN);
    }
    let served = String::from_utf8(response.body).unwrap();
    assert!(!served.contains("https://apis.colt.net") && !served.contains("https://sandbox.apis.colt.net"));
    Sandbox::builder().spec(served).start().await.unwrap();
    assert_eq!(sandbox.recent_requests(), []);
}
