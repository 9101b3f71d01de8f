//! Reservations: conflicts, concurrency, lapse, and a comparison with a simple model.

use std::collections::BTreeMap;
use std::time::Duration;

use colt_numbers_sandbox::{Clock, Sandbox};
use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::example_request::{lapse_days, lock_id, range, ranges};
use crate::raw_client::{RawRequest, open_sandbox};

const DAY: Duration = Duration::from_secs(86_400);

/// How long a reservation lasts.
fn lapse() -> Duration {
    u32::try_from(lapse_days()).unwrap() * DAY
}

async fn status(sandbox: &Sandbox, body: Value) -> u16 {
    RawRequest::order("t", body).send(sandbox).await.status
}

#[tokio::test]
async fn a_number_is_reserved_once() {
    let sandbox = open_sandbox().await;
    assert_eq!(status(&sandbox, range("+442081324750", "+442081324759")).await, 200);
    for (start, end) in [
        ("+442081324750", "+442081324759"),
        ("442081324755", "442081324755"),
        ("+442081324700", "442081324750"),
        ("+442081324759", "+442081324800"),
        ("+442081324800", "+442081324700"),
    ] {
        assert_eq!(status(&sandbox, range(start, end)).await, 409, "{start} to {end}");
    }
    for (start, end) in
        [("+442081324740", "+442081324749"), ("+442081324760", "+442081324760"), ("+4420813247", "+4420813247")]
    {
        assert_eq!(status(&sandbox, range(start, end)).await, 200, "{start} to {end}");
    }
}

#[tokio::test]
async fn numbers_and_lock_ids_can_be_ordered_twice_with_take_twice() {
    let sandbox = Sandbox::builder().no_auth(true).take_twice(true).start().await.unwrap();
    for body in [range("+442081324750", "+442081324759"), range("+442081324759", "+442081324760"), lock_id("L")] {
        for _ in 0..2 {
            assert_eq!(status(&sandbox, body.clone()).await, 200, "{body}");
        }
    }
    assert_eq!(sandbox.orders().len(), 6);
    sandbox.reset().await;
    assert_eq!(status(&sandbox, lock_id("L")).await, 200);
    assert_eq!(status(&sandbox, lock_id("L")).await, 200, "a reset changes no option");
}

#[tokio::test]
async fn a_request_is_reserved_as_a_whole_or_not_at_all() {
    let sandbox = open_sandbox().await;
    assert_eq!(status(&sandbox, range("+442081324750", "+442081324750")).await, 200);
    let partly = ranges(&[
        ("+442081324760", "+442081324769"),
        ("+442081324745", "+442081324755"),
        ("+4420813247", "+44208132475"),
    ]);
    assert_eq!(status(&sandbox, partly).await, 409);
    assert!(!sandbox.is_reserved("+442081324760"));
    assert_eq!(sandbox.reserved().len(), 1);
    let overlapping = ranges(&[("+442081324760", "+442081324769"), ("+442081324765", "+442081324775")]);
    assert_eq!(status(&sandbox, overlapping).await, 200);
    let reserved: Vec<_> = sandbox.reserved().into_iter().map(|r| (r.start, r.end)).collect();
    assert_eq!(reserved[1], ("442081324760".to_owned(), "442081324775".to_owned()));
}

#[tokio::test]
async fn a_range_of_unequal_lengths_is_reserved_as_a_whole() {
    let sandbox = open_sandbox().await;
    assert_eq!(status(&sandbox, range("+35227949650", "+352279496509")).await, 200);
    assert_eq!(status(&sandbox, range("35227949650", "352279496509")).await, 409);
    assert_eq!(status(&sandbox, range("+35227949650", "+352279496508")).await, 200);
    assert_eq!(status(&sandbox, range("+35227949650", "+35227949650")).await, 200);
}

#[tokio::test]
async fn a_lock_is_used_once() {
    let sandbox = open_sandbox().await;
    assert_eq!(status(&sandbox, lock_id("LOCK-1")).await, 200);
    assert_eq!(status(&sandbox, lock_id(" LOCK-1 ")).await, 409);
    assert_eq!(status(&sandbox, lock_id("LOCK-2")).await, 200);
}

