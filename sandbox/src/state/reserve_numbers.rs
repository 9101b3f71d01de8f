//! `reserveNumbers`: reserves numbers, or uses a lock id, and records the order.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::http::StatusCode;
use colt_numbers_judge::judge::request_fields::{RangeEnds, RequestFields, StringMember, TELEPHONE_NUMBER_SCHEMA};
use colt_numbers_judge::model::documentation::Documentation;
use colt_numbers_judge::model::error::SpecError;
use colt_numbers_judge::model::operation::Operation;
use colt_numbers_judge::model::spec::Spec;
use jiff::SignedDuration;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::state::call::{Call, Rejection, Reply};
use crate::state::numbers::{Conflict, Holding, Selection, StatusChange};
use crate::state::operation_handler::OperationHandler;
use crate::state::store::Store;

/// The `operationId`.
pub(crate) const ID: &str = "reserveNumbers";

/// The lock ids that orders have used.
#[derive(Debug, Default)]
pub(crate) struct UsedLocks(pub(crate) BTreeSet<String>);

/// What the spec states about a reservation.
struct Reservation {
    /// The status of a number that can be reserved.
    free: String,
    /// The status of a reserved number.
    reserved: Arc<str>,
    /// The number of days after which a reservation lapses.
    lapse_days: i64,
}

/// The handler of reservations, with their effects from the spec.
pub(crate) fn handler(spec: &Spec, operation: &Operation) -> Result<OperationHandler, SpecError> {
    // Without rules the sandbox would be more lenient than the document; without the number schema it would detect no conflicts.
    for needed in ["/x-rules", TELEPHONE_NUMBER_SCHEMA] {
        spec.root.pointer(needed).ok_or_else(|| SpecError::new(needed, "missing"))?;
    }
    let effects = &operation.effects;
    let missing = |what: &str| SpecError::new(format!("{}/x-effects", operation.at), format!("no effect has `{what}`"));
    let (free, reserved) = effects.number_status.clone().ok_or_else(|| missing("from` and `to"))?;
    let lapse_days = effects.holds_days.ok_or_else(|| missing("holds"))?.into();
    let reservation = Reservation { free, reserved: reserved.into(), lapse_days };
    Ok(Box::new(move |call, store| reservation.reserve(call, store)))
}

impl Reservation {
    /// Records an order completely, or not at all.
    fn reserve(&self, call: &Call<'_>, store: &mut Store) -> Result<Reply, Rejection> {
        let fields = call.judge.fields(call.request.body.value().unwrap_or(&Value::Null));
        let lock_id = match fields.lock_id {
            StringMember::Text(id) if !id.is_empty() => Some(id),
            _ => None,
        };
        if !call.takes_twice && lock_id.is_some_and(|id| store.own::<UsedLocks>().0.contains(id)) {
            let message = "the lock id was used by another order".to_owned();
            return Err(rejection("002", "Lock not available", message, Documentation::default()));
        }
        let id = Uuid::new_v4().to_string();
        let lapses_at =
            call.now.checked_add(SignedDuration::from_hours(24 * self.lapse_days)).unwrap_or(jiff::Timestamp::MAX);
        let holding =
            Holding { status: Arc::clone(&self.reserved), order: id.as_str().into(), lapses_at: Some(lapses_at) };
        let change = StatusChange { from: None, to: Some(&holding) };
        let changed = store.numbers.change(&selection(&fields), change, call.now);
        if !call.takes_twice {
            changed.map_err(|conflict| self.conflict(call, &conflict))?;
        }
        store.own::<UsedLocks>().0.extend(lock_id.map(str::to_owned));
        store.orders.record(&id, call, Some(lapses_at));
        Ok(Reply::json(json!({ "order": { "id": id } })))
    }

    fn conflict(&self, call: &Call<'_>, Conflict { start, end, status }: &Conflict) -> Rejection {
        let (free, status) = (&self.free, status.as_deref().unwrap_or(&self.free));
        let message = format!("a number of the range is not {free}: {start} to {end} are {status}");
        rejection("001", "Number not available", message, call.operation.effects.number_status_documentation.clone())
    }
}

fn rejection(code: &'static str, reason: &'static str, message: String, documentation: Documentation) -> Rejection {
    Rejection { status: StatusCode::CONFLICT, code, reason, message, documentation: Box::new(documentation) }
}

/// The numbers of a valid request. Overlapping ranges of one request are merged.
fn selection(request: &RequestFields<'_>) -> Selection {
    let mut selection = Selection::default();
    for range in request.ranges.iter().flatten() {
        match (range.interval(), range) {
            (Some((first, last)), _) => selection.numbers.add(first, last),
            (None, &RangeEnds { start: Some(start), end: Some(end) }) => selection.unequal_ranges.push((start, end)),
            // Ends that are not telephone numbers cannot occur in a valid request.
            (None, _) => {}
        }
    }
    selection
}
