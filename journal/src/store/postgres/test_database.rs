//! A database for a test, on the server of `.ci/postgres`, and removed afterwards.

use std::path::PathBuf;

use uuid::Uuid;

use crate::store::postgres::PostgresStore;
use crate::store::postgres::connection::{Connection, get};
use crate::store::postgres::schema::POSTGRES_SCHEMA;

/// A database with the tables of a journal, whose clock and lease are those of the test.
pub(crate) struct TestDatabase {
    name: String,
    socket: String,
    /// A superuser's connection to it.
    pub(super) admin: Option<Connection>,
}

/// The socket's folder of the server for tests; `None` if there is none, so that the test is skipped. In CI, that is an error.
fn socket() -> Option<PathBuf> {
    let found = std::env::var_os("COLT_TEST_POSTGRES").map(PathBuf::from);
    let is_ci = std::env::var_os("CI").is_some_and(|value| !value.is_empty());
    assert!(found.is_some() || !is_ci, "COLT_TEST_POSTGRES is not set; hint: bash .ci/postgres run COMMAND");
    if found.is_none() {
        eprintln!("skipped: COLT_TEST_POSTGRES is not set; hint: bash .ci/postgres run COMMAND");
    }
    found
}

impl TestDatabase {
    /// `None` if there is no server for tests.
    pub(crate) fn create() -> Option<Self> {
        let socket = socket()?.to_str().unwrap().replace('/', "%2F");
        let name = format!("test_{}", Uuid::new_v4().simple());
        let host = socket.clone();
        let connect =
            |user: &str, database: &str| Connection::open(&format!("postgres://{user}@{host}/{database}")).unwrap();
        let server = connect("postgres", "postgres");
        for role in ["colt_owner", "colt_program"] {
            let sql = format!(
                "DO $$ BEGIN CREATE ROLE {role} LOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
            );
            server.simple(&sql).unwrap();
        }
        server.simple(&format!("CREATE DATABASE {name} OWNER colt_owner")).unwrap();
        let database = Self { admin: Some(connect("postgres", &name)), name, socket };
        let owner = connect("colt_owner", &database.name);
        owner.simple(POSTGRES_SCHEMA).unwrap();
        owner
            .simple("SELECT colt_journal.grant_use('colt_program'), colt_journal.grant_services('colt_program')")
            .unwrap();
        database.run(&format!("ALTER DATABASE {} SET colt_journal.test_clock = 'on'", database.name));
        database.use_test_clock();
        Some(database)
    }

    /// Replaces the clock and the lease, after the functions were made.
    pub(super) fn use_test_clock(&self) {
        self.run(
            "CREATE OR REPLACE FUNCTION colt_journal.now_ms() RETURNS bigint LANGUAGE sql AS \
             $$ SELECT current_setting('colt_journal.now')::bigint $$;
             CREATE OR REPLACE FUNCTION colt_journal.lease_ms() RETURNS bigint LANGUAGE sql AS $$ SELECT 0::bigint $$",
        );
    }

    /// A connection of the owner.
    pub(super) fn owner(&self) -> Connection {
        Connection::open(&format!("postgres://colt_owner@{}/{}", self.socket, self.name)).unwrap()
    }

    /// The text that a query returns to a superuser.
    pub(super) fn text(&self, sql: &str) -> String {
        get(&self.admin().query_one(sql, &[]).unwrap(), 0).unwrap()
    }

    /// The URL for a program.
    pub(super) fn url(&self) -> String {
        format!("postgres://colt_program@{}/{}", self.socket, self.name)
    }

    fn admin(&self) -> &Connection {
        self.admin.as_ref().unwrap()
    }

    /// Runs SQL as a superuser.
    pub(super) fn run(&self, sql: &str) {
        self.admin().simple(sql).unwrap();
    }

    /// Removes all plans and orders.
    pub(crate) fn clear(&self) {
        self.run(
            "SET session_replication_role = replica; SET search_path = colt_journal;
             TRUNCATE plan, entry, span, event, session, account_wait, send_log RESTART IDENTITY",
        );
    }

    /// A store whose role may only execute the functions of `grant_use` and `grant_services`.
    pub(crate) fn open(&self) -> PostgresStore {
        PostgresStore::open(&self.url(), |_| Ok("log".to_owned())).unwrap()
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        drop(self.admin.take());
        if let Ok(server) = Connection::open(&format!("postgres://postgres@{}/postgres", self.socket)) {
            let _ = server.simple(&format!("DROP DATABASE {} WITH (FORCE)", self.name));
        }
    }
}
