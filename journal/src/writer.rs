//! The thread that reads and writes the store. Changes that arrive during a sync are recorded together, and synced once.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Instant;

use tokio::sync::oneshot;

use crate::clock::{Clock, Millis};
use crate::crash_point;
use crate::entry::Entry;
use crate::error::JournalError;
use crate::send_log::SendLog;
use crate::session::{DeadSession, Liveness, Sessions};
use crate::store::{ClaimReport, ClaimRequest, ClaimResult, ClaimedEntry, SentLine, SessionEnd, Store};

/// The most jobs that are recorded together.
const MAX_BATCH: usize = 256;

/// What the thread works with.
pub(crate) struct Parts {
    pub(crate) store: Box<dyn Store>,
    pub(crate) send_log: SendLog,
    pub(crate) sessions: Sessions,
    pub(crate) clock: Clock,
}

/// The jobs that are recorded together.
pub(crate) struct Batch<'p> {
    pub(crate) store: &'p mut dyn Store,
    sessions: &'p Sessions,
    now: Millis,
    /// The lines of the send log for the orders that are about to be sent.
    lines: Vec<SentLine>,
    /// Whether the batch records the result of a claim.
    has_report: bool,
    dead: Vec<DeadSession>,
}

/// What happened to a batch.
struct BatchEnd {
    recorded: Result<(), JournalError>,
    /// Whether the send log has the lines.
    logged: Result<(), JournalError>,
    /// The orders that another copy of the journal has sent, by their tracking ids.
    sent_by_a_copy: Vec<String>,
}

/// A change of the store. It returns a function that is called after the change is recorded or has failed.
type Job = Box<dyn FnOnce(Result<&mut Batch<'_>, JournalError>) -> Finish + Send>;
type Finish = Box<dyn FnOnce(&BatchEnd)>;

/// Why a claim failed. If there is an `entry`, its claim may be recorded nevertheless; nothing was sent.
#[derive(Debug)]
pub(crate) struct ClaimError {
    pub(crate) error: JournalError,
    pub(crate) entry: Option<Box<ClaimedEntry>>,
}

impl From<JournalError> for ClaimError {
    fn from(error: JournalError) -> Self {
        Self { error, entry: None }
    }
}

/// The results of [`Writer::step`].
pub(crate) type StepResult = (Option<Result<Entry, JournalError>>, Option<Result<ClaimResult, ClaimError>>);

/// The thread's handle. Dropping it ends the thread, and the session.
#[derive(Debug)]
pub(crate) struct Writer {
    jobs: Option<Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread. `open` runs on the new thread.
    pub(crate) async fn start(
        open: impl FnOnce() -> Result<Parts, JournalError> + Send + 'static,
    ) -> Result<Self, JournalError> {
        let (sender, jobs) = channel();
        let (opened, result) = oneshot::channel();
        let run = move || match open() {
            Ok(mut parts) => {
                let _ = opened.send(Ok(()));
                parts.run(&jobs);
                parts.close();
            }
            Err(error) => {
                let _ = opened.send(Err(error));
            }
        };
        let thread = std::thread::Builder::new().name("journal".to_owned()).spawn(run);
        let thread = thread
            .map_err(|error| JournalError::Database { reason: format!("its thread cannot be started: {error}") })?;
        let writer = Self { jobs: Some(sender), thread: Some(thread) };
        result.await.unwrap_or(Err(JournalError::Closed))?;
        Ok(writer)
    }

    /// Runs a change, and returns its result once it is recorded. It is recorded even if the future is dropped.
    pub(crate) async fn call<T: Send + 'static>(
        &self,
        change: impl FnOnce(&mut Batch<'_>) -> Result<T, JournalError> + Send + 'static,
    ) -> Result<T, JournalError> {
        let (sender, receiver) = oneshot::channel();
        self.send(Box::new(move |batch| {
            let result = batch.and_then(change);
            Box::new(move |end| {
                let _ = sender.send(result.and_then(|value| end.recorded.clone().map(|()| value)));
            })
        }))?;
        receiver.await.unwrap_or(Err(JournalError::Closed))
    }

    /// Reports the result of one claim, and makes another one, in one transaction; each succeeds or fails by itself.
    pub(crate) async fn step(&self, report: Option<ClaimReport>, claim: Option<ClaimRequest>) -> StepResult {
        let (sender, receiver) = oneshot::channel();
        let (is_report, is_claim) = (report.is_some(), claim.is_some());
        let sent = self.send(Box::new(move |batch| {
            let (reported, claimed) = match batch {
                Ok(batch) => {
                    let reported = report.map(|report| batch.report(&report));
                    (reported, claim.map(|request| batch.claim(&request)))
                }
                Err(error) => (report.map(|_| Err(error.clone())), claim.map(|_| Err(error))),
            };
            Box::new(move |end| {
                let reported = reported.map(|result| result.and_then(|entry| end.recorded.clone().map(|()| entry)));
                let claimed = claimed.map(|result| end.of_claim(result));
                let _ = sender.send((reported, claimed));
            })
        }));
        let closed = || {
            let error = JournalError::Closed;
            (is_report.then(|| Err(error.clone())), is_claim.then(|| Err(error.into())))
        };
        match sent {
            Ok(()) => receiver.await.unwrap_or_else(|_| closed()),
            Err(_) => closed(),
        }
    }

    fn send(&self, job: Job) -> Result<(), JournalError> {
        let jobs = self.jobs.as_ref().ok_or(JournalError::Closed)?;
        jobs.send(job).map_err(|_| JournalError::Closed)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.jobs.take());
        if let Some(thread) = self.thread.take() {
            // If the thread panicked, that was printed, and each of its jobs has failed.
            let _ = thread.join();
        }
    }
}

