//! Places the order of `reserve` through a journal: it is recorded before a byte is sent, and its result after that.

use std::pin::pin;
use std::time::Duration;

use colt_numbers::{Client, parse_tracking_id};
use colt_numbers_journal::{Entry, Journal, JournalError, PlacedOrder, State};
use serde::Serialize;

use super::call_result::CallResult;
use super::held_request::HeldRequest;
use super::submission::Submission;
use crate::args::journal::JournalArgs;
use crate::command_failure::CommandFailure;
use crate::interrupt_listener::InterruptListener;
use crate::journal_file::{JournalFile, journal_failure};
use crate::target_arg::TargetArg;

/// The journal of a command that sends a request, and the user's key.
#[derive(Clone, Copy, Default)]
pub struct JournalOptions<'a> {
    /// `None` for a command without a journal.
    pub args: Option<&'a JournalArgs>,
    pub key: Option<&'a str>,
}

impl JournalOptions<'_> {
    /// The journal, if the user names one.
    pub fn file(&self, target: &TargetArg) -> Result<Option<JournalFile>, CommandFailure> {
        let Some(args) = self.args else { return Ok(None) };
        let file = JournalFile::of_user_if_given(args);
        if self.key.is_some() && file.is_none() {
            return Err(CommandFailure::usage("`--key` needs a journal")
                .hint("name the journal with `--journal FILE` or `COLT_JOURNAL`"));
        }
        match target {
            // The embedded sandbox and its orders end with this program, so they are not recorded.
            TargetArg::Embedded if args.journal.is_some() => JournalFile::of_embedded(args).map(|_| None),
            TargetArg::Embedded => Ok(None),
            _ => Ok(file),
        }
    }
}

/// How a call ended, and its record if it was placed through a journal.
pub struct Placed {
    pub result: CallResult,
    pub record: Option<JournalRecord>,
    /// The request with its recorded tracking id, if that is not the one of the command.
    pub submission: Option<Submission>,
}

impl From<CallResult> for Placed {
    fn from(result: CallResult) -> Self {
        Self { result, record: None, submission: None }
    }
}

/// The record of an order in the journal.
#[derive(Debug)]
pub struct JournalRecord {
    /// The entry; an error if the result could not be recorded.
    pub entry: Result<Entry, JournalError>,
    /// Whether this command sent the order.
    sent: bool,
}

/// The record as JSON. Programs read this JSON: the names of its members are stable.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct JournalJson<'r> {
    plan: Option<&'r str>,
    position: Option<u64>,
    key: Option<&'r str>,
    state: Option<&'static str>,
    /// Whether this command sent the order.
    sent: bool,
    not_recorded: Option<String>,
}

impl JournalRecord {
    pub fn json(&self) -> JournalJson<'_> {
        let entry = self.entry.as_ref().ok();
        JournalJson {
            plan: entry.map(|entry| &*entry.plan),
            position: entry.map(|entry| entry.position),
            key: entry.and_then(|entry| entry.key.as_deref()),
            state: entry.map(|entry| entry.state.as_str()),
            sent: self.sent,
            not_recorded: self.entry.as_ref().err().map(ToString::to_string),
        }
    }

    /// The record on one line.
    pub fn line(&self) -> String {
        match &self.entry {
            Ok(entry) => {
                let key = entry.key.as_ref().map(|key| format!(", key `{key}`")).unwrap_or_default();
                format!("{}, in plan `{}` at position {}{key}", entry.state, entry.plan, entry.position)
            }
            Err(error) => format!("the result was not recorded: {error}"),
        }
    }
}

/// Records the order, sends it if it is planned, and records the result.
pub async fn place(
    journal: &Journal,
    key: Option<&str>,
    client: &Client,
    submission: &Submission,
    interrupt: &mut InterruptListener,
) -> Result<Placed, CommandFailure> {
    let Some(reservation) = submission.reservation() else {
        return Err(CommandFailure::internal("only reservations are recorded in a journal"));
    };
    if interrupt.is_interrupted().await {
        return Ok(CallResult::Interrupted.into());
    }
    let order = journal.single_order(client, reservation).max_wait(Duration::ZERO);
    let order = match submission.request.tracking_id() {
        Some(tracking_id) => order.tracking_id(tracking_id.clone()),
        None => order,
    };
    let order = match key {
        Some(key) => order.key(key),
        None => order,
    };
    let stopper = order.stopper();
    let mut placing = pin!(order.place());
    let placed = tokio::select! {
        biased;
        placed = &mut placing => placed,
        () = interrupt.interrupted() => {
            stopper.give_up();
            placing.await
        }
    };
    let PlacedOrder { mut recorded, sent, wait, .. } = match placed {
        Ok(placed) => placed,
        Err(error) => {
            return HeldRequest::of(&error)
                .map(|held| CallResult::Held(held).into())
                .ok_or_else(|| journal_failure(error));
        }
    };
    if key.is_none()
        && let Ok(entry) = &recorded
        && entry.state == State::Planned
    {
        recorded = withdraw(journal, &entry.tracking_id).await;
    }
    let result = match (&recorded, sent, wait) {
        (_, Some(Ok(order)), _) => CallResult::Ordered(order),
        (_, Some(Err(error)), _) => CallResult::Failed(error),
        (_, None, Some(wait)) => CallResult::Waiting(wait),
        (Err(error), None, None) => return Err(journal_failure(error.clone())),
        // Without a key, the order is new, so it is withdrawn only because this command was interrupted.
        (Ok(entry), None, None) => match (entry.state, key) {
            (State::Planned, _) | (State::Withdrawn, None) => CallResult::Interrupted,
            _ => CallResult::Known(Box::new(entry.clone())),
        },
    };
    let is_sent = matches!(result, CallResult::Ordered(_) | CallResult::Failed(_));
    let submission = match &recorded {
        Ok(entry) => parse_tracking_id(&entry.tracking_id)
            .ok()
            .map(|tracking_id| Submission::of_reservation(reservation.clone(), tracking_id)),
        Err(_) => None,
    };
    Ok(Placed { result, record: Some(JournalRecord { entry: recorded, sent: is_sent }), submission })
}

/// Without a key, no later command can send the order, so it must not hold its numbers.
async fn withdraw(journal: &Journal, tracking_id: &str) -> Result<Entry, JournalError> {
    journal
        .withdraw_order(tracking_id, "nothing was ordered, and it has no key under which it could be sent later")
        .await?;
    journal.entry(tracking_id).await
}
