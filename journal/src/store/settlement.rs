//! Whether evidence allows a settlement, and what the settlement changes. The function of a PostgreSQL database enforces the same rules, because
//! other programs may call it; a SQLite database enforces those of the states, the quiet time and the dead sender.

use crate::clock::{Millis, day, millis, rfc3339};
use crate::entry::Entry;
use crate::error::JournalError;
use crate::evidence::{QUIET, Settlement};
use crate::state::State;
use crate::store::SettleRequest;

/// What the store knows besides the entry.
pub(super) struct Facts {
    pub(super) now: Millis,
    /// Whether the session of the last claim may still send it.
    pub(super) may_live: bool,
    /// The tracking id of another order that has the order id of the settlement.
    pub(super) has_order_id: Option<String>,
}

/// The new values of the order's columns. An order id, time or day that is already recorded stays, unless `order_id` replaces it.
pub(super) struct Change<'r> {
    pub(super) next: State,
    pub(super) order_id: Option<&'r str>,
    pub(super) evidence: String,
    pub(super) evidence_at: Millis,
    pub(super) reserved_at: Option<Millis>,
    pub(super) lapses_on: Option<String>,
}

/// What a settlement changes, or why it is not allowed.
pub(super) fn change<'r>(entry: &Entry, request: &'r SettleRequest, facts: &Facts) -> Result<Change<'r>, JournalError> {
    let SettleRequest { tracking_id, settlement, evidence, holds_days, .. } = request;
    let not_allowed = |reason: String| JournalError::NotAllowed { tracking_id: tracking_id.clone(), reason };
    if evidence.text.trim().is_empty() {
        return Err(not_allowed("the evidence is empty".to_owned()));
    }
    if evidence.observed_at > facts.now {
        let at = rfc3339(evidence.observed_at);
        return Err(not_allowed(format!("the evidence is of {at}, which is in the future")));
    }
    let (next, order_id) = match settlement {
        Settlement::Ordered(id) => (State::Accepted, id.as_deref()),
        Settlement::NotOrdered => (State::NotOrdered, None),
        Settlement::Released => (State::Released, None),
    };
    let is_possible = match next {
        State::Released => entry.state == State::Accepted,
        _ => entry.state.is_in_doubt(),
    };
    if !is_possible {
        return Err(not_allowed(format!("it is {}, and cannot become {next} by hand", entry.state)));
    }
    if next == State::NotOrdered {
        let earliest = entry.sending_until.map_or(Millis::MAX, millis).saturating_add(QUIET);
        if evidence.observed_at < earliest {
            return Err(not_allowed(format!(
                "its request may have been in flight when the evidence was observed; hint: use evidence that was observed after {}",
                rfc3339(earliest)
            )));
        }
        if facts.may_live {
            return Err(not_allowed("the process that was sending it may still run; hint: end it first".to_owned()));
        }
    }
    if next == State::Accepted && entry.sending_from.is_some_and(|from| evidence.observed_at < millis(from)) {
        return Err(not_allowed("the evidence is older than the order".to_owned()));
    }
    // If it was settled, it is not known when it was sent, but only until when.
    let sent_at = if entry.evidence.is_some() { entry.sending_until.max(entry.reserved_at) } else { entry.reserved_at };
    if next == State::Released && sent_at.is_some_and(|sent| evidence.observed_at <= millis(sent)) {
        return Err(not_allowed("the evidence is older than the order".to_owned()));
    }
    if let (Some(order_id), Some(tracking_id)) = (order_id, &facts.has_order_id) {
        return Err(JournalError::OrderIdReused { order_id: order_id.to_owned(), tracking_id: tracking_id.clone() });
    }
    let reserved_at = entry.sending_from.map(millis).filter(|_| next == State::Accepted);
    Ok(Change {
        next,
        order_id,
        evidence: evidence.recorded(),
        evidence_at: evidence.observed_at,
        reserved_at,
        lapses_on: reserved_at.zip(*holds_days).map(|(at, days)| day(at, days)),
    })
}
