//! Reads a file of orders: CSV with a header, or JSONL with the body of a request on each line.
//!
//! Each line is read by itself, so that no error in one line hides the order of another one.

use std::sync::Arc;

use colt_numbers::Checks;

use super::csv_header::{CsvHeader, header_of};
use super::csv_row::order_of_row;
use super::file_order::{FileOrder, LineOrder};
use super::line_violation::{InvalidLine, LineViolation};

/// A file of orders. Clones share the text.
#[derive(Clone, Debug)]
pub struct OrderFile {
    text: Arc<[u8]>,
    /// The number of the first line with an order.
    first_line: u64,
    /// Where the first line with an order begins.
    begin: usize,
    format: Format,
    checks: Checks,
}

#[derive(Clone, Debug)]
enum Format {
    Csv(Arc<CsvHeader>),
    Jsonl,
}

const UTF8_BOM: &[u8] = b"\xef\xbb\xbf";
const UTF16_BOMS: [&[u8]; 2] = [b"\xff\xfe", b"\xfe\xff"];

impl OrderFile {
    /// Recognizes the format: the first line is either the header of a table, or JSON.
    pub fn new(text: Vec<u8>, checks: Checks) -> Result<Self, InvalidLine> {
        let invalid = |line, violation| InvalidLine { line, violations: vec![violation] };
        if UTF16_BOMS.iter().any(|bom| text.starts_with(bom)) {
            return Err(invalid(1, LineViolation::encoding()));
        }
        let begin = if text.starts_with(UTF8_BOM) { UTF8_BOM.len() } else { 0 };
        let text: Arc<[u8]> = text.into();
        let whole = Self { text, first_line: 1, begin, format: Format::Jsonl, checks };
        let Some((line, first, end)) = whole.lines().find(|(_, line, _)| !line.is_empty()) else {
            return Ok(whole);
        };
        if first.starts_with(b"{") || first.starts_with(b"[") {
            return Ok(whole);
        }
        match header_of(&first) {
            Ok(header) => Ok(Self { first_line: line + 1, begin: end, format: Format::Csv(Arc::new(header)), ..whole }),
            Err(violation) => Err(invalid(line, violation)),
        }
    }

    /// The order of each line that is not blank.
    pub fn orders(&self) -> impl Iterator<Item = LineOrder> + Send + 'static {
        let (format, checks) = (self.format.clone(), self.checks.clone());
        self.lines().filter_map(move |(line, text, _)| {
            if text.is_empty() {
                return None;
            }
            let order = match &format {
                Format::Csv(header) => order_of_row(header, &text, &checks)?,
                Format::Jsonl => order_of_json(&text, &checks),
            };
            Some(LineOrder { line, order })
        })
    }

    /// Each line with its number, without blanks around it, and where the next line begins.
    fn lines(&self) -> impl Iterator<Item = (u64, Vec<u8>, usize)> + Send + 'static {
        let (text, mut begin, mut number) = (Arc::clone(&self.text), self.begin, self.first_line);
        std::iter::from_fn(move || {
            let rest = text.get(begin..).filter(|rest| !rest.is_empty())?;
            let length = rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |at| at + 1);
            let line = (number, rest[..length].trim_ascii().to_vec(), begin + length);
            (begin, number) = (begin + length, number + 1);
            Some(line)
        })
    }
}

fn order_of_json(body: &[u8], checks: &Checks) -> Result<FileOrder, Vec<LineViolation>> {
    match checks.parse(body) {
        Ok(reservation) => Ok(FileOrder { reservation, key: None }),
        Err(invalid) => Err(invalid.into_iter().map(LineViolation::Request).collect()),
    }
}
