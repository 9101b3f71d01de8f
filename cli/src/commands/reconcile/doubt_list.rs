//! Lists the orders in doubt, with where to find out about them and how to settle them.

use std::collections::BTreeMap;
use std::io::{self, Write};

use colt_numbers_journal::{Filter, Journal, State};
use colt_numbers_terminal_text::Safe;
use serde::Serialize;

use crate::args::journal::JournalArgs;
use crate::command_failure::CommandFailure;
use crate::doubt::Doubt;
use crate::exit::Exit;
use crate::journal_file::{journal_failure, journal_option};
use crate::output::{Output, write_row};
use crate::style::{ERROR, styled};
use crate::violations::count_of;

/// The orders in doubt as JSON. Programs read this JSON: the names of its members are stable.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DoubtsJson {
    in_doubt: u64,
    doubts: Vec<Doubt>,
}

/// Lists the orders in doubt.
pub async fn run(journal: &Journal, args: &JournalArgs, output: Output) -> Result<Exit, CommandFailure> {
    let plans = journal.status().await.map_err(journal_failure)?;
    let accounts: BTreeMap<_, _> = plans.into_iter().map(|plan| (plan.plan, (plan.stock, plan.account))).collect();
    let filter = State::ALL.into_iter().filter(|state| state.is_in_doubt()).fold(Filter::all(), Filter::state);
    let mut doubts = Vec::new();
    for entry in journal.entries(filter).await.map_err(journal_failure)? {
        let (target, account) = accounts.get(&entry.plan).cloned().unwrap_or_default();
        doubts.push(Doubt::new(journal, entry, (target, account)).await?);
    }
    let exit = if doubts.is_empty() { Exit::Done } else { Exit::Doubt };
    if output.json {
        output.print_json(&DoubtsJson { in_doubt: doubts.len() as u64, doubts })?;
    } else {
        output.print_text(|out| write_doubts(out, &doubts, &journal_option(args)))?;
    }
    Ok(exit)
}

fn write_doubt(out: &mut dyn Write, doubt: &Doubt) -> io::Result<()> {
    let order = &doubt.order;
    let numbers = order.numbers_text();
    let numbers = if numbers.is_empty() { "numbers not known".to_owned() } else { numbers };
    writeln!(out, "\n{} {}", styled(ERROR, format_args!("{}:", order.state())), Safe::new(&numbers))?;
    write_row(out, "  ", "tracking id", order.tracking_id())?;
    if doubt.sent_tracking_id != order.tracking_id() {
        write_row(out, "  ", "sent as", &doubt.sent_tracking_id)?;
    }
    write_row(out, "  ", "order", &order.position_text())?;
    write_row(out, "  ", "target", &format!("{}, account {}", doubt.target, doubt.account))?;
    doubt.sent_at.iter().try_for_each(|sent_at| write_row(out, "  ", "sent", sent_at))?;
    order.reason().iter().try_for_each(|reason| write_row(out, "  ", "reason", reason))?;
    match &doubt.not_ordered_from {
        Some(from) => write_row(out, "  ", "not ordered", &format!("only with evidence of {from} or later")),
        None => Ok(()),
    }
}

fn write_doubts(out: &mut dyn Write, doubts: &[Doubt], journal: &str) -> io::Result<()> {
    let Some(first) = doubts.first() else { return writeln!(out, "no order is in doubt") };
    let statement = match doubts.len() as u64 {
        1 => "1 order is in doubt. It may have been ordered, is never sent again, and holds its numbers.".to_owned(),
        count => format!(
            "{} are in doubt. They may have been ordered, are never sent again, and hold their numbers.",
            count_of(count, "order")
        ),
    };
    writeln!(out, "{statement}")?;
    doubts.iter().try_for_each(|doubt| write_doubt(out, doubt))?;
    let mut targets: Vec<_> = doubts.iter().map(|doubt| (&doubt.target, &doubt.sources)).collect();
    targets.dedup();
    for (target, sources) in targets {
        writeln!(out, "\nTo find out about orders at {}, check these sources, best first:", Safe::new(target))?;
        sources.iter().zip(1..).try_for_each(|(source, index)| writeln!(out, "  {index}. {}", Safe::new(source)))?;
    }
    write_ways(out, doubts.iter().find(|doubt| doubt.is_at_vendor()).unwrap_or(first), journal)
}

/// Writes how to ask the vendor, and how to record the result. `journal` is the option for the journal.
fn write_ways(out: &mut dyn Write, doubt: &Doubt, journal: &str) -> io::Result<()> {
    let (id, journal) = (Safe::new(doubt.order.tracking_id()), Safe::new(journal));
    if doubt.is_at_vendor() {
        let sent = doubt.sent_at.as_deref().map(|at| format!(" that we sent at {at}")).unwrap_or_default();
        writeln!(
            out,
            "\nTo ask the vendor's support: “Is there an order for the request with the tracking id {}{sent}? Which order id \
             does it have? When did you look?”",
            Safe::new(&doubt.sent_tracking_id)
        )?;
    }
    writeln!(out, "\nTo settle orders by an export of your numbers, or one by hand:")?;
    writeln!(out, "  colt-numbers reconcile{journal} --inventory export.csv --as-of TIME")?;
    writeln!(out, "  colt-numbers reconcile{journal} --tracking-id {id} --ordered ORDER-ID --evidence TEXT")?;
    writeln!(out, "  colt-numbers reconcile{journal} --tracking-id {id} --not-ordered --evidence TEXT --as-of TIME")
}
