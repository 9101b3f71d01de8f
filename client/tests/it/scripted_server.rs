//! What users test their own code with.

use std::time::Duration;

use colt_numbers::testing::{self, ScriptedServer, ServerStep};
use colt_numbers::{Outcome, Retries, Timeouts};

use crate::server::number;

#[tokio::test]
async fn each_step_comes_to_its_outcome() {
    for (step, outcome, sent) in [
        (ServerStep::not_sent(), Outcome::NotSent, 0),
        (ServerStep::rejected(422, "no"), Outcome::Rejected, 1),
        (ServerStep::refused(), Outcome::Refused, 1),
        (ServerStep::unknown(), Outcome::Unknown, 1),
        (ServerStep::unreadable("<html>"), Outcome::Unreadable, 1),
        (ServerStep::answer(503, "").header("Retry-After", "0"), Outcome::Refused, 1),
        (ServerStep::answer(500, "").header("no name", "0"), Outcome::Unknown, 1),
    ] {
        let script = ScriptedServer::new([step]);
        let client = script.builder().retries(Retries::off()).build().unwrap();
        let reservation = number(1);
        let error = client.reserve(&reservation).await.unwrap_err();
        assert_eq!((error.outcome(), script.sent().len(), script.left()), (outcome, sent, 0), "{error}");
        for sent in script.sent() {
            assert_eq!((&sent.tracking_id, &sent.body), (error.tracking_id(), reservation.body()));
        }
    }
}

#[tokio::test]
async fn what_may_be_sent_again_takes_the_next_step() {
    let script = ScriptedServer::new([
        ServerStep::not_sent(),
        ServerStep::refused(),
        ServerStep::accepted("1"),
        ServerStep::accepted("2"),
    ]);
    let order = script.client().reserve(&number(1)).await.unwrap();
    assert_eq!((order.id(), order.attempts()), ("1", 3));
    assert_eq!((script.sent().len(), script.left()), (2, 1));
}

#[tokio::test]
async fn a_script_at_its_end_sends_nothing() {
    let error = ScriptedServer::new([]).client().reserve(&number(1)).await.unwrap_err();
    assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 1));
    assert!(error.reason().contains("the script is at its end"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn silence_lasts_until_the_time_is_up_or_the_call_is_dropped() {
    let script = ScriptedServer::new([ServerStep::silent(), ServerStep::silent()]);
    let client = script.client();
    let started = tokio::time::Instant::now();
    let error = client.reserve(&number(1)).await.unwrap_err();
    assert_eq!((error.outcome(), started.elapsed()), (Outcome::Unknown, Timeouts::default().answer));

    let reservation = number(1);
    let call = client.call(&reservation);
    let status = call.status();
    assert!(tokio::time::timeout(Duration::from_secs(1), call.send()).await.is_err());
    assert!(status.is_in_doubt());
}

#[test]
fn orders_and_errors_can_be_made() {
    assert_eq!(testing::order("1").id(), "1");
    for outcome in [Outcome::NotSent, Outcome::Rejected, Outcome::Refused, Outcome::Unknown, Outcome::Unreadable] {
        let error = testing::error(outcome);
        assert_eq!(error.outcome(), outcome);
        assert_eq!(error.status().is_some(), !matches!(outcome, Outcome::NotSent | Outcome::Unknown));
    }
}