impl BatchEnd {
    fn of_claim(&self, result: Result<ClaimResult, JournalError>) -> Result<ClaimResult, ClaimError> {
        let entry = match result? {
            ClaimResult::Entry(entry) => entry,
            other => return self.recorded.clone().map(|()| other).map_err(ClaimError::from),
        };
        let is_own = |tracking_id: &&String| **tracking_id == entry.tracking_id;
        let by_copy = self.sent_by_a_copy.iter().find(is_own).or(self.sent_by_a_copy.first());
        let by_copy = by_copy.map_or(Ok(()), |id| Err(JournalError::AnotherCopy { tracking_id: id.clone() }));
        match self.recorded.clone().and(self.logged.clone()).and(by_copy) {
            Ok(()) => Ok(ClaimResult::Entry(entry)),
            Err(error) => Err(ClaimError { error, entry: Some(entry) }),
        }
    }
}

impl Batch<'_> {
    fn report(&mut self, report: &ClaimReport) -> Result<Entry, JournalError> {
        self.has_report = true;
        self.store.report(report)
    }

    fn claim(&mut self, request: &ClaimRequest) -> Result<ClaimResult, JournalError> {
        let result = self.store.claim(request)?;
        if let ClaimResult::Entry(entry) = &result {
            self.lines.push(SentLine {
                at: request.now,
                stock: request.stock.clone(),
                account: request.account.clone(),
                session: request.session.clone(),
                claim: request.claim.clone(),
                tracking_id: entry.tracking_id.clone(),
                sending_until: entry.sending_until,
                spans: entry.spans.clone(),
                lock_id: entry.lock_id.clone(),
            });
        }
        Ok(result)
    }

    /// Makes the orders unknown that ended sessions were sending; returns how many.
    pub(crate) fn mark_orders_of_dead_sessions(&mut self) -> Result<u64, JournalError> {
        let mut marked = 0;
        for session in self.store.open_sessions(self.now)? {
            let end = match self.sessions.liveness(&session.id) {
                Liveness::Alive => continue,
                Liveness::Dead(dead) => {
                    self.dead.push(dead);
                    SessionEnd::Certain
                }
                // Without its file, it counts as ended only after the quiet time.
                Liveness::Missing if session.is_quiet => SessionEnd::Quiet,
                Liveness::Missing => SessionEnd::Possible,
            };
            marked += self.store.mark_unknown(&session.id, end, self.now)?;
        }
        Ok(marked)
    }
}

impl Parts {
    /// Starts this session, and makes orders unknown: those that dead sessions were sending, those that only the send log has, and, if the log is lost,
    /// planned ones unless they are kept.
    pub(crate) fn begin_session(&mut self, keeps_planned_orders: bool) -> Result<(), JournalError> {
        let now = self.clock.now();
        let (lines, end) = self.send_log.read_new()?;
        let id = self.sessions.id().to_owned();
        let are_planned_in_doubt = self.send_log.is_lost() && !keeps_planned_orders;
        let lost = self.transact(|batch| {
            let mut lost = 0;
            for line in &lines {
                lost += u64::from(!batch.store.compare_sent(line, now)?);
            }
            batch.store.open_session(&id, end, now)?;
            if are_planned_in_doubt {
                batch.store.mark_planned_unknown(&id, now)?;
            }
            batch.mark_orders_of_dead_sessions()?;
            Ok(lost)
        })?;
        self.send_log.set_compared(end);
        if lost > 0 {
            tracing::error!(lost, "the journal is an older copy: orders that only the send log has are now unknown");
        }
        Ok(())
    }

