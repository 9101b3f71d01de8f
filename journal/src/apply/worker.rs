//! A worker of a run: until the run ends, it claims an order, sends it, and records the result together with the next claim.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use colt_numbers::Client;
use tokio::sync::{mpsc, watch};
use tokio::time::sleep;

use crate::apply::attempt::{
    Attempt, ClaimTime, Failure, claim_report, claim_request, describe, failed_claim, send_claimed,
};
use crate::apply::event::{End, Event};
use crate::apply::stop::{StopLevel, Stopper};
use crate::clock::Millis;
use crate::entry::Entry;
use crate::error::JournalError;
use crate::journal::Journal;
use crate::plan::Plan;
use crate::state::State;
use crate::store::{AttemptResult, ClaimReport, ClaimRequest, ClaimResult, ClaimedEntry};
use crate::writer::ClaimError;

/// If recording a result fails, it is attempted again up to this many times: once a second, or after each pause of the run if that is shorter.
const RECORD_ATTEMPTS: u32 = 30;

/// How long a run goes on although the connection to the journal's database fails. Opening a new one takes half of this at most.
const MAX_CONNECTION_LOSS: Duration = Duration::from_secs(60);

/// What the workers of a run share.
#[derive(Debug)]
pub(crate) struct SharedRun {
    pub(crate) journal: Journal,
    pub(crate) client: Client,
    pub(crate) plan: Plan,
    pub(crate) interval: Millis,
    /// Orders after this position are not claimed.
    pub(crate) last_position: i64,
    pub(crate) pause: Duration,
    pub(crate) max_doubts: u32,
    pub(crate) max_failures: u32,
    pub(crate) doubts: AtomicU32,
    /// Attempts in a row that were refused or not sent.
    pub(crate) failures: AtomicU32,
    pub(crate) stopper: Stopper,
    /// Why the run ends; no worker claims another order after that.
    pub(crate) end: watch::Sender<Option<End>>,
    pub(crate) events: mpsc::Sender<Event>,
    /// When the journal's database responded last.
    pub(crate) responded_at: Mutex<Instant>,
}

/// An order that this worker has claimed.
struct Claim {
    id: String,
    at: ClaimTime,
    entry: Box<ClaimedEntry>,
}

impl SharedRun {
    /// Ends the run. If it is ending already, its first reason stays.
    fn end(&self, end: End) {
        self.end.send_if_modified(|current| {
            let is_first = current.is_none();
            current.get_or_insert(end);
            is_first
        });
    }

    fn is_ending(&self) -> bool {
        if self.stopper.is_stopped() {
            self.end(End::Stopped);
        }
        self.end.borrow().is_some()
    }

    async fn emit(&self, event: Event) {
        if self.events.send(event).await.is_err() {
            // The receiver was dropped.
            self.end(End::Stopped);
        }
    }

    /// Claims and sends orders until the run ends.
    pub(crate) async fn work(self: Arc<Self>) {
        let mut report = None;
        loop {
            let claim = (!self.is_ending()).then(|| self.claim_request());
            if claim.is_none() && report.is_none() {
                return;
            }
            let claim_id = claim.as_ref().map(|claim| (claim.claim.clone(), ClaimTime::of(claim)));
            let (reported, claimed) = self.journal.writer().step(report.clone(), claim).await;
            if let (Some(result), Some(report)) = (reported, report.take()) {
                self.record(result, report).await;
            }
            if matches!(claimed, Some(Ok(_))) {
                self.responded();
            }
            match (claimed, claim_id) {
                (Some(Ok(ClaimResult::Entry(entry))), Some((id, at))) => {
                    report = self.send(Claim { id, at, entry }).await;
                }
                (Some(Ok(ClaimResult::Wait(wait))), _) => self.wait(wait).await,
                // An order that another worker is sending may be planned again: then that worker sends it.
                (Some(Ok(ClaimResult::Nothing)), _) => return,
                (Some(Ok(ClaimResult::Limit)), _) => self.end(End::Limit),
                (Some(Err(error)), Some((id, _))) => report = self.claim_failed(error, id).await,
                _ => {}
            }
        }
    }

    fn claim_request(&self) -> ClaimRequest {
        let last_position = self.last_position;
        ClaimRequest { last_position, ..claim_request(&self.journal, &self.plan, self.interval, None) }
    }