#[tokio::test]
async fn a_second_request_with_the_same_tracking_id_is_another_order() {
    let sandbox = open_sandbox().await;
    assert_eq!(status(&sandbox, range("+442081324750", "+442081324750")).await, 200);
    assert_eq!(status(&sandbox, range("+442081324751", "+442081324751")).await, 200);
    assert_eq!((sandbox.orders().len(), sandbox.requests().by_tracking_id["t"]), (2, 2));
}

#[tokio::test]
async fn a_reservation_lapses_after_the_days_of_the_spec() {
    let start: Timestamp = "2026-01-01T12:00:00Z".parse().unwrap();
    let clock = Clock::stopped_at(start);
    let sandbox = Sandbox::builder().no_auth(true).clock(clock).start().await.unwrap();
    let wide = || ranges(&[("+442081324700", "+442081324799"), ("+4420813247", "+44208132475")]);
    assert_eq!(status(&sandbox, wide()).await, 200);
    sandbox.advance(lapse() - Duration::from_secs(1));
    assert_eq!(status(&sandbox, wide()).await, 409);
    sandbox.advance(Duration::from_secs(1));
    assert!(!sandbox.is_reserved("+442081324700"));
    assert_eq!(sandbox.reserved(), []);
    assert_eq!(status(&sandbox, range("+442081324750", "+442081324750")).await, 200);
    assert!(sandbox.is_reserved("+442081324750") && !sandbox.is_reserved("+442081324751"));
    assert_eq!(status(&sandbox, wide()).await, 409);
    let orders = sandbox.orders();
    assert_eq!(orders[0].lapses_at, Some(start + lapse()));
    assert_eq!(Some(orders[1].recorded_at), orders[0].lapses_at);
}

