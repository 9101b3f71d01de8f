//! Parsing a number and a tracking id, compared with a hand-written check and one allocation.

use std::hint::black_box;

use colt_numbers::types::{TelephoneNumber, TrackingId};

use crate::paired_comparison::{Sampling, compare};
use crate::results_table::ResultRow;
use crate::{Result, sample};

/// Numbers of every valid length, with and without a plus sign.
pub fn numbers() -> Vec<String> {
    let digits = "4420813247580123";
    (7..=16).flat_map(|length| [digits[..length].to_owned(), format!("+{}", &digits[..length])]).collect()
}

/// Typical tracking ids.
pub fn tracking_ids() -> Vec<String> {
    let forms = [sample::TRACKING_ID, "abcd456e-d45645-dfaafda-1232345667dd", "order:2026.07~1@shop", "A1"];
    forms.map(str::to_owned).to_vec()
}

/// The hand-written check of a number.
pub fn number_by_hand(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let digits = bytes.strip_prefix(b"+").unwrap_or(bytes);
    let well_formed = matches!(digits.len(), 7..=16) && digits[0] != b'0' && digits.iter().all(u8::is_ascii_digit);
    well_formed.then(|| text.to_owned())
}

/// The hand-written check of a tracking id.
pub fn tracking_id_by_hand(text: &str) -> Option<String> {
    let allowed = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'~' | b':' | b'@' | b'-');
    let well_formed = matches!(text.len(), 1..=255) && text.bytes().all(|byte| allowed(&byte));
    well_formed.then(|| text.to_owned())
}

/// Measures, and returns the rows.
///
/// # Errors
/// If a valid text is rejected.
pub fn rows() -> Result<Vec<ResultRow>> {
    let hand = "a hand-written check of its bytes, and one allocation";
    let texts = numbers();
    let ours = || parse_each(&texts, |text| TelephoneNumber::try_from(text).ok());
    let number = compare(Sampling::MICRO, ours, || parse_each(&texts, number_by_hand))?;
    let texts = tracking_ids();
    let ours = || parse_each(&texts, |text| TrackingId::try_from(text).ok());
    let tracking_id = compare(Sampling::MICRO, ours, || parse_each(&texts, tracking_id_by_hand))?;
    Ok(vec![
        ResultRow::at_most("parse one number", hand, 1.3, &number)
            .with_note("for 20 numbers, two of each valid length"),
        ResultRow::at_most("parse one tracking id", hand, 1.3, &tracking_id)
            .with_note("for 4 tracking ids of 2 to 36 characters"),
    ])
}

/// Parses each text, and drops the values.
pub(crate) fn parse_each<T>(texts: &[String], parse: impl Fn(&str) -> Option<T>) -> Result<()> {
    for text in texts {
        drop(black_box(parse(black_box(text)).ok_or("a valid text was rejected")?));
    }
    Ok(())
}
