//! Prints everything that a journal records as JSON, one value on a line.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use colt_numbers_journal::{Change, Entry, Filter, Journal};
use serde::Serialize;

use crate::command_failure::CommandFailure;
use crate::exit::Exit;
use crate::journal_file::{JournalFile, journal_failure};
use crate::order_record::{OrderJson, utc};
use crate::output::Output;
use crate::plan_status::PlanStatusJson;

/// The version of the format.
const VERSION: u32 = 1;

/// How many orders are read at once.
const PAGE: u32 = 1000;

/// A line of the export. Programs read this JSON: the names of its members are stable.
#[derive(Serialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "type")]
enum LineJson {
    /// The first line.
    Journal {
        version: u32,
        file: String,
        exported_at: String,
    },
    Plan {
        plan: PlanStatusJson,
    },
    Order(Box<OrderLineJson>),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OrderLineJson {
    order: OrderJson,
    /// The body of the request, byte for byte.
    request: String,
    response: Option<String>,
    response_bytes: Option<String>,
    history: Vec<ChangeJson>,
}

/// A change of an order's state.
#[derive(Serialize)]
struct ChangeJson {
    at: String,
    from: &'static str,
    to: &'static str,
    attempt: u32,
    reason: Option<String>,
}

/// Prints the export.
pub async fn run(file: &JournalFile, journal: &Journal) -> Result<Exit, CommandFailure> {
    // Every line is JSON, with or without `--json`.
    let output = Output { json: true };
    let exported_at = utc(std::time::SystemTime::now());
    output.print_json(&LineJson::Journal { version: VERSION, file: file.path().display().to_string(), exported_at })?;
    for plan in journal.status().await.map_err(journal_failure)? {
        output.print_json(&LineJson::Plan { plan: PlanStatusJson::new(&plan) })?;
        let mut after = 0;
        loop {
            let filter = Filter::all().plan(&plan.plan).after(&plan.plan, after).limit(PAGE);
            let page = journal.entries(filter).await.map_err(journal_failure)?;
            let Some(last) = page.last() else { break };
            after = last.position;
            for entry in page {
                let history = journal.history(&entry.tracking_id).await.map_err(journal_failure)?;
                output.print_json(&LineJson::Order(Box::new(order_line(entry, &history))))?;
            }
        }
    }
    Ok(Exit::Done)
}

fn order_line(entry: Entry, history: &[Change]) -> OrderLineJson {
    let request = String::from_utf8_lossy(&entry.body).into_owned();
    let (response, response_bytes) = match entry.response.clone().map(String::from_utf8) {
        None => (None, None),
        Some(Ok(text)) => (Some(text), None),
        Some(Err(error)) => (None, Some(STANDARD.encode(error.as_bytes()))),
    };
    let change = |change: &Change| ChangeJson {
        at: utc(change.at),
        from: change.from.as_str(),
        to: change.to.as_str(),
        attempt: change.attempt,
        reason: change.reason.clone(),
    };
    OrderLineJson {
        order: OrderJson::new(entry),
        request,
        response,
        response_bytes,
        history: history.iter().map(change).collect(),
    }
}
