//! Places single orders, each at most once under the caller's key.

use std::time::Duration;

use colt_numbers::{Client, Order, Reservation, SendError, TrackingId};
use tokio::time::sleep;

use crate::apply::attempt::{
    Attempt, ClaimTime, Failure, SentAttempt, claim_report, claim_request, describe, failed_claim, send_claimed,
};
use crate::apply::stop::{StopLevel, Stopper};
use crate::entry::{Entry, Limits};
use crate::error::JournalError;
use crate::journal::Journal;
use crate::plan::{Plan, PlannedOrder};
use crate::state::State;
use crate::store::{AttemptResult, ClaimRequest, ClaimResult, NewPlan};
use crate::writer::ClaimError;

/// How long the account waits after a refusal that states no wait.
const PAUSE: Duration = Duration::from_secs(5);

impl Journal {
    /// Places one order under the caller's key, at most once.
    ///
    /// A second call with the same key and reservation returns the recorded entry. It sends the order only if it is still planned: it was recorded
    /// with a plan, or each attempt so far was refused or not sent. Before it is sent, the call waits as long as the account has to wait. If another
    /// process is sending the order, the entry is `sending`. An order in doubt is never sent again.
    ///
    /// If the future is dropped once the order is claimed, the order is sent and recorded nevertheless.
    ///
    /// [`Journal::single_order`] also returns the vendor's response, and can be stopped.
    ///
    /// ```
    /// use colt_numbers::Reservation;
    /// use colt_numbers::testing::{ScriptedServer, ServerStep};
    /// use colt_numbers_journal::{Journal, State};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let folder = tempfile::tempdir()?;
    /// # let (path, state) = (folder.path().join("journal.db"), folder.path().join("state"));
    /// let journal = Journal::options(path).send_log_folder(state).open().await?;
    /// let server = ScriptedServer::new([ServerStep::accepted("order-1")]);
    /// let reservation = Reservation::of_number("GB", "+442081324758").customer_reference("My Customer").build()?;
    /// for _ in 0..2 {
    ///     let entry = journal.order(&server.client(), &reservation, "customer-4711/line-3").await?;
    ///     assert_eq!((entry.state, entry.order_id.as_deref()), (State::Accepted, Some("order-1")));
    /// }
    /// assert_eq!(server.received().len(), 1);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`JournalError::KeyReused`] if the key belongs to another request; [`JournalError::Conflicts`] if another order holds one of the numbers;
    /// [`JournalError::OtherAccount`] if the key belongs to a planned order of another account; [`JournalError::LimitReached`] if it belongs to a
    /// planned order whose plan may place no more orders; [`JournalError::Database`] if the journal fails: then it is not known what is recorded, and the same call can be made again.
    pub async fn order(&self, client: &Client, reservation: &Reservation, key: &str) -> Result<Entry, JournalError> {
        self.single_order(client, reservation).key(key).place().await?.recorded
    }

    /// Prepares one order. Without [`SingleOrder::key`], it is a new order in any case.
    pub fn single_order(&self, client: &Client, reservation: &Reservation) -> SingleOrder {
        SingleOrder {
            journal: self.clone(),
            client: client.clone(),
            reservation: reservation.clone(),
            key: None,
            tracking_id: None,
            max_wait: Duration::MAX,
            stopper: Stopper::new(),
        }
    }
}

/// One order, from [`Journal::single_order`].
#[derive(Clone, Debug)]
#[must_use = "nothing is recorded until `place` is called"]
pub struct SingleOrder {
    journal: Journal,
    client: Client,
    reservation: Reservation,
    key: Option<String>,
    tracking_id: Option<TrackingId>,
    max_wait: Duration,
    stopper: Stopper,
}

