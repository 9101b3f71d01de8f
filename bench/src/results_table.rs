//! The table of results as Markdown, and its rows.
//!
//! A new table keeps the rows of the old table that were not measured again. Each row has the date of its measurement.

use std::fmt::Write as _;
use std::time::Duration;

use crate::paired_comparison::Ratio;

/// One result.
#[derive(Clone, Debug)]
pub struct ResultRow {
    /// What was measured.
    pub what: String,
    /// The alternative.
    pub against: String,
    /// The result as text.
    pub figure: String,
    /// The target value.
    pub target: String,
    /// Whether the target is met; `None` without a target.
    pub is_met: Option<bool>,
    /// The absolute figures, and why a target is missed.
    pub note: String,
}

impl ResultRow {
    /// A ratio with an upper limit as its target.
    pub fn at_most(what: &str, against: &str, target: f64, ratio: &Ratio) -> Self {
        Self {
            what: what.to_owned(),
            against: against.to_owned(),
            figure: format!("**{:.2}×** ({:.2}–{:.2})", ratio.median, ratio.low, ratio.high),
            target: format!("≤ {target}×"),
            is_met: Some(ratio.median <= target),
            note: format!("{} against {}", time(ratio.ours), time(ratio.theirs)),
        }
    }

    /// A time with an upper limit as its target.
    pub fn within(what: &str, limit: Duration, duration: Duration) -> Self {
        Self {
            what: what.to_owned(),
            against: "–".to_owned(),
            figure: format!("**{}**", time(duration)),
            target: format!("≤ {}", time(limit)),
            is_met: Some(duration <= limit),
            note: String::new(),
        }
    }

    /// The same row without a target.
    #[must_use]
    pub fn without_target(mut self) -> Self {
        self.target = "–".to_owned();
        self.is_met = None;
        self
    }

    /// Adds a note.
    #[must_use]
    pub fn with_note(mut self, note: impl AsRef<str>) -> Self {
        if !self.note.is_empty() {
            self.note.push_str("; ");
        }
        self.note.push_str(note.as_ref());
        self
    }

    fn key(&self) -> String {
        format!("| {} | {} |", self.what, self.against)
    }

    fn line(&self, date: &str) -> String {
        let is_met = match self.is_met {
            Some(true) => "yes",
            Some(false) => "**no**",
            None => "–",
        };
        format!("{} {} | {} | {is_met} | {} | {date} |", self.key(), self.figure, self.target, self.note)
    }
}

const HEADER: &str =
    "| what | compared with | measured | target | met | details | date |\n|---|---|---|---|---|---|---|\n";

/// The table `before` with the new rows, each of which replaces the old row with the same key.
pub fn table(before: &str, rows: &[ResultRow], date: &str) -> String {
    let mut lines: Vec<String> =
        before.lines().filter(|line| line.starts_with("| ")).skip(1).map(str::to_owned).collect();
    for row in rows {
        match lines.iter_mut().find(|line| line.starts_with(&row.key())) {
            Some(line) => *line = row.line(date),
            None => lines.push(row.line(date)),
        }
    }
    let mut table = HEADER.to_owned();
    for line in lines {
        let _ = writeln!(table, "{line}");
    }
    table
}

/// The key of a row: its first two cells, which name the measured work and the alternative.
pub fn key(line: &str) -> Option<(&str, &str)> {
    let mut cells = line.strip_prefix("| ")?.split(" | ");
    Some((cells.next()?, cells.next()?))
}

/// A time with a suitable unit and three digits.
pub fn time(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    let (value, unit) = match seconds {
        s if s < 1e-6 => (s * 1e9, "ns"),
        s if s < 1e-3 => (s * 1e6, "µs"),
        s if s < 1.0 => (s * 1e3, "ms"),
        s => (s, "s"),
    };
    match value {
        v if v < 10.0 => format!("{v:.2} {unit}"),
        v if v < 100.0 => format!("{v:.1} {unit}"),
        v => format!("{v:.0} {unit}"),
    }
}

/// Bytes in MiB.
pub fn mebibytes(bytes: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "rounded for printing")]
    let mebibytes = bytes as f64 / f64::from(1 << 20);
    format!("{mebibytes:.1} MiB")
}
