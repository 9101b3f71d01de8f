//! Whether numbers were ordered may not go unnoticed.
#![deny(unused_must_use)]

use colt_numbers::{Client, Reservation};

async fn order(client: &Client, reservation: &Reservation) {
    client.reserve(reservation).await;
}

fn main() {}
