//! Tests that the database rejects changes that break a rule, even if they do not come from this crate.

use crate::clock::Millis;
use crate::entry::Limits;
use crate::span::{HeldNumbers, Span};
use crate::store::sqlite::SqliteStore;
use crate::store::{ClaimRequest, NewEntry, NewPlan, Store as _};

pub(in crate::store) const NOW: Millis = 1_795_392_000_000;

/// A journal with a plan of three orders: the first is being sent, by a session that lives.
pub(super) fn store() -> SqliteStore {
    let mut store = SqliteStore::in_memory().unwrap();
    let text = str::to_owned;
    let plan = NewPlan { name: text("plan"), stock: text("s"), account: text("a"), limits: Limits::orders(1) };
    let entries = (1..=3_u64).map(|n| {
        let spans = vec![Span { first: 1000 * n, last: 1000 * n + 9 }];
        let held = HeldNumbers { spans, lock_id: Some(format!("lock {n}")), numbers: Some(10) };
        NewEntry { key: None, tracking_id: format!("t{n}"), body: vec![], allowed_rules: String::new(), held }
    });
    store.record(&plan, &mut entries.into_iter(), NOW).unwrap();
    store.start_session("session", NOW).unwrap();
    store.claim(&claim_request()).unwrap();
    store
}

/// A claim by this session of the next order.
pub(in crate::store) fn claim_request() -> ClaimRequest {
    let text = str::to_owned;
    ClaimRequest {
        plan: text("plan"),
        stock: text("s"),
        account: text("a"),
        only: None,
        last_position: i64::MAX,
        claim: text("claim"),
        session: text("session"),
        now: NOW,
        max_sending_time: 0,
        interval: 0,
    }
}

/// Changes that both databases reject, and a part of the error.
pub(in crate::store) const RULES: [(&str, &str); 20] = [
    ("UPDATE entry SET state = 'released' WHERE id = 2", "no such step"),
    ("UPDATE entry SET state = 'planned', claim = 'x' WHERE id = 1", "a new claim is a new attempt"),
    ("UPDATE entry SET state = 'accepted' WHERE id = 1", "constraint"),
    ("UPDATE entry SET claim = 'x' WHERE id = 1", "a new claim is a new attempt"),
    ("UPDATE entry SET attempts = 0 WHERE id = 1", "a new claim is a new attempt"),
    (
        "UPDATE entry SET state = 'sending', claim = 'x', session = 'session', sending_until = 1, attempts = 1 WHERE id = 2",
        "the limit of the plan is reached",
    ),
    ("UPDATE entry SET sending_until = NULL WHERE id = 1", "constraint"),
    ("UPDATE entry SET body = 'x' WHERE id = 2", "what was planned never changes"),
    ("UPDATE entry SET tracking_id = 'x' WHERE id = 2", "what was planned never changes"),
    ("DELETE FROM entry WHERE id = 3", "orders are never deleted"),
    ("DELETE FROM span", "spans are never deleted"),
    ("UPDATE event SET reason = 'x'", "events are append-only"),
    ("DELETE FROM event", "events are append-only"),
    (
        "UPDATE entry SET state = 'withdrawn' WHERE id = 2; UPDATE span SET live = 1 WHERE entry_id = 2",
        "a dead order never revives",
    ),
    (
        "UPDATE entry SET state = 'withdrawn' WHERE id = 2; UPDATE entry SET state = 'planned' WHERE id = 2",
        "no such step",
    ),
    (
        "UPDATE entry SET state = 'unknown' WHERE id = 1;
         UPDATE entry SET state = 'notOrdered', evidence = 'e', evidence_at = sending_until + 86400000 WHERE id = 1",
        "its sender may live",
    ),
    (
        "UPDATE entry SET state = 'unknown', is_reported = 1 WHERE id = 1;
         UPDATE entry SET state = 'notOrdered', evidence = 'e', evidence_at = sending_until + 86399999 WHERE id = 1",
        "constraint",
    ),
    (
        "UPDATE entry SET state = 'unknown', is_reported = 1 WHERE id = 1;
         UPDATE entry SET state = 'notOrdered', evidence = 'e', evidence_at = 1, sending_until = NULL WHERE id = 1",
        "constraint",
    ),
    (
        "UPDATE entry SET order_id = 'o' WHERE id = 2;
         UPDATE entry SET state = 'unknown' WHERE id = 1;
         UPDATE entry SET state = 'accepted', evidence = 'e', order_id = 'o' WHERE id = 1",
        "another order has the order id",
    ),
    (
        "UPDATE entry SET state = 'unknown', is_reported = 1 WHERE id = 1; UPDATE entry SET state = 'notOrdered' WHERE id = 1",
        "constraint",
    ),
];

#[test]
fn the_database_rejects_changes_that_break_a_rule() {
    let own = [
        ("UPDATE span SET hi = hi + 1", "spans never move"),
        ("INSERT INTO span VALUES (3, 's', 1009, 1020, 1)", "one live order per number"),
        ("INSERT INTO span VALUES (3, 's', 900, 1000, 1)", "one live order per number"),
    ];
    for (sql, expected) in RULES.into_iter().chain(own) {
        let store = store();
        let error = store.0.execute_batch(sql).unwrap_err().to_string();
        assert!(error.contains(expected), "`{sql}`: {error}");
    }
    // The last change is accepted with the evidence that it lacks, so that was the only reason to reject it.
    let sql = "UPDATE entry SET state = 'unknown', is_reported = 1 WHERE id = 1;
               UPDATE entry SET state = 'notOrdered', evidence = 'e', evidence_at = sending_until + 86400000 WHERE id = 1";
    store().0.execute_batch(sql).unwrap();
}
