//! Many calls under faults drawn at random; afterwards the client's outcomes and the sandbox's records are reconciled.
//!
//! Small here. Large by the environment: `COLT_SOAK_CALLS=20000 cargo test -p colt-numbers --test it soak -- --nocapture`. A failure
//! names the seed and the lane; `COLT_SOAK_SEED`, `COLT_SOAK_CALLS` and `COLT_SOAK_LANE` play them again. A lane of an even number sends
//! one call after the other, so that it goes the same way each time, on a machine that is quick enough for its time-outs; one of an odd
//! number sends eight at once.
//!
//! Last seen, on 23 November 2026: 20,000 calls of seed 2 in 226 s. 22,886 requests arrived, 12,641 orders were recorded, and all were
//! reconciled: 7,849 calls accepted, 196 not sent, 463 refused, 1,717 rejected, 5,800 unknown (2,788 of them recorded) and 3,975
//! unreadable (2,004 of them recorded).

use std::collections::BTreeMap;
use std::fmt;
use std::time::{Duration, Instant, SystemTime};

use colt_numbers::{Client, Order, Outcome, ReserveError, Retries, Timeouts, TrackingId};
use colt_numbers_sandbox::{Random, Sandbox, Script};
use tokio::task::JoinSet;

use crate::faults::with_credentials;
use crate::server::{number, patient};

/// How many lanes there are at the most, each with a sandbox and a client of its own.
const LANES: u32 = 32;

/// The share of the reservations that a fault strikes.
const RATE: f64 = 0.75;

/// What happens between calls now and then.
const BETWEEN: [&str; 7] = [
    "connection-refused",
    "close-after-accept",
    "token:reset@before",
    "token:reset@after",
    "token:status-500@before",
    "token:status-400@before",
    "token:garbage@after",
];

/// A generator (SplitMix64) that gives the same numbers for the same seed.
struct Draw(u64);

impl Draw {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % limit
    }
}

/// One lane: a sandbox under faults, a client of it, and what became of the calls so far.
struct Lane {
    sandbox: Sandbox,
    client: Client,
    draw: Draw,
    ended: Vec<Ended>,
}

/// How a call ended.
struct Ended {
    tracking_id: TrackingId,
    result: Result<Order, ReserveError>,
}

/// What a lane comes to.
#[derive(Debug, Default)]
struct Sum {
    calls: u64,
    posts: u64,
    orders: u64,
    /// Calls by outcome, and how many of them had been recorded.
    outcomes: BTreeMap<&'static str, (u64, u64)>,
}

impl Sum {
    fn add(&mut self, other: Self) {
        self.calls += other.calls;
        self.posts += other.posts;
        self.orders += other.orders;
        for (outcome, (calls, recorded)) in other.outcomes {
            let sum = self.outcomes.entry(outcome).or_default();
            *sum = (sum.0 + calls, sum.1 + recorded);
        }
    }
}

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} calls, {} requests arrived, {} orders recorded", self.calls, self.posts, self.orders)?;
        for (outcome, (calls, recorded)) in &self.outcomes {
            writeln!(f, "  {outcome:<11} {calls:>7}, of which recorded {recorded:>7}")?;
        }
        Ok(())
    }
}

fn timeouts() -> Timeouts {
    let mut timeouts = patient();
    timeouts.answer = Duration::from_millis(400);
    timeouts.body = Duration::from_millis(400);
    timeouts
}

impl Lane {
    async fn new(seed: u64) -> Self {
        let sandbox = Sandbox::start().await.unwrap();
        sandbox.random_faults(Some(Random::new(seed, RATE)));
        // No shorter than what any fault asks for by a date, which is never quite the same time away.
        let retries = Retries::default().first_wait(Duration::from_millis(1)).longest_wait(Duration::from_secs(2));
        let client = with_credentials(&sandbox, false).timeouts(timeouts()).retries(retries).build().unwrap();
        Self { sandbox, client, draw: Draw(seed), ended: Vec::new() }
    }

    /// Sends so many calls, so many of them at once, each for a number of its own.
    async fn run(&mut self, calls: u32, at_once: u32) {
        let mut next = 0;
        while next < calls {
            self.disturb().await;
            let mut burst = JoinSet::new();
            for n in next..(next + at_once).min(calls) {
                let client = self.client.clone();
                burst.spawn(async move {
                    let reservation = number(n);
                    let call = client.call(&reservation);
                    let tracking_id = call.tracking_id().clone();
                    Ended { tracking_id, result: call.send().await }
                });
            }
            self.ended.extend(burst.join_all().await);
            next += at_once;
        }
    }

    /// Now and then lets the tokens lapse, or strikes where a fault drawn for a reservation does not.
    async fn disturb(&mut self) {
        match self.draw.below(16) {
            0 => {
                self.sandbox.advance(Duration::from_secs(1801));
            }
            1..=3 => {
                let which = usize::try_from(self.draw.below(BETWEEN.len() as u64)).unwrap();
                let script: Script = BETWEEN[which].parse().unwrap();
                self.sandbox.script(script.lasts_millis(3)).await.unwrap();
            }
            _ => {}
        }
    }

