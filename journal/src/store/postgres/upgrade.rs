//! Tests that a journal of an older version is upgraded with its orders, and that a program and a file of another version are rejected.

use crate::error::JournalError;
use crate::state::State;
use crate::store::SessionEnd;
use crate::store::Store as _;
use crate::store::postgres::PostgresStore;
use crate::store::postgres::constraints::prepare;
use crate::store::postgres::schema::{POSTGRES_SCHEMA, VERSION, schema};
use crate::store::postgres::test_database::TestDatabase;
use crate::store::sqlite::constraints::{NOW, claim_request};

/// An invented next version, with a column that its functions use.
const NEXT: &str = schema!(
    2,
    include_str!("schema/version_1.sql"),
    "DO $version$ BEGIN
     IF current_setting('colt_journal.version')::integer < 2 THEN
       ALTER TABLE entry ADD COLUMN note text;
       UPDATE entry SET note = 'of version 1';
     END IF;
     END $version$;
     CREATE FUNCTION get_note(p_tracking_id text) RETURNS text LANGUAGE sql AS $$
       SELECT note FROM colt_journal.entry WHERE tracking_id = p_tracking_id
     $$;"
);

/// Runs a schema as the owner, with the clock of the test afterwards.
fn run(database: &TestDatabase, schema: &str) -> Result<(), JournalError> {
    let owner = database.owner();
    owner.simple(&format!("SET colt_journal.now = '{NOW}'"))?;
    let result = owner.simple(schema);
    if result.is_err() {
        owner.simple("ROLLBACK")?;
    }
    database.use_test_clock();
    result
}

#[test]
fn an_older_journal_is_upgraded_with_its_orders_and_a_newer_one_is_rejected() {
    let Some(database) = TestDatabase::create() else { return };
    prepare(&database);
    database.run(&format!("UPDATE colt_journal.session SET alive_until = {NOW} + 1"));
    let error = run(&database, NEXT).unwrap_err().to_string();
    assert!(error.contains("programs have the journal open"), "{error}");
    let mut store = database.open();
    store.mark_unknown("session", SessionEnd::Possible, NOW).unwrap();
    database.run(&format!("UPDATE colt_journal.session SET alive_until = {NOW}"));
    // The same version again changes nothing.
    for (schema, version) in [(POSTGRES_SCHEMA, VERSION), (NEXT, VERSION + 1), (NEXT, VERSION + 1)] {
        let before = store.entries(&crate::filter::Filter::all()).unwrap();
        run(&database, schema).unwrap();
        assert_eq!(store.entries(&crate::filter::Filter::all()).unwrap(), before);
        assert_eq!(database.text("SELECT version::text FROM colt_journal.journal"), version.to_string());
        assert_eq!(store.check().unwrap(), Vec::<String>::new());
    }
    assert_eq!(database.text("SELECT colt_journal.get_note('t1')"), "of version 1");
    // Rules and rights are those of before.
    let error = database
        .admin
        .as_ref()
        .unwrap()
        .simple("SET session_replication_role = origin; DELETE FROM colt_journal.entry")
        .unwrap_err()
        .to_string();
    assert!(error.contains("orders are never deleted"), "{error}");
    assert!(store.resume().is_err());
    assert_eq!(store.entry("t1").unwrap().state, State::Unknown);
    store.start_session("session 2", NOW).unwrap();
    let request = crate::store::ClaimRequest { session: "session 2".to_owned(), ..claim_request() };
    assert_eq!(store.claim(&request).unwrap(), crate::store::ClaimResult::Limit);
    let open = || PostgresStore::open(&database.url(), |_| Ok("log".to_owned()));
    assert_eq!(open().err(), Some(JournalError::NewerSchema { found: 2, known: 1 }));
    let error = run(&database, POSTGRES_SCHEMA).unwrap_err().to_string();
    assert!(error.contains("has version 2 of its tables, but this file makes version 1"), "{error}");
    database.run("UPDATE colt_journal.journal SET version = 0");
    let error = open().err().unwrap().to_string();
    assert!(error.contains("needs 1; hint: run `colt-numbers journal schema | psql`"), "{error}");
}
