//! Every fault of the sandbox, before and after an order is recorded: the client's outcome, reconciled with the sandbox's records.
//!
//! The cases and their expected results are in `faults.txt`. The test prints the table with the actual results.

use std::collections::{BTreeSet, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use colt_numbers::{Client, ClientBuilder, Credentials, Order, Outcome, Retries, SendError, Target, TrackingId};
use colt_numbers_sandbox::{Fault, FaultScript, Sandbox};

use crate::server::{long_timeouts, reservation};

/// One line of the table.
#[derive(Clone, Debug)]
pub struct FaultCase {
    about: String,
    /// Each scripted fault, with its kind.
    scripts: Vec<(Fault, FaultScript)>,
    /// Whether the server accepts orders without a token.
    without_token: bool,
    retries: Retries,
    expected: FaultResult,
}

/// The result of a call: the client's outcome and attempts, the requests that arrived, and the orders that the sandbox recorded.
#[derive(Clone, Debug, Eq, PartialEq)]
struct FaultResult {
    outcome: String,
    attempts: u32,
    posts: u64,
    orders: usize,
}

impl fmt::Display for FaultResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { outcome, attempts, posts, orders } = self;
        write!(f, "{outcome:<11} {attempts:>5} {posts:>6} {orders:>7}")
    }
}

impl FaultCase {
    fn parse(line: &str) -> Self {
        let mut words: Vec<&str> = line.split_whitespace().collect();
        let [outcome, attempts, posts, orders] = words.split_off(words.len() - 4)[..] else { panic!("`{line}`") };
        let expected = FaultResult {
            outcome: outcome.to_owned(),
            attempts: attempts.parse().unwrap(),
            posts: posts.parse().unwrap(),
            orders: orders.parse().unwrap(),
        };
        let retries = Retries::default().first_wait(Duration::from_millis(1));
        let mut case = Self { about: words.join(" "), scripts: Vec::new(), without_token: false, retries, expected };
        for word in words {
            case.add(word);
        }
        case
    }

    fn add(&mut self, word: &str) {
        let mut last = |change: &dyn Fn(FaultScript) -> FaultScript| {
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
            None if word == "free" => self.without_token = true,
            None if word == "none" || word == "," => {}
            _ => {
                let name = word.strip_prefix("token:").unwrap_or(word).split('@').next().unwrap();
                self.scripts.push((name.parse().unwrap(), word.parse().unwrap()));
            }
        }
    }

    fn has_fault(&self, fault: Fault) -> bool {
        self.scripts.iter().any(|(of_script, _)| *of_script == fault)
    }
}

