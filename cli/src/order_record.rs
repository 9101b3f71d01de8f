//! An order of the journal for people and programs: its numbers, and its record as JSON, as CSV and as a line of text.

use std::io::{self, Write};
use std::time::SystemTime;

use colt_numbers::types::ReservationRequest;
use colt_numbers_journal::{Entry, State};
use colt_numbers_terminal_text::Safe;
use serde::Serialize;

use crate::command_failure::CommandFailure;
use crate::style::{ERROR, GOOD, WARNING, styled};

/// At most this many characters of a text are printed on a line.
const MAX_TEXT: usize = 200;

/// At most this many ranges are printed on a line.
const MAX_RANGES: usize = 3;

/// An order as JSON. Programs read this JSON: the names of its members are stable.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderJson {
    plan: String,
    position: u64,
    key: Option<String>,
    tracking_id: String,
    state: &'static str,
    attempts: u32,
    country: Option<String>,
    ranges: Vec<RangeJson>,
    lock_id: Option<String>,
    numbers: Option<u64>,
    order_id: Option<String>,
    order_status: Option<String>,
    reason: Option<String>,
    evidence: Option<String>,
    sending_until: Option<String>,
    reserved_at: Option<String>,
    lapses_on: Option<String>,
    changed_at: String,
}

#[derive(Debug, Serialize)]
struct RangeJson {
    start: String,
    end: String,
}

impl OrderJson {
    /// The record of an order.
    pub fn new(entry: Entry) -> Self {
        // A body that was planned is valid, so its numbers can be read.
        let request = serde_json::from_slice::<ReservationRequest>(&entry.body).ok();
        let ranges = request.iter().flat_map(|request| &request.number_range_list).map(|range| RangeJson {
            start: range.number_range_start.as_str().to_owned(),
            end: range.number_range_end.as_str().to_owned(),
        });
        // If only the send log has the order, its request is not known.
        let sent = entry.sent_ranges.into_iter().map(|(start, end)| RangeJson { start, end });
        Self {
            country: request.as_ref().map(|request| request.related_party.reseller.country.to_string()),
            ranges: ranges.chain(sent).collect(),
            plan: entry.plan,
            position: entry.position,
            key: entry.key,
            tracking_id: entry.tracking_id,
            state: entry.state.as_str(),
            attempts: entry.attempts,
            lock_id: entry.lock_id,
            numbers: entry.numbers,
            order_id: entry.order_id,
            order_status: entry.order_status,
            reason: entry.reason,
            evidence: entry.evidence,
            sending_until: entry.sending_until.map(utc),
            reserved_at: entry.reserved_at.map(utc),
            lapses_on: entry.lapses_on,
            changed_at: utc(entry.changed_at),
        }
    }

    /// The columns of [`OrderJson::csv_row`].
    pub const CSV_COLUMNS: [&'static str; 14] = [
        "plan",
        "position",
        "state",
        "country",
        "ranges",
        "numbers",
        "lock_id",
        "key",
        "tracking_id",
        "order_id",
        "reserved_at",
        "lapses_on",
        "attempts",
        "reason",
    ];

    /// The order as a row of CSV. Several ranges are separated by blanks.
    pub fn csv_row(&self) -> [String; 14] {
        let optional = |text: &Option<String>| text.as_deref().map(csv_text).unwrap_or_default();
        let ranges: Vec<_> = self.ranges.iter().map(|range| format!("{}..{}", range.start, range.end)).collect();
        [
            csv_text(&self.plan),
            self.position.to_string(),
            self.state.to_owned(),
            optional(&self.country),
            ranges.join(" "),
            self.numbers.map(|numbers| numbers.to_string()).unwrap_or_default(),
            optional(&self.lock_id),
            optional(&self.key),
            csv_text(&self.tracking_id),
            optional(&self.order_id),
            optional(&self.reserved_at),
            optional(&self.lapses_on),
            self.attempts.to_string(),
            optional(&self.reason),
        ]
    }

