//! Benchmarks of a journal in PostgreSQL: real processes that apply one plan, compared with `pgbench`; more workers; waits for locks; a large plan.
//!
//! The vendor is a server in the memory of each process. The database is on the project's disk.

mod database;
pub mod worker;

use std::time::{Duration, Instant};

use colt_numbers::Reservation;
use colt_numbers::testing::ScriptedServer;
use colt_numbers_journal::{Journal, Plan};
use tokio::runtime::Runtime;

use self::database::Database;
use self::worker::{Load, Workers};
use crate::Result;
use crate::paired_comparison::compare_times;
use crate::results_table::ResultRow;

/// How many orders a run places. Each of four processes has an equal part of them on average.
pub const ORDERS: u32 = 800;

/// How many pairs of runs are measured.
const PAIRS: usize = 7;

/// The interval between two orders of the account, as a vendor's limit makes it necessary: faster than the program's default rate.
const INTERVAL: Duration = Duration::from_millis(25);

/// The target for the time to record a plan of 100,000 ranges.
const PLAN_LIMIT: Duration = Duration::from_secs(20);

/// Measures, and returns the rows.
///
/// # Errors
/// If PostgreSQL is missing, or a measurement fails.
pub fn rows() -> Result<Vec<ResultRow>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut bench = Bench { database: Database::create()?, journal: None, runtime, plans: 0 };
    let rows = bench.rows();
    // The journal has to be closed before its server is stopped.
    drop(bench.journal.take());
    rows
}

struct Bench {
    database: Database,
    journal: Option<Journal>,
    runtime: Runtime,
    /// How many plans have been recorded. Each has numbers of its own.
    plans: u32,
}

impl Bench {
    fn rows(&mut self) -> Result<Vec<ResultRow>> {
        let large = self.record_large_plan()?;
        let version = self.database.version()?;
        let four = compare_times(PAIRS, &mut *self, |bench| bench.apply(4, 4), Self::pgbench)?;
        let ten = compare_times(PAIRS, &mut *self, |bench| bench.apply(1, 10), |bench| bench.apply(1, 1))?;
        let hundred = compare_times(PAIRS, &mut *self, |bench| bench.apply(1, 100), |bench| bench.apply(1, 10))?;
        let paced = self.apply_with(&Load { processes: 4, workers: 25, interval: INTERVAL })?;
        let waits = self.lock_waits()?;
        let orders = format!("{ORDERS} orders, {version}; the vendor is in memory");
        Ok(vec![
            ResultRow::within("PostgreSQL: record a plan of 100,000 ranges", PLAN_LIMIT, large).with_note(&version),
            ResultRow::at_most(
                "PostgreSQL: four processes with four workers each apply one plan",
                "the same statements by `pgbench` with 16 clients",
                // 0.7 of the rate.
                1.43,
                &four,
            )
            .with_note(&orders),
            ResultRow::at_most("PostgreSQL: ten workers of a process", "one worker", 1.0, &ten).with_note(&orders),
            ResultRow::at_most("PostgreSQL: a hundred workers of a process", "ten workers", 1.0, &hundred)
                .with_note(&orders),
            ResultRow::within(
                &format!("PostgreSQL: {ORDERS} orders at a rate of one in {} ms", INTERVAL.as_millis()),
                // A tenth more than the rate allows.
                INTERVAL * ORDERS * 11 / 10,
                paced,
            )
            .with_note("a hundred workers in four processes, which share the rate"),
            waits,
        ])
    }
}

impl Bench {
    fn journal(&mut self) -> Result<Journal> {
        if let Some(journal) = &self.journal {
            return Ok(journal.clone());
        }
        let options = Journal::options(self.database.url()).send_log_folder(self.database.send_log_folder());
        let journal = self.runtime.block_on(options.open())?;
        Ok(self.journal.insert(journal).clone())
    }

    /// Records the orders of a run, with numbers that no other plan has.
    fn record(&mut self) -> Result<Plan> {
        let journal = self.journal()?;
        self.plans += 1;
        let orders = (0..ORDERS).map(|order| number(self.plans, order)).collect::<Result<Vec<_>>>()?;
        let plan = journal.plan(format!("plan {}", self.plans), &client());
        Ok(self.runtime.block_on(plan.record(orders))?)
    }

    /// How long these processes take to apply a new plan, from the moment at which all of them have the journal open.
    fn apply(&mut self, processes: usize, workers: u32) -> Result<Duration> {
        self.apply_with(&Load { processes, workers, interval: Duration::ZERO })
    }

    fn apply_with(&mut self, load: &Load) -> Result<Duration> {
        let plan = self.record()?;
        Workers::start(&self.database, plan.name(), load)?.run()
    }

    fn pgbench(&mut self) -> Result<Duration> {
        let plan = self.record()?;
        self.database.pgbench(&plan, 16)
    }

    fn record_large_plan(&mut self) -> Result<Duration> {
        let journal = self.journal()?;
        let ranges = (0..100_000)
            .map(|n| Ok(Reservation::of_range("GB", format!("+44208{n:06}0"), format!("+44208{n:06}9")).build()?));
        let ranges = ranges.collect::<Result<Vec<_>>>()?;
        let begin = Instant::now();
        self.runtime.block_on(journal.plan("100,000 ranges", &client()).record(ranges))?;
        Ok(begin.elapsed())
    }

    /// How often a claim waits for a lock for a millisecond or longer, with a hundred workers in four processes.
    fn lock_waits(&mut self) -> Result<ResultRow> {
        self.database.log_lock_waits()?;
        let before = self.database.lock_waits()?;
        let duration = self.apply(4, 25)?;
        let after = self.database.lock_waits()?;
        let (claims, others) = (after.0 - before.0, after.1 - before.1);
        Ok(ResultRow {
            what: "PostgreSQL: claims that wait for a lock, a hundred workers in four processes".to_owned(),
            against: "–".to_owned(),
            figure: format!("**{claims}**"),
            target: "0".to_owned(),
            is_met: Some(claims == 0),
            note: format!(
                "of {ORDERS}, for 1 ms or longer, by the server's log; {others} waits of other statements; {:.1} s",
                duration.as_secs_f64()
            ),
        })
    }
}

fn client() -> colt_numbers::Client {
    ScriptedServer::new([]).client()
}

fn number(plan: u32, order: u32) -> Result<Reservation> {
    Ok(Reservation::of_number("GB", format!("+44{plan:04}{order:06}")).build()?)
}
