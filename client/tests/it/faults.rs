//! Every fault, on both sides of the recorded order: what the client calls it, held against what the sandbox has recorded.
//!
//! The table is `faults.txt`. It is read here, played, and printed with what happened.

use std::collections::{BTreeSet, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use colt_numbers::{Client, ClientBuilder, Credentials, Order, Outcome, ReserveError, Retries, Target, TrackingId};
use colt_numbers_sandbox::{Fault, Sandbox, Script};

use crate::server::{number, patient};

/// One row of the table.
#[derive(Clone, Debug)]
pub struct Row {
    about: String,
    /// The fault of each script, and the script.
    scripts: Vec<(Fault, Script)>,
    /// Whether the server wants no token.
    free: bool,
    retries: Retries,
    expected: Truth,
}

/// What is known in the end.
#[derive(Clone, Debug, Eq, PartialEq)]
struct Truth {
    outcome: String,
    tries: u32,
    posts: u64,
    orders: usize,
}

impl fmt::Display for Truth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { outcome, tries, posts, orders } = self;
        write!(f, "{outcome:<11} {tries:>5} {posts:>6} {orders:>7}")
    }
}

impl Row {
    fn read(line: &str) -> Self {
        let mut words: Vec<&str> = line.split_whitespace().collect();
        let [outcome, tries, posts, orders] = words.split_off(words.len() - 4)[..] else { panic!("`{line}`") };
        let expected = Truth {
            outcome: outcome.to_owned(),
            tries: tries.parse().unwrap(),
            posts: posts.parse().unwrap(),
            orders: orders.parse().unwrap(),
        };
        let retries = Retries::default().first_wait(Duration::from_millis(1));
        let mut row = Self { about: words.join(" "), scripts: Vec::new(), free: false, retries, expected };
        for word in words {
            row.add(word);
        }
        row
    }

    fn add(&mut self, word: &str) {
        let mut last = |change: &dyn Fn(Script) -> Script| {
            let (fault, script) = self.scripts.pop().unwrap();
            self.scripts.push((fault, change(script)));
        };
        match word.split_once('=') {
            Some(("times", times)) => last(&|script| script.times(times.parse().unwrap())),
            Some(("lasts", millis)) => last(&|script| script.lasts_millis(millis.parse().unwrap())),
            Some(("retry-after", value)) => last(&|script| script.retry_after(value)),
            Some(("wait", millis)) => {
                self.retries = self.retries.first_wait(Duration::from_millis(millis.parse().unwrap()))
            }
            None if word == "off" => self.retries = Retries::off(),
            None if word == "free" => self.free = true,
            None if word == "none" || word == "," => {}
            _ => {
                let name = word.strip_prefix("token:").unwrap_or(word).split('@').next().unwrap();
                self.scripts.push((name.parse().unwrap(), word.parse().unwrap()));
            }
        }
    }

    fn strikes(&self, fault: Fault) -> bool {
        self.scripts.iter().any(|(of_script, _)| *of_script == fault)
    }
}

