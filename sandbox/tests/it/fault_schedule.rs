//! The fault schedule: scripts, random faults, and the admin API.

use colt_numbers_sandbox::{Fault, FaultScript, FaultTiming, RandomFaults, Sandbox};
use serde_json::{Value, json};

use crate::example_request::range;
use crate::raw_client::{ObservedEnd, RawRequest, call, open_sandbox, order_request};

#[tokio::test]
async fn a_sandbox_can_start_with_faults() {
    let start =
        Sandbox::builder().no_auth(true).fault(Fault::Status429).fault(FaultScript::new(Fault::Reset).before()).start();
    let sandbox = start.await.unwrap();
    assert_eq!(order_request().send(&sandbox).await.status, 429);
    assert_eq!(call(&sandbox, &order_request()).await.end, ObservedEnd::Reset);
    assert_eq!(order_request().send(&sandbox).await.status, 200);
    assert!(Sandbox::builder().fault(FaultScript::new(Fault::CloseAfterAccept).after()).start().await.is_err());
}

#[tokio::test]
async fn a_401_revokes_the_token() {
    let sandbox = Sandbox::start().await.unwrap();
    let token = async || {
        let token = RawRequest::token().send(&sandbox).await.json();
        format!("Bearer {}", token["access_token"].as_str().unwrap())
    };
    sandbox.script(Fault::Status401).await.unwrap();
    let (first, second) = (token().await, token().await);
    // A request without a valid token is rejected because of that, and uses up no fault.
    assert_eq!(order_request().send(&sandbox).await.status, 401);
    let first = order_request().header("authorization", &first);
    assert_eq!(first.send(&sandbox).await.header("www-authenticate"), Some("Bearer error=\"invalid_token\""));
    assert_eq!(sandbox.orders().len(), 0);
    assert_eq!(first.send(&sandbox).await.status, 401);
    assert_eq!(order_request().header("authorization", &second).send(&sandbox).await.status, 200);
}

#[tokio::test]
async fn a_script_can_target_token_requests() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.script(FaultScript::new(Fault::Status503Seconds).on_token().times(2).retry_after("7")).await.unwrap();
    sandbox.script(FaultScript::new(Fault::TruncatedBody).on_token()).await.unwrap();
    sandbox.script(FaultScript::new(Fault::Status201).on_token().before()).await.unwrap();
    for _ in 0..2 {
        let response = RawRequest::token().send(&sandbox).await;
        assert_eq!((response.status, response.header("retry-after")), (503, Some("7")));
    }
    assert!(RawRequest::token().send(&sandbox).await.body.starts_with(b"{\"access_token\":\""));
    let never_issued = RawRequest::token().send(&sandbox).await.json();
    let bearer = |response: Value| format!("Bearer {}", response["access_token"].as_str().unwrap());
    assert_eq!(order_request().header("authorization", &bearer(never_issued)).send(&sandbox).await.status, 401);
    let issued = RawRequest::token().send(&sandbox).await.json();
    assert_eq!(order_request().header("authorization", &bearer(issued)).send(&sandbox).await.status, 200);
}

#[tokio::test]
async fn a_rejected_order_is_not_struck_by_a_fault_that_follows_the_order() {
    let sandbox = open_sandbox().await;
    assert_eq!(order_request().send(&sandbox).await.status, 200);
    sandbox.script(FaultScript::new(Fault::Status500).after()).await.unwrap();
    assert_eq!(order_request().send(&sandbox).await.status, 409);
    sandbox.script(FaultScript::new(Fault::Status500).before()).await.unwrap();
    assert_eq!(order_request().send(&sandbox).await.status, 500);
}

#[tokio::test]
async fn an_invalid_request_uses_up_no_fault() {
    let sandbox = open_sandbox().await;
    sandbox.script(Fault::Status500).await.unwrap();
    assert_eq!(RawRequest::order("t", "{}").send(&sandbox).await.status, 400);
    assert_eq!(order_request().send(&sandbox).await.status, 500);
}

#[tokio::test]
async fn a_seed_selects_the_same_faults_again() {
    let draw = |random: &RandomFaults| (0..2000).map(|n| random.draw(n)).collect::<Vec<_>>();
    let drawn = draw(&RandomFaults::new(7, 0.3));
    assert_eq!(drawn, draw(&RandomFaults::new(7, 0.3)));
    assert_ne!(drawn, draw(&RandomFaults::new(8, 0.3)));
    let struck: Vec<_> = drawn.iter().flatten().collect();
    assert!((500..700).contains(&struck.len()), "{}", struck.len());
    for &fault in Fault::ALL.iter().filter(|f| !matches!(f, Fault::ConnectionRefused | Fault::CloseAfterAccept)) {
        for &when in fault.timings() {
            assert!(draw(&RandomFaults::new(7, 1.0)).contains(&Some((fault, when))), "{fault} {when:?}");
        }
    }
    assert!(struck.iter().all(|(fault, when)| fault.timings().contains(when)));
    assert!(draw(&RandomFaults::new(7, 0.0)).iter().chain(&draw(&RandomFaults::new(7, f64::NAN))).all(Option::is_none));
    assert!(draw(&RandomFaults::new(7, 1.0)).iter().all(Option::is_some));
    assert!(draw(&RandomFaults::new(7, 1.0).among([Fault::CloseAfterAccept])).iter().all(Option::is_none));
}

