//! The worker against every outcome, with a scripted server in memory, without sockets and waits.

use std::future::pending;

use colt_numbers::Reservation;
use colt_numbers::testing::{ScriptedServer, ServerStep};
use colt_numbers_examples::order_table::{OrderState, OrderTable};
use colt_numbers_examples::token_file::TokenFile;
use colt_numbers_examples::worker;

type Failure = Box<dyn std::error::Error>;

fn reservation() -> Result<Reservation, Failure> {
    Ok(Reservation::of_number("GB", "+442081324758")
        .service_profile("ANH")
        .customer_reference("My Customer")
        .build()?)
}

/// Places one order, and returns its final state.
async fn final_state(client: &colt_numbers::Client) -> Result<OrderState, Failure> {
    let table = OrderTable::default();
    let number = table.add(reservation()?);
    let finished = async {
        loop {
            match table.state(number) {
                Some(OrderState::Planned | OrderState::Sending { .. }) => tokio::task::yield_now().await,
                state => return state.ok_or("the order is not in the table"),
            }
        }
    };
    tokio::select! {
        () = worker::run(&table, client, pending()) => Err("the worker ended".into()),
        state = finished => Ok(state?),
    }
}

#[tokio::test]
async fn an_accepted_order_is_stored_with_its_id() -> Result<(), Failure> {
    let server = ScriptedServer::new([ServerStep::refused(), ServerStep::accepted("42")]);
    let state = final_state(&server.client()).await?;
    assert!(matches!(&state, OrderState::Ordered { order_id, .. } if order_id == "42"), "{state:?}");
    assert_eq!(server.received().len(), 2, "the client sends it again after a refusal");
    Ok(())
}

#[tokio::test]
async fn a_rejected_order_has_failed() -> Result<(), Failure> {
    let server = ScriptedServer::new([ServerStep::rejected(409, "the number is not free")]);
    let state = final_state(&server.client()).await?;
    assert!(matches!(&state, OrderState::Failed { reason } if reason.contains("not free")), "{state:?}");
    Ok(())
}

#[tokio::test]
async fn an_order_without_a_response_is_in_doubt_and_is_not_sent_again() -> Result<(), Failure> {
    let server = ScriptedServer::new([ServerStep::unknown(), ServerStep::accepted("42")]);
    let state = final_state(&server.client()).await?;
    assert!(matches!(state, OrderState::InDoubt { .. }), "{state:?}");
    assert_eq!(server.received().len(), 1);
    Ok(())
}

#[tokio::test]
async fn an_order_that_was_being_sent_when_the_service_stopped_is_in_doubt() -> Result<(), Failure> {
    let table = OrderTable::default();
    let number = table.add(reservation()?);
    table.set(number, OrderState::Sending { tracking_id: "t".to_owned() });
    table.mark_interrupted();
    assert!(matches!(table.state(number), Some(OrderState::InDoubt { .. })));
    Ok(())
}

#[tokio::test]
async fn without_its_token_file_the_service_sends_nothing() -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("token");
    let server = ScriptedServer::new([ServerStep::accepted("42")]);
    let client = server.builder().token_source(TokenFile(path.clone())).build()?;
    let state = final_state(&client).await?;
    assert!(matches!(state, OrderState::Failed { .. }), "{state:?}");
    assert_eq!(server.received(), []);

    std::fs::write(path, "a-token\n")?;
    let state = final_state(&client).await?;
    assert!(matches!(state, OrderState::Ordered { .. }), "{state:?}");
    Ok(())
}