    /// One change in a transaction of its own.
    fn transact<T>(
        &mut self,
        change: impl FnOnce(&mut Batch<'_>) -> Result<T, JournalError>,
    ) -> Result<T, JournalError> {
        self.store.begin()?;
        let mut batch = Batch::new(&mut *self.store, &self.sessions, self.clock.now());
        let result = change(&mut batch);
        let dead = std::mem::take(&mut batch.dead);
        let recorded = self.store.commit();
        drop(dead);
        result.and_then(|value| recorded.map(|()| value))
    }

    fn run(&mut self, jobs: &Receiver<Job>) {
        let mut renewed_at = Instant::now();
        while let Some(first) = self.next(jobs, &mut renewed_at) {
            let mut together = vec![first];
            while together.len() < MAX_BATCH
                && let Ok(job) = jobs.try_recv()
            {
                together.push(job);
            }
            self.run_together(together);
        }
    }

    /// The next job. While there is none, renews the session; `None` if the journal is closed.
    fn next(&mut self, jobs: &Receiver<Job>, renewed_at: &mut Instant) -> Option<Job> {
        let Some(interval) = self.store.renewal_interval() else { return jobs.recv().ok() };
        loop {
            if renewed_at.elapsed() >= interval {
                let id = self.sessions.id().to_owned();
                if let Err(error) = self.transact(|batch| batch.store.renew_session(&id)) {
                    tracing::warn!(%error, "the journal's session was not renewed; others may report its orders as unknown");
                }
                *renewed_at = Instant::now();
            }
            match jobs.recv_timeout(interval.saturating_sub(renewed_at.elapsed())) {
                Ok(job) => return Some(job),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
    }

    fn run_together(&mut self, jobs: Vec<Job>) {
        let begun = self.store.begin();
        let mut batch = Batch::new(&mut *self.store, &self.sessions, self.clock.now());
        let finish: Vec<_> = jobs
            .into_iter()
            .map(|job| {
                job(match &begun {
                    Ok(()) => Ok(&mut batch),
                    Err(error) => Err(error.clone()),
                })
            })
            .collect();
        let (lines, dead, has_report) =
            (std::mem::take(&mut batch.lines), std::mem::take(&mut batch.dead), batch.has_report);
        let end = match begun {
            Ok(()) => self.end(&lines, has_report),
            Err(error) => BatchEnd { recorded: Err(error), logged: Ok(()), sent_by_a_copy: Vec::new() },
        };
        drop(dead);
        for finish in finish {
            finish(&end);
        }
    }

    fn end(&mut self, lines: &[SentLine], has_report: bool) -> BatchEnd {
        let reach = |is_reached: bool, point: &str| {
            if is_reached {
                crash_point::reach(point);
            }
        };
        // Every line of the log up to here was recorded in the journal before it was logged.
        let recorded = match lines.is_empty() {
            true => Ok(()),
            false => self.store.set_send_log_bytes(self.send_log.compared()),
        };
        reach(!lines.is_empty(), "before-claim");
        reach(has_report, "before-report");
        let recorded = self.store.commit().and(recorded);
        reach(!lines.is_empty(), "after-claim");
        reach(has_report, "after-report");
        let mut sent_by_a_copy = Vec::new();
        let logged = match (&recorded, lines) {
            (Ok(()), [_, ..]) => self.log(lines, &mut sent_by_a_copy),
            _ => Ok(()),
        };
        reach(!lines.is_empty(), "after-send-log");
        BatchEnd { recorded, logged, sent_by_a_copy }
    }

    /// Writes the send log, and compares the lines that others have written since the last comparison. If this fails, they are compared again next
    /// time.
    fn log(&mut self, lines: &[SentLine], sent_by_a_copy: &mut Vec<String>) -> Result<(), JournalError> {
        let now = self.clock.now();
        let (others, end) = self.send_log.append(lines)?;
        for other in others {
            if !self.store.compare_sent(&other, now)? {
                sent_by_a_copy.push(other.tracking_id);
            }
        }
        self.send_log.set_compared(end);
        Ok(())
    }

    /// Ends this session: it cannot send anything any more.
    fn close(&mut self) {
        let (id, bytes) = (self.sessions.id().to_owned(), self.send_log.compared());
        self.store.stop_waiting();
        let ended = self.transact(|batch| batch.store.close_session(&id, bytes, batch.now));
        if let Err(error) = ended {
            tracing::warn!(%error, "the journal's session was not ended; the next process that opens the journal ends it");
        }
    }
}

impl<'p> Batch<'p> {
    fn new(store: &'p mut dyn Store, sessions: &'p Sessions, now: Millis) -> Self {
        Self { store, sessions, now, lines: Vec::new(), has_report: false, dead: Vec::new() }
    }
}
