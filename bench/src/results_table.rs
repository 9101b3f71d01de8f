//! A row of the table, and the table as Markdown.
//!
//! Rows can be measured one at a time: a table that was written before keeps the rows that were not measured now, each with its date.

use std::fmt::Write as _;
use std::time::Duration;

use crate::paired_comparison::Ratio;

/// One figure.
#[derive(Clone, Debug)]
pub struct Row {
    /// What was measured.
    pub what: String,
    /// What it is compared with.
    pub against: String,
    /// The figure, for people.
    pub figure: String,
    /// What is to be reached.
    pub target: String,
    /// Whether it was; none where nothing was asked for.
    pub reached: Option<bool>,
    /// The figures behind it, and why a target is missed.
    pub note: String,
}

impl Row {
    /// A row of a ratio that is to be at most so much.
    pub fn at_most(what: &str, against: &str, target: f64, ratio: &Ratio) -> Self {
        Self {
            what: what.to_owned(),
            against: against.to_owned(),
            figure: format!("**{:.2}×** ({:.2}–{:.2})", ratio.median, ratio.low, ratio.high),
            target: format!("≤ {target} times"),
            reached: Some(ratio.median <= target),
            note: format!("{} to {}", time(ratio.ours), time(ratio.theirs)),
        }
    }

    /// A row of a time that is to be less than a limit.
    pub fn within(what: &str, limit: Duration, taken: Duration) -> Self {
        Self {
            what: what.to_owned(),
            against: "–".to_owned(),
            figure: format!("**{}**", time(taken)),
            target: format!("≤ {}", time(limit)),
            reached: Some(taken <= limit),
            note: String::new(),
        }
    }

    /// The same row for a figure that nobody asked for.
    #[must_use]
    pub fn for_information(mut self) -> Self {
        self.target = "–".to_owned();
        self.reached = None;
        self
    }

    /// Adds to the note.
    #[must_use]
    pub fn noted(mut self, note: impl AsRef<str>) -> Self {
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
        let reached = match self.reached {
            Some(true) => "yes",
            Some(false) => "**no**",
            None => "–",
        };
        format!("{} {} | {} | {reached} | {} | {date} |", self.key(), self.figure, self.target, self.note)
    }
}

const HEAD: &str =
    "| what | against | measured | target | reached | behind it | date |\n|---|---|---|---|---|---|---|\n";

/// The table: the rows that were measured now in place of those of the same name in the table before.
pub fn table(before: &str, rows: &[Row], date: &str) -> String {
    let mut lines: Vec<String> =
        before.lines().filter(|line| line.starts_with("| ")).skip(1).map(str::to_owned).collect();
    for row in rows {
        match lines.iter_mut().find(|line| line.starts_with(&row.key())) {
            Some(line) => *line = row.line(date),
            None => lines.push(row.line(date)),
        }
    }
    let mut table = HEAD.to_owned();
    for line in lines {
        let _ = writeln!(table, "{line}");
    }
    table
}

/// What a row of a table measures, and against what: its first two cells.
pub fn key(line: &str) -> Option<(&str, &str)> {
    let mut cells = line.strip_prefix("| ")?.split(" | ");
    Some((cells.next()?, cells.next()?))
}

/// A time in the unit that suits it, with three digits.
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
    #[expect(clippy::cast_precision_loss, reason = "for people")]
    let mebibytes = bytes as f64 / f64::from(1 << 20);
    format!("{mebibytes:.1} MiB")
}
