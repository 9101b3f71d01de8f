//! The operations of the second chapter, with their state: the life of a number from its reservation to its return.

use colt_numbers_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::raw_client::{RawRequest, RawResponse, range};
use crate::second_chapter;

const BASE: &str = "/numberManagement";

async fn send(sandbox: &Sandbox, method: &str, path: &str, body: Option<Value>) -> RawResponse {
    let request = RawRequest::new(method, &format!("{BASE}{path}")).header("x-call-id", "t");
    let request = match body {
        Some(body) => request.header("content-type", "application/json").body(body.to_string()),
        None => request,
    };
    request.send(sandbox).await
}

#[tokio::test]
async fn a_number_is_reserved_activated_and_returned() {
    let sandbox = Sandbox::builder().no_auth(true).spec(second_chapter::spec().to_string()).start().await.unwrap();
    assert_eq!(sandbox.warnings(), Vec::<String>::new());
    let activation = json!({ "country": "GB", "channels": 2, "endCustomer": { "name": "Bakery" } });
    let activate = async |number: &str| {
        send(&sandbox, "POST", &format!("/v1/made-up-numbers/{number}/activation"), Some(activation.clone())).await
    };
    assert_eq!(activate("%2B442081324755").await.status, 409);
    assert_eq!(RawRequest::order("t", range("+442081324750", "+442081324759")).send(&sandbox).await.status, 200);
    let placed = activate("%2B442081324755").await;
    let id = placed.json()["order"]["id"].as_str().unwrap().to_owned();
    assert_eq!(placed.status, 200);
    assert_eq!(activate("442081324755").await.status, 409);

    let order = send(&sandbox, "GET", &format!("/v1/made-up-orders/{id}"), None).await;
    assert_eq!(order.json(), json!({ "order": { "id": id, "orderStatus": "In progress" } }));
    assert_eq!(send(&sandbox, "GET", "/v1/made-up-orders/unknown", None).await.status, 404);
    let page = send(&sandbox, "GET", "/v1/made-up-inventory?offset=4&limit=2", None).await.json();
    let item = |number: &str, status: &str, customer: Value| json!({ "number": number, "cliStatus": status, "customerName": customer });
    let items = [item("442081324754", "Reserved", Value::Null), item("442081324755", "Active", json!("Bakery"))];
    assert_eq!(page, json!({ "items": items, "total": 10, "next": 6 }));
    let active = send(&sandbox, "GET", "/v1/made-up-inventory?cliStatus=Active", None).await.json();
    assert_eq!(active, json!({ "items": items[1..], "total": 1 }));

    assert_eq!(send(&sandbox, "DELETE", &format!("/v1/made-up-orders/{id}"), None).await.status, 204);
    assert_eq!(send(&sandbox, "DELETE", &format!("/v1/made-up-orders/{id}"), None).await.status, 404);
    assert_eq!(send(&sandbox, "DELETE", "/v1/made-up-inventory/442081324755", None).await.status, 409);
    assert_eq!(activate("442081324755").await.status, 200);
    assert_eq!(send(&sandbox, "DELETE", "/v1/made-up-inventory/442081324755", None).await.status, 204);
    assert!(!sandbox.is_reserved("442081324755") && sandbox.is_reserved("442081324756"));
    assert_eq!(RawRequest::order("t", range("442081324755", "442081324755")).send(&sandbox).await.status, 200);

    let operations: Vec<_> = sandbox.orders().into_iter().map(|order| order.operation).collect();
    assert_eq!(operations, ["reserveNumbers", "activateMadeUpNumber", "activateMadeUpNumber", "reserveNumbers"]);
}

#[tokio::test]
async fn the_rules_of_the_chapter_are_checked() {
    let sandbox = Sandbox::builder().no_auth(true).spec(second_chapter::spec().to_string()).start().await.unwrap();
    let activation = json!({ "country": "FR", "channels": 2, "endCustomer": { "name": "Bakery" } });
    let response = send(&sandbox, "POST", "/v1/made-up-numbers/33142685300/activation", Some(activation)).await;
    assert_eq!((response.status, response.code().as_str()), (422, "002"));
    for (query, status) in
        [("offset=9980", 200), ("offset=9981", 422), ("offset=9901&limit=100", 422), ("limit=101", 400)]
    {
        assert_eq!(
            send(&sandbox, "GET", &format!("/v1/made-up-numbers?country=GB&{query}"), None).await.status,
            status,
            "{query}"
        );
        assert_eq!(send(&sandbox, "GET", &format!("/v1/made-up-inventory?{query}"), None).await.status, status, "{query}");
    }
}
