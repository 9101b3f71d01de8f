//! The store in a SQLite database: one file, synced at each commit. The database enforces the rules of the protocol too.

mod check;
mod claim;
#[cfg(test)]
pub(super) mod constraints;
mod read;
mod record;
mod restore;
mod session;
mod settle;
mod time;
mod upgrade;

use std::fs::OpenOptions;
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Savepoint};

use crate::clock::Millis;
use crate::entry::{Change, Entry, Status};
use crate::error::{Conflict, JournalError};
use crate::filter::Filter;
use crate::folder::sync_folder;
use crate::span::Span;
use crate::store::{
    ClaimReport, ClaimRequest, ClaimResult, MAX_CONFLICTS, NewEntry, NewPlan, OpenSession, SentLine, SessionEnd,
    SettleRequest, Store,
};

/// How long a transaction waits for those of other processes.
const BUSY_TIMEOUT: Duration = Duration::from_secs(60);

/// The number of statements that stay prepared.
const STATEMENT_CACHE: usize = 64;

/// A journal in a SQLite database.
#[derive(Debug)]
pub(crate) struct SqliteStore(Connection);

impl From<rusqlite::Error> for JournalError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database { reason: error.to_string() }
    }
}

/// Creates the file for its owner only, if there is none. SQLite gives its other files the same mode.
///
/// An existing file is not opened: closing it would release the locks of other connections of this process.
fn create(path: &Path) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => sync_folder(path.parent().unwrap_or(Path::new("."))),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}

impl SqliteStore {
    /// Opens a journal. If the file does not exist, creates it with the id that `new_id` returns, readable for its owner only.
    pub(crate) fn open(path: &Path, new_id: upgrade::NewId<'_>) -> Result<Self, JournalError> {
        let failed = |reason: String| JournalError::Open { path: path.to_owned(), reason };
        create(path).map_err(|error| failed(error.to_string()))?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(|error| failed(error.to_string()))?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        upgrade::check(&connection, path)?;
        let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
        if mode != "wal" {
            return Err(failed(format!("it cannot use a write-ahead log, but only `{mode}`")));
        }
        Self::with(connection, new_id)
    }

    #[cfg(test)]
    pub(crate) fn in_memory() -> Result<Self, JournalError> {
        Self::with(Connection::open_in_memory()?, &|| Ok("id".to_owned()))
    }

    fn with(connection: Connection, new_id: upgrade::NewId<'_>) -> Result<Self, JournalError> {
        connection.set_prepared_statement_cache_capacity(STATEMENT_CACHE);
        // A savepoint keeps the former content of pages until it is committed. That is of no use after a crash, so it is kept in memory.
        connection.execute_batch(
            "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA fullfsync = ON; PRAGMA temp_store = MEMORY;",
        )?;
        // A statement is compiled once, and not again for each new value.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        let mut store = Self(connection);
        upgrade::upgrade(&mut store.0, &upgrade::MIGRATIONS, new_id)?;
        Ok(store)
    }

    /// Runs a change whole or not at all, also within a transaction.
    fn atomic<T>(&mut self, change: impl FnOnce(&Savepoint<'_>) -> Result<T, JournalError>) -> Result<T, JournalError> {
        let savepoint = self.0.savepoint()?;
        let result = change(&savepoint)?;
        savepoint.commit()?;
        Ok(result)
    }
}

impl Store for SqliteStore {
    fn begin(&mut self) -> Result<(), JournalError> {
        Ok(self.0.execute_batch("BEGIN IMMEDIATE")?)
    }

    fn commit(&mut self) -> Result<(), JournalError> {
        let result = self.0.execute_batch("COMMIT");
        if !self.0.is_autocommit() {
            // If the rollback fails, there is nothing left to roll back.
            let _ = self.0.execute_batch("ROLLBACK");
        }
        Ok(result?)
    }

    fn id(&self) -> Result<String, JournalError> {
        Ok(self.0.query_row("SELECT id FROM journal", [], |row| row.get(0))?)
    }

