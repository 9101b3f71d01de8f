//! The journal: opens it, reads it, and settles orders by hand.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use colt_numbers::Client;
use colt_numbers::api::operations::RESERVE_NUMBERS;
use uuid::Uuid;

use crate::clock::{Clock, Millis, day};
use crate::entry::{Change, Entry, Status};
use crate::error::JournalError;
use crate::evidence::{Evidence, Settlement};
use crate::filter::Filter;
use crate::folder::create_folder;
use crate::journal_path::{self, JournalPath, UsedSendLog, folder_of, follow};
use crate::network_drive;
use crate::send_log::SendLog;
use crate::session::Sessions;
use crate::state::State;
use crate::store::sqlite::SqliteStore;
use crate::store::{SettleRequest, Store};
use crate::writer::{Parts, Writer};

/// A journal of orders. Several processes may use it at once; clones share one thread, which ends with the last of them.
///
/// ```
/// use colt_numbers_journal::Journal;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = tempfile::tempdir()?;
/// # let (path, state) = (folder.path().join("journal.db"), folder.path().join("state"));
/// let journal = Journal::options(path).send_log_folder(state).open().await?;
/// assert!(journal.status().await?.is_empty());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Journal(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    writer: Writer,
    clock: Clock,
    session: String,
    local_account: Option<String>,
}

/// How to open a journal, from [`Journal::options`].
#[derive(Clone, Debug)]
#[must_use = "options open nothing until `open` is called"]
pub struct JournalOptions {
    path: PathBuf,
    send_log_folder: Option<PathBuf>,
    accepts_lost_send_log: bool,
    keeps_planned_orders: bool,
    recreates_lost_journal: bool,
    was_moved: bool,
    local_account: Option<String>,
    clock: Clock,
}

impl JournalOptions {
    /// The folder of the send log. It must not be restored together with the journal. Default: `colt-numbers/send-log` in the user's state
    /// folder (`XDG_STATE_HOME` or `~/.local/state`; on Windows `LOCALAPPDATA`).
    pub fn send_log_folder(mut self, folder: impl Into<PathBuf>) -> Self {
        self.send_log_folder = Some(folder.into());
        self
    }

    /// Opens the journal even if its send log is missing or too short, for example after the journal was moved to another machine. Without the log,
    /// the journal may be an older copy, so its planned orders may have been sent: they become unknown.
    pub fn accept_lost_send_log(mut self) -> Self {
        self.accepts_lost_send_log = true;
        self
    }

    /// Keeps orders planned if the send log is lost. Use this only if it is certain that nothing was sent after this copy of the journal was made.
    pub fn keep_planned_orders(mut self) -> Self {
        self.keeps_planned_orders = true;
        self
    }

    /// Creates a journal in place of one that is lost, after [`JournalError::Lost`]: each order of its send log becomes unknown. Orders that were only
    /// planned are lost, and so is what is known about the others, such as their keys, so restore the journal from a backup instead if there is one.
    pub fn recreate_lost_journal(mut self) -> Self {
        self.recreates_lost_journal = true;
        self
    }

    /// States that the journal was moved to this path. At each other path at which it was used, and where no file is any more, a new journal may be
    /// created from then on; without this, that is [`JournalError::Lost`].
    pub fn accept_moved_journal(mut self) -> Self {
        self.was_moved = true;
        self
    }

    /// Names the stock and the account of every client whose target is on this machine. For a test server whose address differs after each start:
    /// by default, a plan is bound to the address.
    pub fn local_account(mut self, name: impl Into<String>) -> Self {
        self.local_account = Some(name.into());
        self
    }

    /// Replaces the clock, to test what happens later.
    #[cfg(feature = "testing")]
    pub fn clock(mut self, now: impl Fn() -> std::time::SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Clock::from_fn(now);
        self
    }

    /// Whether the journal exists; creates nothing. An empty file is not a journal. The database of a URL is not looked up, and counts as a journal.
    ///
    /// # Errors
    /// [`JournalError::Lost`] if it does not exist, although its send log shows that orders were sent with it; [`JournalError::Open`].
    pub fn exists(&self) -> Result<bool, JournalError> {
        let Some(path) = self.file()? else { return Ok(true) };
        self.exists_at(&JournalPath::resolve(path)?)
    }

