//! The header of a table of orders: its delimiter, and where each column is.

use super::line_violation::LineViolation;

/// The columns of a table.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Column {
    Country,
    Start,
    End,
    ServiceProfile,
    CustomerReference,
    LockId,
    Key,
}

impl Column {
    /// Every column.
    pub const ALL: [Self; 7] =
        [Self::Country, Self::Start, Self::End, Self::ServiceProfile, Self::CustomerReference, Self::LockId, Self::Key];

    /// The name of the column in the header.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Country => "country",
            Self::Start => "start",
            Self::End => "end",
            Self::ServiceProfile => "service_profile",
            Self::CustomerReference => "customer_reference",
            Self::LockId => "lock_id",
            Self::Key => "key",
        }
    }

    /// Whether a spreadsheet may take a value of this column for a number.
    pub const fn has_digits(self) -> bool {
        matches!(self, Self::Start | Self::End | Self::LockId | Self::Key)
    }
}

/// The header of a table.
#[derive(Debug)]
pub struct CsvHeader {
    pub delimiter: u8,
    /// The columns in the order of the table.
    pub columns: Vec<Column>,
}

/// Reads the header. The delimiter is a semicolon if the header has one, otherwise a comma.
pub fn header_of(line: &[u8]) -> Result<CsvHeader, LineViolation> {
    let names = Column::ALL.map(Column::name).join(",");
    let hint = format!("the header has some of these columns: {names}");
    let invalid = |message: String| LineViolation::csv(message, Some(&hint));
    let delimiter = if line.contains(&b';') { b';' } else { b',' };
    let mut columns = Vec::new();
    for name in split(line, delimiter)? {
        let column = Column::ALL.into_iter().find(|column| name.eq_ignore_ascii_case(column.name()));
        match column {
            None => return Err(invalid(format!("the first line is not a header: `{name}` is not a column"))),
            Some(column) if columns.contains(&column) => {
                return Err(invalid(format!("the header has the column `{}` twice", column.name())));
            }
            Some(column) => columns.push(column),
        }
    }
    let has = |column| columns.contains(&column);
    match (has(Column::Country), has(Column::Start) || has(Column::LockId)) {
        (false, _) => Err(invalid("the header has no column `country`".to_owned())),
        (_, false) => Err(invalid("the header has neither a column `start` nor a column `lock_id`".to_owned())),
        (true, true) => Ok(CsvHeader { delimiter, columns }),
    }
}

/// The values of a line, without blanks around them.
pub fn split(line: &[u8], delimiter: u8) -> Result<Vec<String>, LineViolation> {
    if std::str::from_utf8(line).is_err() {
        return Err(LineViolation::encoding());
    }
    // Each line is read by itself: an unclosed quote would otherwise hide the orders of the next lines.
    if line.iter().filter(|byte| **byte == b'"').count() % 2 == 1 {
        let hint = "a value in quotes ends on its line, and a quote within it is written twice";
        return Err(LineViolation::csv("a quote is not closed", Some(hint)));
    }
    if line.contains(&b'\r') {
        return Err(LineViolation::csv("a line ends with a carriage return only", Some("end lines with a line feed")));
    }
    let mut reader = csv::ReaderBuilder::new();
    reader.delimiter(delimiter).has_headers(false).flexible(true).trim(csv::Trim::All).buffer_capacity(line.len() + 1);
    let record = reader.from_reader(line).into_records().next();
    match record {
        None => Ok(Vec::new()),
        Some(Ok(record)) => Ok(record.iter().map(str::to_owned).collect()),
        Some(Err(error)) => Err(LineViolation::csv(error.to_string(), None)),
    }
}
