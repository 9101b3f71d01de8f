//! What a request of an operation does at the target: reads, changes something, or places an order.

use colt_numbers::Operation;

/// What a request does at the target besides returning a response.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Impact {
    /// Nothing.
    Reads,
    /// It may change something, but places no order.
    Changes,
    /// It places an order, which costs money.
    Orders,
}

impl Impact {
    /// The impact of an operation. Any method except GET may change something, even if the spec states no change: a returned number or a
    /// deleted order does not come back.
    pub fn of(operation: &Operation) -> Self {
        match (operation.orders, operation.method) {
            (true, _) => Self::Orders,
            (false, "GET") => Self::Reads,
            (false, _) => Self::Changes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_get_that_does_not_order_reads() {
        let reserve = Operation::by_id("reserveNumbers").unwrap();
        for (method, orders, repeatable, expected) in [
            ("POST", true, false, Impact::Orders),
            ("GET", true, true, Impact::Orders),
            ("GET", false, false, Impact::Reads),
            ("GET", false, true, Impact::Reads),
            ("DELETE", false, false, Impact::Changes),
            // A change that may be sent again is a change.
            ("DELETE", false, true, Impact::Changes),
            ("POST", false, true, Impact::Changes),
        ] {
            let mut operation = *reserve;
            (operation.method, operation.orders, operation.repeatable) = (method, orders, repeatable);
            assert_eq!(Impact::of(&operation), expected, "{method}, orders: {orders}");
        }
    }
}
