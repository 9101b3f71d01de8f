//! The store in a PostgreSQL database, for several machines. Each change is a SQL function, by the database's clock, and the database enforces the
//! rules of the protocol.

mod address;
mod claim;
mod connection;
#[cfg(test)]
mod constraints;
mod password;
mod read;
mod record;
pub(crate) mod schema;
mod settle;
#[cfg(test)]
pub(crate) mod test_database;
mod tls;
#[cfg(test)]
mod upgrade;

use std::cmp::Ordering;
use std::time::Duration;

use tokio_postgres::types::Type;
use uuid::Uuid;

use crate::clock::Millis;
use crate::entry::{Change, Entry, Status};
use crate::error::{Conflict, JournalError};
use crate::filter::Filter;
use crate::span::Span;
use crate::store::postgres::connection::{Connection, get, get_unsigned};
use crate::store::postgres::read::ends;
use crate::store::postgres::schema::VERSION;
use crate::store::{
    ClaimReport, ClaimRequest, ClaimResult, NewEntry, NewPlan, OpenSession, SEND_LOG_LOST, SentLine, SessionEnd,
    SettleRequest, Store,
};

/// How often a process renews its session: a third of the time for which it counts as alive (`lease_ms`).
const RENEWAL: Duration = Duration::from_secs(20);

/// A journal in a PostgreSQL database.
pub(crate) struct PostgresStore {
    connection: Connection,
    id: String,
    /// The id of this machine's send log.
    send_log: String,
    send_log_bytes: u64,
    /// The session of this process, once it is open.
    session: Option<String>,
    /// Proves to the database that a session is of this process, which alone can end it.
    secret: String,
    /// How often this process has recorded how far it has compared the send log, and that number after the transaction.
    positions: i64,
    next_positions: i64,
}

impl PostgresStore {
    /// Opens a journal. `send_log` returns the id of this machine's send log for the id of the journal.
    pub(crate) fn open(url: &str, send_log: impl FnOnce(&str) -> Result<String, String>) -> Result<Self, JournalError> {
        let shown = url.split('?').next().unwrap_or_default();
        let failed = |reason: String| JournalError::Open { path: redact(shown).into(), reason };
        let connection = Connection::open(url).map_err(failed)?;
        let opened = |send_log: &str| {
            let sql = "SELECT * FROM colt_journal.opened($1)";
            connection.query_one(sql, &[(&send_log, Type::TEXT)]).map_err(|error| match error {
                JournalError::Database { reason } | JournalError::Connection { reason } => failed(format!(
                    "{reason}; hint: make the tables, and grant the user their use (journal/POSTGRES.md)"
                )),
                other => other,
            })
        };
        let row = opened("")?;
        let (id, version): (String, i32) = (get(&row, 0)?, get(&row, 1)?);
        match version.cmp(&VERSION) {
            Ordering::Greater => {
                return Err(JournalError::NewerSchema { found: version.into(), known: VERSION.into() });
            }
            Ordering::Less => {
                return Err(failed(format!(
                    "it has version {version} of its tables, but this program needs {VERSION}; hint: run `colt-numbers journal schema | psql` \
                     as its owner"
                )));
            }
            Ordering::Equal => {}
        }
        if let Some(reason) = get::<Option<String>>(&row, 2)? {
            return Err(failed(format!("{reason}; hint: set it to `on`")));
        }
        if let Some(reason) = get::<Option<String>>(&row, 3)? {
            tracing::error!(reason, "nothing may be sent until the journal is resumed");
        }
        let send_log = send_log(&id).map_err(failed)?;
        let send_log_bytes = get_unsigned(&opened(&send_log)?, 4)?;
        let secret = Uuid::new_v4().simple().to_string();
        Ok(Self { connection, id, send_log, send_log_bytes, session: None, secret, positions: 0, next_positions: 0 })
    }

    /// Starts a session. `compared` is the send log that was compared as a whole, and its bytes.
    fn start(&self, id: &str, compared: Option<(&str, u64)>, now: Millis) -> Result<(), JournalError> {
        let (send_log, bytes) = compared.unzip();
        let bytes = read::signed(bytes.unwrap_or_default());
        let parameters: connection::Parameters<'_> =
            &[(&id, Type::TEXT), (&self.secret, Type::TEXT), (&send_log, Type::TEXT), (&bytes, Type::INT8)];
        self.at(now)?.query("SELECT colt_journal.start_session($1, $2, $3, $4)", parameters)?;
        Ok(())
    }