    /// Opens the journal; creates the file if there is none. Orders that processes were sending when they ended become unknown.
    ///
    /// # Errors
    /// [`JournalError::Open`], [`JournalError::Damaged`], [`JournalError::NetworkDrive`], [`JournalError::NewerSchema`], [`JournalError::Lost`], [`JournalError::SendLogLost`],
    /// [`JournalError::SendLog`] or [`JournalError::Database`] if it cannot be used.
    pub async fn open(self) -> Result<Journal, JournalError> {
        let (clock, local_account) = (self.clock.clone(), self.local_account.clone());
        let (sender, session) = tokio::sync::oneshot::channel();
        let writer = Writer::start(move || {
            let parts = self.open_parts()?;
            let _ = sender.send(parts.sessions.id().to_owned());
            Ok(parts)
        })
        .await?;
        let session = session.await.map_err(|_| JournalError::Closed)?;
        Ok(Journal(Arc::new(Shared { writer, clock, session, local_account })))
    }

    fn open_parts(self) -> Result<Parts, JournalError> {
        let mut parts = match self.file()? {
            Some(path) => open_sqlite(path, &self)?,
            None => open_postgres(self.path.to_str().unwrap_or_default(), &self.folder_of_send_log()?, &self)?,
        };
        parts.begin_session(self.keeps_planned_orders)?;
        Ok(parts)
    }

    /// The path of the journal's file; `None` for a URL of PostgreSQL.
    fn file(&self) -> Result<Option<&Path>, JournalError> {
        let text = self.path.to_str().unwrap_or_default();
        match text.split_once("://") {
            Some(("postgres" | "postgresql", _)) => Ok(None),
            Some(_) => {
                let reason = "it is neither a file nor a URL that begins with `postgres://`".to_owned();
                // It may contain a password.
                let path = if text.contains('@') { "…".into() } else { self.path.clone() };
                Err(JournalError::Open { path, reason })
            }
            None if is_connection_string(text) => {
                let reason =
                    "it is a connection string of PostgreSQL; hint: use a URL such as `postgres://user@host/database`"
                        .to_owned();
                // It may contain a password.
                Err(JournalError::Open { path: "…".into(), reason })
            }
            None => Ok(Some(text.strip_prefix("sqlite:").map_or(&*self.path, Path::new))),
        }
    }

    fn folder_of_send_log(&self) -> Result<PathBuf, JournalError> {
        self.send_log_folder.clone().or_else(default_send_log_folder).ok_or_else(|| {
            let reason = "the user has no state folder for the send log; hint: set `XDG_STATE_HOME`".to_owned();
            JournalError::Open { path: self.path.clone(), reason }
        })
    }

    fn exists_at(&self, path: &JournalPath) -> Result<bool, JournalError> {
        let exists =
            || path.exists().map_err(|error| JournalError::Open { path: path.file.clone(), reason: error.to_string() });
        if exists()? {
            return Ok(true);
        }
        match self.find_used_send_logs(path)?.first() {
            None => Ok(false),
            // Another process may have created the journal, and sent orders, since the first look.
            Some(_) if exists()? => Ok(true),
            Some(send_log) => Err(send_log.lost_journal(path)),
        }
    }

    /// The id of a new journal: that of its send log, if it is a lost journal that is to be created again. If journals with several send logs were used at
    /// its path, it takes in the orders of all.
    fn new_id(&self, path: &JournalPath) -> Result<String, JournalError> {
        match &self.find_used_send_logs(path)?[..] {
            [] => Ok(Uuid::new_v4().simple().to_string()),
            [send_log, others @ ..] if self.recreates_lost_journal => {
                send_log.take_in(others).map_err(|error| self.send_log_failed(&error))?;
                Ok(send_log.id.clone())
            }
            [send_log, ..] => Err(send_log.lost_journal(path)),
        }
    }

    fn find_used_send_logs(&self, path: &JournalPath) -> Result<Vec<UsedSendLog>, JournalError> {
        journal_path::find_used_send_logs(&self.folder_of_send_log()?, path)
            .map_err(|error| self.send_log_failed(&error))
    }

