//! Tests that the database rejects changes that break a rule, even by its owner, and that the program's role may only execute functions.

use tokio_postgres::types::Type;

use crate::entry::Limits;
use crate::error::JournalError;
use crate::evidence::{Evidence, QUIET, Settlement};
use crate::span::{HeldNumbers, Span};
use crate::state::State;
use crate::store::postgres::PostgresStore;
use crate::store::postgres::connection::{get, get_unsigned};
use crate::store::postgres::test_database::TestDatabase;
use crate::store::sqlite::constraints::{NOW, RULES, claim_request};
use crate::store::{ClaimResult, NewEntry, NewPlan, SentLine, SessionEnd, SettleRequest, Store as _};

/// A journal with a plan of three orders: the first is being sent, by a session that lives. Returns its store.
pub(super) fn prepare(database: &TestDatabase) -> PostgresStore {
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
    store
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
        "SELECT colt_journal.accept_lost_send_log('log', 'reason')",
        "SELECT colt_journal.mark_sent_unknown('session', true)",
        "SELECT secret FROM colt_journal.session",
        "SELECT colt_journal.insert_entry(1, 9, 's', NULL, 't9', '', '', NULL, NULL, '{}', '{}')",
        "CREATE TABLE colt_journal.mine (x integer)",
        "SELECT * FROM colt_journal.monitor",
    ] {
        let error = store.connection.query(sql, &[]).unwrap_err();
        assert!(matches!(&error, JournalError::Database { reason } if reason.contains("42501")), "`{sql}`: {error}");
    }
}

#[test]
fn a_session_that_woke_up_has_not_ended() {
    let Some(database) = TestDatabase::create() else { return };
    prepare(&database);
    let mut store = database.open();
    let states = |store: &PostgresStore| store.status(None).unwrap()[0].by_state.keys().copied().collect::<Vec<_>>();
    // The caller found that it was quiet, and then it claimed an order.
    assert_eq!(store.mark_unknown("session", SessionEnd::Quiet, NOW + QUIET - 1).unwrap(), 0);
    assert_eq!(states(&store), [State::Planned, State::Sending]);
    assert_eq!(store.open_sessions(NOW).unwrap().len(), 1);
    assert_eq!(store.mark_unknown("session", SessionEnd::Quiet, NOW + QUIET).unwrap(), 1);
    assert_eq!(store.open_sessions(NOW).unwrap(), []);
    assert_eq!(states(&store), [State::Planned, State::Unknown]);
}

/// Whoever may execute the functions cannot state that the process of another session has ended.
#[test]
fn only_the_process_of_a_session_can_end_it() {
    let Some(database) = TestDatabase::create() else { return };
    prepare(&database);
    let mut other = database.open();
    let is_open = |store: &PostgresStore| !store.open_sessions(NOW).unwrap().is_empty();
    for secret in ["NULL", "''", "'guessed'"] {
        let sql = format!("SELECT colt_journal.end_session('session', {secret}, 0, 0)");
        other.at(NOW).unwrap().query(&sql, &[]).unwrap();
        assert!(is_open(&other), "{secret}");
    }
    assert_eq!(other.entry("t1").unwrap().state, State::Unknown);
    other.mark_unknown("session", SessionEnd::Certain, NOW).unwrap();
    // Starting it again does not give it another secret.
    other.start_session("session", NOW).unwrap();
    other.mark_unknown("session", SessionEnd::Certain, NOW).unwrap();
    assert!(is_open(&other));
    let evidence = Evidence { text: "evidence".to_owned(), observed_at: NOW + QUIET };
    let settlement = Settlement::NotOrdered;
    let request =
        SettleRequest { tracking_id: "t1".to_owned(), settlement, evidence, holds_days: None, now: NOW + 2 * QUIET };
    let error = other.settle(&request).unwrap_err().to_string();
    assert!(error.contains("may still run"), "{error}");
}

/// Other programs may call the functions, which then check what this crate checks.
#[test]
fn a_settlement_by_sql_follows_the_same_rules() {
    let Some(database) = TestDatabase::create() else { return };
    let admin = database.admin.as_ref().unwrap();
    prepare(&database).mark_unknown("session", SessionEnd::Certain, NOW).unwrap();
    let settle = |state: &str, at: i64, order: &str| {
        let later = NOW + 10 * QUIET;
        admin.simple(&format!(
            "SET colt_journal.now = '{later}'; SELECT colt_journal.settle('t1', '{state}', 'e', {at}, '{order}', {NOW}, NULL)"
        ))
    };
    let rejected = |state: &str, at: i64| {
        let error = settle(state, at, "other").unwrap_err().to_string();
        assert!(error.contains("newer than the evidence"), "{state} {at}: {error}");
    };
    rejected("released", NOW + QUIET);
    rejected("accepted", NOW - 1);
    settle("accepted", NOW, "order").unwrap();
    rejected("accepted", NOW + QUIET);
    rejected("notOrdered", NOW + 3 * QUIET);
    rejected("released", NOW);
    assert_eq!(database.open().entry("t1").unwrap().order_id.as_deref(), Some("order"));
    settle("released", NOW + QUIET, "order").unwrap();
}

