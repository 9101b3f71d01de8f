//! Only checked requests can be sent: a reservation is created by a check, and cannot be changed after it.

use colt_numbers::{Client, Reservation};

async fn order(client: &Client, mut reservation: Reservation, body: &[u8]) {
    reservation.body = body.to_vec().into();
    let _ = client.reserve(body).await;
}

fn main() {}
