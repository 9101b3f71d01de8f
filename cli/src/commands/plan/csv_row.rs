//! The order of a row of a table.

use colt_numbers::{Checks, Reservation, Rule, Violation};

use super::csv_header::{Column, CsvHeader, split};
use super::file_order::FileOrder;
use super::line_violation::LineViolation;

/// The order of a row; `None` if every value of the row is blank, as in the last rows of a spreadsheet.
pub fn order_of_row(header: &CsvHeader, line: &[u8], checks: &Checks) -> Option<Result<FileOrder, Vec<LineViolation>>> {
    let values = match split(line, header.delimiter) {
        Ok(values) => values,
        Err(violation) => return Some(Err(vec![violation])),
    };
    if values.iter().all(String::is_empty) {
        return None;
    }
    let (found, expected) = (values.len(), header.columns.len());
    if found != expected {
        let message = format!("the row has {found} values, but the header has {expected} columns");
        let hint = "a value with a delimiter in it needs quotes around it";
        return Some(Err(vec![LineViolation::csv(message, Some(hint))]));
    }
    let changed: Vec<_> =
        header.columns.iter().zip(&values).filter(|(column, value)| is_changed(**column, value)).collect();
    if !changed.is_empty() {
        let violation = |(column, value): (&Column, &String)| LineViolation::spreadsheet_number(column.name(), value);
        return Some(Err(changed.into_iter().map(violation).collect()));
    }
    let value = |column| {
        let at = header.columns.iter().position(|other| *other == column)?;
        values.get(at).map(String::as_str).filter(|value| !value.is_empty())
    };
    Some(build(value, checks))
}

/// Whether the value is a number as a spreadsheet prints it, such as `4.42081E+11` or `442081324758.00`.
fn is_changed(column: Column, value: &str) -> bool {
    let is_decimal = |text: &str| {
        let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, "0"));
        let are_digits = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        are_digits(whole.trim_start_matches(['+', '-'])) && are_digits(fraction)
    };
    column.has_digits()
        && match value.to_ascii_uppercase().split_once("E+") {
            Some((mantissa, exponent)) => is_decimal(mantissa) && exponent.bytes().all(|byte| byte.is_ascii_digit()),
            None => value.contains(['.', ',']) && is_decimal(value),
        }
}

fn build<'v>(value: impl Fn(Column) -> Option<&'v str>, checks: &Checks) -> Result<FileOrder, Vec<LineViolation>> {
    let invalid = |message: &str| {
        let hint = format!("see the rule `{}`; `plan` also reads requests as JSONL", Rule::LockIdOrRanges.id());
        Err(vec![LineViolation::csv(message, Some(&hint))])
    };
    let country = value(Column::Country).unwrap_or_default();
    let mut builder = match (value(Column::LockId), value(Column::Start), value(Column::End)) {
        (Some(lock_id), None, None) => Reservation::of_lock(country, lock_id),
        (None, Some(start), end) => Reservation::of_range(country, start, end.unwrap_or(start)),
        (Some(_), _, _) => return invalid("the row has a lock id and numbers"),
        (None, None, Some(_)) => return invalid("the row has an end, but no start"),
        (None, None, None) => return invalid("the row has neither a start nor a lock id"),
    };
    if let Some(profile) = value(Column::ServiceProfile) {
        builder = builder.service_profile(profile);
    }
    if let Some(reference) = value(Column::CustomerReference) {
        builder = builder.customer_reference(reference);
    }
    match builder.checks(checks.clone()).build() {
        Ok(reservation) => Ok(FileOrder { reservation, key: value(Column::Key).map(str::to_owned) }),
        Err(invalid) => {
            let mut violations: Vec<Violation> = invalid.into_iter().collect();
            if value(Column::End).is_none() {
                // The first number is the last one too, so that what is wrong with it would be reported twice.
                violations.dedup_by(|a, b| (a.id, &a.message, &a.hint) == (b.id, &b.message, &b.hint));
            }
            Err(violations.into_iter().map(LineViolation::Request).collect())
        }
    }
}