    fn send_log_failed(&self, error: &std::io::Error) -> JournalError {
        let path = self.folder_of_send_log().unwrap_or_default();
        JournalError::SendLog { path, reason: error.to_string() }
    }
}

/// Whether a text is `user=… dbname=…`, as `psql` accepts it, or a URL whose slashes are missing: not a file that should be created.
fn is_connection_string(text: &str) -> bool {
    let is_keyword =
        |word: &str| word.starts_with("host=") || word.starts_with("dbname=") || word.starts_with("service=");
    let is_list = text.split_whitespace().count() > 1 && text.split_whitespace().all(|word| word.contains('='));
    is_list
        || text.split_whitespace().any(is_keyword)
        || text.starts_with("postgres:")
        || text.starts_with("postgresql:")
}

fn open_sqlite(path: &Path, options: &JournalOptions) -> Result<Parts, JournalError> {
    if !options.recreates_lost_journal {
        options.exists_at(&JournalPath::resolve(path)?)?;
    }
    let failed = |error: std::io::Error| JournalError::Open { path: path.to_owned(), reason: error.to_string() };
    create_folder(folder_of(&follow(path))).map_err(failed)?;
    let path = JournalPath::resolve(path)?;
    let file = &path.file;
    if let Some(file_system) = network_drive::network_file_system(file) {
        return Err(JournalError::NetworkDrive { path: file.clone(), file_system });
    }
    // A file may exist without tables: its creation was interrupted.
    let store = SqliteStore::open(file, &|| options.new_id(&path))?;
    let (id, folder) = (store.id()?, options.folder_of_send_log()?);
    let sessions = Sessions::start(file).map_err(failed)?;
    let parts = with_send_log(Box::new(store), sessions, &folder, options)?;
    journal_path::record(&folder, &id, &path).map_err(|error| options.send_log_failed(&error))?;
    if options.was_moved {
        journal_path::remove_others(&folder, &id, &path).map_err(|error| options.send_log_failed(&error))?;
    }
    Ok(parts)
}

#[cfg(feature = "postgres")]
fn open_postgres(url: &str, send_log: &Path, options: &JournalOptions) -> Result<Parts, JournalError> {
    let id = |journal: &str| {
        let failed =
            |error: std::io::Error| format!("the send log in `{}` cannot be used: {error}", send_log.display());
        crate::send_log::id(send_log, journal).map_err(failed)
    };
    let store = crate::store::postgres::PostgresStore::open(url, id)?;
    with_send_log(Box::new(store), Sessions::without_files(), send_log, options)
}

#[cfg(not(feature = "postgres"))]
fn open_postgres(url: &str, _: &Path, _: &JournalOptions) -> Result<Parts, JournalError> {
    // The URL may contain a password.
    let path = url.split("://").next().unwrap_or_default().into();
    Err(JournalError::Open { path, reason: "PostgreSQL needs this crate's feature `postgres`".to_owned() })
}

fn with_send_log(
    store: Box<dyn Store>,
    sessions: Sessions,
    folder: &Path,
    options: &JournalOptions,
) -> Result<Parts, JournalError> {
    let send_log = SendLog::open(folder, &store.id()?, store.send_log_bytes()?, options.accepts_lost_send_log)?;
    Ok(Parts { store, send_log, sessions, clock: options.clock.clone() })
}

fn default_send_log_folder() -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|folder| folder.is_absolute());
    let state = folder("XDG_STATE_HOME")
        .or_else(|| folder(if cfg!(windows) { "LOCALAPPDATA" } else { "" }))
        .or_else(|| folder("HOME").map(|home| home.join(".local/state")));
    state.map(|state| state.join("colt-numbers").join("send-log"))
}

impl Journal {
    /// Opens the journal at a path, with or without `sqlite:` before it, or at a URL: [`Journal::options`] and [`JournalOptions::open`] in one step.
    ///
    /// # Errors
    /// See [`JournalOptions::open`].
    pub async fn open(path: impl AsRef<Path>) -> Result<Self, JournalError> {
        Self::options(path.as_ref()).open().await
    }

