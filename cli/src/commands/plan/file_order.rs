//! The order of a line of a file.

use colt_numbers::Reservation;
use colt_numbers_journal::PlannedOrder;

use super::line_violation::LineViolation;

/// The order of a line.
#[derive(Debug)]
pub struct LineOrder {
    pub line: u64,
    /// The order, or every violation of the line.
    pub order: Result<FileOrder, Vec<LineViolation>>,
}

/// A valid order of a file.
#[derive(Debug)]
pub struct FileOrder {
    pub reservation: Reservation,
    pub key: Option<String>,
}

impl From<FileOrder> for PlannedOrder {
    fn from(FileOrder { reservation, key }: FileOrder) -> Self {
        match key {
            Some(key) => Self::with_key(reservation, key),
            None => reservation.into(),
        }
    }
}
