//! Tests that the database rejects changes that break a rule, even by its owner, and that the program's role may only execute functions.

use crate::entry::Limits;
use crate::error::JournalError;
use crate::span::{HeldNumbers, Span};
use crate::state::State;
use crate::store::postgres::connection::get;
use crate::store::postgres::test_database::TestDatabase;
use crate::store::sqlite::constraints::{NOW, RULES, claim_request};
use crate::store::{ClaimResult, NewEntry, NewPlan, Store as _};

/// A journal with a plan of three orders: the first is being sent, by a session that lives.
fn prepare(database: &TestDatabase) {
    let text = str::to_owned;
    let plan = NewPlan { name: text("plan"), stock: text("s"), account: text("a"), limits: Limits::orders(1) };
    let entries = (1..=3_u64).map(|n| {
        let spans = vec![Span { first: 1000 * n, last: 1000 * n + 9 }];
        let held = HeldNumbers { spans, lock_id: Some(format!("lock {n}")), numbers: Some(10) };
        NewEntry { key: None, tracking_id: format!("t{n}"), body: vec![], allowed_rules: String::new(), held }
    });
    database.clear();
    let mut store = database.open();
    store.begin().unwrap();
    store.record(&plan, &mut entries.into_iter(), NOW).unwrap();
    store.start_session("session", NOW).unwrap();
    assert!(matches!(store.claim(&claim_request()), Ok(ClaimResult::Entry(_))));
    store.commit().unwrap();
}

#[test]
fn the_database_rejects_changes_that_break_a_rule() {
    let Some(database) = TestDatabase::create() else { return };
    let admin = database.admin.as_ref().unwrap();
    let now = format!(
        "SET session_replication_role = origin; SET colt_journal.now = '{NOW}'; SET search_path = colt_journal; BEGIN;"
    );
    let rules = RULES.iter().map(|(sql, expected)| ((*sql).to_owned(), *expected)).chain([
        ("INSERT INTO span VALUES (3, 's', '[1009,1020]')".to_owned(), "one_live_order_per_number"),
        ("INSERT INTO span VALUES (3, 's', '[900,1000]')".to_owned(), "one_live_order_per_number"),
        ("UPDATE span SET numbers = '[1,2]'".to_owned(), "spans never move"),
        ("TRUNCATE event".to_owned(), "the journal is never emptied"),
        ("UPDATE plan SET max_orders = 2".to_owned(), "what was planned never changes"),
    ]);
    prepare(&database);
    for (sql, expected) in rules {
        // PostgreSQL has a type for yes and no.
        let sql = sql.replace("is_reported = 1", "is_reported = true").replace("live = 1", "live = true");
        let error = admin.simple(&format!("{now} {sql}")).unwrap_err().to_string();
        admin.simple("ROLLBACK").unwrap();
        assert!(error.contains(expected), "`{sql}`: {error}");
    }
}

#[test]
fn the_states_and_the_steps_are_those_of_the_code() {
    let Some(database) = TestDatabase::create() else { return };
    let admin = database.admin.as_ref().unwrap();
    let texts =
        |sql: &str| -> Vec<String> { admin.query(sql, &[]).unwrap().iter().map(|row| get(row, 0).unwrap()).collect() };
    let mut steps = Vec::new();
    for from in State::ALL {
        steps.extend(State::ALL.into_iter().filter(|next| from.may_become(*next)).map(|next| format!("{from} {next}")));
    }
    steps.sort();
    assert_eq!(
        texts("SELECT src || ' ' || dst FROM colt_journal.step ORDER BY (src || ' ' || dst) COLLATE \"C\""),
        steps
    );
    let mut states = State::ALL.map(|state| format!("{state} {} {}", state.is_live(), state.is_spent())).to_vec();
    states.sort();
    let sql = "SELECT concat_ws(' ', name, is_live::text, is_spent::text) FROM colt_journal.state ORDER BY name COLLATE \"C\"";
    assert_eq!(texts(sql), states);
    let index = texts("SELECT indexdef FROM pg_indexes WHERE indexname = 'one_live_order_per_lock'").concat();
    for state in State::ALL {
        assert_eq!(index.contains(&format!("'{state}'")), state.is_live(), "{state} in `{index}`");
    }
}

#[test]
fn the_role_of_a_program_may_only_execute_functions() {
    let Some(database) = TestDatabase::create() else { return };
    prepare(&database);
    let store = database.open();
    for sql in [
        "SELECT * FROM colt_journal.entry",
        "UPDATE colt_journal.entry SET state = 'planned'",
        "DELETE FROM colt_journal.span",
        "SELECT colt_journal.resume()",
        "SELECT colt_journal.insert_entry(1, 9, 's', NULL, 't9', '', '', NULL, NULL, '{}', '{}')",
        "CREATE TABLE colt_journal.mine (x integer)",
        "SELECT * FROM colt_journal.monitor",
    ] {
        let error = store.connection.query(sql, &[]).unwrap_err();
        assert!(matches!(&error, JournalError::Database { reason } if reason.contains("42501")), "`{sql}`: {error}");
    }
}
