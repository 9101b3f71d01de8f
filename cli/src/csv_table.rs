//! Reads tables from CSV files as spreadsheets write them: with or without a byte order mark, separated by commas or semicolons.

use std::path::Path;

use colt_numbers_terminal_text::Safe;

use crate::command_failure::CommandFailure;

/// A CSV file with a header.
#[derive(Debug)]
pub struct CsvTable {
    /// The file, for messages.
    name: String,
    header: Vec<String>,
    rows: Vec<CsvRow>,
}

/// A row below the header.
#[derive(Debug)]
pub struct CsvRow {
    /// Its line in the file, from 1.
    pub line: u64,
    values: Vec<String>,
}

/// At most this many lines are listed in a failure.
const MAX_LISTED: usize = 10;

impl CsvTable {
    /// Reads a file. Blanks around values are removed.
    pub fn read(path: &Path) -> Result<Self, CommandFailure> {
        let name = path.display().to_string();
        let failure = |problem: String| CommandFailure::usage(format!("cannot read `{name}`: {problem}"));
        let bytes = std::fs::read(path).map_err(|error| failure(error.to_string()))?;
        if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
            return Err(failure("it is UTF-16".to_owned()).hint("save it as CSV in UTF-8"));
        }
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter(text)).trim(csv::Trim::All).from_reader(text);
        let texts = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect::<Vec<_>>();
        let header = texts(reader.headers().map_err(|error| failure(problem(&error)))?);
        if let Some(repeated) = header.iter().find(|name| header.iter().filter(|other| other == name).count() > 1) {
            return Err(failure(format!("two columns have the name `{repeated}`")));
        }
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| failure(problem(&error)))?;
            let line = record.position().map_or(0, csv::Position::line);
            rows.push(CsvRow { line, values: texts(&record) });
        }
        Ok(Self { name, header, rows })
    }

    /// The index of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|column| column == name)
    }

    /// The names of the columns, for messages.
    pub fn columns(&self) -> String {
        self.header.iter().map(|column| format!("`{column}`")).collect::<Vec<_>>().join(", ")
    }

    pub fn rows(&self) -> &[CsvRow] {
        &self.rows
    }

    /// The failure for a file with invalid lines.
    pub fn invalid(&self, problems: &[(u64, String)]) -> CommandFailure {
        let listed = problems.iter().take(MAX_LISTED).map(|(line, problem)| format!("line {line}: {problem}"));
        let mut text = listed.collect::<Vec<_>>().join("; ");
        if problems.len() > MAX_LISTED {
            text.push_str(&format!("; and {} more", problems.len() - MAX_LISTED));
        }
        CommandFailure::usage(format!("`{}` is not valid: {text}", self.name))
    }
}

impl CsvRow {
    /// The value of a column.
    pub fn value(&self, column: usize) -> &str {
        self.values.get(column).map_or("", String::as_str)
    }
}

/// The delimiter that occurs most often in the header.
fn delimiter(text: &[u8]) -> u8 {
    let header = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |delimiter: u8| header.iter().filter(|byte| **byte == delimiter).count();
    if count(b';') > count(b',') { b';' } else { b',' }
}

/// What is wrong with a file, on one line.
fn problem(error: &csv::Error) -> String {
    let at = |position: &Option<csv::Position>| position.as_ref().map_or(0, csv::Position::line);
    match error.kind() {
        csv::ErrorKind::Utf8 { pos, .. } => format!("line {} is not UTF-8", at(pos)),
        csv::ErrorKind::UnequalLengths { pos, expected_len, len } => {
            format!("line {} has {len} values, but the header has {expected_len}", at(pos))
        }
        _ => Safe::new(&error.to_string()).to_string(),
    }
}
