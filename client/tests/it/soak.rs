//! Soak test: many calls under random faults, after which the client's outcomes are reconciled with the sandbox's records.
//!
//! By default it is small. For a large run: `COLT_SOAK_CALLS=20000 cargo test -p colt-numbers --test it soak -- --nocapture`. A failure names
//! the seed and the lane; `COLT_SOAK_SEED`, `COLT_SOAK_CALLS` and `COLT_SOAK_LANE` repeat it. Lanes with an even number send one call after the
//! other, which is reproducible if the machine is fast enough for the time-outs. Lanes with an odd number send eight calls at once.
//!
//! Last result, of 23 November 2026: 20,000 calls of seed 2 in 226 s. 22,886 requests arrived, 12,641 orders were recorded, and all were
//! reconciled: 7,849 calls accepted, 196 not sent, 463 refused, 1,717 rejected, 5,800 unknown (2,788 of them recorded) and 3,975
//! unreadable (2,004 of them recorded).

use std::collections::BTreeMap;
use std::fmt;
use std::time::{Duration, Instant, SystemTime};

use colt_numbers::{Client, Order, Outcome, Retries, SendError, Timeouts, TrackingId};
use colt_numbers_sandbox::{FaultScript, RandomFaults, Sandbox};
use tokio::task::JoinSet;

use crate::faults::with_credentials;
use crate::server::{long_timeouts, reservation};

/// The most lanes that run at the same time, each with its own sandbox and client.
const MAX_LANES: u32 = 32;

/// The share of reservations with a fault.
const FAULT_RATE: f64 = 0.75;

/// Faults that sometimes occur between calls, because random faults affect reservations only.
const FAULTS_BETWEEN_CALLS: [&str; 7] = [
    "connection-refused",
    "close-after-accept",
    "token:reset@before",
    "token:reset@after",
    "token:status-500@before",
    "token:status-400@before",
    "token:garbage@after",
];

/// A random number generator (SplitMix64) that is reproducible by its seed.
struct SplitMix64(u64);

impl SplitMix64 {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % limit
    }
}

/// One lane: a sandbox with faults, a client of it, and the results of its calls so far.
struct Lane {
    sandbox: Sandbox,
    client: Client,
    random: SplitMix64,
    calls: Vec<SoakCall>,
}

/// A call that has ended.
struct SoakCall {
    tracking_id: TrackingId,
    result: Result<Order, SendError>,
}

/// The totals of a lane, or of several.
#[derive(Debug, Default)]
struct SoakTotals {
    calls: u64,
    posts: u64,
    orders: u64,
    /// Calls by outcome, and how many of them the sandbox recorded.
    outcomes: BTreeMap<&'static str, (u64, u64)>,
}

impl SoakTotals {
    fn add(&mut self, other: Self) {
        self.calls += other.calls;
        self.posts += other.posts;
        self.orders += other.orders;
        for (outcome, (calls, recorded)) in other.outcomes {
            let total = self.outcomes.entry(outcome).or_default();
            *total = (total.0 + calls, total.1 + recorded);
        }
    }
}

impl fmt::Display for SoakTotals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} calls, {} requests arrived, {} orders recorded", self.calls, self.posts, self.orders)?;
        for (outcome, (calls, recorded)) in &self.outcomes {
            writeln!(f, "  {outcome:<11} {calls:>7}, of which recorded {recorded:>7}")?;
        }
        Ok(())
    }
}

fn timeouts() -> Timeouts {
    let mut timeouts = long_timeouts();
    timeouts.response = Duration::from_millis(400);
    timeouts.body = Duration::from_millis(400);
    timeouts
}

impl Lane {
    async fn new(seed: u64) -> Self {
        let sandbox = Sandbox::start().await.unwrap();
        sandbox.random_faults(Some(RandomFaults::new(seed, FAULT_RATE)));
        // The longest wait is at least as long as the longest that a fault asks for. Waits until a date vary a little.
        let retries = Retries::default().first_wait(Duration::from_millis(1)).longest_wait(Duration::from_secs(2));
        let client = with_credentials(&sandbox, false).timeouts(timeouts()).retries(retries).build().unwrap();
        Self { sandbox, client, random: SplitMix64(seed), calls: Vec::new() }
    }

    /// Sends `calls` calls, `at_once` of them at the same time, each for a different number.
    async fn run(&mut self, calls: u32, at_once: u32) {
        let mut next = 0;
        while next < calls {
            self.disturb().await;
            let mut burst = JoinSet::new();
            for n in next..(next + at_once).min(calls) {
                let client = self.client.clone();
                burst.spawn(async move {
                    let reservation = reservation(n);
                    let call = client.call(&reservation);
                    let tracking_id = call.tracking_id().clone();
                    SoakCall { tracking_id, result: call.send().await }
                });
            }
            self.calls.extend(burst.join_all().await);
            next += at_once;
        }
    }