/// A line of a send log cannot be used to free the numbers of an accepted order at once.
#[test]
fn an_order_that_only_a_send_log_has_holds_its_numbers_for_the_quiet_time() {
    let Some(database) = TestDatabase::create() else { return };
    let mut store = prepare(&database);
    store.mark_unknown("session", SessionEnd::Certain, NOW).unwrap();
    let text = str::to_owned;
    let line = SentLine {
        at: 0,
        stock: text("s"),
        account: text("a"),
        session: text("session"),
        claim: text("another claim"),
        tracking_id: text("another"),
        sending_until: 0,
        spans: vec![Span { first: 1000, last: 1009 }],
        lock_id: None,
    };
    assert!(!store.compare_sent(&line, NOW).unwrap());
    let settled = |at: i64| {
        let evidence = Evidence { text: text("evidence"), observed_at: at };
        let (tracking_id, settlement) = (text("another"), Settlement::NotOrdered);
        let request = SettleRequest { tracking_id, settlement, evidence, holds_days: None, now: NOW + QUIET };
        database.open().settle(&request)
    };
    assert!(matches!(settled(NOW + QUIET - 1), Err(JournalError::NotAllowed { .. })));
    assert_eq!(settled(NOW + QUIET).unwrap().state, State::NotOrdered);
}

/// Services plan orders by a SQL function, which has to find the same numbers as the crate.
#[test]
fn the_numbers_of_a_range_are_those_of_the_code() {
    let Some(database) = TestDatabase::create() else { return };
    let admin = database.admin.as_ref().unwrap();
    let digits = [
        "4420813",
        "44208132",
        "442081324758",
        "442081324759",
        "35227949650",
        "352279496509",
        "3521234",
        "352999999",
        "9999999999999999",
    ];
    for start in digits {
        for end in digits {
            let sql = "SELECT lower(n), upper(n) - 1 FROM colt_journal.numbers_of_range($1, $2) AS n";
            let parameters: crate::store::postgres::connection::Parameters<'_> =
                &[(&format!("+{start}"), Type::TEXT), (&end, Type::TEXT)];
            let rows = admin.query(sql, parameters).unwrap();
            let found: Vec<_> = rows
                .iter()
                .map(|row| Span { first: get_unsigned(row, 0).unwrap(), last: get_unsigned(row, 1).unwrap() })
                .collect();
            assert_eq!(found, Span::of_range(start, end), "{start}..{end}");
        }
    }
}

/// A transaction that stays open because its process has stopped does not hold the others up for long: the server ends it.
#[test]
fn the_server_ends_a_transaction_that_stays_open() {
    let Some(database) = TestDatabase::create() else { return };
    prepare(&database);
    let mut store = database.open();
    store.begin().unwrap();
    store.status(None).unwrap();
    for (setting, expected) in
        [("idle_in_transaction_session_timeout", "10s"), ("lock_timeout", "30s"), ("statement_timeout", "50s")]
    {
        let row = store.connection.query_one("SELECT current_setting($1)", &[(&setting, Type::TEXT)]).unwrap();
        assert_eq!(get::<&str>(&row, 0).unwrap(), expected, "{setting}");
    }
    store.commit().unwrap();
}

#[test]
fn problems_of_the_tables_are_found() {
    let Some(database) = TestDatabase::create() else { return };
    let admin = database.admin.as_ref().unwrap();
    for (change, problem) in [
        ("UPDATE colt_journal.entry SET state = 'unknown' WHERE state = 'sending'", "differs from its last event"),
        ("UPDATE colt_journal.entry SET state = 'rejected' WHERE state = 'sending'", "although it has ended"),
        ("UPDATE colt_journal.entry SET order_id = 'o'", "the same order id"),
        ("UPDATE colt_journal.plan SET spent_orders = 2", "the counts of the plan"),
        ("UPDATE colt_journal.journal SET place = 'another'", "nothing may be sent"),
    ] {
        prepare(&database);
        assert_eq!(database.open().check().unwrap(), Vec::<String>::new(), "before {change}");
        // Without the triggers that would reject it.
        admin.simple(&format!("SET session_replication_role = replica; {change}")).unwrap();
        let found = database.open().check().unwrap();
        assert!(found.iter().any(|found| found.contains(problem)), "{change}: {found:?}");
        admin.simple("UPDATE colt_journal.journal SET place = colt_journal.place()").unwrap();
    }
}