/// A single order after [`SingleOrder::place`].
#[derive(Debug)]
#[must_use = "it may be an order"]
pub struct PlacedOrder {
    /// The entry in the journal. If the result of this call could not be recorded, the order becomes unknown in the journal, whatever `sent` is.
    pub recorded: Result<Entry, JournalError>,
    /// What this call sent the order for, and the result. `None` if it did not send it: the order had been recorded and sent before, another process
    /// is sending it, or the call was stopped before a byte was sent. Also `None` if the task that was sending it has panicked: then it is unknown.
    pub sent: Option<Result<Order, SendError>>,
    /// How long the account has to wait, if that is longer than [`SingleOrder::max_wait`]. Then nothing was sent.
    pub wait: Option<Duration>,
}

impl SingleOrder {
    /// The caller's key, unique within the stock: a second call with the same key and reservation returns the recorded order.
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// The tracking id of a new order. If the key is recorded already, the order keeps its own.
    pub fn tracking_id(mut self, tracking_id: TrackingId) -> Self {
        self.tracking_id = Some(tracking_id);
        self
    }

    /// Waits at most this long if the account has to wait after a refusal. By default, as long as it has to.
    pub fn max_wait(mut self, wait: Duration) -> Self {
        self.max_wait = wait;
        self
    }

    /// A handle that stops the call: [`Stopper::stop`] before the order is claimed, [`Stopper::give_up`] also while it waits for the response.
    #[must_use]
    pub fn stopper(&self) -> Stopper {
        self.stopper.clone()
    }

    /// Records the order, sends it if it is planned, and records the result, as [`Journal::order`].
    ///
    /// # Errors
    /// As [`Journal::order`], and [`JournalError::TrackingIdReused`]. After an error, this call has sent nothing.
    pub async fn place(self) -> Result<PlacedOrder, JournalError> {
        let (stock, account) = self.journal.stock_and_account(&self.client);
        let name = format!("single orders, {stock}, account {account}");
        let new = NewPlan { name, stock, account, limits: Limits::none() };
        let (name, tracking_id) = match self.record(&new).await? {
            // The key may belong to an order of another plan.
            Recorded::Known(known) if known.state == State::Planned => (known.plan, known.tracking_id),
            Recorded::Known(known) => {
                let recorded = self.journal.entry(&known.tracking_id).await;
                return Ok(PlacedOrder { recorded, sent: None, wait: None });
            }
            Recorded::New(tracking_id) => (new.name.clone(), tracking_id),
        };
        let plan = Plan::of(&NewPlan { name, ..new });
        let Self { journal, client, max_wait, stopper, .. } = self;
        loop {
            let request = claim_request(&journal, &plan, 0, Some(tracking_id.clone()));
            let claim = request.claim.clone();
            let once = send_once(journal.clone(), client.clone(), (request, tracking_id.clone()), stopper.clone());
            let Ok(step) = tokio::spawn(once).await else {
                return Ok(record_panic(&journal, claim, &tracking_id).await);
            };
            let (sent, wait) = match step? {
                Step::Wait(wait) if wait > max_wait => (None, Some(wait)),
                Step::Wait(wait) => {
                    tokio::select! {
                        () = sleep(wait) => continue,
                        () = stopper.reached(StopLevel::Claiming) => (None, None),
                    }
                }
                Step::NotRecorded(error, sent) => return Ok(PlacedOrder { recorded: Err(error), sent, wait: None }),
                Step::Ended(sent) => (sent, None),
            };
            return Ok(PlacedOrder { recorded: journal.entry(&tracking_id).await, sent, wait });
        }
    }

    /// Records the order, unless its key is known.
    async fn record(&self, plan: &NewPlan) -> Result<Recorded, JournalError> {
        let order = match &self.key {
            Some(key) => PlannedOrder::with_key(self.reservation.clone(), key),
            None => self.reservation.clone().into(),
        };
        let mut entry = order.to_entry();
        let given = self.tracking_id.as_ref().map(ToString::to_string);
        if let Some(given) = &given {
            entry.tracking_id.clone_from(given);
        }
        let (plan, now) = (plan.clone(), self.journal.now());
        let recorded = self.journal.writer().call(move |batch| {
            if let Some(given) = given
                && let Ok(other) = batch.store.entry(&given)
                && (other.key.is_none() || other.key != entry.key)
            {
                return Err(JournalError::TrackingIdReused(given));
            }
            let known = batch.store.append(&plan, &entry, now)?;
            if known.as_ref().is_some_and(|entry| entry.state == State::Sending) {
                batch.mark_orders_of_dead_sessions()?;
            }
            Ok(known.map_or(Recorded::New(entry.tracking_id), |known| Recorded::Known(Box::new(known))))
        });
        recorded.await
    }
}

