//! A call can be sent only once, because each call is for one order.

use colt_numbers::{Client, Reservation};

async fn order(client: &Client, reservation: &Reservation) {
    let call = client.call(reservation);
    let _ = call.send().await;
    let _ = call.send().await;
}

fn main() {}
