//! Random changes of a store, compared with a reference in memory after each of them, and with rules that hold for both.
//!
//! [`check`] works with any store. `PROPTEST_CASES` sets how many sequences of changes are run.

mod reference;

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::Index;

use crate::clock::{DAY, Millis};
use crate::entry::{Entry, Limits};
use crate::error::JournalError;
use crate::evidence::{Evidence, QUIET, Settlement};
use crate::filter::Filter;
use crate::span::{HeldNumbers, Span};
use crate::state::State;
use crate::store::sqlite::SqliteStore;
use crate::store::suite::reference::Reference;
use crate::store::{
    AttemptResult, ClaimReport, ClaimRequest, ClaimResult, NewEntry, NewPlan, SentLine, SessionEnd, SettleRequest,
    Store,
};

/// A change of the store. Names of plans, sessions and stocks are small numbers, so that different changes use the same names.
#[derive(Clone, Debug)]
enum Command {
    Record { plan: u8, entries: Vec<Draft>, limits: Limits },
    Append { plan: u8, entry: Draft },
    Claim { plan: u8, session: u8, interval: Millis, only: Option<Index>, account: u8 },
    Report { claim: Index, result: AttemptResult },
    Settle { entry: Index, settlement: Settlement, observed: Millis },
    Withdraw { plan: u8, only: Option<Index> },
    MarkUnknown { session: u8, is_dead: bool },
    Sent { line: Index, is_known: bool, first: u64, session: u8 },
    Pass(Millis),
}

/// An order to be recorded: a span of a few numbers, or a lock id.
#[derive(Clone, Debug)]
struct Draft {
    first: u64,
    count: u64,
    is_counted: bool,
    lock: Option<u8>,
    key: Option<u8>,
}

fn draft() -> impl Strategy<Value = Draft> {
    let numbers = (1_000_000..1_000_040_u64, 1..5_u64, prop::bool::weighted(0.9));
    (numbers, prop::option::weighted(0.1, 0..3_u8), prop::option::weighted(0.2, 0..4_u8))
        .prop_map(|((first, count, is_counted), lock, key)| Draft { first, count, is_counted, lock, key })
}

fn command() -> impl Strategy<Value = Command> {
    let index = any::<Index>;
    let limits = (prop::option::of(0..4_u64), prop::option::of(0..9_u64))
        .prop_map(|(max_orders, max_numbers)| Limits { max_orders, max_numbers });
    let result = prop_oneof![
        Just(AttemptResult::Rejected),
        Just(AttemptResult::Unreadable),
        Just(AttemptResult::Unknown),
        (0..3_000_i64, prop::option::of(0..3_000_i64))
            .prop_map(|(wait, account_wait)| AttemptResult::Retry { wait, account_wait }),
        Just(AttemptResult::Accepted {
            order_id: "order".to_owned(),
            order_status: None,
            reserved_at: START,
            lapses_on: Some("2027-01-01".to_owned()),
        }),
    ];
    let settlement = prop_oneof![
        Just(Settlement::Ordered(None)),
        Just(Settlement::ordered("order")),
        Just(Settlement::ordered("order-2")),
        Just(Settlement::NotOrdered),
        Just(Settlement::Released)
    ];
    let claim = (0..3_u8, 0..3_u8, prop_oneof![Just(0), 0..2_000_i64], prop::option::weighted(0.1, index()), 0..12_u8);
    prop_oneof![
        2 => (0..3_u8, prop::collection::vec(draft(), 0..5), limits)
            .prop_map(|(plan, entries, limits)| Command::Record { plan, entries, limits }),
        2 => (0..4_u8, draft()).prop_map(|(plan, entry)| Command::Append { plan, entry }),
        8 => claim.prop_map(|(plan, session, interval, only, account)| {
            Command::Claim { plan, session, interval, only, account }
        }),
        6 => (index(), result).prop_map(|(claim, result)| Command::Report { claim, result }),
        3 => (index(), settlement, -2 * DAY..DAY).prop_map(|(entry, settlement, observed)| {
            Command::Settle { entry, settlement, observed }
        }),
        1 => (0..3_u8, prop::option::of(index())).prop_map(|(plan, only)| Command::Withdraw { plan, only }),
        1 => (0..3_u8, any::<bool>()).prop_map(|(session, is_dead)| Command::MarkUnknown { session, is_dead }),
        1 => (index(), any::<bool>(), 1_000_000..1_000_060_u64, 0..4_u8)
            .prop_map(|(line, is_known, first, session)| Command::Sent { line, is_known, first, session: 3 + session }),
        2 => prop_oneof![0..3_000_i64, -5_000..0_i64, Just(QUIET), Just(2 * QUIET)].prop_map(Command::Pass),
    ]
}

