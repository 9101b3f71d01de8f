//! Compares the journal with an export of an account's numbers, and with `--apply` records what the export shows.

use std::io::{self, Write};
use std::path::Path;
use std::time::SystemTime;

use colt_numbers_journal::{Evidence, Inventory, Journal, JournalError, ReconciledOrder, Settlement};
use colt_numbers_terminal_text::{Safe, SafeBytes};
use serde::Serialize;

use super::inventory_file::{self, Listed, Statuses};
use crate::args::reconcile::ReconcileArgs;
use crate::command_failure::CommandFailure;
use crate::exit::Exit;
use crate::journal_file::journal_failure;
use crate::order_record::{OrderJson, utc};
use crate::output::Output;
use crate::style::{ERROR, GOOD, WARNING, styled};
use crate::violations::count_of;

/// The comparison as JSON. Programs read this JSON: the names of its members are stable.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ComparisonJson {
    applied: bool,
    target: String,
    account: String,
    export: String,
    as_of: String,
    held: u64,
    free: u64,
    orders: Vec<ComparedOrderJson>,
    /// How many orders of the journal are in doubt after the command.
    in_doubt: u64,
}

/// What the export shows about an order.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ComparedOrderJson {
    settlement: Option<&'static str>,
    /// Why it stays in doubt.
    reason: Option<String>,
    order: OrderJson,
}

/// Compares, prints, and records what the export shows if `--apply` is given.
pub async fn run(journal: &Journal, path: &Path, args: &ReconcileArgs, output: Output) -> Result<Exit, CommandFailure> {
    let as_of = args.as_of.unwrap_or_else(SystemTime::now);
    if as_of > SystemTime::now() {
        return Err(CommandFailure::usage(format!("`--as-of {}` is in the future", utc(as_of)))
            .hint("give the time at which the export was made"));
    }
    let (target, account) = account_of_export(journal, args).await?;
    let name = path.file_name().unwrap_or(path.as_os_str());
    let export = SafeBytes(name.as_encoded_bytes()).to_string();
    let evidence = Evidence::file(&export, as_of);
    let mut inventory = Inventory::new(&target, &account, evidence.clone());
    let statuses = Statuses { held: &args.held };
    let Listed { held, free } = inventory_file::read(path, &args.map, &statuses, &mut inventory)?;
    let mut orders = Vec::new();
    for found in journal.reconcile(&inventory).await.map_err(journal_failure)? {
        orders.push(compared(journal, found, args.apply.then(|| evidence.clone())).await?);
    }
    let in_doubt = journal.status().await.map_err(journal_failure)?.iter().map(|plan| plan.in_doubt()).sum();
    let as_of = utc(as_of);
    let comparison =
        ComparisonJson { applied: args.apply, target, account, export, as_of, held, free, orders, in_doubt };
    if output.json {
        output.print_json(&comparison)?;
    } else {
        output.print_text(|out| comparison.write(out))?;
        output.message(|out| comparison.write_next(out));
    }
    Ok(if in_doubt > 0 { Exit::Doubt } else { Exit::Done })
}

/// Records what an export shows about an order, if there is evidence to record it with.
async fn compared(
    journal: &Journal,
    found: ReconciledOrder,
    evidence: Option<Evidence>,
) -> Result<ComparedOrderJson, CommandFailure> {
    let (entry, settlement) = (found.entry, found.settlement);
    let (settlement, evidence) = match (settlement, evidence) {
        (Err(reason), _) => {
            return Ok(ComparedOrderJson { settlement: None, reason: Some(reason), order: OrderJson::new(entry) });
        }
        (Ok(settlement), evidence) => (settlement, evidence),
    };
    let name = name_of(&settlement);
    let settled = match evidence {
        None => Ok(entry),
        Some(evidence) => match journal.settle(&entry.tracking_id, settlement, evidence).await {
            Ok(entry) => Ok(entry),
            Err(JournalError::NotAllowed { reason, .. }) => Err((entry, reason)),
            Err(error) => return Err(journal_failure(error)),
        },
    };
    Ok(match settled {
        Ok(entry) => ComparedOrderJson { settlement: Some(name), reason: None, order: OrderJson::new(entry) },
        Err((entry, reason)) => {
            ComparedOrderJson { settlement: None, reason: Some(reason), order: OrderJson::new(entry) }
        }
    })
}

