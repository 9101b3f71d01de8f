//! A connection to PostgreSQL, which is made again after it was lost, and its transactions.
//!
//! A statement that fails makes its whole transaction fail: nothing of it is recorded. If the connection is lost during a commit, it is not known whether
//! the transaction was recorded.

use std::cell::RefCell;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::runtime::{Builder, Runtime};
use tokio::time::{sleep, timeout};
use tokio_postgres::error::{Severity, SqlState};
use tokio_postgres::types::{FromSql, ToSql, Type};
use tokio_postgres::{AsyncMessage, Client, Row};

use crate::clock::Millis;
use crate::error::JournalError;
use crate::store::postgres::address::{Address, Server, describe};
use crate::store::postgres::tls::Tls;

/// After this, a statement counts as lost. The server ends it before that.
const STATEMENT_TIMEOUT: Duration = Duration::from_secs(60);

/// For how long a lost connection is attempted to be made again.
const RECONNECT_FOR: Duration = Duration::from_secs(30);

/// The pause between these attempts.
const PAUSE: Duration = Duration::from_millis(200);

/// A process that stops in the middle of a transaction holds the rows that it has locked until the server ends the transaction.
const BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SET LOCAL statement_timeout = '50s'; SET LOCAL lock_timeout = '30s'; \
                     SET LOCAL idle_in_transaction_session_timeout = '10s'; SET LOCAL jit = off";