/// All cases of the table.
fn cases() -> Vec<FaultCase> {
    let lines = include_str!("faults.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(FaultCase::parse).collect()
}

/// A call that has ended, and its client.
pub struct EndedCall {
    pub result: Result<Order, SendError>,
    pub client: Client,
}

/// Makes a client of a sandbox. `without_token`: the sandbox requires no token.
pub type NewClient = fn(&Sandbox, without_token: bool) -> ClientBuilder;

/// A client with credentials, or without them if the sandbox requires no token.
pub fn with_credentials(sandbox: &Sandbox, without_token: bool) -> ClientBuilder {
    if without_token {
        return Client::builder(Target::url(&sandbox.base_url(), None).unwrap());
    }
    let target = Target::url(&sandbox.base_url(), Some(&sandbox.token_url())).unwrap();
    let credentials = Credentials::new(&target, "me", crate::secrets::CLIENT_SECRET).unwrap();
    Client::builder(target).credentials(credentials)
}

/// The two sandboxes on which cases are run one after the other.
struct Sandboxes {
    with_token: Sandbox,
    without_token: Sandbox,
}

impl Sandboxes {
    async fn new() -> Self {
        Self {
            with_token: Sandbox::start().await.unwrap(),
            without_token: Sandbox::builder().no_auth(true).start().await.unwrap(),
        }
    }

    async fn run(&self, case: &FaultCase, new_client: NewClient) -> (FaultResult, EndedCall) {
        let sandbox = if case.without_token { &self.without_token } else { &self.with_token };
        sandbox.reset().await;
        for (_, script) in &case.scripts {
            sandbox.script(script.clone()).await.unwrap();
        }
        // A time-out is short only if nothing but the time-out ends the call.
        let mut timeouts = long_timeouts();
        if case.has_fault(Fault::NeverAnswers) {
            timeouts.response = Duration::from_secs(1);
        }
        let endless_faults = [Fault::StalledBody, Fault::EndlessHeaders, Fault::ContinueFlood, Fault::EarlyHintsFlood];
        if endless_faults.into_iter().any(|fault| case.has_fault(fault)) {
            timeouts.body = Duration::from_millis(200);
        }
        let client = new_client(sandbox, case.without_token).timeouts(timeouts).retries(case.retries).build().unwrap();
        let reservation = reservation(1);
        let call = client.call(&reservation);
        let tracking_id = call.tracking_id().clone();
        let result = call.send().await;
        let actual = result_of(sandbox, &tracking_id, &result);
        check_invariants(&actual, &result, sandbox)
            .unwrap_or_else(|problem| panic!("{}: {problem}: {actual}", case.about));
        (actual, EndedCall { result, client })
    }
}

fn result_of(sandbox: &Sandbox, tracking_id: &TrackingId, result: &Result<Order, SendError>) -> FaultResult {
    let (outcome, attempts) = match result {
        Ok(order) => ("accepted", order.attempts()),
        Err(error) => (error.outcome().as_str(), error.attempts()),
    };
    let requests = sandbox.requests();
    let posts = requests.by_tracking_id.get(tracking_id.as_str()).copied().unwrap_or_default();
    assert_eq!(posts, requests.total, "every attempt has the same tracking id");
    FaultResult { outcome: outcome.to_owned(), attempts, posts, orders: sandbox.orders().len() }
}

/// Checks what holds for every call, whatever the fault.
fn check_invariants(
    actual: &FaultResult,
    result: &Result<Order, SendError>,
    sandbox: &Sandbox,
) -> Result<(), &'static str> {
    let ensure = |holds: bool, problem| if holds { Ok(()) } else { Err(problem) };
    ensure(actual.orders <= 1, "ordered twice")?;
    ensure(actual.posts <= u64::from(actual.attempts), "more requests than attempts")?;
    match result {
        Ok(order) => {
            ensure(actual.orders == 1, "accepted, but nothing was ordered")?;
            // One fault responds with the id 4711, which is not the recorded id.
            ensure(order.id() == "4711" || order.id() == sandbox.orders()[0].id, "the id of another order")
        }
        Err(error) => match error.outcome() {
            Outcome::NotSent => ensure(actual.posts == 0, "not sent, but a request arrived"),
            Outcome::Rejected | Outcome::Refused => {
                ensure(actual.orders == 0, "rejected or refused, but it was ordered")
            }
            _ => ensure(actual.posts > 0, "in doubt, but no request arrived"),
        },
    }
}

/// Runs all cases, several at a time. Returns each case with its actual result.
async fn run_all(new_client: NewClient) -> Vec<(FaultCase, FaultResult, EndedCall)> {
    let queue: VecDeque<_> = cases().into_iter().enumerate().collect();
    let queue = Arc::new(Mutex::new(queue));
    let mut workers = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let queue = Arc::clone(&queue);
        workers.spawn(async move {
            let (sandboxes, mut results) = (Sandboxes::new().await, Vec::new());
            loop {
                let Some((index, case)) = queue.lock().unwrap().pop_front() else { return results };
                let (actual, call) = sandboxes.run(&case, new_client).await;
                results.push((index, case, actual, call));
            }
        });
    }
    let mut results: Vec<_> = workers.join_all().await.into_iter().flatten().collect();
    results.sort_by_key(|(index, ..)| *index);
    results.into_iter().map(|(_, case, actual, call)| (case, actual, call)).collect()
}

/// Runs all cases. Returns the calls.
pub async fn ended_calls(new_client: NewClient) -> Vec<EndedCall> {
    run_all(new_client).await.into_iter().map(|(_, _, call)| call).collect()
}

#[tokio::test]
async fn every_fault_has_its_expected_outcome() {
    assert_expected_outcomes(with_credentials).await;
}

/// Runs all cases, and checks their results.
pub async fn assert_expected_outcomes(new_client: NewClient) {
    let results = run_all(new_client).await;
    println!("{:<58} {:<8} {:>8} {:>6} {:>7}", "faults", "outcome", "attempts", "POSTs", "orders");
    for (case, actual, _) in &results {
        println!("{:<58} {actual}", case.about);
    }
    let wrong: Vec<_> = results.iter().filter(|(case, actual, _)| case.expected != *actual).collect();
    for (case, actual, call) in &wrong {
        println!("{}\n  actual   {actual}\n  expected {}\n  {:?}", case.about, case.expected, call.result);
    }
    assert_eq!(wrong.len(), 0);
}

#[test]
fn the_table_has_every_fault_before_and_after_the_order_is_recorded() {
    let cases = cases();
    let in_table: BTreeSet<_> =
        cases.iter().flat_map(|case| &case.scripts).map(|(fault, script)| (*fault, script.timing())).collect();
    for fault in Fault::ALL {
        for when in fault.timings() {
            assert!(in_table.contains(&(*fault, *when)), "{fault} {when:?}");
        }
    }
    assert!(Fault::ALL.len() >= 45, "{}", Fault::ALL.len());
}
