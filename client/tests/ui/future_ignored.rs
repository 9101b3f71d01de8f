//! A call whose future is not awaited is never sent, so the compiler warns.
#![deny(unused_must_use)]

use colt_numbers::{Client, Reservation};

fn order(client: &Client, reservation: &Reservation) {
    client.reserve(reservation);
    client.call(reservation);
}

fn main() {}