#[tokio::test]
async fn a_range_can_contain_all_numbers_of_a_length() {
    let sandbox = open_sandbox().await;
    assert_eq!(status(&sandbox, range("+1000000000000000", "+9999999999999999")).await, 200);
    assert_eq!(status(&sandbox, range("+4420813247581234", "+4420813247581234")).await, 409);
    assert_eq!(sandbox.reserved().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_of_a_hundred_concurrent_requests_gets_the_number() {
    let sandbox = std::sync::Arc::new(open_sandbox().await);
    let mut calls = tokio::task::JoinSet::new();
    for i in 0..100 {
        let sandbox = sandbox.clone();
        let body = range("+442081324750", &format!("+4420813247{:02}", 50 + i % 50));
        calls.spawn(async move { RawRequest::order(&format!("t-{i}"), body).send(&sandbox).await.status });
    }
    let mut counts = BTreeMap::new();
    for status in calls.join_all().await {
        *counts.entry(status).or_insert(0) += 1;
    }
    assert_eq!(counts, BTreeMap::from([(200, 1), (409, 99)]));
    assert_eq!((sandbox.orders().len(), sandbox.requests().total), (1, 100));
}

#[tokio::test]
async fn the_admin_api_agrees_with_the_library() {
    let start: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
    let lapses_at = (start + lapse()).to_string();
    let clock = Clock::stopped_at(start);
    let sandbox = Sandbox::builder().no_auth(true).clock(clock).start().await.unwrap();
    let get = async |path: &str| RawRequest::new("GET", &format!("/__sandbox{path}")).send(&sandbox).await.json();
    let post = async |path: &str, body: Value| {
        RawRequest::new("POST", &format!("/__sandbox{path}")).body(body.to_string()).send(&sandbox).await
    };

    status(&sandbox, range("+442081324750", "+442081324759")).await;
    status(&sandbox, range("+442081324750", "+442081324759")).await;
    status(&sandbox, lock_id("LOCK-1")).await;
    let id = sandbox.orders()[0].id.clone();
    assert_eq!(
        get("/requests").await,
        json!({ "total": 3, "byOperation": { "reserveNumbers": 3 }, "byTrackingId": { "t": 3 }, "withoutTrackingId": 0 })
    );
    let orders = get("/orders").await;
    assert_eq!((&orders["total"], &orders["byTrackingId"]), (&json!(2), &json!({ "t": 2 })));
    assert_eq!(
        orders["orders"][0],
        json!({
            "id": id, "operation": "reserveNumbers", "trackingId": "t", "recordedAt": "2026-01-01T00:00:00Z", "lapsesAt": lapses_at,
            "body": range("+442081324750", "+442081324759"),
        })
    );
    let reserved = json!({ "start": "442081324750", "end": "442081324759", "status": "Reserved", "orderId": id, "lapsesAt": lapses_at });
    assert_eq!(get("/numbers").await, json!({ "reserved": [reserved], "usedLockIds": ["LOCK-1"] }));
    for (query, number, order) in [("+442081324759", "442081324759", Some(&id)), ("442081324749", "442081324749", None)]
    {
        let status = if order.is_some() { "Reserved" } else { "Free" };
        assert_eq!(
            get(&format!("/numbers?number={query}")).await,
            json!({ "number": number, "status": status, "orderId": order })
        );
    }

    assert_eq!(get("/clock").await, json!({ "now": "2026-01-01T00:00:00Z", "advancedSeconds": 0 }));
    let advanced = post("/clock", json!({ "advanceDays": lapse_days(), "advanceSeconds": 1 })).await.json();
    let after = Duration::from_secs(1) + lapse();
    assert_eq!(advanced, json!({ "now": (start + after).to_string(), "advancedSeconds": after.as_secs() }));
    assert!(!sandbox.is_reserved("+442081324759"));
    for wrong in [json!({ "advanceDays": -1 }), json!({ "days": 1 }), json!([]), json!(1)] {
        assert_eq!(post("/clock", wrong).await.status, 400);
    }
    assert_eq!(
        post("/clock", json!({ "advanceSeconds": u64::MAX })).await.json()["now"].as_str().unwrap()[..4],
        *"9999"
    );

    assert_eq!(post("/reset", json!({})).await.status, 200);
    assert_eq!(get("/orders").await, json!({ "total": 0, "byTrackingId": {}, "orders": [] }));
    assert_eq!(get("/clock").await, json!({ "now": "2026-01-01T00:00:00Z", "advancedSeconds": 0 }));
    assert_eq!(status(&sandbox, lock_id("LOCK-1")).await, 200);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    /// Reservations, conflicts and lapses agree with a model that stores every number separately.
    #[test]
    fn reservations_agree_with_a_list_of_numbers(
        steps in prop::collection::vec((prop::collection::vec((0_usize..60, 0_usize..60), 1..4), 0_u64..50), 1..30),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let clock = Clock::stopped_at("2026-01-01T00:00:00Z".parse().unwrap());
            let sandbox = Sandbox::builder().no_auth(true).clock(clock).start().await.unwrap();
            let text = |n: usize| format!("+4420813247{n:02}");
            // The day from which each number is free again.
            let (mut free_from, mut today) = ([0; 60], 0);
            for (ranges_of_order, days) in steps {
                let pairs: Vec<_> = ranges_of_order.iter().map(|&(a, b)| (text(a), text(b))).collect();
                let pairs: Vec<_> = pairs.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
                let numbers: Vec<_> = ranges_of_order.iter().flat_map(|&(a, b)| a.min(b)..=a.max(b)).collect();
                let free = numbers.iter().all(|&n| free_from[n] <= today);
                prop_assert_eq!(status(&sandbox, ranges(&pairs)).await, if free { 200 } else { 409 });
                if free {
                    numbers.iter().for_each(|&n| free_from[n] = today + lapse_days());
                }
                sandbox.advance(u32::try_from(days).unwrap() * DAY);
                today += days;
                for (n, &day) in free_from.iter().enumerate() {
                    prop_assert_eq!(sandbox.is_reserved(&text(n)), day > today);
                }
            }
            Ok(())
        })?;
    }
}
