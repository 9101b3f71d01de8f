//! Exact decimal numbers: limits such as `0.1` and `9007199254740993` compare as they are written.

use std::cmp::Ordering;

use serde_json::{Number, Value};

/// `mantissa` times ten to the `exponent`; never a trailing zero in the mantissa.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Decimal {
    mantissa: i128,
    exponent: i32,
}

impl Decimal {
    pub(crate) const ZERO: Self = Self::integer(0);
    pub(crate) const ONE: Self = Self::integer(1);

    /// A whole number. Trailing zeros stay, so only small constants are made this way.
    const fn integer(value: i128) -> Self {
        Self { mantissa: value, exponent: 0 }
    }

    pub(crate) fn of_i128(value: i128) -> Self {
        Self::integer(value).trimmed()
    }

    /// `None` for what is no number, and for numbers too long to be exact.
    pub(crate) fn of_value(value: &Value) -> Option<Self> {
        Self::of_number(value.as_number()?)
    }

    fn of_number(number: &Number) -> Option<Self> {
        let text = number.to_string();
        let (digits, exponent) = match text.split_once(['e', 'E']) {
            Some((digits, exponent)) => (digits, exponent.parse::<i32>().ok()?),
            None => (text.as_str(), 0),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let mantissa: i128 = format!("{whole}{fraction}").parse().ok()?;
        let exponent = exponent.checked_sub(i32::try_from(fraction.len()).ok()?)?;
        Some(Self { mantissa, exponent }.trimmed())
    }

    fn trimmed(mut self) -> Self {
        if self.mantissa == 0 {
            return Self::ZERO;
        }
        while self.mantissa % 10 == 0 {
            self.mantissa /= 10;
            self.exponent += 1;
        }
        self
    }

    /// Both at the smaller exponent.
    fn aligned(self, other: Self) -> Option<(i128, i128, i32)> {
        let exponent = self.exponent.min(other.exponent);
        let scale = |number: Self| {
            let steps = u32::try_from(number.exponent.checked_sub(exponent)?).ok()?;
            number.mantissa.checked_mul(10_i128.checked_pow(steps)?)
        };
        Some((scale(self)?, scale(other)?, exponent))
    }

    /// `None` where the two are too far apart to be held at once.
    pub(crate) fn compare(self, other: Self) -> Option<Ordering> {
        if self.mantissa.signum() != other.mantissa.signum() {
            return Some(self.mantissa.signum().cmp(&other.mantissa.signum()));
        }
        self.aligned(other).map(|(a, b, _)| a.cmp(&b))
    }

    pub(crate) fn is_multiple_of(self, step: Self) -> Option<bool> {
        let (value, step, _) = self.aligned(step)?;
        (step != 0).then(|| value % step == 0)
    }

    /// The least positive number that is a multiple of both.
    pub(crate) fn common_multiple(self, other: Self) -> Option<Self> {
        let (a, b, exponent) = self.aligned(other)?;
        let (a, b) = (a.checked_abs()?, b.checked_abs()?);
        let mantissa = (a / greatest_divisor(a, b)?).checked_mul(b)?;
        Some(Self { mantissa, exponent }.trimmed())
    }

    pub(crate) fn plus(self, other: Self) -> Option<Self> {
        let (a, b, exponent) = self.aligned(other)?;
        let mantissa = a.checked_add(b)?;
        Some(Self { mantissa, exponent }.trimmed())
    }

    pub(crate) fn negated(self) -> Option<Self> {
        Some(Self { mantissa: self.mantissa.checked_neg()?, exponent: self.exponent })
    }

    /// The nearest multiple of a positive step that is not below.
    pub(crate) fn ceiling(self, step: Self) -> Option<Self> {
        let (value, step, exponent) = self.aligned(step)?;
        if step <= 0 {
            return None;
        }
        let beyond = value.rem_euclid(step);
        let up = if beyond == 0 { 0 } else { step - beyond };
        let mantissa = value.checked_add(up)?;
        Some(Self { mantissa, exponent }.trimmed())
    }

    /// As JSON, for messages.
    pub(crate) fn value(self) -> Value {
        let text = format!("{}e{}", self.mantissa, self.exponent);
        let whole = u32::try_from(self.exponent)
            .ok()
            .and_then(|exponent| self.mantissa.checked_mul(10_i128.checked_pow(exponent)?))
            .and_then(|whole| i64::try_from(whole).ok());
        match whole {
            Some(whole) => Value::from(whole),
            None => text.parse::<f64>().map_or(Value::String(text), Value::from),
        }
    }
}

fn greatest_divisor(mut a: i128, mut b: i128) -> Option<i128> {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    (a != 0).then_some(a)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        Decimal::of_value(&serde_json::from_str(text).unwrap()).unwrap()
    }

    #[test]
    fn decimals_compare_exactly() {
        for (a, b, order) in [
            ("0.1", "0.10", Ordering::Equal),
            ("9007199254740993", "9007199254740992", Ordering::Greater),
            ("-1e-7", "0", Ordering::Less),
            ("1e3", "1000", Ordering::Equal),
            ("1e300", "-1", Ordering::Greater),
        ] {
            assert_eq!(decimal(a).compare(decimal(b)), Some(order), "{a} {b}");
        }
        assert_eq!(decimal("1e300").compare(decimal("1")), None);
    }

    #[test]
    fn multiples_are_exact() {
        assert_eq!(decimal("0.3").is_multiple_of(decimal("0.1")), Some(true));
        assert_eq!(decimal("7").is_multiple_of(decimal("2")), Some(false));
        assert_eq!(decimal("7").is_multiple_of(Decimal::ZERO), None);
        assert_eq!(decimal("4").common_multiple(decimal("6")), Some(decimal("12")));
        assert_eq!(decimal("-7").ceiling(decimal("2")), Some(decimal("-6")));
        assert_eq!(decimal("0.5").ceiling(Decimal::ONE), Some(Decimal::ONE));
    }
}