/// 2026-11-23.
const START: Millis = 1_795_392_000_000;

/// What a sequence of commands has done so far, apart from the store.
struct Driver {
    now: Millis,
    count: u32,
    tracking_ids: Vec<String>,
    /// The claims that the store has made, as lines of the send log.
    claims: Vec<SentLine>,
    /// The state of each order before the last command.
    before: BTreeMap<String, State>,
    /// Whether the send log showed an order that had not been claimed. It is recorded, whatever the limits are.
    is_restored: bool,
}

fn plan(number: u8, limits: Limits) -> NewPlan {
    NewPlan { name: format!("plan {number}"), stock: "production".to_owned(), account: "a".to_owned(), limits }
}

impl Driver {
    fn entry(&mut self, draft: &Draft) -> NewEntry {
        self.count += 1;
        let tracking_id = format!("t{}", self.count);
        self.tracking_ids.push(tracking_id.clone());
        let span = Span { first: draft.first, last: draft.first + draft.count - 1 };
        let held = match draft.lock {
            Some(lock) => HeldNumbers { spans: vec![], lock_id: Some(format!("lock {lock}")), numbers: None },
            None => HeldNumbers { spans: vec![span], lock_id: None, numbers: draft.is_counted.then_some(draft.count) },
        };
        NewEntry {
            key: draft.key.map(|key| format!("key {key}")),
            tracking_id,
            body: vec![draft.first as u8, draft.count as u8],
            allowed_rules: String::new(),
            held,
        }
    }

    fn tracking_id(&self, index: Index) -> String {
        if self.tracking_ids.is_empty() { "none".to_owned() } else { index.get(&self.tracking_ids).clone() }
    }

