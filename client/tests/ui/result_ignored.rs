//! The compiler warns if the result of a call is ignored.
#![deny(unused_must_use)]

use colt_numbers::{Client, Reservation};

async fn order(client: &Client, reservation: &Reservation) {
    client.reserve(reservation).await;
}

fn main() {}