    /// Sometimes lets the tokens expire, or adds a fault that random faults do not cover.
    async fn disturb(&mut self) {
        match self.random.below(16) {
            0 => {
                self.sandbox.advance(Duration::from_secs(1801));
            }
            1..=3 => {
                let which = usize::try_from(self.random.below(FAULTS_BETWEEN_CALLS.len() as u64)).unwrap();
                let script: FaultScript = FAULTS_BETWEEN_CALLS[which].parse().unwrap();
                self.sandbox.script(script.lasts_millis(3)).await.unwrap();
            }
            _ => {}
        }
    }

    /// Compares the client's outcomes with the sandbox's records.
    fn reconcile(self) -> Result<SoakTotals, String> {
        let (requests, orders) = (self.sandbox.requests(), self.sandbox.orders());
        let mut recorded: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for order in &orders {
            recorded.entry(&order.tracking_id).or_default().push(&order.id);
        }
        let mut arrived = requests.by_tracking_id.clone();
        let mut totals = SoakTotals { posts: requests.total, orders: orders.len() as u64, ..SoakTotals::default() };
        for call in &self.calls {
            let id = call.tracking_id.as_str();
            let ids = recorded.remove(id).unwrap_or_default();
            let posts = arrived.remove(id).unwrap_or_default();
            call.check(posts, &ids)
                .map_err(|problem| format!("{problem}: {posts} requests, orders {ids:?}, {:?}", call.result))?;
            let outcome = call.result.as_ref().map_or_else(|error| error.outcome().as_str(), |_| "accepted");
            let entry = totals.outcomes.entry(outcome).or_default();
            *entry = (entry.0 + 1, entry.1 + ids.len() as u64);
            totals.calls += 1;
        }
        if !recorded.is_empty() || !arrived.is_empty() || requests.without_tracking_id > 0 {
            return Err(format!("without a call: orders {recorded:?}, requests {arrived:?}"));
        }
        Ok(totals)
    }
}

impl SoakCall {
    /// Checks the result against the number of requests that arrived and the orders that were recorded.
    fn check(&self, posts: u64, orders: &[&str]) -> Result<(), &'static str> {
        let ensure = |holds: bool, problem| if holds { Ok(()) } else { Err(problem) };
        ensure(orders.len() <= 1, "recorded twice")?;
        match &self.result {
            Ok(order) => {
                ensure(posts <= u64::from(order.attempts()), "more requests than attempts")?;
                // One fault responds with an id of its own, 4711.
                ensure(
                    orders == [order.id()] || (orders.len() == 1 && order.id() == "4711"),
                    "accepted, with another order id",
                )
            }
            Err(error) => {
                ensure(posts <= u64::from(error.attempts()), "more requests than attempts")?;
                ensure(error.tracking_id() == Some(&self.tracking_id), "the error of another call")?;
                // Each call has its own number. If it is not available, the same call was sent again after it was recorded.
                let is_taken =
                    error.error_object().is_some_and(|object| object.reason.as_deref() == Some("Number not available"));
                ensure(!is_taken, "sent again after it was recorded")?;
                match error.outcome() {
                    Outcome::NotSent => ensure(posts == 0, "not sent, but it arrived"),
                    Outcome::Rejected | Outcome::Refused => {
                        ensure(orders.is_empty(), "rejected or refused, but it was recorded")
                    }
                    Outcome::Unreadable => ensure(posts > 0, "a response, but no request arrived"),
                    // A sent request may be lost: a port that closes resets connections that are not accepted yet.
                    Outcome::Unknown => Ok(()),
                    _ => Err("a new outcome"),
                }
            }
        }
    }
}

fn from_environment<T: std::str::FromStr>(name: &str) -> Option<T> {
    std::env::var(name).ok().map(|value| value.parse().unwrap_or_else(|_| panic!("{name}={value}")))
}

#[tokio::test(flavor = "multi_thread")]
async fn soak() {
    let calls = from_environment("COLT_SOAK_CALLS").unwrap_or(400);
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    let seed: u64 = from_environment("COLT_SOAK_SEED").unwrap_or(now.as_millis() as u64);
    let lanes = MAX_LANES.min(calls / 50).max(1);
    let only: Option<u32> = from_environment("COLT_SOAK_LANE");
    println!("COLT_SOAK_SEED={seed} COLT_SOAK_CALLS={calls}");
    let started = Instant::now();
    let mut running = JoinSet::new();
    for number in (0..lanes).filter(|number| only.is_none_or(|only| only == *number)) {
        running.spawn(async move {
            let mut lane = Lane::new(seed.wrapping_add(number.into())).await;
            lane.run(calls / lanes, if number % 2 == 0 { 1 } else { 8 }).await;
            lane.reconcile().unwrap_or_else(|problem| {
                panic!("COLT_SOAK_SEED={seed} COLT_SOAK_CALLS={calls} COLT_SOAK_LANE={number}: {problem}");
            })
        });
    }
    let mut totals = SoakTotals::default();
    for of_lane in running.join_all().await {
        totals.add(of_lane);
    }
    println!("{totals}  in {:.1} s", started.elapsed().as_secs_f32());
    // A small run may miss a rare outcome.
    if only.is_none() && calls >= 2000 {
        for outcome in ["accepted", "notSent", "rejected", "refused", "unknown", "unreadable"] {
            assert!(totals.outcomes.contains_key(outcome), "no call was {outcome}: {totals}");
        }
    }
}