pub(super) type Parameters<'a> = &'a [(&'a (dyn ToSql + Sync), Type)];

pub(super) struct Connection {
    runtime: Runtime,
    address: Address,
    tls: Tls,
    state: RefCell<State>,
    /// The server's last warning.
    warning: Warning,
}

type Warning = Arc<Mutex<Option<String>>>;

/// Drives a connection, and keeps the last warning of its server.
async fn keep_warnings<S: AsyncRead + AsyncWrite + Unpin, T: AsyncRead + AsyncWrite + Unpin>(
    mut driver: tokio_postgres::Connection<S, T>,
    warning: Warning,
) {
    while let Some(Ok(message)) = poll_fn(|context| driver.poll_message(context)).await {
        if let AsyncMessage::Notice(notice) = message
            && notice.parsed_severity() == Some(Severity::Warning)
        {
            *warning.lock().unwrap_or_else(PoisonError::into_inner) = Some(notice.message().to_owned());
        }
    }
}

struct State {
    client: Option<Client>,
    transaction: Transaction,
    /// Whether this database has the clock of a test.
    has_test_clock: bool,
    /// For how long a lost connection is attempted to be made again.
    reconnect_for: Duration,
}

#[derive(Debug)]
enum Transaction {
    None,
    /// It begins with the first statement.
    Wanted,
    Open,
    Failed(JournalError),
}

impl Connection {
    /// Connects once.
    pub(super) fn open(url: &str) -> Result<Self, String> {
        let address = Address::parse(url)?;
        let tls = Tls::new(address.root_certificates.as_deref())?;
        let runtime = Builder::new_current_thread().enable_all().build().map_err(|error| error.to_string())?;
        let state =
            State { client: None, transaction: Transaction::None, has_test_clock: false, reconnect_for: RECONNECT_FOR };
        let connection = Self { runtime, address, tls, state: RefCell::new(state), warning: Warning::default() };
        connection.connect().map_err(|error| match error {
            JournalError::Connection { reason } | JournalError::Database { reason } => reason,
            other => other.to_string(),
        })?;
        Ok(connection)
    }

    /// Connects to the first server that accepts writes.
    fn connect(&self) -> Result<(), JournalError> {
        let mut errors = Vec::new();
        for server in &self.address.servers {
            match self.connect_to(server) {
                Ok(()) => return Ok(()),
                Err(error) => errors.push((&*server.name, error)),
            }
        }
        Err(combine(errors))
    }

    fn connect_to(&self, server: &Server) -> Result<(), JournalError> {
        let (client, driver) = self.run(STATEMENT_TIMEOUT, async { server.config.connect(self.tls.clone()).await })?;
        // It runs whenever this thread waits for the server.
        self.runtime.spawn(keep_warnings(driver, Arc::clone(&self.warning)));
        let mut state = self.state.borrow_mut();
        if cfg!(any(test, feature = "testing")) {
            let sql = "SELECT current_setting('colt_journal.test_clock', true) = 'on'";
            let rows = self.run(STATEMENT_TIMEOUT, client.query_typed(sql, &[]))?;
            state.has_test_clock = get::<Option<bool>>(&rows[0], 0)?.unwrap_or_default();
        }
        state.client = Some(client);
        Ok(())
    }

    /// Waits for the server, at most this long.
    fn run<T>(
        &self,
        limit: Duration,
        future: impl Future<Output = Result<T, tokio_postgres::Error>>,
    ) -> Result<T, JournalError> {
        let result = self.runtime.block_on(async { timeout(limit, future).await });
        result.map_or_else(
            |_| {
                let reason = format!("it did not respond within {} s", limit.as_secs());
                Err(JournalError::Connection { reason })
            },
            |result| result.map_err(|error| from_postgres(&error)),
        )
    }

    /// Connects again if the connection was lost.
    fn reconnect(&self) -> Result<(), JournalError> {
        let is_connected = |client: &Client| !client.is_closed();
        if self.state.borrow().client.as_ref().is_some_and(is_connected) {
            return Ok(());
        }
        self.state.borrow_mut().client = None;
        let until = Instant::now() + self.state.borrow().reconnect_for;
        loop {
            match self.connect() {
                Err(JournalError::Connection { .. }) if Instant::now() < until => {
                    self.runtime.block_on(async { sleep(PAUSE).await });
                }
                result => return result,
            }
        }
    }

    /// From now on, a lost connection is attempted to be made again only once.
    pub(super) fn stop_waiting(&self) {
        self.state.borrow_mut().reconnect_for = Duration::ZERO;
    }

    /// Starts a transaction, after connecting again if the connection was lost.
    pub(super) fn begin(&self) -> Result<(), JournalError> {
        self.reconnect()?;
        self.state.borrow_mut().transaction = Transaction::Wanted;
        Ok(())
    }

    pub(super) fn commit(&self) -> Result<(), JournalError> {
        let transaction = std::mem::replace(&mut self.state.borrow_mut().transaction, Transaction::None);
        match transaction {
            Transaction::None | Transaction::Wanted => Ok(()),
            Transaction::Open => self.commit_open(),
            Transaction::Failed(error) => {
                // Without a connection, the server has rolled it back.
                let _ = self.simple("ROLLBACK");
                Err(error)
            }
        }
    }

    /// Commits. The server only warns if the commit was cancelled while it waited for a standby, or if no transaction was open, so a warning is an error
    /// here. The time-out of statements is off, because it would cancel the commit.
    fn commit_open(&self) -> Result<(), JournalError> {
        let warning = || self.warning.lock().unwrap_or_else(PoisonError::into_inner);
        warning().take();
        self.simple("SET LOCAL statement_timeout = 0; COMMIT")?;
        match warning().take() {
            None => Ok(()),
            Some(warning) => self.forget_lost(Err(JournalError::Connection { reason: warning })),
        }
    }

    /// Runs a statement without parameters or results within the transaction.
    pub(super) fn execute(&self, sql: &str) -> Result<(), JournalError> {
        let is_open = matches!(self.state.borrow().transaction, Transaction::Open);
        if !is_open {
            self.query("SELECT", &[])?;
        }
        self.guard(self.simple(sql))
    }

    pub(super) fn simple(&self, sql: &str) -> Result<(), JournalError> {
        let result = match &self.state.borrow().client {
            None => Err(lost()),
            Some(client) => self.run(STATEMENT_TIMEOUT, client.batch_execute(sql)),
        };
        self.forget_lost(result)
    }

    /// Runs one statement, within the transaction if there is one.
    pub(super) fn query(&self, sql: &str, parameters: Parameters<'_>) -> Result<Vec<Row>, JournalError> {
        let begins = match &self.state.borrow().transaction {
            Transaction::Failed(error) => return Err(error.clone()),
            Transaction::Wanted => true,
            Transaction::None | Transaction::Open => false,
        };
        if !begins {
            return self.guard(self.try_query("", sql, parameters));
        }
        let mut result = self.try_query(BEGIN, sql, parameters);
        if matches!(result, Err(JournalError::Connection { .. })) {
            // The connection was lost before. Nothing was recorded, because no commit was sent.
            self.state.borrow_mut().client = None;
            result = self.reconnect().and_then(|()| self.try_query(BEGIN, sql, parameters));
        }
        self.state.borrow_mut().transaction = Transaction::Open;
        self.guard(result)
    }

    fn try_query(&self, begin: &str, sql: &str, parameters: Parameters<'_>) -> Result<Vec<Row>, JournalError> {
        match &self.state.borrow().client {
            None => Err(lost()),
            Some(client) => self.run(STATEMENT_TIMEOUT, async {
                if begin.is_empty() {
                    return client.query_typed(sql, parameters).await;
                }
                // Both are sent at once.
                let (begun, rows) = tokio::join!(client.batch_execute(begin), client.query_typed(sql, parameters));
                begun.and(rows)
            }),
        }
    }

    /// A transaction of which a statement has failed records nothing.
    fn guard<T>(&self, result: Result<T, JournalError>) -> Result<T, JournalError> {
        if let Err(error) = &result {
            let transaction = &mut self.state.borrow_mut().transaction;
            if matches!(transaction, Transaction::Open) {
                *transaction = Transaction::Failed(error.clone());
            }
        }
        self.forget_lost(result)
    }

    fn forget_lost<T>(&self, result: Result<T, JournalError>) -> Result<T, JournalError> {
        let is_transient = matches!(result, Err(JournalError::Connection { .. }));
        let mut state = self.state.borrow_mut();
        // A statement that did not respond in time may still run, so its connection is not used any more. After a deadlock, it is.
        if is_transient && !matches!(state.transaction, Transaction::Failed(_)) {
            state.client = None;
        }
        result
    }

    /// The only row of a statement.
    pub(super) fn query_one(&self, sql: &str, parameters: Parameters<'_>) -> Result<Row, JournalError> {
        let rows = self.query(sql, parameters)?;
        rows.into_iter().next().ok_or_else(|| JournalError::Database { reason: format!("`{sql}` returned no row") })
    }

    /// Sets the time of a database with the clock of a test.
    pub(super) fn set_test_clock(&self, now: Millis) -> Result<(), JournalError> {
        if !self.state.borrow().has_test_clock {
            return Ok(());
        }
        self.query("SELECT set_config('colt_journal.now', $1, false)", &[(&now.to_string(), Type::TEXT)])?;
        Ok(())
    }
}

/// Why no server can be used. If another attempt may find one, it is an error of the connection.
fn combine(mut errors: Vec<(&str, JournalError)>) -> JournalError {
    if errors.len() == 1 {
        return errors.remove(0).1;
    }
    let is_connection = errors.iter().any(|(_, error)| matches!(error, JournalError::Connection { .. }));
    let reasons = errors.into_iter().map(|(name, error)| match error {
        JournalError::Connection { reason } | JournalError::Database { reason } => format!("`{name}`: {reason}"),
        other => format!("`{name}`: {other}"),
    });
    let reason = reasons.collect::<Vec<_>>().join("; ");
    if is_connection { JournalError::Connection { reason } } else { JournalError::Database { reason } }
}

fn lost() -> JournalError {
    JournalError::Connection { reason: "it is closed".to_owned() }
}

/// The value of a column.
pub(super) fn get<'r, T: FromSql<'r>>(row: &'r Row, column: usize) -> Result<T, JournalError> {
    row.try_get(column).map_err(|error| from_postgres(&error))
}

/// A count or a number from a column of signed integers.
pub(super) fn get_unsigned(row: &Row, column: usize) -> Result<u64, JournalError> {
    Ok(get::<i64>(row, column)?.unsigned_abs())
}

fn from_postgres(error: &tokio_postgres::Error) -> JournalError {
    let Some(database) = error.as_db_error() else {
        let reason = describe(error);
        // An error that is not of the connection is of a value that has another type than expected.
        let is_value =
            std::error::Error::source(error).is_some_and(|source| source.is::<tokio_postgres::types::WrongType>());
        return if is_value { JournalError::Database { reason } } else { JournalError::Connection { reason } };
    };
    let reason = format!("{} (SQLSTATE {})", database.message(), database.code().code());
    if database.code().code() == "CJ001" {
        return JournalError::Held { reason: database.message().to_owned() };
    }
    let can_be_repeated = [
        SqlState::T_R_SERIALIZATION_FAILURE,
        SqlState::T_R_DEADLOCK_DETECTED,
        SqlState::LOCK_NOT_AVAILABLE,
        SqlState::QUERY_CANCELED,
        SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT,
        SqlState::ADMIN_SHUTDOWN,
        SqlState::CRASH_SHUTDOWN,
        SqlState::CANNOT_CONNECT_NOW,
        SqlState::TOO_MANY_CONNECTIONS,
    ];
    let is_connection = database.code().code().starts_with("08") || can_be_repeated.contains(database.code());
    if is_connection { JournalError::Connection { reason } } else { JournalError::Database { reason } }
}