    /// Holds what the client says against what the sandbox has recorded.
    fn reconcile(self) -> Result<Sum, String> {
        let (requests, orders) = (self.sandbox.requests(), self.sandbox.orders());
        let mut recorded: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for order in &orders {
            recorded.entry(&order.tracking_id).or_default().push(&order.id);
        }
        let mut arrived = requests.by_tracking_id.clone();
        let mut sum = Sum { posts: requests.total, orders: orders.len() as u64, ..Sum::default() };
        for ended in &self.ended {
            let id = ended.tracking_id.as_str();
            let ids = recorded.remove(id).unwrap_or_default();
            let posts = arrived.remove(id).unwrap_or_default();
            ended
                .is_true(posts, &ids)
                .map_err(|why| format!("{why}: {posts} requests, orders {ids:?}, {:?}", ended.result))?;
            let outcome = ended.result.as_ref().map_or_else(|error| error.outcome().as_str(), |_| "accepted");
            let entry = sum.outcomes.entry(outcome).or_default();
            *entry = (entry.0 + 1, entry.1 + ids.len() as u64);
            sum.calls += 1;
        }
        if !recorded.is_empty() || !arrived.is_empty() || requests.without_tracking_id > 0 {
            return Err(format!("of no call: orders {recorded:?}, requests {arrived:?}"));
        }
        Ok(sum)
    }
}

impl Ended {
    /// Whether the result is true, given how many requests arrived and which orders were recorded.
    fn is_true(&self, posts: u64, orders: &[&str]) -> Result<(), &'static str> {
        let holds = |holds: bool, what| if holds { Ok(()) } else { Err(what) };
        holds(orders.len() <= 1, "recorded twice")?;
        match &self.result {
            Ok(order) => {
                holds(posts <= u64::from(order.attempts()), "more requests than tries")?;
                // One fault answers with an id of its own.
                holds(
                    orders == [order.id()] || (orders.len() == 1 && order.id() == "4711"),
                    "accepted, and another order",
                )
            }
            Err(error) => {
                holds(posts <= u64::from(error.attempts()), "more requests than tries")?;
                holds(error.tracking_id() == &self.tracking_id, "another call's error")?;
                // Each call is for numbers of its own: that they are taken says that it was sent after it had been recorded.
                let taken =
                    error.error_object().is_some_and(|object| object.reason.as_deref() == Some("Number not available"));
                holds(!taken, "sent again after it was recorded")?;
                match error.outcome() {
                    Outcome::NotSent => holds(posts == 0, "not sent, and it arrived"),
                    Outcome::Rejected | Outcome::Refused => holds(orders.is_empty(), "a clear no, and it was recorded"),
                    Outcome::Unreadable => holds(posts > 0, "answered, and it never arrived"),
                    // What left may be lost on its way: a port that closes resets whoever waits there.
                    Outcome::Unknown => Ok(()),
                    _ => Err("an outcome that nobody knows"),
                }
            }
        }
    }
}

fn given<T: std::str::FromStr>(name: &str) -> Option<T> {
    std::env::var(name).ok().map(|value| value.parse().unwrap_or_else(|_| panic!("{name}={value}")))
}

#[tokio::test(flavor = "multi_thread")]
async fn soak() {
    let calls = given("COLT_SOAK_CALLS").unwrap_or(400);
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    let seed: u64 = given("COLT_SOAK_SEED").unwrap_or(now.as_millis() as u64);
    let lanes = LANES.min(calls / 50).max(1);
    let only: Option<u32> = given("COLT_SOAK_LANE");
    println!("COLT_SOAK_SEED={seed} COLT_SOAK_CALLS={calls}");
    let started = Instant::now();
    let mut running = JoinSet::new();
    for number in (0..lanes).filter(|number| only.is_none_or(|only| only == *number)) {
        running.spawn(async move {
            let mut lane = Lane::new(seed.wrapping_add(number.into())).await;
            lane.run(calls / lanes, if number % 2 == 0 { 1 } else { 8 }).await;
            lane.reconcile().unwrap_or_else(|why| {
                panic!("COLT_SOAK_SEED={seed} COLT_SOAK_CALLS={calls} COLT_SOAK_LANE={number}: {why}");
            })
        });
    }
    let mut sum = Sum::default();
    for of_lane in running.join_all().await {
        sum.add(of_lane);
    }
    println!("{sum}  in {:.1} s", started.elapsed().as_secs_f32());
    // A small run may miss a rare outcome by chance.
    if only.is_none() && calls >= 2000 {
        for outcome in ["accepted", "notSent", "rejected", "refused", "unknown", "unreadable"] {
            assert!(sum.outcomes.contains_key(outcome), "no call was {outcome}: {sum}");
        }
    }
}
