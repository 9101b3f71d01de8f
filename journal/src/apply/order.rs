//! Places single orders, each at most once under the caller's key.

use std::time::Duration;

use colt_numbers::{Client, Reservation};
use tokio::time::sleep;

use crate::apply::attempt::{Attempt, claim_report, claim_request, describe, failed_claim, send_claimed};
use crate::apply::stop::Stopper;
use crate::entry::{Entry, Limits};
use crate::error::JournalError;
use crate::journal::Journal;
use crate::plan::{Plan, PlannedOrder};
use crate::state::State;
use crate::store::{ClaimResult, NewPlan};
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
    /// let reservation = Reservation::of_number("GB", "+442081324758").build()?;
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
    /// [`JournalError::OtherAccount`] if the key belongs to a planned order of another account; [`JournalError::Database`] if the journal fails:
    /// then it is not known what is recorded, and the same call can be made again.
    pub async fn order(&self, client: &Client, reservation: &Reservation, key: &str) -> Result<Entry, JournalError> {
        let (stock, account) = self.stock_and_account(client);
        let name = format!("single orders, {stock}, account {account}");
        let new = NewPlan { name, stock, account, limits: Limits::none() };
        let (plan, now) = (new.clone(), self.now());
        let entry = PlannedOrder::with_key(reservation.clone(), key).to_entry();
        let tracking_id = entry.tracking_id.clone();
        let known = self.writer().call(move |batch| {
            let known = batch.store.append(&plan, &entry, now)?;
            if known.as_ref().is_some_and(|entry| entry.state == State::Sending) {
                batch.mark_orders_of_dead_sessions()?;
            }
            Ok(known)
        });
        // The key may belong to an order of another plan.
        let (name, tracking_id) = match known.await? {
            Some(known) if known.state != State::Planned => return self.entry(&known.tracking_id).await,
            Some(known) => (known.plan, known.tracking_id),
            None => (new.name.clone(), tracking_id),
        };
        let plan = Plan::of(&NewPlan { name, ..new });
        loop {
            let once = send_once(self.clone(), client.clone(), (plan.clone(), tracking_id.clone()));
            let ended = tokio::spawn(once).await.map_err(|_| JournalError::Closed)??;
            match ended {
                Some(wait) => sleep(wait).await,
                None => return self.entry(&tracking_id).await,
            }
        }
    }
}

/// Claims an order, sends it and records the result. Returns how long to wait if it may not be claimed yet.
async fn send_once(
    journal: Journal,
    client: Client,
    (plan, tracking_id): (Plan, String),
) -> Result<Option<Duration>, JournalError> {
    let request = claim_request(&journal, &plan, 0, Some(tracking_id));
    let claim = request.claim.clone();
    let (_, claimed) = journal.writer().step(None, Some(request)).await;
    let (tracking_id, attempt, error) = match claimed {
        None | Some(Ok(ClaimResult::Nothing | ClaimResult::Limit)) => return Ok(None),
        Some(Ok(ClaimResult::Wait(wait))) => return Ok(Some(Duration::from_millis(wait.unsigned_abs()))),
        Some(Err(ClaimError { error, entry: None })) => return Err(error),
        Some(Err(ClaimError { error, entry: Some(entry) })) => {
            (entry.tracking_id.clone(), failed_claim(&error, &entry.tracking_id), Some(error))
        }
        Some(Ok(ClaimResult::Entry(entry))) => {
            let sent = send_claimed(&client, &entry, (&Stopper::new(), PAUSE)).await;
            let (attempt, error) = match sent {
                Ok(attempt) => (attempt, None),
                Err(error) => (Attempt::nothing_ordered(error.to_string(), 0, None), Some(error)),
            };
            (entry.tracking_id.clone(), attempt, error)
        }
    };
    let report = claim_report(&journal, &tracking_id, (claim, attempt));
    let (recorded, _) = journal.writer().step(Some(report.clone()), None).await;
    match (error, recorded) {
        (Some(error), _) => Err(error),
        (None, Some(Err(error))) => {
            let result = describe(&report);
            tracing::error!(tracking_id, result, %error, "the result of an order was not recorded");
            Err(error)
        }
        (None, _) => Ok(None),
    }
}