    /// How to open the journal at a path, or with the feature `postgres` at a URL such as `postgres://user@host/database`. A URL has no password: it
    /// is read from the variable `PGPASSWORD`, or from the file that `PGPASSFILE` names.
    pub fn options(path: impl Into<PathBuf>) -> JournalOptions {
        JournalOptions {
            path: path.into(),
            send_log_folder: None,
            accepts_lost_send_log: false,
            keeps_planned_orders: false,
            recreates_lost_journal: false,
            was_moved: false,
            local_account: None,
            clock: Clock::system(),
        }
    }

    pub(crate) fn writer(&self) -> &Writer {
        &self.0.writer
    }

    pub(crate) fn session(&self) -> &str {
        &self.0.session
    }

    pub(crate) fn now(&self) -> Millis {
        self.0.clock.now()
    }

    /// What a client's orders are bound to: their stock, which is named after the client's target, and the account.
    pub(crate) fn stock_and_account(&self, client: &Client) -> (String, String) {
        match &self.0.local_account {
            Some(name) if client.target().is_loopback() => (name.clone(), name.clone()),
            _ => (client.target().to_string(), client.account_id().to_owned()),
        }
    }

    /// Every plan, in the order in which they were recorded, with the number of its orders in each state. Orders that
    /// processes were sending when they ended are unknown.
    ///
    /// # Errors
    /// [`JournalError::Database`].
    pub async fn status(&self) -> Result<Vec<Status>, JournalError> {
        self.writer()
            .call(|batch| {
                batch.mark_orders_of_dead_sessions()?;
                batch.store.status(None)
            })
            .await
    }

    /// One plan, with the number of its orders in each state.
    ///
    /// # Errors
    /// [`JournalError::NoSuchPlan`].
    pub async fn status_of(&self, plan: &str) -> Result<Status, JournalError> {
        let name = plan.to_owned();
        self.writer()
            .call(move |batch| {
                batch.mark_orders_of_dead_sessions()?;
                let status = batch.store.status(Some(&name))?.into_iter().next();
                status.ok_or(JournalError::NoSuchPlan(name))
            })
            .await
    }

    /// The order with a tracking id.
    ///
    /// # Errors
    /// [`JournalError::NoSuchEntry`].
    pub async fn entry(&self, tracking_id: &str) -> Result<Entry, JournalError> {
        let tracking_id = tracking_id.to_owned();
        self.writer().call(move |batch| batch.store.entry(&tracking_id)).await
    }

    /// The orders that a filter selects, sorted by plan and position.
    ///
    /// # Errors
    /// [`JournalError::NoSuchPlan`].
    pub async fn entries(&self, filter: Filter) -> Result<Vec<Entry>, JournalError> {
        self.writer().call(move |batch| batch.store.entries(&filter)).await
    }

    /// Every change of an order's state, in the order in which they were recorded.
    ///
    /// # Errors
    /// [`JournalError::Database`].
    pub async fn history(&self, tracking_id: &str) -> Result<Vec<Change>, JournalError> {
        let tracking_id = tracking_id.to_owned();
        self.writer().call(move |batch| batch.store.history(&tracking_id)).await
    }

    /// Checks the database's file, and that what it records is consistent. Returns the problems; none means that none was found.
    ///
    /// # Errors
    /// [`JournalError::Database`] if the database cannot be read.
    pub async fn check(&self) -> Result<Vec<String>, JournalError> {
        self.writer().call(|batch| batch.store.check()).await
    }

    /// The accepted orders whose reservations may lapse within some days from now, sorted by the day on which they may lapse. Those whose day is not
    /// known come first.
    ///
    /// # Errors
    /// [`JournalError::Database`].
    pub async fn lapsing_within(&self, days: u32) -> Result<Vec<Entry>, JournalError> {
        let filter = Filter::all().state(State::Accepted).lapses_by(day(self.now(), days));
        let mut entries = self.entries(filter).await?;
        entries.sort_by(|a, b| a.lapses_on.cmp(&b.lapses_on));
        Ok(entries)
    }