    /// Ends a session that this store has started.
    fn end(&self, id: &str, send_log_bytes: u64, now: Millis) -> Result<u64, JournalError> {
        let bytes = read::signed(send_log_bytes);
        let parameters: connection::Parameters<'_> =
            &[(&id, Type::TEXT), (&self.secret, Type::TEXT), (&self.positions, Type::INT8), (&bytes, Type::INT8)];
        get_unsigned(&self.at(now)?.query_one("SELECT colt_journal.end_session($1, $2, $3, $4)", parameters)?, 0)
    }

    /// The connection, after the clock of a test was set.
    fn at(&self, now: Millis) -> Result<&Connection, JournalError> {
        self.connection.set_test_clock(now)?;
        Ok(&self.connection)
    }
}

/// A URL without a password.
fn redact(url: &str) -> String {
    match url.split_once("://").and_then(|(scheme, rest)| Some((scheme, rest.rsplit_once('@')?))) {
        Some((scheme, (user, host))) => format!("{scheme}://{}@{host}", user.split(':').next().unwrap_or_default()),
        None => url.to_owned(),
    }
}

impl Store for PostgresStore {
    fn begin(&mut self) -> Result<(), JournalError> {
        self.next_positions = self.positions;
        self.connection.begin()
    }

    fn commit(&mut self) -> Result<(), JournalError> {
        self.connection.commit()?;
        self.positions = self.next_positions;
        Ok(())
    }

    fn id(&self) -> Result<String, JournalError> {
        Ok(self.id.clone())
    }

    fn record(
        &mut self,
        plan: &NewPlan,
        entries: &mut dyn Iterator<Item = NewEntry>,
        now: Millis,
    ) -> Result<u64, JournalError> {
        record::plan(self.at(now)?, plan, entries)
    }

    fn conflicts(
        &mut self,
        plan: &NewPlan,
        entries: &mut dyn Iterator<Item = NewEntry>,
        now: Millis,
    ) -> Result<Vec<Conflict>, JournalError> {
        record::conflicts(self.at(now)?, plan, entries)
    }

    fn append(&mut self, plan: &NewPlan, new: &NewEntry, now: Millis) -> Result<Option<Entry>, JournalError> {
        record::append(self.at(now)?, plan, new)
    }

    fn claim(&mut self, request: &ClaimRequest) -> Result<ClaimResult, JournalError> {
        claim::claim(self.at(request.now)?, request)
    }

    fn report(&mut self, report: &ClaimReport) -> Result<Entry, JournalError> {
        claim::report(self.at(report.now)?, report)
    }

    fn settle(&mut self, request: &SettleRequest) -> Result<Entry, JournalError> {
        settle::settle(self.at(request.now)?, request)
    }

    fn withdraw(&mut self, plan: &str, only: Option<&str>, reason: &str, now: Millis) -> Result<u64, JournalError> {
        settle::withdraw(self.at(now)?, plan, (only, reason))
    }

    fn start_session(&mut self, id: &str, now: Millis) -> Result<(), JournalError> {
        self.start(id, None, now)
    }

    fn open_session(&mut self, id: &str, send_log_bytes: u64, now: Millis) -> Result<(), JournalError> {
        self.start(id, Some((&self.send_log, send_log_bytes)), now)?;
        self.session = Some(id.to_owned());
        Ok(())
    }

    fn close_session(&mut self, id: &str, send_log_bytes: u64, now: Millis) -> Result<(), JournalError> {
        self.end(id, send_log_bytes, now).map(drop)
    }

    fn open_sessions(&self, now: Millis) -> Result<Vec<OpenSession>, JournalError> {
        let rows = self.at(now)?.query("SELECT * FROM colt_journal.open_sessions()", &[])?;
        let session = |row| Ok(OpenSession { id: get(row, 0)?, sending_until: get(row, 1)?, is_quiet: get(row, 2)? });
        rows.iter().map(session).collect()
    }

    fn renewal_interval(&self) -> Option<Duration> {
        Some(RENEWAL)
    }

    fn stop_waiting(&mut self) {
        self.connection.stop_waiting();
    }

    fn renew_session(&mut self, id: &str) -> Result<(), JournalError> {
        self.connection.query("SELECT colt_journal.renew_session($1)", &[(&id, Type::TEXT)])?;
        Ok(())
    }

