//! The module `testing`: scripted servers, orders and errors.

use std::time::Duration;

use colt_numbers::testing::{self, ScriptedServer, ServerStep};
use colt_numbers::{Outcome, Retries, Timeouts};

use crate::server::reservation;

#[tokio::test]
async fn each_step_has_its_outcome() {
    for (step, outcome, received) in [
        (ServerStep::not_sent(), Outcome::NotSent, 0),
        (ServerStep::rejected(422, "no"), Outcome::Rejected, 1),
        (ServerStep::refused(), Outcome::Refused, 1),
        (ServerStep::unknown(), Outcome::Unknown, 1),
        (ServerStep::unreadable("<html>"), Outcome::Unreadable, 1),
        (ServerStep::response(503, "").header("Retry-After", "0"), Outcome::Refused, 1),
        (ServerStep::response(500, "").header("no name", "0"), Outcome::Unknown, 1),
    ] {
        let server = ScriptedServer::new([step]);
        let client = server.builder().retries(Retries::off()).build().unwrap();
        let reservation = reservation(1);
        let error = client.reserve(&reservation).await.unwrap_err();
        assert_eq!(
            (error.outcome(), server.received().len(), server.remaining_steps()),
            (outcome, received, 0),
            "{error}"
        );
        for request in server.received() {
            assert_eq!((request.tracking_id.as_ref(), &request.body), (error.tracking_id(), reservation.body()));
        }
    }
}

#[tokio::test]
async fn each_attempt_takes_one_step() {
    let server = ScriptedServer::new([
        ServerStep::not_sent(),
        ServerStep::refused(),
        ServerStep::accepted("1"),
        ServerStep::accepted("2"),
    ]);
    let order = server.client().reserve(&reservation(1)).await.unwrap();
    assert_eq!((order.id(), order.attempts()), ("1", 3));
    assert_eq!((server.received().len(), server.remaining_steps()), (2, 1));
}

#[tokio::test]
async fn an_attempt_without_a_step_is_not_sent() {
    let error = ScriptedServer::new([]).client().reserve(&reservation(1)).await.unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 1));
    assert!(error.reason().contains("the script has no step left"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn silence_lasts_until_the_time_out_or_until_the_call_is_dropped() {
    let server = ScriptedServer::new([ServerStep::silent(), ServerStep::silent()]);
    let client = server.client();
    let started = tokio::time::Instant::now();
    let error = client.reserve(&reservation(1)).await.unwrap_err();
    assert_eq!((error.outcome(), started.elapsed()), (Outcome::Unknown, Timeouts::default().response));

    let reservation = reservation(1);
    let call = client.call(&reservation);
    let status = call.status();
    assert!(tokio::time::timeout(Duration::from_secs(1), call.send()).await.is_err());
    assert!(status.is_in_doubt());
}

#[test]
fn orders_and_errors_can_be_constructed() {
    assert_eq!(testing::order("1").id(), "1");
    for outcome in [Outcome::NotSent, Outcome::Rejected, Outcome::Refused, Outcome::Unknown, Outcome::Unreadable] {
        let error = testing::error(outcome);
        assert_eq!(error.outcome(), outcome);
        assert_eq!(error.status().is_some(), !matches!(outcome, Outcome::NotSent | Outcome::Unknown));
    }
}
