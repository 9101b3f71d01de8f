//! Reads orders of the journal page by page, so that a long list needs little memory.

use colt_numbers_journal::{Entry, Filter, Journal};

use crate::command_failure::CommandFailure;
use crate::journal_file::journal_failure;

/// How many orders a page has.
const PAGE: u32 = 1000;

/// Reads the orders that a filter selects.
pub async fn for_each_page(
    journal: &Journal,
    filter: Filter,
    mut visit: impl FnMut(Vec<Entry>) -> Result<(), CommandFailure>,
) -> Result<(), CommandFailure> {
    let mut last: Option<(String, u64)> = None;
    loop {
        let page = match &last {
            Some((plan, position)) => filter.clone().after(plan, *position),
            None => filter.clone(),
        };
        let entries = journal.entries(page.limit(PAGE)).await.map_err(journal_failure)?;
        let Some(entry) = entries.last() else { return Ok(()) };
        last = Some((entry.plan.clone(), entry.position));
        visit(entries)?;
    }
}
