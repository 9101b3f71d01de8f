//! What is sent was checked: a reservation comes from a check alone, and is not changed after it.

use colt_numbers::{Client, Reservation};

async fn order(client: &Client, mut reservation: Reservation, body: &[u8]) {
    reservation.body = body.to_vec().into();
    let _ = client.reserve(body).await;
}

fn main() {}
