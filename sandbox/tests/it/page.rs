//! The page of the sandbox: what it shows, its forms, and its protection. `.ci/sandbox-in-a-browser` tests it in a browser.

use colt_numbers_sandbox::{Clock, Sandbox};
use serde_json::json;

use crate::example_request::range;
use crate::raw_client::{RawRequest, RawResponse, open_sandbox, order_request};

const PAGE: &str = "/__sandbox/";

async fn get(sandbox: &Sandbox, path: &str) -> RawResponse {
    RawRequest::new("GET", path).send(sandbox).await
}

async fn html(sandbox: &Sandbox, path: &str) -> String {
    String::from_utf8(get(sandbox, path).await.body).unwrap()
}

/// The secret of the page's forms.
async fn form_token(sandbox: &Sandbox) -> String {
    let page = html(sandbox, PAGE).await;
    let (_, rest) = page.split_once(r#"name="formToken" value=""#).unwrap();
    rest.split_once('"').unwrap().0.to_owned()
}

fn form(path: &str, fields: &str) -> RawRequest {
    RawRequest::new("POST", &format!("{PAGE}page/{path}"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(fields)
}

#[tokio::test]
async fn the_page_shows_what_happened_and_why() {
    let clock = Clock::stopped_at("2026-01-01T00:00:00Z".parse().unwrap());
    let sandbox = Sandbox::builder().no_auth(true).clock(clock).start().await.unwrap();
    order_request().send(&sandbox).await;
    RawRequest::order("rejected", json!({})).send(&sandbox).await;
    let order = &sandbox.orders()[0].id;
    let page = html(&sandbox, PAGE).await;
    for part in [
        order.as_str(),
        "rejected",
        r#"<span class="badge good">200</span>"#,
        r#"<span class="badge bad">400</span>"#,
        "442081324758",
        "(in 90 days)",
        "number-reservation.txt:",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let newest = page.find(r#"href="/__sandbox/page/requests/2""#).unwrap();
    assert!(newest < page.find(r#"href="/__sandbox/page/requests/1""#).unwrap());
    let filtered = html(&sandbox, "/__sandbox/?trackingId=rejected").await;
    assert!(filtered.contains("page/requests/2") && !filtered.contains("page/requests/1"));
    assert!(!filtered.contains("are shown."), "no order is left out: {filtered}");
    let details = html(&sandbox, "/__sandbox/page/requests/2").await;
    for part in ["Why it was rejected", "number-reservation.txt:", "curl --globoff -X 'POST'", "application/json"] {
        assert!(details.contains(part), "{part}: {details}");
    }
    for (number, status) in [("442081324758", "Reserved"), ("442081324759", "Free"), ("x", "is not a telephone number")]
    {
        assert!(html(&sandbox, &format!("{PAGE}?number={number}")).await.contains(status), "{number}");
    }
    sandbox.advance(std::time::Duration::from_secs(90 * 86_400));
    let page = html(&sandbox, PAGE).await;
    assert!(page.contains("(moved forward by 90 days)") && page.contains("All numbers are"), "{page}");
    assert_eq!(get(&sandbox, "/__sandbox/page/requests/3").await.status, 404);
    let moved = get(&sandbox, "/__sandbox").await;
    assert_eq!((moved.status, moved.header("location")), (303, Some(PAGE)));
}

/// A violated rule leads to its place in the reference.
#[tokio::test]
async fn a_violated_rule_leads_to_the_reference() {
    let sandbox = open_sandbox().await;
    RawRequest::order("t", range("+442081324758", "+442081324757")).send(&sandbox).await;
    let details = html(&sandbox, "/__sandbox/page/requests/1").await;
    let (_, rest) = details.split_once(r##"href="/__sandbox/reference#"##).unwrap();
    let rule = rest.split_once('"').unwrap().0;
    assert!(html(&sandbox, "/__sandbox/reference").await.contains(&format!(r#"id="{rule}""#)), "{rule}");
}

/// A conflict cites the effect of the operation, which states the status that a number must have.
#[tokio::test]
async fn a_conflict_is_shown_with_the_lines_of_the_document() {
    let sandbox = open_sandbox().await;
    order_request().send(&sandbox).await;
    order_request().send(&sandbox).await;
    let spec: serde_json::Value = serde_json::from_str(colt_numbers_api::OPENAPI_JSON).unwrap();
    let effects = spec.pointer("/paths/~1v1~1reservation~1order/post/x-effects").unwrap().as_object().unwrap();
    let source = effects.values().find(|effect| effect.get("from").is_some()).unwrap()["x-source"].as_str().unwrap();
    let rejection = sandbox.recent_requests()[0].rejection.clone().unwrap();
    assert_eq!((rejection.reason, rejection.source.as_deref()), ("Number not available", Some(source)));
    for path in [PAGE, "/__sandbox/page/requests/2"] {
        assert!(html(&sandbox, path).await.contains(source), "{path}");
    }
    let details = html(&sandbox, "/__sandbox/page/requests/2").await;
    assert!(details.contains("The spec says") && details.contains("becomes"), "{details}");
}

#[tokio::test]
async fn every_form_does_what_it_says() {
    let sandbox = open_sandbox().await;
    let token = form_token(&sandbox).await;
    let send = async |path: &str, fields: &str| form(path, &format!("formToken={token}&{fields}")).send(&sandbox).await;
    let faults = async || get(&sandbox, "/__sandbox/faults").await.json();

    assert_eq!(send("clock", "seconds=1800").await.header("location"), Some("/__sandbox/#clock"));
    assert_eq!(send("clock", "days=2").await.status, 303);
    assert_eq!(get(&sandbox, "/__sandbox/clock").await.json()["advancedSeconds"], 1800 + 2 * 86_400);

    assert_eq!(
        send("faults", "fault=status-429&on=reservation&when=&times=2&retryAfter=7&lastsMillis=").await.status,
        303
    );
    assert_eq!(send("faults", "fault=reset&on=token&when=before&lastsMillis=5").await.status, 303);
    let page = html(&sandbox, PAGE).await;
    assert!(page.contains("status-429@before") && page.contains("reset@before"), "{page}");
    assert_eq!(
        faults().await["scripts"],
        json!([
            { "fault": "status-429", "when": "before", "on": "reservation", "times": 2, "retryAfter": "7" },
            { "fault": "reset", "when": "before", "on": "token", "times": 1, "lastsMillis": 5 },
        ])
    );
    assert_eq!(send("random-faults", "rate=0.25&seed=3").await.status, 303);
    assert_eq!((&faults().await["random"]["rate"], &faults().await["random"]["seed"]), (&json!(0.25), &json!(3)));
    assert!(html(&sandbox, PAGE).await.contains("a share of 0.25"));
    assert_eq!(send("clear-faults", "").await.status, 303);
    assert_eq!((&faults().await["scripts"], &faults().await["random"]), (&json!([]), &json!(null)));

    order_request().send(&sandbox).await;
    assert_eq!(send("reset", "").await.status, 303);
    assert_eq!((sandbox.orders(), sandbox.recent_requests()), (vec![], vec![]));

    for (path, fields) in [
        ("clock", ""),
        ("clock", "days=x"),
        ("clock", "days=-1"),
        ("faults", "fault=unknown&on=token"),
        ("faults", "fault=reset&on=unknown"),
        ("faults", "fault=reset&on=token&times=x"),
        ("faults", "fault=connection-refused&on=token&when=after"),
        ("faults", "fault=status-429&on=token&retryAfter=a%0d%0aset-cookie"),
        ("random-faults", "rate=1.5"),
        ("random-faults", "rate=NaN"),
        ("random-faults", ""),
    ] {
        assert_eq!(send(path, fields).await.status, 400, "{path} {fields}");
    }
    assert_eq!(faults().await["scripts"], json!([]));
}

#[tokio::test]
async fn a_form_needs_the_secret_of_the_page() {
    let sandbox = open_sandbox().await;
    order_request().send(&sandbox).await;
    let foreign = form_token(&open_sandbox().await).await;
    for path in ["clock", "faults", "random-faults", "clear-faults", "reset"] {
        for token in ["", "formToken=", &format!("formToken={foreign}")] {
            let response = form(path, &format!("{token}&days=1&fault=reset&on=token&rate=1")).send(&sandbox).await;
            assert_eq!(response.status, 403, "{path} {token}");
        }
    }
    assert_eq!(sandbox.orders().len(), 1);
    assert_eq!(get(&sandbox, "/__sandbox/clock").await.json()["advancedSeconds"], 0);
    let faults = get(&sandbox, "/__sandbox/faults").await.json();
    assert_eq!((&faults["scripts"], &faults["random"]), (&json!([]), &json!(null)));
}

#[tokio::test]
async fn text_of_a_client_is_escaped() {
    let sandbox = open_sandbox().await;
    let hostile = "<img src=x>\"'&\u{202e}";
    let body = json!({ hostile: hostile, "productOffering": { "name": hostile } });
    RawRequest::order("t", &body).header("x-hostile", hostile).send(&sandbox).await;
    RawRequest::order("t", range(hostile, hostile)).send(&sandbox).await;
    for path in [
        PAGE.to_owned(),
        format!("{PAGE}page/requests/1"),
        format!("{PAGE}page/requests/2"),
        format!("{PAGE}?trackingId=%3Cimg%20src=x%3E%22"),
        format!("{PAGE}?number=%3Cimg%20src=x%3E%22"),
    ] {
        let page = html(&sandbox, &path).await;
        assert!(page.contains("&lt;img src=x&gt;") || path == PAGE, "{path}: {page}");
        assert!(!page.contains("<img") && !page.contains("x>\"") && !page.contains('\u{202e}'), "{path}: {page}");
    }
}

#[tokio::test]
async fn the_browser_may_load_only_the_page_and_its_files() {
    let sandbox = open_sandbox().await;
    order_request().send(&sandbox).await;
    for path in [
        PAGE,
        "/__sandbox/page/requests/1",
        "/__sandbox/page/requests/9",
        "/__sandbox/reference",
        "/__sandbox/page/look.css",
        "/__sandbox/page/style.css",
        "/__sandbox/page/reference.css",
        "/__sandbox/page/script.js",
    ] {
        let response = get(&sandbox, path).await;
        let policy = response.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none';") && !policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(response.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(response.header("cache-control"), Some("no-store"), "{path}");
        let text = String::from_utf8(response.body).unwrap();
        assert!(!text.contains("style=") && !text.contains("onclick") && !text.contains("//cdn"), "{path}");
    }
}

#[tokio::test]
async fn an_unchanged_page_is_not_sent_again() {
    let clock = Clock::stopped_at("2026-01-01T00:00:00Z".parse().unwrap());
    let sandbox = Sandbox::builder().no_auth(true).clock(clock).start().await.unwrap();
    let tag = get(&sandbox, PAGE).await.header("etag").unwrap().to_owned();
    let again = async || RawRequest::new("GET", PAGE).header("if-none-match", &tag).send(&sandbox).await;
    let unchanged = again().await;
    assert_eq!((unchanged.status, unchanged.body.len()), (304, 0));
    order_request().send(&sandbox).await;
    assert_eq!(again().await.status, 200);
}

#[tokio::test]
async fn the_reference_is_of_the_served_spec() {
    let sandbox = open_sandbox().await;
    assert!(html(&sandbox, PAGE).await.contains(r#"href="/__sandbox/reference""#));
    let page = html(&sandbox, "/__sandbox/reference").await;
    // The vendor's servers, and a case of a rule.
    let servers = colt_numbers_api::OPENAPI_JSON.matches("https://sandbox.").count();
    assert!(
        servers > 0 && page.contains("https://sandbox.") && page.contains("/__sandbox/page/reference.css"),
        "{page}"
    );
    assert!(page.contains("Neither ranges nor a lock id."), "{page}");

    let mut spec: serde_json::Value = serde_json::from_str(colt_numbers_api::OPENAPI_JSON).unwrap();
    spec["info"]["title"] = "Another <API>".into();
    let sandbox = Sandbox::builder().spec(spec.to_string()).start().await.unwrap();
    let page = html(&sandbox, "/__sandbox/reference").await;
    assert!(page.contains("Another &lt;API&gt;") && !page.contains("Neither ranges nor a lock id."), "{page}");
}
