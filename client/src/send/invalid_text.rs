//! The error of a text that cannot be parsed as an outcome or a day.

use std::error::Error;
use std::fmt;

/// The error of a text that cannot be parsed as an [`Outcome`](crate::Outcome) or a [`Day`](crate::Day). `Display` prints what is expected, but not
/// the text.
///
/// ```
/// use colt_numbers::{Day, Outcome};
///
/// assert_eq!("notSent".parse(), Ok(Outcome::NotSent));
/// assert_eq!("2027-02-21".parse::<Day>()?.year(), 2027);
/// assert!("21.02.2027".parse::<Day>().is_err());
/// # Ok::<(), colt_numbers::InvalidText>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct InvalidText {
    expected: &'static str,
}

impl InvalidText {
    pub(crate) fn expected(expected: &'static str) -> Self {
        Self { expected }
    }
}

impl fmt::Display for InvalidText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}", self.expected)
    }
}

impl Error for InvalidText {}
