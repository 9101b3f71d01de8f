//! Settings of a role, a database or a server that could change what the journal's SQL means, or end its transactions: none of them makes an order be sent
//! twice, or makes it wait forever.

use colt_numbers_journal::{End, Filter, Journal, JournalError, Limits, State};

use crate::child::{Process, client, entries, open, patient_client, plan, reservations};
use crate::database::{Database, folder, socket};
use crate::example_reservation::reservation_of_range;
use crate::vendor::{Behaviour, Vendor};

/// Settings that a role may have, each of which would break statements that rely on the default.
const SETTINGS: [&str; 14] = [
    "default_transaction_isolation = 'serializable'",
    "default_transaction_isolation = 'repeatable read'",
    "default_transaction_deferrable = on",
    "search_path = 'evil, pg_catalog'",
    "TimeZone = 'Pacific/Kiritimati'",
    "DateStyle = 'SQL, DMY'",
    "statement_timeout = '2s'",
    "idle_in_transaction_session_timeout = '1ms'",
    "lock_timeout = '1ms'",
    "row_security = off",
    "standard_conforming_strings = off",
    "bytea_output = 'escape'",
    "client_encoding = 'LATIN1'",
    "transform_null_equals = on",
];

/// The same run with each of the settings: 12 orders by two processes, with limits.
#[tokio::test(flavor = "multi_thread")]
async fn the_settings_of_a_role_do_not_change_a_run() {
    let Some(socket) = socket() else { return };
    for setting in SETTINGS {
        let vendor = Vendor::start(|_| Behaviour::Accept);
        let database = Database::create(&socket);
        // Functions with the names of those that the journal uses, in a schema that the role's search path has first.
        database.sql(
            "CREATE SCHEMA evil; GRANT USAGE ON SCHEMA evil TO PUBLIC;
             CREATE FUNCTION evil.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS $$ SELECT '1970-01-01'::timestamptz $$;
             CREATE FUNCTION evil.gen_random_uuid() RETURNS uuid LANGUAGE sql AS $$ SELECT '00000000-0000-0000-0000-000000000000'::uuid $$;
             CREATE FUNCTION evil.now_ms() RETURNS bigint LANGUAGE sql AS $$ SELECT 0::bigint $$",
        );
        database.sql(&format!("ALTER ROLE colt_program IN DATABASE {} SET {setting}", database.name));
        let (folder, url) = (folder(Some(&database)), vendor.url());
        plan(folder.path(), &url, 12, Limits::orders(10)).await;
        let mut processes =
            [0; 2].map(|_| Process { is_patient: true, concurrency: 3, ..Process::new(folder.path(), &url) }.spawn());
        for process in &mut processes {
            assert!(process.wait().unwrap().success(), "{setting}");
        }
        let entries = entries(folder.path()).await;
        let accepted = entries.iter().filter(|entry| entry.state == State::Accepted).count();
        assert_eq!((accepted, vendor.received().len()), (10, 10), "{setting}: {entries:?}");
    }
}

/// A service may plan orders in a transaction of any isolation. If another service plans the same order at the same time, it fails instead of waiting forever.
#[tokio::test(flavor = "multi_thread")]
async fn a_service_in_an_isolated_transaction_gets_an_error_for_what_it_cannot_see() {
    let Some(socket) = socket() else { return };
    let database = Database::create(&socket);
    let folder = folder(Some(&database));
    plan(folder.path(), "http://127.0.0.1:9/numberManagement", 1, Limits::none()).await;
    let body = |number: &str| String::from_utf8(reservation_of_range(number, number).body().to_vec()).unwrap();
    database.sql("CREATE EXTENSION dblink");
    let connection = format!("host={} dbname={} user=postgres", socket.display(), database.name);
    for (number, key, isolation) in [
        ("+442081324750", "first", "REPEATABLE READ"),
        ("+442081324751", "second", "SERIALIZABLE"),
        ("+442081324752", "third", "READ COMMITTED"),
    ] {
        let plan_order = format!("colt_journal.plan_order('plan', '{}', '{key}')", body(number));
        // The transaction has its snapshot before the other one commits.
        let sql = format!(
            "SET statement_timeout = '20s'; BEGIN ISOLATION LEVEL {isolation}; SELECT count(*) FROM colt_journal.entry;
             SELECT id FROM dblink('{connection}', 'SELECT {}') AS t (id text);
             DO $$ BEGIN PERFORM {plan_order}; PERFORM set_config('test.error', 'none', false);
               EXCEPTION WHEN query_canceled THEN RAISE; WHEN OTHERS THEN PERFORM set_config('test.error', SQLSTATE, false); END $$;
             COMMIT; SELECT current_setting('test.error')",
            plan_order.replace('\'', "''")
        );
        let output = database.sql(&sql);
        let error = output.lines().last().unwrap();
        let expected: &[&str] = if isolation == "READ COMMITTED" { &["none"] } else { &["23505", "40001", "23P01"] };
        assert!(expected.contains(&error), "{isolation}: {output}");
    }
    assert_eq!(entries(folder.path()).await.len(), 4);
}

/// Names, keys and reasons that an index or a text of PostgreSQL cannot have are errors, and nothing is recorded of their plan.
#[tokio::test(flavor = "multi_thread")]
async fn texts_that_postgresql_cannot_store_are_errors() {
    let Some(socket) = socket() else { return };
    let database = Database::create(&socket);
    let folder = folder(Some(&database));
    let (journal, client) = (open(folder.path()).await, client("http://127.0.0.1:9/numberManagement"));
    // It cannot be compressed.
    let long: String =
        (0..9000_u32).map(|n| char::from_u32(0x4e00 + n.wrapping_mul(2_654_435_761) % 20_000).unwrap()).collect();
    for name in [&long, "with\0zero"] {
        let planned = journal.plan(name, &client).record(reservations(1)).await;
        assert!(matches!(planned, Err(JournalError::Database { .. })), "{planned:?}");
        let number = reservation_of_range("+442081324750", "+442081324750");
        let ordered = journal.order(&client, &number, name).await;
        assert!(matches!(ordered, Err(JournalError::Database { .. })), "{ordered:?}");
    }
    assert!(journal.entries(Filter::all()).await.unwrap().is_empty());
    assert_eq!(journal.check().await.unwrap(), Vec::<String>::new());
}

/// A session of which the server forgets the connection goes on: the next statement connects again.
#[tokio::test(flavor = "multi_thread")]
async fn a_journal_that_is_idle_for_long_is_connected_again() {
    let Some(socket) = socket() else { return };
    let vendor = Vendor::start(|_| Behaviour::Accept);
    let database = Database::create(&socket);
    let folder = folder(Some(&database));
    let journal = open(folder.path()).await;
    let apply = async |journal: &Journal, name: &str, first: u32| {
        let number = format!("+44208132475{first}");
        let plan =
            journal.plan(name, &client(&vendor.url())).record([reservation_of_range(&number, &number)]).await.unwrap();
        database.cut_connections();
        journal.apply(&patient_client(&vendor.url()), &plan).start().unwrap().finish().await
    };
    for round in 0..3 {
        assert_eq!(apply(&journal, &format!("plan {round}"), round).await, End::Done);
    }
    assert_eq!(vendor.received().len(), 3);
}
