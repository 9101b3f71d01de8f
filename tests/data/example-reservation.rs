//! Reservations for tests, with the optional values of the spec's example: they stay valid if one of these values becomes mandatory.
//!
//! Tests of any crate include this file with `#[path]`, beside `example-request.rs`.

use colt_numbers::{Reservation, ReservationBuilder};

use crate::example_request::text;

/// Sets the optional values of the example.
pub fn complete(builder: ReservationBuilder) -> ReservationBuilder {
    builder
        .service_profile(text("/relatedParty/reseller/serviceProfile"))
        .customer_reference(text("/relatedParty/endCustomerDetails/customerReference"))
}

/// A reservation of a range in the country of the example.
pub fn reservation_of_range(start: impl AsRef<str>, end: impl AsRef<str>) -> Reservation {
    complete(Reservation::of_range(text("/relatedParty/reseller/country"), start, end)).build().unwrap()
}