    /// Runs a command on a store; returns its result as text, without what stores may word differently.
    fn run(&mut self, store: &mut dyn Store, command: &Command) -> String {
        let now = self.now;
        let text = |result: Result<String, JournalError>| match result {
            Ok(text) => text,
            Err(JournalError::Conflicts(conflicts)) => {
                format!("conflicts of {:?}", conflicts.iter().map(|conflict| conflict.position).collect::<Vec<_>>())
            }
            Err(JournalError::OtherAccount { .. }) => "other account".to_owned(),
            Err(JournalError::NotAllowed { tracking_id, .. }) => format!("not allowed: {tracking_id}"),
            Err(error @ JournalError::Database { .. }) => panic!("{error}"),
            Err(error) => format!("{error:?}"),
        };
        match command {
            Command::Record { plan: number, entries, limits } => {
                let entries: Vec<_> = entries.iter().map(|draft| self.entry(draft)).collect();
                let plan = plan(*number, *limits);
                let conflicts = store.conflicts(&plan, &mut entries.clone().into_iter(), now);
                let recorded = store.record(&plan, &mut entries.into_iter(), now);
                let reported = match &recorded {
                    Ok(_) => Ok(Vec::new()),
                    Err(JournalError::Conflicts(conflicts)) => Ok(conflicts.clone()),
                    Err(error) => Err(error.clone()),
                };
                assert_eq!(conflicts, reported, "`conflicts` finds what `record` reports, and records nothing");
                text(recorded.map(|count| count.to_string()))
            }
            Command::Append { plan: number, entry } => {
                let entry = self.entry(entry);
                let result = store.append(&plan(*number, Limits::none()), &entry, now);
                let result = match result {
                    // The caller of `append` does not give a position.
                    Err(JournalError::Conflicts(_)) => Ok("conflict".to_owned()),
                    other => other.map(|entry| format!("{entry:?}")),
                };
                text(result)
            }
            Command::Claim { plan: number, session, interval, only, account } => {
                self.count += 1;
                let session = format!("session {session}");
                text(store.start_session(&session, now).map(|()| String::new()));
                let request = ClaimRequest {
                    account: if *account == 0 { "b" } else { "a" }.to_owned(),
                    plan: format!("plan {number}"),
                    stock: "production".to_owned(),
                    only: only.map(|index| self.tracking_id(index)),
                    // Some claims are only of the first orders.
                    last_position: if self.count.is_multiple_of(5) { 2 } else { i64::MAX },
                    claim: format!("c{}", self.count),
                    session: session.clone(),
                    now,
                    max_sending_time: 60_000,
                    interval: *interval,
                };
                let result = store.claim(&request);
                if let Ok(ClaimResult::Entry(entry)) = &result {
                    self.claims.push(SentLine {
                        at: now,
                        stock: request.stock,
                        account: request.account,
                        session,
                        claim: request.claim,
                        tracking_id: entry.tracking_id.clone(),
                        sending_until: entry.sending_until,
                        spans: entry.spans.clone(),
                        lock_id: entry.lock_id.clone(),
                    });
                }
                text(result.map(|result| format!("{result:?}")))
            }
            Command::Report { claim, result } => {
                let Some(line) = (!self.claims.is_empty()).then(|| claim.get(&self.claims).clone()) else {
                    return String::new();
                };
                let report = ClaimReport {
                    tracking_id: line.tracking_id,
                    claim: line.claim,
                    result: result.clone(),
                    response: Some(b"response".to_vec()),
                    reason: Some("reason".to_owned()),
                    now,
                };
                text(store.report(&report).map(|entry| format!("{entry:?}")))
            }
            Command::Settle { entry, settlement, observed } => {
                let evidence = Evidence { text: "evidence".to_owned(), observed_at: now + observed };
                let (tracking_id, settlement) = (self.tracking_id(*entry), settlement.clone());
                let request = SettleRequest { tracking_id, settlement, evidence, holds_days: Some(90), now };
                text(store.settle(&request).map(|entry| format!("{entry:?}")))
            }
            Command::Withdraw { plan, only } => {
                let only = only.map(|index| self.tracking_id(index));
                let result = store.withdraw(&format!("plan {plan}"), only.as_deref(), "reason", now);
                text(result.map(|count| count.to_string()))
            }
            Command::MarkUnknown { session, is_dead } => text(
                store
                    .mark_unknown(
                        &format!("session {session}"),
                        if *is_dead { SessionEnd::Certain } else { SessionEnd::Possible },
                        now,
                    )
                    .map(|count| count.to_string()),
            ),
            Command::Sent { line, is_known, first, session } => {
                self.count += 1;
                let mut sent = SentLine {
                    at: now - 3 * DAY,
                    stock: "production".to_owned(),
                    account: "a".to_owned(),
                    session: format!("session {session}"),
                    claim: format!("c{}", self.count),
                    tracking_id: format!("lost {first}"),
                    sending_until: now + 60_000,
                    spans: vec![Span { first: *first, last: *first }],
                    lock_id: None,
                };
                if *is_known && !self.claims.is_empty() {
                    sent = line.get(&self.claims).clone();
                } else if *is_known {
                    sent.tracking_id = self.tracking_id(*line);
                } else {
                    self.tracking_ids.push(sent.tracking_id.clone());
                }
                let result = store.compare_sent(&sent, now);
                self.is_restored |= result == Ok(false);
                text(result.map(|is_known| is_known.to_string()))
            }
            Command::Pass(millis) => {
                self.now += millis;
                String::new()
            }
        }
    }

    /// Checks rules that hold for every store after every command.
    fn check_rules(&mut self, store: &dyn Store, command: &Command) {
        let entries = store.entries(&Filter::all()).unwrap();
        let mut live: Vec<Span> = Vec::new();
        for entry in &entries {
            self.check_entry(store, entry, command);
            let spans = store.spans(&entry.tracking_id).unwrap();
            assert!(entry.state.is_live() || spans.is_empty(), "{entry:?} holds {spans:?}");
            live.extend(spans);
        }
        live.sort_unstable();
        assert!(live.windows(2).all(|pair| pair[0].last < pair[1].first), "two live orders hold one number: {live:?}");
        for status in store.status(None).unwrap() {
            let spent = status.spent();
            let holds = |max: Option<u64>, spent: u64| max.is_none_or(|max| spent <= max);
            let limits = status.limits;
            let is_within = holds(limits.max_orders, spent.orders) && holds(limits.max_numbers, spent.numbers);
            assert!(is_within || self.is_restored, "{status:?}");
        }
        self.before = entries.into_iter().map(|entry| (entry.tracking_id, entry.state)).collect();
    }