/// The whole table.
pub fn rows() -> Vec<Row> {
    let lines = include_str!("faults.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(Row::read).collect()
}

/// How a row ended.
pub struct Played {
    pub result: Result<Order, ReserveError>,
    pub client: Client,
}

/// Who one is to the sandbox, and where.
pub type Setup = fn(&Sandbox, free: bool) -> ClientBuilder;

/// The usual one: with credentials, or with none where no token is wanted.
pub fn with_credentials(sandbox: &Sandbox, free: bool) -> ClientBuilder {
    if free {
        return Client::builder(Target::url(&sandbox.base_url(), None).unwrap());
    }
    let target = Target::url(&sandbox.base_url(), Some(&sandbox.token_url())).unwrap();
    let credentials = Credentials::new(&target, "me", crate::secrets::CLIENT_SECRET).unwrap();
    Client::builder(target).credentials(credentials)
}

/// The sandboxes that rows are played on, one after the other.
struct Stage {
    strict: Sandbox,
    free: Sandbox,
}

impl Stage {
    async fn new() -> Self {
        Self { strict: Sandbox::start().await.unwrap(), free: Sandbox::builder().no_auth(true).start().await.unwrap() }
    }

    async fn play(&self, row: &Row, setup: Setup) -> (Truth, Played) {
        let sandbox = if row.free { &self.free } else { &self.strict };
        sandbox.reset().await;
        for (_, script) in &row.scripts {
            sandbox.script(script.clone()).await.unwrap();
        }
        // Short only for what nothing else ends.
        let mut timeouts = patient();
        if row.strikes(Fault::NeverAnswers) {
            timeouts.answer = Duration::from_secs(1);
        }
        let trickles = [Fault::StalledBody, Fault::EndlessHeaders, Fault::ContinueFlood, Fault::EarlyHintsFlood];
        if trickles.into_iter().any(|fault| row.strikes(fault)) {
            timeouts.body = Duration::from_millis(200);
        }
        let client = setup(sandbox, row.free).timeouts(timeouts).retries(row.retries).build().unwrap();
        let reservation = number(1);
        let call = client.call(&reservation);
        let tracking_id = call.tracking_id().clone();
        let result = call.send().await;
        let truth = truth(sandbox, &tracking_id, &result);
        is_sound(&truth, &result, sandbox).unwrap_or_else(|why| panic!("{}: {why}: {truth}", row.about));
        (truth, Played { result, client })
    }
}

fn truth(sandbox: &Sandbox, tracking_id: &TrackingId, result: &Result<Order, ReserveError>) -> Truth {
    let (outcome, tries) = match result {
        Ok(order) => ("accepted", order.attempts()),
        Err(error) => (error.outcome().as_str(), error.attempts()),
    };
    let requests = sandbox.requests();
    let posts = requests.by_tracking_id.get(tracking_id.as_str()).copied().unwrap_or_default();
    assert_eq!(posts, requests.total, "every try had the same tracking id");
    Truth { outcome: outcome.to_owned(), tries, posts, orders: sandbox.orders().len() }
}

/// What holds of any call, whatever the fault.
fn is_sound(truth: &Truth, result: &Result<Order, ReserveError>, sandbox: &Sandbox) -> Result<(), &'static str> {
    let holds = |holds: bool, what| if holds { Ok(()) } else { Err(what) };
    holds(truth.orders <= 1, "ordered twice")?;
    holds(truth.posts <= u64::from(truth.tries), "more requests than tries")?;
    match result {
        Ok(order) => {
            holds(truth.orders == 1, "accepted, and nothing was ordered")?;
            // The one fault that answers with another id than it recorded.
            holds(order.id() == "4711" || order.id() == sandbox.orders()[0].id, "another order's id")
        }
        Err(error) => match error.outcome() {
            Outcome::NotSent => holds(truth.posts == 0, "called not sent, and a request arrived"),
            Outcome::Rejected | Outcome::Refused => holds(truth.orders == 0, "called a no, and it was ordered"),
            _ => holds(truth.posts > 0, "in doubt, and no request arrived"),
        },
    }
}

/// Plays the whole table, several rows at a time; gives each row with what happened.
async fn play_all(setup: Setup) -> Vec<(Row, Truth, Played)> {
    let queue: VecDeque<_> = rows().into_iter().enumerate().collect();
    let queue = Arc::new(Mutex::new(queue));
    let mut lanes = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let queue = Arc::clone(&queue);
        lanes.spawn(async move {
            let (stage, mut played) = (Stage::new().await, Vec::new());
            loop {
                let Some((index, row)) = queue.lock().unwrap().pop_front() else { return played };
                let (truth, end) = stage.play(&row, setup).await;
                played.push((index, row, truth, end));
            }
        });
    }
    let mut played: Vec<_> = lanes.join_all().await.into_iter().flatten().collect();
    played.sort_by_key(|(index, ..)| *index);
    played.into_iter().map(|(_, row, truth, end)| (row, truth, end)).collect()
}

/// The same for whoever looks at something else than the table.
pub async fn ends(setup: Setup) -> Vec<Played> {
    play_all(setup).await.into_iter().map(|(_, _, played)| played).collect()
}

#[tokio::test]
async fn every_fault_comes_to_the_outcome_that_the_evidence_allows() {
    let played = play_all(with_credentials).await;
    println!("{:<58} {:<11} {:>5} {:>6} {:>7}", "faults", "outcome", "tries", "POSTs", "orders");
    for (row, truth, _) in &played {
        println!("{:<58} {truth}", row.about);
    }
    let wrong: Vec<_> = played.iter().filter(|(row, truth, _)| row.expected != *truth).collect();
    for (row, truth, end) in &wrong {
        println!("{}\n  is {truth}\n  not {}\n  {:?}", row.about, row.expected, end.result);
    }
    assert_eq!(wrong.len(), 0);
}

#[test]
fn the_table_has_every_fault_on_every_side_that_makes_sense() {
    let rows = rows();
    let in_table: BTreeSet<_> =
        rows.iter().flat_map(|row| &row.scripts).map(|(fault, script)| (*fault, script.when())).collect();
    for fault in Fault::ALL {
        for when in fault.sides() {
            assert!(in_table.contains(&(*fault, *when)), "{fault} {when:?}");
        }
    }
    assert!(Fault::ALL.len() >= 45, "{}", Fault::ALL.len());
}
