//! Exact comparison of JSON numbers: limits beyond 2^53 are not rounded, and `0.3` is a multiple of `0.1`.

use std::cmp::Ordering;

use colt_numbers_api::schema::JsonNumber;
use serde_json::{Number, Value};

/// Whether a number is an integer as OpenAPI defines it, written without fraction and exponent: `1.0` is not an integer. A number beyond
/// 64 bits counts as an integer, because the parser does not preserve its notation.
pub(crate) fn is_integer(number: JsonNumber) -> bool {
    /// 2^63. No `f64` from here on has a fraction.
    const TWO_POW_63: f64 = 9_223_372_036_854_775_808.0;
    match number {
        JsonNumber::Signed(_) | JsonNumber::Unsigned(_) => true,
        JsonNumber::Float(float) => float.abs() >= TWO_POW_63,
    }
}

/// Compares two numbers exactly.
pub(crate) fn compare(one: JsonNumber, other: JsonNumber) -> Ordering {
    match (to_integer(one), to_integer(other)) {
        (Ok(one), Ok(other)) => one.cmp(&other),
        (Ok(one), Err(other)) => compare_with_float(one, other),
        (Err(one), Ok(other)) => compare_with_float(other, one).reverse(),
        // JSON has no `NaN`.
        (Err(one), Err(other)) => one.partial_cmp(&other).unwrap_or(Ordering::Equal),
    }
}

/// Whether a number is an integer multiple of `step`. Both count as the decimals that they are written as. True if `step` is zero.
pub(crate) fn is_multiple(number: JsonNumber, step: JsonNumber) -> bool {
    let ((digits, exponent), (step, step_exponent)) = (to_decimal(number), to_decimal(step));
    let Some(step) = Some(step).filter(|step| *step > 0) else { return true };
    let shift = exponent - step_exponent;
    if shift >= 0 {
        let factor = (0..shift).fold(1, |power, _| power * 10 % step);
        return digits % step * (factor % step) % step == 0;
    }
    // A step that overflows is greater than the digits of any number, so only zero is a multiple of it.
    let step = 10u128.checked_pow(shift.unsigned_abs()).and_then(|power| power.checked_mul(step));
    digits == 0 || step.is_some_and(|step| digits % step == 0)
}

/// Converts a number.
pub(crate) fn of_value(number: &Number) -> JsonNumber {
    match (number.as_u64(), number.as_i64()) {
        (Some(number), _) => JsonNumber::Unsigned(number),
        (None, Some(number)) => JsonNumber::Signed(number),
        (None, None) => JsonNumber::Float(number.as_f64().unwrap_or(f64::NAN)),
    }
}

/// Whether a value is the number that a text states, to the last digit. A number beyond 64 bits loses digits when it is parsed.
pub(crate) fn is_exact(value: &Value, text: &str) -> bool {
    value.is_number() && parse_decimal(&value.to_string()) == parse_decimal(text)
}

/// Splits the text of a JSON number, without its sign, into digits without zeros around them and a power of ten: `-1.50e3` is `15` and 2.
fn parse_decimal(text: &str) -> Option<(String, i64)> {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{}{fraction}", whole.trim_start_matches('-'));
    let significant = digits.trim_end_matches('0');
    let zeros = i64::try_from(digits.len() - significant.len()).ok()? - i64::try_from(fraction.len()).ok()?;
    let power = exponent.parse::<i64>().ok()?.checked_add(zeros)?;
    let significant = significant.trim_start_matches('0');
    Some((significant.to_owned(), if significant.is_empty() { 0 } else { power }))
}

/// Formats a number for a message.
pub(crate) fn format(number: JsonNumber) -> String {
    match number {
        JsonNumber::Signed(number) => number.to_string(),
        JsonNumber::Unsigned(number) => number.to_string(),
        JsonNumber::Float(number) => number.to_string(),
    }
}

fn to_integer(number: JsonNumber) -> Result<i128, f64> {
    match number {
        JsonNumber::Signed(number) => Ok(number.into()),
        JsonNumber::Unsigned(number) => Ok(number.into()),
        JsonNumber::Float(number) => Err(number),
    }
}

/// Compares a 64-bit integer with a float of any size.
fn compare_with_float(number: i128, float: f64) -> Ordering {
    let floor = float.floor();
    // The cast of a float out of range saturates, which preserves the order.
    number.cmp(&(floor as i128)).then(if float > floor { Ordering::Less } else { Ordering::Equal })
}

/// Splits a number, without its sign, into digits and a power of ten: `0.15` is `(15, -2)`.
fn to_decimal(number: JsonNumber) -> (u128, i32) {
    let float = match to_integer(number) {
        Ok(number) => return (number.unsigned_abs(), 0),
        Err(float) => float.abs(),
    };
    // `{:e}` prints the fewest digits that parse to the same float: `1.5e-7`.
    let text = format!("{float:e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let places = i32::try_from(fraction.len()).unwrap_or_default();
    (format!("{whole}{fraction}").parse().unwrap_or_default(), exponent.parse::<i32>().unwrap_or_default() - places)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A number from its notation in JSON.
    fn json_number(text: &str) -> JsonNumber {
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
                assert_eq!(compare(json_number(one), json_number(other)), at.cmp(&other_at), "{one} and {other}");
            }
        }
        for (one, other) in [
            ("1", "1.0"),
            ("0", "-0.0"),
            ("9007199254740992", "9007199254740992.0"),
            ("9223372036854775808", "9223372036854775808.0"),
        ] {
            assert_eq!(compare(json_number(one), json_number(other)), Ordering::Equal);
        }
    }

    #[test]
    fn a_number_that_loses_digits_is_not_exact() {
        let is_exact = |text: &str| is_exact(&serde_json::from_str(text).unwrap(), text);
        for text in ["0", "-0", "0.0", "7", "-1.50e3", "1e2", "1E-7", "100", "0.1", "18446744073709551615", "1e300"] {
            assert!(is_exact(text), "{text}");
        }
        for text in ["18446744073709551617", "-9223372036854775809", "0.1000000000000000055", "1e-400"] {
            assert!(!is_exact(text), "{text}");
        }
        assert!(!super::is_exact(&"7".into(), "7"), "a string");
    }

    #[test]
    fn an_integer_has_neither_fraction_nor_exponent() {
        for (text, is_int) in [
            ("1", true),
            ("-1", true),
            ("1.0", false),
            ("1e3", false),
            ("0.5", false),
            ("18446744073709551616.0", true),
            ("-1e300", true),
        ] {
            assert_eq!(is_integer(json_number(text)), is_int, "{text}");
        }
    }

    #[test]
    fn multiples_are_computed_on_decimals() {
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
            assert!(is_multiple(json_number(one), json_number(step)), "{one} of {step}");
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
            assert!(!is_multiple(json_number(one), json_number(step)), "{one} of {step}");
        }
    }
}
