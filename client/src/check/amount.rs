//! Numbers of JSON, compared exactly: a limit beyond 2^53 binds as it is written, and `0.3` is a multiple of `0.1`.

use std::cmp::Ordering;

use colt_numbers_api::schema::JsonNumber;

/// Whether a number has neither fraction nor exponent, as OpenAPI has it: `1.0` is not whole. Beyond 64 bits it is not known how it was
/// written, and each counts as whole.
pub(crate) fn is_whole(amount: JsonNumber) -> bool {
    /// From here on no number of 64 bits has a fraction.
    const BEYOND: f64 = 9_223_372_036_854_775_808.0;
    match amount {
        JsonNumber::Signed(_) | JsonNumber::Unsigned(_) => true,
        JsonNumber::Float(float) => float.abs() >= BEYOND,
    }
}

/// Which of two numbers is greater.
pub(crate) fn compare(one: JsonNumber, other: JsonNumber) -> Ordering {
    match (number(one), number(other)) {
        (Ok(one), Ok(other)) => one.cmp(&other),
        (Ok(one), Err(other)) => with_float(one, other),
        (Err(one), Ok(other)) => with_float(other, one).reverse(),
        // No number of JSON is `NaN`.
        (Err(one), Err(other)) => one.partial_cmp(&other).unwrap_or(Ordering::Equal),
    }
}

/// Whether a number is a whole multiple of another, both as the decimals that they are written as.
pub(crate) fn is_multiple(amount: JsonNumber, step: JsonNumber) -> bool {
    let ((digits, exponent), (step, step_exponent)) = (decimal(amount), decimal(step));
    let Some(step) = Some(step).filter(|step| *step > 0) else { return true };
    let shift = exponent - step_exponent;
    if shift >= 0 {
        let factor = (0..shift).fold(1, |power, _| power * 10 % step);
        return digits % step * (factor % step) % step == 0;
    }
    // What overflows is greater than any number of 64 bits, and divides none but zero.
    let step = 10u128.checked_pow(shift.unsigned_abs()).and_then(|power| power.checked_mul(step));
    digits == 0 || step.is_some_and(|step| digits % step == 0)
}

/// A number as people write it.
pub(crate) fn text(amount: JsonNumber) -> String {
    match amount {
        JsonNumber::Signed(number) => number.to_string(),
        JsonNumber::Unsigned(number) => number.to_string(),
        JsonNumber::Float(number) => number.to_string(),
    }
}

fn number(amount: JsonNumber) -> Result<i128, f64> {
    match amount {
        JsonNumber::Signed(number) => Ok(number.into()),
        JsonNumber::Unsigned(number) => Ok(number.into()),
        JsonNumber::Float(number) => Err(number),
    }
}

/// Compares a number of 64 bits with a float of any size.
fn with_float(number: i128, float: f64) -> Ordering {
    let floor = float.floor();
    // A float out of range saturates, which keeps the order.
    number.cmp(&(floor as i128)).then(if float > floor { Ordering::Less } else { Ordering::Equal })
}

/// The digits of a number without its sign, and the power of ten that they are times: `0.15` is `(15, -2)`.
fn decimal(amount: JsonNumber) -> (u128, i32) {
    let float = match number(amount) {
        Ok(number) => return (number.unsigned_abs(), 0),
        Err(float) => float.abs(),
    };
    // The fewest digits that are this float again: `1.5e-7`.
    let text = format!("{float:e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let places = i32::try_from(fraction.len()).unwrap_or_default();
    (format!("{whole}{fraction}").parse().unwrap_or_default(), exponent.parse::<i32>().unwrap_or_default() - places)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A number as JSON has it.
    fn amount(text: &str) -> JsonNumber {
        let signed = text.parse().ok().filter(|number| *number < 0).map(JsonNumber::Signed);
        signed
            .or_else(|| text.parse().ok().map(JsonNumber::Unsigned))
            .unwrap_or_else(|| JsonNumber::Float(text.parse().unwrap()))
    }

    #[test]
    fn numbers_are_compared_exactly() {
        let ascending = [
            "-1e300",
            "-18446744073709551616.0",
            "-9223372036854775808",
            "-9007199254740993",
            "-9007199254740992",
            "-1.5",
            "-1",
            "-0.5",
            "0",
            "1e-300",
            "0.5",
            "1",
            "1.5",
            "9007199254740992",
            "9007199254740993",
            "9007199254740994",
            "9223372036854775807",
            "9223372036854775808",
            "18446744073709551615",
            "18446744073709551616.0",
            "1e300",
        ];
        for (at, one) in ascending.iter().enumerate() {
            for (other_at, other) in ascending.iter().enumerate() {
                assert_eq!(compare(amount(one), amount(other)), at.cmp(&other_at), "{one} and {other}");
            }
        }
        for (one, other) in [
            ("1", "1.0"),
            ("0", "-0.0"),
            ("9007199254740992", "9007199254740992.0"),
            ("9223372036854775808", "9223372036854775808.0"),
        ] {
            assert_eq!(compare(amount(one), amount(other)), Ordering::Equal);
        }
    }

    #[test]
    fn what_is_whole_is_written_so() {
        for (text, whole) in [
            ("1", true),
            ("-1", true),
            ("1.0", false),
            ("1e3", false),
            ("0.5", false),
            ("18446744073709551616.0", true),
            ("-1e300", true),
        ] {
            assert_eq!(is_whole(amount(text)), whole, "{text}");
        }
    }

    #[test]
    fn multiples_are_those_of_decimals() {
        for (one, step) in [
            ("0.3", "0.1"),
            ("-0.3", "0.1"),
            ("4.35", "0.01"),
            ("0", "7"),
            ("0.0", "0.3"),
            ("12", "3"),
            ("1e300", "2"),
            ("1e-7", "1e-9"),
            ("18446744073709551615", "5"),
            ("9007199254740993", "3"),
            ("7.5", "2.5"),
            ("1e300", "1e-300"),
        ] {
            assert!(is_multiple(amount(one), amount(step)), "{one} of {step}");
        }
        for (one, step) in [
            ("0.35", "0.1"),
            ("1", "2"),
            ("9007199254740993", "2"),
            ("18446744073709551615", "2"),
            ("0.5", "1"),
            ("1e-300", "1e300"),
            ("1e300", "7"),
        ] {
            assert!(!is_multiple(amount(one), amount(step)), "{one} of {step}");
        }
    }
}
