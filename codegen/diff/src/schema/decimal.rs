//! Exact decimal numbers, so that limits such as `0.1` and `9007199254740993` are compared without rounding.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Pow as _, ToPrimitive as _};
use serde_json::Value;

/// The largest exponent that is read; every number of 64 bits is smaller.
const LONGEST_EXPONENT: u32 = 400;

/// The exact value of a JSON number. `None` for other values, and for exponents beyond the limit.
pub(crate) fn of_value(value: &Value) -> Option<BigRational> {
    let text = value.as_number()?.to_string();
    let (digits, exponent) = match text.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, exponent.parse::<i32>().ok()?),
        None => (text.as_str(), 0),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mantissa: BigInt = format!("{whole}{fraction}").parse().ok()?;
    let exponent = exponent.checked_sub(i32::try_from(fraction.len()).ok()?)?;
    let ten = BigRational::from_integer(10.into());
    (exponent.unsigned_abs() <= LONGEST_EXPONENT).then(|| BigRational::from_integer(mantissa) * ten.pow(exponent))
}

/// The number as JSON, for messages.
pub(crate) fn to_value(number: &BigRational) -> Value {
    match number.to_integer().to_i64().filter(|_| number.is_integer()) {
        Some(whole) => Value::from(whole),
        None => number.to_f64().map_or(Value::Null, Value::from),
    }
}

/// Whether a number is a multiple of a positive step.
pub(crate) fn is_multiple(number: &BigRational, step: &BigRational) -> bool {
    (number / step).is_integer()
}

/// The least common multiple of two positive numbers.
pub(crate) fn common_multiple(a: &BigRational, b: &BigRational) -> BigRational {
    let (a_scaled, b_scaled) = (a.numer() * b.denom(), b.numer() * a.denom());
    BigRational::new(num_integer::lcm(a_scaled, b_scaled), a.denom() * b.denom())
}

/// The smallest multiple of a positive step that is not below the number.
pub(crate) fn ceiling(number: &BigRational, step: &BigRational) -> BigRational {
    (number / step).ceil() * step
}

/// The largest multiple of a positive step that is not above the number.
pub(crate) fn floor(number: &BigRational, step: &BigRational) -> BigRational {
    (number / step).floor() * step
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use super::*;

    fn number(text: &str) -> BigRational {
        of_value(&serde_json::from_str(text).unwrap()).unwrap()
    }

    #[test]
    fn numbers_compare_exactly() {
        for (a, b, order) in [
            ("0.1", "0.10", Ordering::Equal),
            ("9007199254740993", "9007199254740992", Ordering::Greater),
            ("-1e-7", "0", Ordering::Less),
            ("1e3", "1000", Ordering::Equal),
            ("1e300", "-1", Ordering::Greater),
            ("1e300", "1", Ordering::Greater),
        ] {
            assert_eq!(number(a).cmp(&number(b)), order, "{a} {b}");
        }
    }

    #[test]
    fn multiples_are_exact() {
        assert!(is_multiple(&number("0.3"), &number("0.1")) && !is_multiple(&number("7"), &number("2")));
        assert_eq!(common_multiple(&number("4"), &number("6")), number("12"));
        assert_eq!(common_multiple(&number("0.4"), &number("0.6")), number("1.2"));
        assert_eq!(
            (ceiling(&number("-7"), &number("2")), floor(&number("-7"), &number("2"))),
            (number("-6"), number("-8"))
        );
        assert_eq!(ceiling(&number("0.5"), &number("1")), number("1"));
    }

    #[test]
    fn numbers_are_shown_as_they_were_written() {
        for text in ["0", "-5", "0.1", "4.5", "9007199254740993", "1e300"] {
            assert_eq!(to_value(&number(text)), serde_json::from_str::<Value>(text).unwrap(), "{text}");
        }
    }
}
