//! Settles one order with what the user knows about it.

use std::io::Read as _;
use std::time::SystemTime;

use colt_numbers_journal::{Entry, Evidence, Journal, JournalError, Settlement};
use serde::Serialize;

use crate::args::reconcile::ReconcileArgs;
use crate::command_failure::CommandFailure;
use crate::exit::Exit;
use crate::journal_file::journal_failure;
use crate::order_record::OrderJson;
use crate::output::Output;

/// The settled order as JSON. Programs read this JSON: the names of its members are stable.
#[derive(Serialize)]
struct SettledJson {
    settled: OrderJson,
}

/// Settles the order, or withdraws it.
pub async fn run(
    journal: &Journal,
    tracking_id: &str,
    args: &ReconcileArgs,
    output: Output,
) -> Result<Exit, CommandFailure> {
    let entry = match settlement(args) {
        Some(settlement) => settle(journal, tracking_id, settlement, evidence(args)?).await?,
        None => withdraw(journal, tracking_id, args).await?,
    };
    let settled = OrderJson::new(entry);
    if output.json {
        output.print_json(&SettledJson { settled })?;
    } else {
        output.print_text(|out| settled.write_line(out))?;
    }
    Ok(Exit::Done)
}

/// What the options state; `None` for a withdrawal.
fn settlement(args: &ReconcileArgs) -> Option<Settlement> {
    match (&args.ordered, args.not_ordered, args.released) {
        (Some(order_id), ..) => Some(Settlement::ordered(order_id.trim())),
        (None, true, _) => Some(Settlement::NotOrdered),
        (None, false, true) => Some(Settlement::Released),
        (None, false, false) => None,
    }
}

async fn settle(
    journal: &Journal,
    tracking_id: &str,
    settlement: Settlement,
    evidence: Evidence,
) -> Result<Entry, CommandFailure> {
    match journal.settle(tracking_id, settlement, evidence).await {
        Ok(entry) => Ok(entry),
        Err(error @ (JournalError::NotAllowed { .. } | JournalError::OrderIdReused { .. })) => {
            let is_in_doubt = journal.entry(tracking_id).await.is_ok_and(|entry| entry.state.is_in_doubt());
            let failure = journal_failure(error);
            Err(if is_in_doubt { CommandFailure { exit: Exit::Doubt, ..failure } } else { failure })
        }
        Err(error) => Err(journal_failure(error)),
    }
}

async fn withdraw(journal: &Journal, tracking_id: &str, args: &ReconcileArgs) -> Result<Entry, CommandFailure> {
    let reason = match &args.evidence {
        Some(text) => evidence_text(text)?,
        None => "withdrawn by hand".to_owned(),
    };
    let is_withdrawn = journal.withdraw_order(tracking_id, &reason).await.map_err(journal_failure)?;
    let entry = journal.entry(tracking_id).await.map_err(journal_failure)?;
    match is_withdrawn {
        true => Ok(entry),
        false => Err(CommandFailure::usage(format!(
            "the order `{tracking_id}` is {}, so it cannot be withdrawn; only a planned order can",
            entry.state
        ))),
    }
}

fn evidence(args: &ReconcileArgs) -> Result<Evidence, CommandFailure> {
    let text = evidence_text(args.evidence.as_deref().unwrap_or_default())?;
    Ok(Evidence::statement(text, args.as_of.unwrap_or_else(SystemTime::now)))
}

/// The largest text that the journal keeps as evidence.
const MAX_TEXT: u64 = 65_536;

/// The text of `--evidence`: itself, or that of the file `@FILE`.
fn evidence_text(given: &str) -> Result<String, CommandFailure> {
    let Some(path) = given.strip_prefix('@') else { return Ok(given.to_owned()) };
    let failure = |problem: &str| {
        CommandFailure::usage(format!("cannot read the evidence `{path}`: {problem}"))
            .hint("`--evidence` takes a text, or the path of a text file after `@`")
    };
    let mut text = String::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(MAX_TEXT + 1).read_to_string(&mut text))
        .map_err(|error| failure(&error.to_string()))?;
    match text.len() as u64 {
        length if length > MAX_TEXT => Err(failure(&format!("it has more than {MAX_TEXT} bytes"))),
        _ if text.trim().is_empty() => Err(failure("it is blank")),
        _ => Ok(text),
    }
}
