//! A reservation has a lock id or ranges, never both.

use colt_numbers::Reservation;

fn main() {
    let _ = Reservation::of_range("GB", "+442081324758", "+442081324759").lock_id("LOCK-1");
    let _ = Reservation::of_lock("GB", "LOCK-1").range("+442081324758", "+442081324759");
    let _ = Reservation::builder().number("+442081324758").lock_id("LOCK-1");
}
