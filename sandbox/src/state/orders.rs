//! Records orders.
//!
//! Bodies are stored as the received bytes: parsed values would take ten times the memory, and orders are removed only by a reset.

use colt_numbers_judge::judge::json;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use crate::state::call::Call;

/// An order that the sandbox recorded.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RecordedOrder {
    /// The order id in the response.
    pub id: String,
    /// The id of the operation.
    pub operation: String,
    /// The tracking id of the request; empty for a request without a tracking id.
    pub tracking_id: String,
    /// When the order was recorded, by the sandbox's clock.
    pub recorded_at: Timestamp,
    /// When the effect of the order lapses, by the sandbox's clock; `None` if it does not.
    pub lapses_at: Option<Timestamp>,
    /// The body of the request; `null` for a request without a body.
    pub body: Value,
}

/// An order as it is stored.
#[derive(Debug)]
struct StoredOrder {
    id: Box<str>,
    operation: Box<str>,
    tracking_id: Box<str>,
    recorded_at: Timestamp,
    lapses_at: Option<Timestamp>,
    body: Box<[u8]>,
}

impl StoredOrder {
    fn to_recorded(&self) -> RecordedOrder {
        RecordedOrder {
            id: self.id.to_string(),
            operation: self.operation.to_string(),
            tracking_id: self.tracking_id.to_string(),
            recorded_at: self.recorded_at,
            lapses_at: self.lapses_at,
            // A body that is not JSON becomes a text.
            body: match json::read(&self.body) {
                Ok(body) => body,
                Err(_) if self.body.is_empty() => Value::Null,
                Err(_) => String::from_utf8_lossy(&self.body).into(),
            },
        }
    }
}

/// The recorded orders, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Orders(Vec<StoredOrder>);

impl Orders {
    /// Records the order of a call.
    pub(crate) fn record(&mut self, id: &str, call: &Call<'_>, lapses_at: Option<Timestamp>) {
        self.0.push(StoredOrder {
            id: id.into(),
            operation: call.operation.id.as_str().into(),
            tracking_id: call.tracking_id.into(),
            recorded_at: call.now,
            lapses_at,
            body: call.body.into(),
        });
    }

    /// All orders, oldest first.
    pub(crate) fn list(&self) -> Vec<RecordedOrder> {
        self.0.iter().map(StoredOrder::to_recorded).collect()
    }

    /// The orders whose tracking id contains a text: the newest, at most `most`, newest first, and how many there are.
    pub(crate) fn newest(&self, tracking_id: &str, most: usize) -> (Vec<RecordedOrder>, usize) {
        let matching = self.0.iter().rev().filter(|order| order.tracking_id.contains(tracking_id));
        (matching.clone().take(most).map(StoredOrder::to_recorded).collect(), matching.count())
    }
}
