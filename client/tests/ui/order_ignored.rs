//! An order costs money, so the compiler warns if it is ignored.
#![deny(unused_must_use)]

use colt_numbers::{Client, SendError, Reservation};

async fn order(client: &Client, reservation: &Reservation) -> Result<(), SendError> {
    client.reserve(reservation).await?;
    Ok(())
}

fn main() {}