    fn record(
        &mut self,
        plan: &NewPlan,
        entries: &mut dyn Iterator<Item = NewEntry>,
        now: Millis,
    ) -> Result<u64, JournalError> {
        self.atomic(|connection| record::plan(connection, (plan, MAX_CONFLICTS), entries, now))
    }

    fn conflicts(
        &mut self,
        plan: &NewPlan,
        entries: &mut dyn Iterator<Item = NewEntry>,
        now: Millis,
    ) -> Result<Vec<Conflict>, JournalError> {
        // The savepoint is never committed, so that nothing is recorded.
        let savepoint = self.0.savepoint()?;
        match record::plan(&savepoint, (plan, usize::MAX), entries, now) {
            Ok(_) => Ok(Vec::new()),
            Err(JournalError::Conflicts(conflicts)) => Ok(conflicts),
            Err(error) => Err(error),
        }
    }

    fn append(&mut self, plan: &NewPlan, new: &NewEntry, now: Millis) -> Result<Option<Entry>, JournalError> {
        self.atomic(|connection| record::append(connection, plan, new, now))
    }

    fn claim(&mut self, request: &ClaimRequest) -> Result<ClaimResult, JournalError> {
        self.atomic(|connection| claim::claim(connection, request))
    }

    fn report(&mut self, report: &ClaimReport) -> Result<Entry, JournalError> {
        self.atomic(|connection| claim::report(connection, report))
    }

    fn settle(&mut self, request: &SettleRequest) -> Result<Entry, JournalError> {
        self.atomic(|connection| settle::settle(connection, request))
    }

    fn withdraw(&mut self, plan: &str, only: Option<&str>, reason: &str, now: Millis) -> Result<u64, JournalError> {
        self.atomic(|connection| settle::withdraw(connection, plan, (only, reason), now))
    }

    fn start_session(&mut self, id: &str, now: Millis) -> Result<(), JournalError> {
        self.atomic(|connection| session::start(connection, id, now))
    }

    fn open_sessions(&self, now: Millis) -> Result<Vec<OpenSession>, JournalError> {
        session::open(&self.0, now)
    }

    fn mark_unknown(&mut self, id: &str, end: SessionEnd, now: Millis) -> Result<u64, JournalError> {
        self.atomic(|connection| session::mark_unknown(connection, id, end != SessionEnd::Possible, now))
    }

    fn mark_planned_unknown(&mut self, id: &str, now: Millis) -> Result<u64, JournalError> {
        self.atomic(|connection| session::mark_planned_unknown(connection, id, now))
    }

    fn check(&self) -> Result<Vec<String>, JournalError> {
        check::problems(&self.0)
    }

    fn send_log_bytes(&self) -> Result<u64, JournalError> {
        Ok(self.0.query_row("SELECT send_log_bytes FROM journal", [], |row| row.get(0))?)
    }

    fn set_send_log_bytes(&mut self, bytes: u64) -> Result<(), JournalError> {
        self.0.prepare_cached("UPDATE journal SET send_log_bytes = ?1")?.execute([bytes])?;
        Ok(())
    }

    fn compare_sent(&mut self, line: &SentLine, now: Millis) -> Result<bool, JournalError> {
        self.atomic(|connection| restore::compare_sent(connection, line, now))
    }

    fn plan(&self, name: &str) -> Result<NewPlan, JournalError> {
        Ok(read::plan(&self.0, name)?.1)
    }

    fn status(&self, plan: Option<&str>) -> Result<Vec<Status>, JournalError> {
        read::status(&self.0, plan)
    }

    fn entry(&self, tracking_id: &str) -> Result<Entry, JournalError> {
        read::entry(&self.0, tracking_id)
    }

    fn entries(&self, filter: &Filter) -> Result<Vec<Entry>, JournalError> {
        read::entries(&self.0, filter)
    }

    fn history(&self, tracking_id: &str) -> Result<Vec<Change>, JournalError> {
        read::history(&self.0, tracking_id)
    }

    fn spans(&self, tracking_id: &str) -> Result<Vec<Span>, JournalError> {
        read::spans(&self.0, tracking_id)
    }
}
