//! Parses any text as a request. A valid request is sent byte for byte, and is equal after it is serialized and parsed again.

#![no_main]

use colt_numbers::{Checks, Reservation, Severity};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| {
    let errors = Checks::new().violations(body).into_iter().filter(|violation| violation.severity == Severity::Error).count();
    match Reservation::from_json(body) {
        Ok(reservation) => {
            assert_eq!(errors, 0);
            assert_eq!(&reservation.body()[..], body);
            let again = serde_json::to_vec(reservation.request()).expect("a request can be serialized");
            let again = Reservation::from_json(&again).expect("a serialized request is valid");
            assert_eq!(again.request(), reservation.request());
        }
        Err(_) => assert!(errors > 0),
    }
});