    /// Waits, at most until the run ends.
    async fn wait(&self, wait: Millis) {
        let wait = Duration::from_millis(wait.unsigned_abs());
        self.emit(Event::Waiting(wait)).await;
        let mut end = self.end.subscribe();
        tokio::select! {
            () = sleep(wait) => {}
            () = self.stopper.reached(StopLevel::Claiming) => {}
            _ = end.wait_for(Option::is_some) => {}
        }
    }

    /// Sends a claimed order; returns the report to be recorded.
    async fn send(&self, claim: Claim) -> Option<ClaimReport> {
        let Claim { id, at, entry } = claim;
        self.emit(Event::sending(&entry)).await;
        let attempt = send_claimed((&self.journal, &self.client), (&entry, at), (&self.stopper, self.pause)).await;
        let attempt = attempt.map(|sent| sent.attempt).unwrap_or_else(|error| {
            // It stays planned; the run ends, so that it is not claimed again at once.
            let attempt = Attempt::nothing_ordered(error.to_string(), 0, None);
            self.end(End::Failed(error));
            attempt
        });
        self.count(&attempt);
        Some(claim_report(&self.journal, &entry.tracking_id, (id, attempt)))
    }

    /// Ends the run after too many doubts or failures.
    fn count(&self, attempt: &Attempt) {
        let reason = || attempt.reason.clone().unwrap_or_default();
        match (&attempt.result, attempt.failure) {
            (AttemptResult::Unknown | AttemptResult::Unreadable, _) => {
                if self.doubts.fetch_add(1, Ordering::SeqCst) + 1 >= self.max_doubts {
                    self.end(End::Doubts);
                }
            }
            (_, Some(Failure::Credentials)) => self.end(End::Credentials(reason())),
            (_, Some(Failure::Temporary)) => {
                if self.failures.fetch_add(1, Ordering::SeqCst) + 1 >= self.max_failures {
                    self.end(End::Failures(reason()));
                }
            }
            (_, Some(Failure::GivenUp | Failure::Late)) => {}
            (_, None) => self.failures.store(0, Ordering::SeqCst),
        }
    }

    /// Emits that a result is recorded. If recording failed, attempts it again, up to `RECORD_ATTEMPTS` times.
    async fn record(&self, mut result: Result<Entry, JournalError>, report: ClaimReport) {
        let mut attempts = 0;
        loop {
            match result {
                Ok(entry) => {
                    self.responded();
                    self.emit(Event::Recorded(Box::new(entry))).await;
                    return;
                }
                // The claim was never recorded, so nothing was sent for it.
                Err(JournalError::NotClaimed { state: State::Planned, .. })
                    if matches!(report.result, AttemptResult::Retry { .. }) =>
                {
                    return;
                }
                Err(error @ JournalError::NotClaimed { .. }) => {
                    return self.not_recorded(&report, error).await;
                }
                Err(error) => {
                    attempts += 1;
                    let is_over = attempts > RECORD_ATTEMPTS || error == JournalError::Closed;
                    if is_over || !matches!(error, JournalError::Connection { .. }) {
                        self.end(End::Failed(error.clone()));
                    }
                    if is_over {
                        return self.not_recorded(&report, error).await;
                    }
                }
            }
            sleep(self.pause.min(Duration::from_secs(1))).await;
            let again = self.journal.writer().step(Some(report.clone()), None).await;
            result = again.0.unwrap_or(Err(JournalError::Closed));
        }
    }

    async fn not_recorded(&self, report: &ClaimReport, error: JournalError) {
        let result = describe(report);
        tracing::error!(tracking_id = report.tracking_id, result, %error, "the result of an order was not recorded");
        self.emit(Event::NotRecorded { tracking_id: report.tracking_id.clone(), result, error }).await;
    }

    fn responded(&self) {
        *self.responded_at.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    /// Ends the run, unless a new connection may work. If the claim may be recorded nevertheless, returns a report that plans the order again,
    /// because nothing was sent.
    async fn claim_failed(&self, ClaimError { error, entry }: ClaimError, id: String) -> Option<ClaimReport> {
        let lost_for = self.responded_at.lock().unwrap_or_else(PoisonError::into_inner).elapsed();
        if matches!(error, JournalError::Connection { .. }) && lost_for < MAX_CONNECTION_LOSS {
            tracing::warn!(%error, "an order was not claimed; it is attempted again");
            sleep(self.pause.min(Duration::from_secs(1))).await;
        } else {
            self.end(End::Failed(error.clone()));
        }
        let entry = entry?;
        let attempt = failed_claim(&error, &entry.tracking_id);
        Some(claim_report(&self.journal, &entry.tracking_id, (id, attempt)))
    }
}