#[tokio::test]
async fn random_faults_depend_on_the_index_of_the_reservation() {
    let random = RandomFaults::new(42, 0.5).among([Fault::Status500, Fault::Status429, Fault::Status202]);
    let sandbox = open_sandbox().await;
    sandbox.random_faults(Some(random.clone()));
    for round in 0..2 {
        for n in 0..50 {
            // A script takes precedence, and an invalid request is not counted.
            if n == 10 {
                sandbox.script(Fault::Status404).await.unwrap();
                let free = range("+442081320000", "+442081320000");
                assert_eq!(RawRequest::order("s", free).send(&sandbox).await.status, 404);
                assert_eq!(RawRequest::order("s", "{}").send(&sandbox).await.status, 400);
            }
            let number = format!("+4420813{round}47{n:02}");
            let drawn = random.draw(n);
            let status = RawRequest::order("t", range(&number, &number)).send(&sandbox).await.status;
            let expected = drawn.map_or(200, |(fault, _)| fault.status().unwrap());
            assert_eq!(status, expected, "{n}");
            let recorded = drawn.is_none_or(|(_, when)| when == FaultTiming::After);
            assert_eq!(sandbox.is_reserved(&number), recorded, "{n}");
        }
        sandbox.random_faults(Some(random.clone()));
    }
}

#[test]
fn fault_names_are_unique_and_can_be_parsed() {
    let names: std::collections::BTreeSet<_> = Fault::ALL.iter().map(|f| f.name()).collect();
    assert_eq!(names.len(), Fault::ALL.len());
    assert!(names.len() >= 45);
    for &fault in Fault::ALL {
        assert_eq!(fault.to_string().parse(), Ok(fault));
        assert!(fault.name().bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'));
        assert_eq!(fault.has_two_timings(), fault.timings().len() == 2);
        match fault.name().strip_prefix("status-") {
            Some(rest) => assert_eq!(fault.status(), rest[..3].parse().ok(), "{fault}"),
            None => assert!(matches!(fault.status(), None | Some(200)), "{fault}"),
        }
        assert!(!fault.about().is_empty() && !fault.timings().is_empty());
        assert_eq!(FaultScript::new(fault).timing(), *fault.timings().last().unwrap());
    }
    let scripts = ["reset", "reset@before", "token:status-500@after"].map(|text| text.parse::<FaultScript>().unwrap());
    let expected = [
        FaultScript::new(Fault::Reset),
        FaultScript::new(Fault::Reset).before(),
        FaultScript::new(Fault::Status500).on_token().after(),
    ];
    assert_eq!(scripts, expected);
    for wrong in ["", "no-such", "reset@", "reset@during", "Reset", "token:", "connection-refused@after"] {
        assert!(wrong.parse::<FaultScript>().is_err(), "{wrong}");
    }
}

#[tokio::test]
async fn the_admin_api_sets_and_lists_faults() {
    let sandbox = open_sandbox().await;
    let admin = async |method: &str, body: Value| {
        RawRequest::new(method, "/__sandbox/faults").body(body.to_string()).send(&sandbox).await
    };
    let script = json!({ "fault": "status-503", "when": "before", "on": "reservation", "times": 2, "retryAfter": "9", "lastsMillis": 5 });
    assert_eq!(admin("POST", script.clone()).await.json()["scripts"], json!([script]));
    let shown = admin("POST", json!({ "rate": 0.25, "seed": 3, "faults": ["reset"] })).await.json();
    assert_eq!(shown["random"], json!({ "rate": 0.25, "seed": 3, "faults": ["reset"] }));
    assert_eq!(shown["known"].as_array().unwrap().len(), Fault::ALL.len());
    assert_eq!(shown["known"][0]["when"], json!(["before"]));
    let response = order_request().send(&sandbox).await;
    assert_eq!((response.status, response.header("retry-after")), (503, Some("9")));
    assert_eq!(admin("GET", json!({})).await.json()["scripts"][0]["times"], 1);
    let cleared = admin("DELETE", json!({})).await.json();
    assert_eq!((&cleared["scripts"], &cleared["random"]), (&json!([]), &Value::Null));
    assert_eq!(order_request().send(&sandbox).await.status, 200);
    for wrong in [
        json!({}),
        json!({ "fault": "no-such" }),
        json!({ "fault": "reset", "when": "during" }),
        json!({ "fault": "reset", "often": true }),
        json!({ "fault": "close-after-accept", "when": "after" }),
        json!({ "fault": "status-503", "retryAfter": "1\r\nX-Injected: 1" }),
        json!({ "rate": 2 }),
        json!({ "rate": -0.1 }),
        json!({ "rate": 0.1, "faults": ["no-such"] }),
    ] {
        let response = admin("POST", wrong.clone()).await;
        assert_eq!((response.status, response.code().as_str()), (400, "005"), "{wrong}");
    }
}

#[tokio::test]
async fn the_builder_sets_seed_and_rate() {
    let builder = || Sandbox::builder().no_auth(true).seed(42);
    let shown = async |sandbox: &Sandbox| {
        RawRequest::new("GET", "/__sandbox/faults").send(sandbox).await.json()["random"].clone()
    };
    let sandbox = builder().fault_rate(0.5).start().await.unwrap();
    let random = shown(&sandbox).await;
    assert_eq!((&random["seed"], &random["rate"]), (&json!(42), &json!(0.5)));
    assert_eq!(random["faults"].as_array().unwrap().len(), Fault::ALL.len() - 2);
    assert_eq!(shown(&builder().start().await.unwrap()).await, Value::Null);
}
