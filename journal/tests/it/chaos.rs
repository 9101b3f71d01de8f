//! Several processes on one journal that are killed, abort at named points, and get random responses: the requests that the server received
//! are compared with the journal.
//!
//! `COLT_CHAOS_SEEDS` sets how many seeds are tested; a failure names the seed, and `COLT_CHAOS_SEED` tests it alone. A seed always gives
//! the same random values, but not the same assignment of orders to processes.

use std::path::Path;
use std::process::Child;

use colt_numbers_journal::{Entry, Limits, State};

use crate::child::{Process, entries, plan};
use crate::database::{self, Database};
use crate::vendor::{Behaviour, Vendor};

/// A random number generator (SplitMix64) that is reproducible by its seed.
#[derive(Clone)]
struct SplitMix64(u64);

impl SplitMix64 {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % limit
    }
}

fn behaviour(seed: u64, request: usize) -> Behaviour {
    match SplitMix64(seed ^ (request as u64) << 32).below(20) {
        0..10 => Behaviour::Accept,
        10..12 => Behaviour::AcceptInSilence,
        12 => Behaviour::AcceptAndStall,
        13 => Behaviour::AcceptUnreadably,
        14..16 => Behaviour::Drop,
        16..19 => Behaviour::Refuse,
        _ => Behaviour::Reject,
    }
}

const POINTS: [&str; 5] = ["before-claim", "after-claim", "after-send-log", "before-report", "after-report"];

/// One trial of the test.
#[derive(Clone, Copy, Debug)]
struct Trial {
    seed: u64,
    orders: u32,
    kills: u32,
    is_mutant: bool,
    is_postgres: bool,
}

impl Trial {
    fn spawn(&self, random: &mut SplitMix64, folder: &Path, url: &str) -> Child {
        let abort = (random.below(3) == 0).then(|| {
            let point = POINTS[random.below(POINTS.len() as u64) as usize];
            format!("{point}:{}", 1 + random.below(4))
        });
        let concurrency = 1 + random.below(4) as u32;
        Process { concurrency, abort, is_mutant: self.is_mutant, ..Process::new(folder, url) }.spawn()
    }

    /// Runs processes, kills them again and again, lets the last ones finish, and compares.
    async fn run(self) -> Result<(), String> {
        let mut random = SplitMix64(self.seed);
        let seed = self.seed;
        let vendor = Vendor::start(move |request| behaviour(seed, request));
        let database = if self.is_postgres { database::socket().map(|socket| Database::create(&socket)) } else { None };
        let (folder, url) = (database::folder(database.as_ref()), vendor.url());
        let limit = u64::from(self.orders) - random.below(5);
        plan(folder.path(), &url, self.orders, Limits::orders(limit)).await;
        let count = 2 + random.below(3);
        let mut processes: Vec<Child> = (0..count).map(|_| self.spawn(&mut random, folder.path(), &url)).collect();
        let mut seen = 0;
        for _ in 0..self.kills {
            seen += 1 + random.below(4) as usize;
            let victim = random.below(count) as usize;
            let is_over = std::cell::RefCell::new(&mut processes[victim]);
            vendor.wait_for(seen, || is_over.borrow_mut().try_wait().unwrap().is_some());
            processes[victim].kill().unwrap();
            processes[victim].wait().unwrap();
            if let Some(database) = database.as_ref().filter(|_| random.below(3) == 0) {
                database.cut_connections();
            }
            processes[victim] = self.spawn(&mut random, folder.path(), &url);
        }
        for mut process in processes {
            process.wait().unwrap();
        }
        // The last one aborts nowhere, so it leaves nothing planned, unless the limit is reached.
        let last = Process { is_mutant: self.is_mutant, ..Process::new(folder.path(), &url) };
        if !last.spawn().wait().unwrap().success() {
            return Err("the last process failed".to_owned());
        }
        compare(&vendor, &entries(folder.path()).await, limit)
    }
}

/// Compares the journal with the requests that the server received.
pub fn compare(vendor: &Vendor, entries: &[Entry], limit: u64) -> Result<(), String> {
    let mut known = 0;
    for entry in entries {
        let (requests, refusals, orders) = vendor.of(&entry.tracking_id);
        let problem =
            |what: &str| Err(format!("{what}: {requests} requests, {refusals} refusals, orders {orders:?}, {entry:?}"));
        known += requests;
        if requests > 1 + refusals {
            return problem("sent again without a clear refusal");
        }
        match entry.state {
            State::Accepted if orders.as_slice() != entry.order_id.as_slice() => return problem("another order"),
            State::Accepted | State::Unknown => {}
            State::Unreadable if orders.len() != 1 => return problem("no order"),
            State::Unreadable => {}
            _ if !orders.is_empty() => return problem("forgotten"),
            State::Planned | State::Rejected => {}
            _ => return problem("a state that nothing leads to"),
        }
    }
    let spent = entries.iter().filter(|entry| entry.state.is_spent()).count() as u64;
    let planned = entries.iter().filter(|entry| entry.state == State::Planned).count();
    if spent > limit || planned > 0 && spent != limit {
        return Err(format!("{spent} orders of at most {limit} are spent, and {planned} are planned"));
    }
    if known != vendor.received().len() {
        return Err("the server has seen an order that the journal does not know".to_owned());
    }
    Ok(())
}

fn from_environment(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|value| value.parse().unwrap_or_else(|_| panic!("{name}={value}")))
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sent_twice_or_forgotten_whatever_dies() {
    run_trials(false).await;
}

/// Connections are cut as well.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sent_twice_or_forgotten_with_postgresql() {
    if database::socket().is_some() {
        run_trials(true).await;
    }
}

async fn run_trials(is_postgres: bool) {
    let seeds = match from_environment("COLT_CHAOS_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..from_environment("COLT_CHAOS_SEEDS").unwrap_or(3),
    };
    for seed in seeds {
        let result = Trial { seed, orders: 24, kills: 6, is_mutant: false, is_postgres }.run().await;
        result.unwrap_or_else(|problem| panic!("COLT_CHAOS_SEED={seed}: {problem}"));
    }
}

/// The comparison fails if the order of a dead process is given to the next process.
#[tokio::test(flavor = "multi_thread")]
async fn a_mutant_that_gives_a_dead_process_s_order_to_the_next_is_caught() {
    run_mutant(false).await;
    if database::socket().is_some() {
        run_mutant(true).await;
    }
}

async fn run_mutant(is_postgres: bool) {
    for seed in 0..20 {
        let result = Trial { seed, orders: 16, kills: 6, is_mutant: true, is_postgres }.run().await;
        if result.is_err_and(|problem| problem.contains("sent again without a clear refusal")) {
            return;
        }
    }
    panic!("the mutant was not caught");
}
