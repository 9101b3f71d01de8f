//! Places the planned orders of the table, one after the other.

use std::future::Future;
use std::pin::pin;

use colt_numbers::{Client, Outcome, Reservation};

use crate::order_table::{OrderState, OrderTable};

/// Places planned orders until `shutdown` is ready. An order that is being sent is finished first: a call ends within the time limit of the
/// client.
pub async fn run(table: &OrderTable, client: &Client, shutdown: impl Future<Output = ()>) {
    let mut shutdown = pin!(shutdown);
    loop {
        let (number, reservation) = tokio::select! {
            biased;
            () = &mut shutdown => return,
            next = table.next_planned() => next,
        };
        place(table, client, number, &reservation).await;
    }
}

/// Places one order. Its tracking id is stored before the first byte is sent, so that the order can be found whatever happens.
async fn place(table: &OrderTable, client: &Client, number: u64, reservation: &Reservation) {
    let call = client.call(reservation);
    let tracking_id = call.tracking_id().to_string();
    table.set(number, OrderState::Sending { tracking_id: tracking_id.clone() });
    let state = match call.send().await {
        Ok(order) => OrderState::Ordered { tracking_id, order_id: order.id().to_owned() },
        Err(error) => match error.outcome() {
            // The client has already sent the request again, as often as its configuration allows.
            Outcome::NotSent | Outcome::Refused | Outcome::Rejected => OrderState::Failed { reason: error.to_string() },
            // `Unknown`, `Unreadable`, and what a later version may add.
            _ => OrderState::InDoubt { tracking_id, reason: error.to_string() },
        },
    };
    table.set(number, state);
}
