//! The time of day, as the journal's events have it.

use rusqlite::{Connection, OptionalExtension as _};

use crate::clock::Millis;
use crate::error::JournalError;

/// Now, or the time of the last event if that is later: if the clock was set back, nothing appears older than it is.
pub(super) fn now_or_last_event(connection: &Connection, now: Millis) -> Result<Millis, JournalError> {
    let mut select = connection.prepare_cached("SELECT at FROM event ORDER BY id DESC LIMIT 1")?;
    let last: Option<Millis> = select.query_row([], |row| row.get(0)).optional()?;
    Ok(now.max(last.unwrap_or(now)))
}
