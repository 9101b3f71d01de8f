//! What a request may do that the user confirms at production: an order, or any other change.

use colt_numbers::Operation;

/// What a request does at production that the user has to confirm.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum GuardedImpact {
    /// It places an order.
    Order,
    /// It may change something.
    Change,
}

impl GuardedImpact {
    /// The impact of an operation; `None` if it only reads. Any method except GET may change something, even if the spec states no change: a
    /// returned number or a deleted order does not come back.
    pub fn of(operation: &Operation) -> Option<Self> {
        match operation.orders {
            true => Some(Self::Order),
            false => (operation.method != "GET").then_some(Self::Change),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_but_reading_is_guarded() {
        let reserve = Operation::by_id("reserveNumbers").unwrap();
        for (method, orders, repeatable, expected) in [
            ("POST", true, false, Some(GuardedImpact::Order)),
            ("GET", true, true, Some(GuardedImpact::Order)),
            ("GET", false, false, None),
            ("GET", false, true, None),
            ("DELETE", false, false, Some(GuardedImpact::Change)),
            // A change that may be sent again is a change.
            ("DELETE", false, true, Some(GuardedImpact::Change)),
            ("POST", false, true, Some(GuardedImpact::Change)),
        ] {
            let mut operation = *reserve;
            (operation.method, operation.orders, operation.repeatable) = (method, orders, repeatable);
            assert_eq!(GuardedImpact::of(&operation), expected, "{method}, orders: {orders}");
        }
    }
}
