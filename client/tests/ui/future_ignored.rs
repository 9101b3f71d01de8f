//! A call that nobody waits for is never sent.
#![deny(unused_must_use)]

use colt_numbers::{Client, Reservation};

fn order(client: &Client, reservation: &Reservation) {
    client.reserve(reservation);
    client.call(reservation);
}

fn main() {}
