//! Counts the requests that have arrived.

use std::collections::BTreeMap;

use serde::Serialize;

/// Counts of the requests to operations that have arrived, valid or not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RequestCounts {
    /// All requests.
    pub total: u64,
    /// Requests by the id of their operation.
    pub by_operation: BTreeMap<String, u64>,
    /// Requests by valid tracking id.
    pub by_tracking_id: BTreeMap<String, u64>,
    /// Requests without a valid tracking id, including all requests to operations without tracking ids.
    pub without_tracking_id: u64,
}

impl RequestCounts {
    /// Counts a request.
    pub(crate) fn count(&mut self, operation: &str, tracking_id: Option<&str>) {
        self.total += 1;
        *self.by_operation.entry(operation.to_owned()).or_default() += 1;
        match tracking_id {
            Some(id) => *self.by_tracking_id.entry(id.to_owned()).or_default() += 1,
            None => self.without_tracking_id += 1,
        }
    }
}