    fn check_entry(&self, store: &dyn Store, entry: &Entry, command: &Command) {
        let history = store.history(&entry.tracking_id).unwrap();
        let mut state = State::Planned;
        for change in &history {
            assert!(change.from == state && state.may_become(change.to), "{history:?}");
            state = change.to;
        }
        assert_eq!(state, entry.state, "{history:?}");
        assert!(history.is_sorted_by_key(|change| change.at), "{history:?}");
        let sent = history.iter().filter(|change| change.from == State::Planned && change.to != State::Withdrawn);
        assert_eq!(sent.count() as u32, entry.attempts, "{history:?}");
        let before = self.before.get(&entry.tracking_id).copied().unwrap_or(State::Planned);
        assert!(before.is_live() || before == entry.state, "a dead order revived: {entry:?}");
        let is_planned_again = before != State::Planned && entry.state == State::Planned;
        assert!(!is_planned_again || matches!(command, Command::Report { .. }), "planned again by {command:?}");
        assert!(entry.state != State::Accepted || entry.order_id.is_some() || entry.evidence.is_some(), "{entry:?}");
    }
}

/// A store whose sessions are renewed knows later signs of life: it may leave out a session, and its quiet time may be over later.
fn check_sessions(store: &dyn Store, reference: &Reference, now: Millis) {
    let (found, expected) = (store.open_sessions(now).unwrap(), reference.open_sessions(now).unwrap());
    if store.renewal_interval().is_none() {
        assert_eq!(found, expected);
    }
    for session in found {
        let expected = expected.iter().find(|expected| expected.id == session.id).unwrap();
        assert_eq!(session.sending_until, expected.sending_until);
        assert!(expected.is_quiet || !session.is_quiet, "{session:?}");
    }
}

/// Runs commands on a store and on the reference, and compares everything that can be read.
fn check(store: &mut dyn Store, commands: &[Command]) {
    let driver = || Driver {
        now: START,
        count: 0,
        tracking_ids: Vec::new(),
        claims: Vec::new(),
        before: BTreeMap::new(),
        is_restored: false,
    };
    let (mut reference, mut first, mut second) = (Reference::default(), driver(), driver());
    for (number, command) in commands.iter().enumerate() {
        store.begin().unwrap();
        let found = first.run(store, command);
        store.commit().unwrap();
        assert_eq!(found, second.run(&mut reference, command), "command {number}: {command:?}");
        assert_eq!(store.status(None).unwrap(), reference.status(None).unwrap(), "after {number}: {command:?}");
        let all = Filter::all();
        assert_eq!(store.entries(&all).unwrap(), reference.entries(&all).unwrap(), "after {number}: {command:?}");
        check_sessions(store, &reference, first.now);
        first.check_rules(store, command);
    }
    for entry in store.entries(&Filter::all()).unwrap() {
        let id = &entry.tracking_id;
        assert_eq!(store.history(id).unwrap(), reference.history(id).unwrap());
        assert_eq!(store.spans(id).unwrap(), reference.spans(id).unwrap());
        let filter = Filter::all().state(entry.state).after(&entry.plan, entry.position).limit(3);
        assert_eq!(store.entries(&filter).unwrap(), reference.entries(&filter).unwrap());
    }
    let lapsing = Filter::all().state(State::Accepted).lapses_by("2027-02-01").plan("plan 0");
    assert_eq!(store.entries(&lapsing).ok(), reference.entries(&lapsing).ok());
}

/// The same on PostgreSQL, with fewer sequences, because each change is synced to the disk.
#[cfg(feature = "postgres")]
#[test]
fn postgresql_does_what_the_reference_does() {
    let Some(database) = crate::store::postgres::test_database::TestDatabase::create() else { return };
    let cases = std::env::var("PROPTEST_CASES").is_err().then_some(8);
    let default = ProptestConfig::default();
    let config = ProptestConfig { failure_persistence: None, cases: cases.unwrap_or(default.cases), ..default };
    let commands = prop::collection::vec(command(), 1..60);
    let result = proptest::test_runner::TestRunner::new(config).run(&commands, |commands| {
        database.clear();
        check(&mut database.open(), &commands);
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn sqlite_does_what_the_reference_does(commands in prop::collection::vec(command(), 1..60)) {
        let mut store = SqliteStore::in_memory().unwrap();
        check(&mut store, &commands);
    }
}