fn name_of(settlement: &Settlement) -> &'static str {
    match settlement {
        Settlement::NotOrdered => "notOrdered",
        Settlement::Released => "released",
        _ => "ordered",
    }
}

/// The target and the account of the export: those of the plans that the options select, which must be the same for all of them.
async fn account_of_export(journal: &Journal, args: &ReconcileArgs) -> Result<(String, String), CommandFailure> {
    let stock = match &args.target {
        Some(target) => Some(target.to_target(None)?.to_string()),
        None => None,
    };
    let plans = journal.status().await.map_err(journal_failure)?;
    let mut accounts: Vec<_> = plans.into_iter().map(|plan| (plan.stock, plan.account)).collect();
    accounts.sort();
    accounts.dedup();
    accounts.retain(|(target, account)| {
        stock.as_ref().is_none_or(|stock| stock == target)
            && args.account.as_ref().is_none_or(|wanted| wanted.trim() == account)
    });
    let listed: Vec<_> = accounts.iter().map(|(target, account)| format!("{target}, account {account}")).collect();
    match (accounts.pop(), listed.len()) {
        (Some(account), 1) => Ok(account),
        (None, _) => Err(CommandFailure::usage("the journal has no order of this target and account")
            .hint("`colt-numbers status` shows the targets and accounts")),
        (Some(_), _) => {
            Err(CommandFailure::usage(format!("the journal has orders of several accounts: {}", listed.join("; ")))
                .hint("name that of the export with `--target` and `--account`"))
        }
    }
}

impl ComparisonJson {
    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let Self { target, account, export, as_of, held, free, .. } = self;
        writeln!(out, "{export} of {as_of}, {}, account {}", Safe::new(target), Safe::new(account))?;
        writeln!(out, "it lists {} that {} held, and {free} free", count_of(*held, "number"), are(*held))?;
        self.orders.iter().try_for_each(|compared| {
            let (style, verdict) = match compared.settlement {
                Some("ordered") => (GOOD, "ordered"),
                Some("notOrdered") => (WARNING, "not ordered"),
                Some(_) => (WARNING, "released"),
                None => (ERROR, "in doubt"),
            };
            write!(out, "{} ", styled(style, verdict))?;
            compared.order.write_name(out)?;
            match &compared.reason {
                Some(reason) => writeln!(out, ": {}", Safe::new(reason)),
                None => writeln!(out),
            }
        })
    }

    /// Writes what to do next.
    fn write_next(&self, out: &mut dyn Write) -> io::Result<()> {
        let settled = self.orders.iter().filter(|order| order.settlement.is_some()).count() as u64;
        match (settled, self.applied) {
            (0, _) => writeln!(out, "the export settles no order")?,
            (settled, true) => writeln!(out, "{} settled", count_of(settled, "order"))?,
            (settled, false) => {
                writeln!(out, "nothing was changed; with `--apply`, {} settled", orders_are(settled))?;
            }
        }
        match self.in_doubt {
            0 => Ok(()),
            doubts => writeln!(
                out,
                "{} in doubt; `colt-numbers reconcile` lists {}",
                orders_are(doubts),
                if doubts == 1 { "it" } else { "them" }
            ),
        }
    }
}

fn are(count: u64) -> &'static str {
    if count == 1 { "is" } else { "are" }
}

/// `1 order is`, `2 orders are`.
fn orders_are(count: u64) -> String {
    format!("{} {}", count_of(count, "order"), are(count))
}
