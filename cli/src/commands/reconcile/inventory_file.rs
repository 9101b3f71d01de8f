//! Reads an export of an account's numbers from a CSV file. Whatever is not clear in it is an error: an order is settled by it.

use std::collections::HashMap;
use std::path::Path;

use colt_numbers_journal::{Availability, Inventory};

use crate::args::reconcile::ColumnMap;
use crate::command_failure::CommandFailure;
use crate::csv_table::CsvTable;

/// What the status of a number means.
#[derive(Clone, Debug)]
pub struct Statuses<'a> {
    /// The statuses of held numbers besides `Reserved`.
    pub held: &'a [String],
}

impl Statuses<'_> {
    /// `Free` and `Reserved` are the vendor's statuses before and after a reservation. The vendor's document lists no others.
    fn availability(&self, status: &str) -> Option<Availability> {
        match status {
            status if status.eq_ignore_ascii_case("free") => Some(Availability::Free),
            status if status.eq_ignore_ascii_case("reserved") => Some(Availability::Held),
            status if self.held.iter().any(|held| held.trim().eq_ignore_ascii_case(status)) => Some(Availability::Held),
            _ => None,
        }
    }
}

/// How many numbers an export lists.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Listed {
    pub held: u64,
    pub free: u64,
}

/// Adds the numbers of a file to an export.
pub fn read(
    path: &Path,
    columns: &ColumnMap,
    statuses: &Statuses<'_>,
    inventory: &mut Inventory,
) -> Result<Listed, CommandFailure> {
    let table = CsvTable::read(path)?;
    let column = |name: &str| {
        table.column(name).ok_or_else(|| {
            CommandFailure::usage(format!(
                "`{}` has no column `{name}`; its columns are {}",
                path.display(),
                table.columns()
            ))
            .hint("name the columns with `--map number=COLUMN,status=COLUMN`")
        })
    };
    let (number, status) = (column(&columns.number)?, column(&columns.status)?);
    let mut lines: HashMap<&str, u64> = HashMap::new();
    let (mut listed, mut problems, mut has_unknown_status) = (Listed::default(), Vec::new(), false);
    for row in table.rows() {
        let (number, status) = (row.value(number), row.value(status));
        let Some(availability) = statuses.availability(status) else {
            has_unknown_status |= !status.is_empty();
            problems.push((row.line, format!("`{status}` is not a known status")));
            continue;
        };
        if inventory.add(number, availability).is_none() {
            problems.push((row.line, not_a_number(number)));
            continue;
        }
        if let Some(first) = lines.insert(number.trim_start_matches('+'), row.line) {
            problems.push((row.line, format!("the number `{number}` is in line {first} already")));
        }
        match availability {
            Availability::Free => listed.free += 1,
            Availability::Held => listed.held += 1,
        }
    }
    match (table.rows(), &*problems) {
        ([], _) => Err(CommandFailure::usage(format!("`{}` lists no number", path.display()))
            .hint("an empty export is no evidence; settle the order with `--tracking-id`")),
        (_, []) => Ok(listed),
        (_, problems) if has_unknown_status => Err(table.invalid(problems).hint(
            "`Free` and `Reserved` are known; check the column of `--map`, or name a status of held numbers with `--held STATUS`",
        )),
        (_, problems) => Err(table.invalid(problems)
            .hint("export numbers as text, with the calling code: `+442081324758` or `442081324758`")),
    }
}

/// Why a value is not a number.
fn not_a_number(value: &str) -> String {
    let is_scientific = value.contains(['e', 'E']) && value.starts_with(|c: char| c.is_ascii_digit() || c == '+');
    match is_scientific {
        true => format!("`{value}` is a number in scientific notation: a spreadsheet has removed digits"),
        false => format!("`{value}` is not a telephone number"),
    }
}