    fn mark_unknown(&mut self, id: &str, end: SessionEnd, now: Millis) -> Result<u64, JournalError> {
        let has_ended = match end {
            SessionEnd::Possible => false,
            SessionEnd::Quiet => true,
            SessionEnd::Certain => return self.end(id, 0, now),
        };
        let parameters: connection::Parameters<'_> = &[(&id, Type::TEXT), (&has_ended, Type::BOOL)];
        get_unsigned(&self.at(now)?.query_one("SELECT colt_journal.mark_unknown($1, $2)", parameters)?, 0)
    }

    fn mark_planned_unknown(&mut self, id: &str, now: Millis) -> Result<u64, JournalError> {
        let parameters: connection::Parameters<'_> = &[(&id, Type::TEXT), (&SEND_LOG_LOST, Type::TEXT)];
        get_unsigned(&self.at(now)?.query_one("SELECT colt_journal.mark_planned_unknown($1, $2)", parameters)?, 0)
    }

    fn resume(&mut self) -> Result<bool, JournalError> {
        let missing = self.connection.query("SELECT id FROM colt_journal.missing_send_logs()", &[])?;
        let missing = missing.iter().map(|row| get(row, 0)).collect::<Result<Vec<String>, _>>()?;
        if !missing.is_empty() {
            return Err(JournalError::SendLogsMissing(missing));
        }
        get(&self.connection.query_one("SELECT colt_journal.resume()", &[])?, 0)
    }

    fn accept_lost_send_log(&mut self, id: &str, reason: &str) -> Result<u64, JournalError> {
        let missing = "SELECT FROM colt_journal.missing_send_logs() WHERE id = $1";
        if self.connection.query(missing, &[(&id, Type::TEXT)])?.is_empty() {
            return Err(JournalError::NoSuchSendLog(id.to_owned()));
        }
        let parameters: connection::Parameters<'_> = &[(&id, Type::TEXT), (&reason, Type::TEXT)];
        get_unsigned(&self.connection.query_one("SELECT colt_journal.accept_lost_send_log($1, $2)", parameters)?, 0)
    }

    fn check(&self) -> Result<Vec<String>, JournalError> {
        let rows = self.connection.query("SELECT * FROM colt_journal.find_problems()", &[])?;
        rows.iter().map(|row| get(row, 0)).collect()
    }

    fn send_log_bytes(&self) -> Result<u64, JournalError> {
        Ok(self.send_log_bytes)
    }

    fn set_send_log_bytes(&mut self, bytes: u64) -> Result<(), JournalError> {
        let Some(session) = &self.session else { return Ok(()) };
        let bytes = read::signed(bytes);
        let parameters: connection::Parameters<'_> =
            &[(session, Type::TEXT), (&self.positions, Type::INT8), (&bytes, Type::INT8)];
        let row = self.connection.query_one("SELECT colt_journal.set_send_log_bytes($1, $2, $3)", parameters)?;
        self.next_positions = get(&row, 0)?;
        Ok(())
    }

    fn compare_sent(&mut self, line: &SentLine, now: Millis) -> Result<bool, JournalError> {
        let [firsts, lasts] = ends(&line.spans);
        let row = self.at(now)?.query_one(
            "SELECT colt_journal.compare_sent($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            &[
                (&line.stock, Type::TEXT),
                (&line.account, Type::TEXT),
                (&line.session, Type::TEXT),
                (&line.claim, Type::TEXT),
                (&line.tracking_id, Type::TEXT),
                (&line.at, Type::INT8),
                (&line.sending_until, Type::INT8),
                (&line.lock_id, Type::TEXT),
                (&firsts, Type::INT8_ARRAY),
                (&lasts, Type::INT8_ARRAY),
            ],
        )?;
        get(&row, 0)
    }

    fn plan(&self, name: &str) -> Result<NewPlan, JournalError> {
        read::plan(&self.connection, name)
    }

    fn status(&self, plan: Option<&str>) -> Result<Vec<Status>, JournalError> {
        read::status(&self.connection, plan)
    }

    fn entry(&self, tracking_id: &str) -> Result<Entry, JournalError> {
        read::entry(&self.connection, tracking_id)
    }

    fn entries(&self, filter: &Filter) -> Result<Vec<Entry>, JournalError> {
        read::entries(&self.connection, filter)
    }

    fn history(&self, tracking_id: &str) -> Result<Vec<Change>, JournalError> {
        read::history(&self.connection, tracking_id)
    }

    fn spans(&self, tracking_id: &str) -> Result<Vec<Span>, JournalError> {
        read::spans(&self.connection, tracking_id)
    }
}