    /// The ranges or the lock: `+442081324700..+442081324709`.
    pub fn numbers_text(&self) -> String {
        let mut texts: Vec<_> = self.lock_id.iter().map(|id| format!("lock {id}")).collect();
        texts.extend(self.ranges.iter().take(MAX_RANGES).map(|range| match range.start == range.end {
            true => range.start.clone(),
            false => format!("{}..{}", range.start, range.end),
        }));
        match self.ranges.len().saturating_sub(MAX_RANGES) {
            0 => {}
            more => texts.push(format!("and {more} more")),
        }
        texts.join(" ")
    }

    /// Writes what identifies the order: its plan and position, its numbers and its tracking id.
    pub fn write_name(&self, out: &mut dyn Write) -> io::Result<()> {
        let text = |text: &str| Safe::new(text).truncated(MAX_TEXT).to_string();
        let (plan, numbers) = (text(&self.plan), text(&self.numbers_text()));
        write!(out, "{plan} {}: {numbers} {}", self.position, text(&self.tracking_id))
    }

    /// Its place: `3 of plan spring`.
    pub fn position_text(&self) -> String {
        format!("{} of plan {}", self.position, self.plan)
    }

    pub fn tracking_id(&self) -> &str {
        &self.tracking_id
    }

    pub fn order_id(&self) -> Option<&str> {
        self.order_id.as_deref()
    }

    pub fn lapses_on(&self) -> Option<&str> {
        self.lapses_on.as_deref()
    }

    pub fn state(&self) -> &'static str {
        self.state
    }

    pub fn reason(&self) -> Option<&str> {
        self.reason.as_deref()
    }

    /// Writes the order on one line: its position, state, numbers and tracking id, and what is known about its result.
    pub fn write_line(&self, out: &mut dyn Write) -> io::Result<()> {
        let style = match self.state {
            state if state == State::Accepted.as_str() => GOOD,
            state if State::parse(state).is_some_and(State::is_in_doubt) => ERROR,
            _ => WARNING,
        };
        let text = |text: &str| Safe::new(text).truncated(MAX_TEXT).to_string();
        write!(out, "{:>5} {} ", self.position, styled(style, self.state))?;
        write!(out, "{} {}", text(&self.numbers_text()), text(&self.tracking_id))?;
        if let Some(order_id) = &self.order_id {
            write!(out, " order {}", text(order_id))?;
        }
        if let Some(day) = &self.lapses_on {
            write!(out, " lapses {}", text(day))?;
        }
        match &self.reason {
            Some(reason) => writeln!(out, ": {}", text(reason)),
            None => writeln!(out),
        }
    }
}

/// A text for a cell of CSV. A spreadsheet would run a text that begins like a formula, and it may be the vendor's, so it gets a `'` in front. Ranges
/// do not: they are only numbers.
fn csv_text(text: &str) -> String {
    let quote = if text.trim_start().starts_with(['=', '+', '-', '@']) { "'" } else { "" };
    format!("{quote}{}", Safe::new(text))
}

/// The orders as CSV, with or without the header.
pub fn write_csv(has_header: bool, orders: impl Iterator<Item = OrderJson>) -> Result<Vec<u8>, CommandFailure> {
    let header = has_header.then(|| OrderJson::CSV_COLUMNS.map(str::to_owned));
    let mut writer = csv::Writer::from_writer(Vec::new());
    let rows = header.into_iter().chain(orders.map(|order| order.csv_row()));
    let written = rows.into_iter().try_for_each(|row| writer.write_record(row)).map_err(|error| error.to_string());
    let text = written.and_then(|()| writer.into_inner().map_err(|error| error.to_string()));
    text.map_err(CommandFailure::internal)
}

/// An instant in UTC to the second; a year beyond 9999 is printed as the last second before it.
pub fn utc(time: SystemTime) -> String {
    let time = jiff::Timestamp::try_from(time).unwrap_or(jiff::Timestamp::MAX);
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
