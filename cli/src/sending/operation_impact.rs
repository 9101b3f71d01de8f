//! What a request may do that the user confirms at production: an order, or any other change.

use colt_numbers::Operation;

/// What a request does at production that the user has to confirm.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Impact {
    /// It places an order.
    Order,
    /// It may change something.
    Change,
}

impl Impact {
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
            ("POST", true, false, Some(Impact::Order)),
            ("GET", true, true, Some(Impact::Order)),
            ("GET", false, false, None),
            ("GET", false, true, None),
            ("DELETE", false, false, Some(Impact::Change)),
            // A change that may be sent again is a change.
            ("DELETE", false, true, Some(Impact::Change)),
            ("POST", false, true, Some(Impact::Change)),
        ] {
            let mut operation = *reserve;
            (operation.method, operation.orders, operation.repeatable) = (method, orders, repeatable);
            assert_eq!(Impact::of(&operation), expected, "{method}, orders: {orders}");
        }
    }
}
