//! `status`: prints the plans of the journal, and lists orders.

use colt_numbers_journal::{Filter, Journal, JournalError, State, Status};
use serde::Serialize;

use crate::args::status::StatusArgs;
use crate::command_failure::CommandFailure;
use crate::exit::Exit;
use crate::journal_file::{JournalFile, journal_failure};
use crate::order_pages;
use crate::order_record::OrderJson;
use crate::output::Output;
use crate::plan_status::{PlanStatusJson, write_plan};
use crate::runtime;

/// The status as JSON. Programs read this JSON: the names of its members are stable.
#[derive(Serialize)]
struct StatusJson {
    plans: Vec<PlanStatusJson>,
    /// The orders in the states of `--state`, by default those in doubt.
    orders: Vec<OrderJson>,
}

/// Runs the command.
pub fn run(args: &StatusArgs, output: Output) -> Result<Exit, CommandFailure> {
    runtime::block_on(async {
        let mut journals = Vec::new();
        for file in JournalFile::existing(&args.journal)? {
            let journal = file.open().await?;
            let plans = journal.status().await.map_err(journal_failure)?;
            let plans: Vec<_> =
                plans.into_iter().filter(|status| args.plan.as_ref().is_none_or(|name| *name == status.plan)).collect();
            journals.push((journal, plans));
        }
        if let (Some(name), true) = (&args.plan, journals.iter().all(|(_, plans)| plans.is_empty())) {
            return Err(journal_failure(JournalError::NoSuchPlan(name.clone())));
        }
        match (output.json, args.csv) {
            (true, _) => print_json(&journals, args, output).await?,
            (false, true) => print_csv(&journals, args, output).await?,
            (false, false) => print_text(&journals, args, output).await?,
        }
        let in_doubt: u64 = journals.iter().flat_map(|(_, plans)| plans).map(Status::in_doubt).sum();
        Ok(if in_doubt > 0 { Exit::Doubt } else { Exit::Done })
    })
}

/// The orders of a plan that are listed.
fn filter(plan: &Status, args: &StatusArgs) -> Filter {
    let in_doubt = State::ALL.into_iter().filter(|state| state.is_in_doubt());
    let states = match (&args.state[..], args.csv) {
        ([], true) => Vec::new(),
        ([], false) => in_doubt.collect(),
        (states, _) => states.to_vec(),
    };
    states.into_iter().fold(Filter::all().plan(&plan.plan), Filter::state)
}

/// Reads the orders of a plan that are listed.
async fn for_each_page(
    journal: &Journal,
    filter: Filter,
    mut visit: impl FnMut(Vec<OrderJson>) -> Result<(), CommandFailure>,
) -> Result<(), CommandFailure> {
    order_pages::for_each_page(journal, filter, |entries| visit(entries.into_iter().map(OrderJson::new).collect()))
        .await
}

type Journals = [(Journal, Vec<Status>)];

async fn print_json(journals: &Journals, args: &StatusArgs, output: Output) -> Result<(), CommandFailure> {
    let mut json = StatusJson { plans: Vec::new(), orders: Vec::new() };
    for (journal, plans) in journals {
        json.plans.extend(plans.iter().map(PlanStatusJson::new));
        for plan in plans {
            for_each_page(journal, filter(plan, args), |orders| {
                json.orders.extend(orders);
                Ok(())
            })
            .await?;
        }
    }
    output.print_json(&json).map(drop)
}

async fn print_csv(journals: &Journals, args: &StatusArgs, output: Output) -> Result<(), CommandFailure> {
    print_rows(output, [OrderJson::CSV_COLUMNS.map(str::to_owned)])?;
    for (journal, plans) in journals {
        for plan in plans {
            let print = |orders: Vec<OrderJson>| print_rows(output, orders.iter().map(OrderJson::csv_row));
            for_each_page(journal, filter(plan, args), print).await?;
        }
    }
    Ok(())
}

fn print_rows(output: Output, rows: impl IntoIterator<Item = [String; 14]>) -> Result<(), CommandFailure> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let text = rows.into_iter().try_for_each(|row| writer.write_record(row)).map_err(|error| error.to_string());
    let text = text.and_then(|()| writer.into_inner().map_err(|error| error.to_string()));
    output.print_bytes(&text.map_err(CommandFailure::internal)?).map(drop)
}

async fn print_text(journals: &Journals, args: &StatusArgs, output: Output) -> Result<(), CommandFailure> {
    if journals.iter().all(|(_, plans)| plans.is_empty()) {
        let journal = JournalFile::of_user(&args.journal)?;
        output.note(&format!("no plan is recorded in `{journal}`; `colt-numbers plan FILE` records one"));
    }
    for (journal, plans) in journals {
        for plan in plans {
            output.print_text(|out| write_plan(out, plan))?;
            for_each_page(journal, filter(plan, args), |orders| {
                output.print_text(|out| orders.iter().try_for_each(|order| order.write_line(out))).map(drop)
            })
            .await?;
        }
    }
    Ok(())
}