    /// Settles an order in doubt, or releases an accepted one, with evidence.
    ///
    /// [`Settlement::NotOrdered`] is accepted only if the process that sent the request has ended or has reported its result, and only with
    /// evidence that was observed at least [`Evidence::QUIET_TIME`] after [`Entry::sending_until`].
    ///
    /// # Errors
    /// [`JournalError::NotAllowed`] with the reason; [`JournalError::OrderIdReused`] if another order has the order id; [`JournalError::NoSuchEntry`].
    pub async fn settle(
        &self,
        tracking_id: &str,
        settlement: Settlement,
        evidence: Evidence,
    ) -> Result<Entry, JournalError> {
        let (tracking_id, now) = (tracking_id.to_owned(), self.now());
        let request = SettleRequest { tracking_id, settlement, evidence, holds_days: RESERVE_NUMBERS.holds_days, now };
        self.writer()
            .call(move |batch| {
                batch.mark_orders_of_dead_sessions()?;
                batch.store.settle(&request)
            })
            .await
    }

    /// Sends orders again after [`JournalError::Held`]: the database was restored or moved, or a standby was promoted. Returns whether nothing could be
    /// sent before. Each machine that has sent orders has to open the journal once before this, so that its send log is compared with the journal. For a
    /// journal in PostgreSQL, only its owner may do this; a journal in a file is never held.
    ///
    /// # Errors
    /// [`JournalError::SendLogsMissing`] if the journal knows of a machine that has not done so; [`JournalError::Database`]. A restored journal does not
    /// know a machine that sent its first order after the copy was made.
    pub async fn resume(&self) -> Result<bool, JournalError> {
        self.writer().call(|batch| batch.store.resume()).await
    }

    /// Gives up a machine that [`JournalError::SendLogsMissing`] names and that is lost for good, with its send log's id. It may have sent each planned
    /// order, so all of them become unknown; returns how many. The reason is recorded in the journal and with these orders. Only the owner may do this.
    ///
    /// # Errors
    /// [`JournalError::NoSuchSendLog`] if the journal can be resumed without it; [`JournalError::Database`] if the reason is empty, for example.
    pub async fn accept_lost_machine(&self, send_log: &str, reason: &str) -> Result<u64, JournalError> {
        let (send_log, reason) = (send_log.to_owned(), reason.to_owned());
        self.writer().call(move |batch| batch.store.accept_lost_send_log(&send_log, &reason)).await
    }

    /// Withdraws the orders of a plan that are still planned; returns how many. Their numbers are free again.
    ///
    /// # Errors
    /// [`JournalError::NoSuchPlan`].
    pub async fn withdraw(&self, plan: &str, reason: &str) -> Result<u64, JournalError> {
        let (plan, reason, now) = (plan.to_owned(), reason.to_owned(), self.now());
        self.writer().call(move |batch| batch.store.withdraw(&plan, None, &reason, now)).await
    }

    /// Withdraws one order, if it is still planned; returns whether it was.
    ///
    /// # Errors
    /// [`JournalError::NoSuchEntry`].
    pub async fn withdraw_order(&self, tracking_id: &str, reason: &str) -> Result<bool, JournalError> {
        let (tracking_id, reason, now) = (tracking_id.to_owned(), reason.to_owned(), self.now());
        self.writer()
            .call(move |batch| {
                let plan = batch.store.entry(&tracking_id)?.plan;
                Ok(batch.store.withdraw(&plan, Some(&tracking_id), &reason, now)? > 0)
            })
            .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_connection_string_is_not_the_path_of_a_file() {
        let folder = tempfile::tempdir().unwrap();
        for text in [
            "host=db dbname=numbers password=secret",
            "user=me password=secret",
            "dbname=numbers",
            "postgres:numbers",
            "postgresql:numbers",
        ] {
            let error = Journal::options(text).send_log_folder(folder.path()).open().await.unwrap_err().to_string();
            assert!(error.contains("hint: use a URL") && !error.contains("secret"), "{error}");
            assert!(!Path::new(text).exists(), "{text}");
        }
        let error = Journal::options("mysql://me:secret@host/numbers").open().await.unwrap_err().to_string();
        assert!(error.contains("neither a file nor a URL") && !error.contains("secret"), "{error}");
        let path = folder.path().join("host=1.db");
        drop(Journal::options(&path).send_log_folder(folder.path()).open().await.unwrap());
        assert!(path.exists());
    }
}
