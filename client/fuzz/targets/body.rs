//! Any request: what passes is sent byte for byte, and is itself again when it is written anew.

#![no_main]

use colt_numbers::{Checks, Reservation, Severity};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| {
    let errors = Checks::new().violations(body).into_iter().filter(|found| found.severity == Severity::Error).count();
    match Reservation::from_json(body) {
        Ok(reservation) => {
            assert_eq!(errors, 0);
            assert_eq!(&reservation.body()[..], body);
            let again = serde_json::to_vec(reservation.request()).expect("a request can be written");
            let again = Reservation::from_json(&again).expect("and passes again");
            assert_eq!(again.request(), reservation.request());
        }
        Err(_) => assert!(errors > 0),
    }
});
