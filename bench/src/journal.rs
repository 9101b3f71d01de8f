//! Benchmarks of the journal: its orders per second compared with bare commits, the time to record a large plan, and the effect of past orders.

use std::cell::RefCell;
use std::num::NonZeroU32;
use std::path::Path;
use std::time::{Duration, Instant};

use colt_numbers::Reservation;
use colt_numbers::testing::{ScriptedServer, ServerStep};
use colt_numbers_journal::{End, Journal, Plan};
use rusqlite::Connection;
use tokio::runtime::Runtime;

use crate::Result;
use crate::paired_comparison::{Sampling, compare};
use crate::results_table::ResultRow;

/// How many orders a run places.
const ORDERS: u32 = 100;

/// How many plans are recorded: one for each run.
const PLANS: u32 = 40;

/// The target for the time to record a plan of 100,000 ranges.
const PLAN_LIMIT: Duration = Duration::from_secs(5);

/// Measures, and returns the rows.
///
/// # Errors
/// If a measurement fails.
pub fn rows() -> Result<Vec<ResultRow>> {
    // Not in the folder for temporary files, which may be in memory, where a sync costs nothing.
    let folder = crate::environment::project_root().join("bench/target/journal");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let rows = measure(&folder, &runtime);
    std::fs::remove_dir_all(&folder)?;
    rows
}

fn measure(folder: &Path, runtime: &Runtime) -> Result<Vec<ResultRow>> {
    let bare = bare_database(&folder.join("bare.db"))?;
    let journal = runtime.block_on(open(folder, "apply"))?;
    // Each run applies a plan of its own. It is recorded before the measurement, which is of applying only.
    let plans = runtime.block_on(record_plans(&journal))?;
    let plans = RefCell::new(plans.into_iter());
    let apply = |concurrency: u32| {
        let plan = plans.borrow_mut().next().ok_or("there are more runs than plans")?;
        runtime.block_on(apply(&journal, &plan, concurrency))
    };
    let one = compare(Sampling::MACRO, || apply(1), || commit_bare(&bare))?;
    let eight = compare(Sampling::MACRO, || apply(8), || apply(1))?;
    let (few, many) = (past_orders(folder, runtime, 1_000)?, past_orders(folder, runtime, 1_000_000)?);
    let read_status = |name: &str| runtime.block_on(read_status(folder, name));
    let past = compare(Sampling { pairs: 51, ..Sampling::MACRO }, || read_status(&many), || read_status(&few))?;
    let orders = format!("{ORDERS} orders a run, with a server in memory");
    Ok(vec![
        ResultRow::at_most("`Journal::apply`, one order at a time", "two synced commits an order, bare", 1.25, &one)
            .with_note(&orders),
        ResultRow::at_most("`Journal::apply`, eight orders at once", "one order at a time", 0.5, &eight)
            .with_note(&orders),
        ResultRow::within("record a plan of 100,000 ranges", PLAN_LIMIT, runtime.block_on(record(folder))?),
        ResultRow::at_most("open a journal with 1,000,000 past orders, status", "the same with 1,000", 1.5, &past),
    ])
}

async fn open(folder: &Path, name: &str) -> Result<Journal> {
    let path = folder.join(format!("{name}.db"));
    Ok(Journal::options(path).send_log_folder(folder.join("state")).open().await?)
}

/// The reservation of one number, which differs for each plan and each index.
fn reservation(plan: u32, index: u32) -> Result<Reservation> {
    Ok(Reservation::of_number("GB", format!("+44{plan:04}{index:07}")).build()?)
}

async fn record_plans(journal: &Journal) -> Result<Vec<Plan>> {
    let client = ScriptedServer::new([]).client();
    let mut plans = Vec::new();
    for plan in 0..PLANS {
        let orders = (0..ORDERS).map(|n| reservation(1000 + plan, n)).collect::<Result<Vec<_>>>()?;
        plans.push(journal.plan(format!("plan {plan}"), &client).record(orders).await?);
    }
    Ok(plans)
}

async fn apply(journal: &Journal, plan: &Plan, concurrency: u32) -> Result<()> {
    let server = ScriptedServer::new((0..ORDERS).map(|n| ServerStep::accepted(&format!("{}-{n}", plan.name()))));
    let client = server.client();
    let run = journal.apply(&client, plan).concurrency(NonZeroU32::new(concurrency).ok_or("0 orders at once")?);
    let end = run.start()?.finish().await;
    if end == End::Done { Ok(()) } else { Err(format!("the run ended by {end:?}").into()) }
}

fn bare_database(path: &Path) -> Result<Connection> {
    let database = Connection::open(path)?;
    database.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE entry (id INTEGER PRIMARY KEY, state TEXT, body BLOB)",
    )?;
    Ok(database)
}

/// The commits that any journal needs for an order: one before it is sent, and one with its result.
fn commit_bare(database: &Connection) -> Result<()> {
    let body = [b'x'; 250];
    for _ in 0..ORDERS {
        database.prepare_cached("INSERT INTO entry (state, body) VALUES ('sending', ?1)")?.execute([&body[..]])?;
        let id = database.last_insert_rowid();
        database.prepare_cached("UPDATE entry SET state = 'accepted' WHERE id = ?1")?.execute([id])?;
    }
    Ok(())
}

async fn record(folder: &Path) -> Result<Duration> {
    let journal = open(folder, "plan").await?;
    let client = ScriptedServer::new([]).client();
    let begin = Instant::now();
    journal.plan("plan", &client).record((0..100_000).filter_map(|n| reservation(1000, n).ok())).await?;
    Ok(begin.elapsed())
}

/// Makes a journal with accepted orders; returns its name.
fn past_orders(folder: &Path, runtime: &Runtime, count: u32) -> Result<String> {
    let name = format!("past-{count}");
    runtime.block_on(async {
        let journal = open(folder, &name).await?;
        let client = ScriptedServer::new([]).client();
        journal.plan("past", &client).record((0..count).filter_map(|n| reservation(1000, n).ok())).await?;
        Ok::<_, Box<dyn std::error::Error + Send + Sync>>(())
    })?;
    let database = Connection::open(folder.join(format!("{name}.db")))?;
    database.execute_batch(
        "PRAGMA synchronous = OFF; BEGIN; INSERT INTO session VALUES ('past', 0, 1);
         UPDATE entry SET state = 'sending', attempts = 1, claim = tracking_id, session = 'past', sending_until = 0;
         UPDATE entry SET state = 'accepted', is_reported = 1, order_id = 'order', reserved_at = 1, lapses_on = '2027-02-21'; COMMIT",
    )?;
    Ok(name)
}

/// Opens a journal and reads its status.
async fn read_status(folder: &Path, name: &str) -> Result<()> {
    let status = open(folder, name).await?.status().await?;
    if status.len() == 1 { Ok(()) } else { Err("the plan is missing".into()) }
}
