//! Only a request of a repeatable operation is sent again while its outcome is in doubt: how often, how long, and what its outcome is then.

use std::time::Duration;

use colt_numbers::testing::{ScriptedServer, ServerStep};
use colt_numbers::{Outcome, Retries, Timeouts, Token, TokenFuture, TokenSource};
use serde_json::json;

use super::{Inventory, RepeatableOrder, Return, Search, assert_error, checked, send};
use crate::server::{Server, ok};

/// The method decides nothing: a GET and a DELETE are not sent again either.
#[tokio::test]
async fn only_a_repeatable_operation_is_sent_again_after_a_byte_may_have_left() {
    let unavailable = || ServerStep::response(500, "");
    for step in [ServerStep::unknown(), unavailable(), ServerStep::response(408, "")] {
        let about = format!("{step:?}");
        drop(assert_error(&about, send(&Search, std::slice::from_ref(&step)).await, Outcome::Unknown, 1));
        drop(assert_error(&about, send(&Return, std::slice::from_ref(&step)).await, Outcome::Unknown, 1));
        let (result, server) = send(&Inventory, &[step.clone(), ServerStep::response(200, "1")]).await;
        assert_eq!((result.unwrap(), server.received().len()), (json!(1), 2), "{about}");
        // Three retries are the default.
        let steps = [step.clone(), step.clone(), step.clone(), step];
        let error = assert_error(&about, send(&Inventory, &steps).await, Outcome::Unknown, 4);
        assert!(error.to_string().ends_with("; the request may be sent again"), "{error}");
    }
    for (status, outcome) in [(302, Outcome::Unknown), (600, Outcome::Unknown), (201, Outcome::Unreadable)] {
        drop(assert_error("final", send(&Inventory, &[ServerStep::response(status, "1")]).await, outcome, 1));
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
            assert_error(about, send(&Inventory, &steps).await, Outcome::Unknown, requests),
            assert_error(about, send(&RepeatableOrder, &steps).await, Outcome::Unknown, requests),
        ] {
            assert!(
                error.reason().contains("earlier attempt") || error.reason().contains("the next attempt was not sent")
            );
        }
    }
    let accepted = ServerStep::response(200, r#"{"data": {"orderId": 7}}"#);
    let server = ScriptedServer::new([unknown(), accepted]);
    let order = server.client().prepare(&checked(&RepeatableOrder)).send().await.unwrap();
    assert_eq!((order.order_id(), order.attempts(), order.status()), (Some("7"), 2, 200));
    assert_eq!(order.tracking_id().unwrap().as_str(), "t-1");
    assert!(server.received().iter().all(|request| request.tracking_id.as_ref() == order.tracking_id()));
}

#[tokio::test]
async fn a_truncated_response_is_not_accepted() {
    let truncated = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n7\r\n".to_vec();
    let server = Server::responding([truncated.clone()]).await;
    let error = server.client().prepare(&checked(&Search)).send().await.unwrap_err();
    assert_eq!((error.outcome(), error.reason()), (Outcome::Unreadable, "status 200, a body that was cut off"));
    assert_eq!(server.requests().len(), 1);
    let server = Server::responding([truncated, ok("7")]).await;
    let accepted = server.client().prepare(&checked(&Inventory)).send().await.unwrap();
    assert_eq!((accepted.read().unwrap(), accepted.attempts(), server.requests().len()), (json!(7), 2, 2));
}

/// Without retries, not even a repeatable request is sent again.
#[tokio::test]
async fn retries_can_be_turned_off() {
    let server = ScriptedServer::new([ServerStep::unknown()]);
    let client = server.builder().retries(Retries::off()).build().unwrap();
    let error = client.prepare(&checked(&Inventory)).send().await.unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1));
}

#[tokio::test(start_paused = true)]
async fn a_repeatable_request_is_sent_again_within_the_time_limit_of_the_call() {
    let server = ScriptedServer::new([ServerStep::silent(), ServerStep::silent(), ServerStep::silent()]);
    let client = server.client();
    let started = tokio::time::Instant::now();
    let error = client.prepare(&checked(&Inventory)).send().await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert!(started.elapsed() <= Timeouts::default().call, "{:?}", started.elapsed());
    assert!(server.received().len() < 3, "{}", server.received().len());
}

/// The wait between two attempts of a repeatable order is in doubt, and giving up ends it.
#[tokio::test(start_paused = true)]
async fn a_call_in_doubt_can_be_given_up_between_two_attempts() {
    let server = ScriptedServer::new([ServerStep::unknown(), ServerStep::response(200, "{}")]);
    let retries = Retries::default().first_wait(Duration::from_secs(30));
    let client = server.builder().retries(retries).build().unwrap();
    let request = checked(&RepeatableOrder);
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
    let request = checked(&RepeatableOrder);
    let call = client.prepare(&request);
    let status = call.status();
    let mut sending = Box::pin(call.send());
    assert!(tokio::time::timeout(Duration::from_secs(1), &mut sending).await.is_err());
    assert!(status.give_up());
    let error = tokio::time::timeout(Duration::from_secs(1), sending).await.unwrap().unwrap_err();
    assert_eq!((error.outcome(), server.remaining_steps()), (Outcome::Unknown, 1), "{error}");
}
