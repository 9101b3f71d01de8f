//! A checked request, the reservation that it was made from, and the name for its files.

use colt_numbers::{CheckedRequest, DynamicRequest, Operation, Reservation, TrackingId, new_tracking_id};

use super::number_summary::NumberSummary;
use super::operation_impact::Impact;

/// A checked request that is sent once.
pub struct Submission {
    pub request: CheckedRequest<DynamicRequest>,
    /// The reservation, for `reserve`.
    reservation: Option<Reservation>,
    record_id: String,
}

impl Submission {
    /// The request of a reservation.
    pub fn of_reservation(reservation: Reservation, tracking_id: TrackingId) -> Self {
        let request = reservation.with_tracking_id(tracking_id).into_dynamic();
        Self { reservation: Some(reservation), ..Self::of_request(request) }
    }

    /// A request of any operation.
    pub fn of_request(request: CheckedRequest<DynamicRequest>) -> Self {
        let record_id = match request.tracking_id() {
            Some(tracking_id) => tracking_id.to_string(),
            None => format!("{}-{}", request.operation().id, new_tracking_id()),
        };
        Self { request, reservation: None, record_id }
    }

    /// The operation.
    pub fn operation(&self) -> &'static Operation {
        self.request.operation()
    }

    /// Whether the user may send the request again whatever its outcome: the operation is repeatable, and places no order.
    pub fn may_be_repeated(&self) -> bool {
        self.operation().repeatable && !self.operation().orders
    }

    /// Whether a call that is interrupted leaves nothing in doubt: the request only reads, and may be sent again. A change that may be sent again is
    /// in doubt nevertheless: it may have happened or not.
    pub fn leaves_no_doubt(&self) -> bool {
        self.may_be_repeated() && Impact::of(self.operation()) == Impact::Reads
    }

    /// The reservation, if this is the request of `reserve`.
    pub fn reservation(&self) -> Option<&Reservation> {
        self.reservation.as_ref()
    }

    /// A summary of the reservation's numbers.
    pub fn numbers(&self) -> Option<NumberSummary<'_>> {
        self.reservation.as_ref().map(NumberSummary::of)
    }

    /// The name for the files of this request: its tracking id or, without one, the id of the operation and a new UUID.
    pub fn record_id(&self) -> &str {
        &self.record_id
    }
}

#[cfg(test)]
mod tests {
    use colt_numbers::Checks;

    use super::*;

    #[test]
    fn only_reading_leaves_no_doubt() {
        for (method, orders, repeatable, expected) in [
            ("GET", false, true, true),
            ("GET", false, false, false),
            ("GET", true, true, false),
            ("DELETE", false, true, false),
        ] {
            let mut operation = *Operation::by_id("reserveNumbers").unwrap();
            (operation.method, operation.orders, operation.repeatable) = (method, orders, repeatable);
            (operation.body, operation.rules) = (None, &[]);
            let request = DynamicRequest::new(Box::leak(Box::new(operation)), [], None).unwrap();
            let submission = Submission::of_request(Checks::new().check_dynamic(request).unwrap());
            assert_eq!(submission.leaves_no_doubt(), expected, "{method}, repeatable: {repeatable}");
        }
    }
}