/// The task that sends the order has panicked: a byte may have been sent if the order was claimed, so it is in doubt.
async fn record_panic(journal: &Journal, claim: String, tracking_id: &str) -> PlacedOrder {
    let reason = Some("the program failed while it was sending it".to_owned());
    let attempt = Attempt { result: AttemptResult::Unknown, response: None, reason, failure: None };
    let report = claim_report(journal, tracking_id, (claim, attempt));
    let (recorded, _) = journal.writer().step(Some(report), None).await;
    let recorded = match recorded {
        // It was not claimed, or its result was recorded before.
        Some(Err(JournalError::NotClaimed { .. })) => journal.entry(tracking_id).await,
        other => other.unwrap_or(Err(JournalError::Closed)),
    };
    PlacedOrder { recorded, sent: None, wait: None }
}

/// Whether an order was recorded by this call.
enum Recorded {
    New(String),
    /// The entry that has the key.
    Known(Box<Entry>),
}

/// The end of one attempt to claim and send an order.
enum Step {
    /// It may not be claimed for this long.
    Wait(Duration),
    Ended(Option<Result<Order, SendError>>),
    NotRecorded(JournalError, Option<Result<Order, SendError>>),
}

/// Claims an order, sends it and records the result.
async fn send_once(
    journal: Journal,
    client: Client,
    (request, tracking_id): (ClaimRequest, String),
    stopper: Stopper,
) -> Result<Step, JournalError> {
    if stopper.is_stopped() {
        return Ok(Step::Ended(None));
    }
    let plan = request.plan.clone();
    let (claim, claimed_at) = (request.claim.clone(), ClaimTime::of(&request));
    let (_, claimed) = journal.writer().step(None, Some(request)).await;
    let (tracking_id, SentAttempt { attempt, sent }, error) = match claimed {
        None | Some(Ok(ClaimResult::Nothing)) => return Ok(Step::Ended(None)),
        Some(Ok(ClaimResult::Limit)) => {
            return Err(JournalError::LimitReached { plan, tracking_id });
        }
        Some(Ok(ClaimResult::Wait(wait))) => return Ok(Step::Wait(Duration::from_millis(wait.unsigned_abs()))),
        Some(Err(ClaimError { error, entry: None })) => return Err(error),
        Some(Err(ClaimError { error, entry: Some(entry) })) => {
            (entry.tracking_id.clone(), failed_claim(&error, &entry.tracking_id).into(), Some(error))
        }
        Some(Ok(ClaimResult::Entry(entry))) => {
            let sent = send_claimed((&journal, &client), (&entry, claimed_at), (&stopper, PAUSE)).await;
            let (attempt, error) = match sent {
                Ok(attempt) => (attempt, None),
                Err(error) => (Attempt::nothing_ordered(error.to_string(), 0, None).into(), Some(error)),
            };
            (entry.tracking_id.clone(), attempt, error)
        }
    };
    let is_late = attempt.failure == Some(Failure::Late);
    let report = claim_report(&journal, &tracking_id, (claim, attempt));
    let (recorded, _) = journal.writer().step(Some(report.clone()), None).await;
    match (error, recorded) {
        (Some(error), _) => Err(error),
        (None, Some(Err(error))) => {
            let result = describe(&report);
            tracing::error!(tracking_id, result, %error, "the result of an order was not recorded");
            Ok(Step::NotRecorded(error, sent))
        }
        (None, _) if is_late => Ok(Step::Wait(Duration::ZERO)),
        (None, _) => Ok(Step::Ended(sent)),
    }
}
