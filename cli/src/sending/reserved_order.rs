//! The order that `reserve` reports, from the response to it or from its record in the journal.

use std::io::{self, Write};

use colt_numbers::api::operations::RESERVE_NUMBERS;
use colt_numbers::{Accepted, DynamicRequest, Operation, Order};
use colt_numbers_journal::Entry;
use serde::Serialize;

use super::journaled::{JournalJson, JournalRecord};
use crate::chosen_target::{ChosenTarget, TargetSource};
use crate::order_record::utc;
use crate::output::write_row;

/// An order as JSON. Programs read this JSON: the names of its members are stable.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OrderJson<'o> {
    outcome: &'static str,
    operation: &'static str,
    order_id: Option<&'o str>,
    tracking_id: Option<&'o str>,
    target: String,
    target_source: TargetSource,
    reserved_at: Option<&'o str>,
    earliest_lapse: Option<&'o str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    journal: Option<JournalJson<'o>>,
}

/// An order that was accepted.
#[derive(Debug)]
pub struct ReservedOrder {
    operation: &'static Operation,
    order_id: Option<String>,
    tracking_id: Option<String>,
    reserved_at: Option<String>,
    earliest_lapse: Option<String>,
}

impl From<&Accepted<DynamicRequest>> for ReservedOrder {
    fn from(accepted: &Accepted<DynamicRequest>) -> Self {
        Self {
            operation: accepted.operation(),
            order_id: accepted.order_id().map(str::to_owned),
            tracking_id: accepted.tracking_id().map(ToString::to_string),
            reserved_at: Some(accepted.sent_at_utc()),
            earliest_lapse: accepted.earliest_lapse().map(|day| day.to_string()),
        }
    }
}

impl From<&Order> for ReservedOrder {
    fn from(order: &Order) -> Self {
        Self {
            operation: &RESERVE_NUMBERS,
            order_id: Some(order.id().to_owned()),
            tracking_id: Some(order.tracking_id().to_string()),
            reserved_at: Some(order.reserved_at_utc()),
            earliest_lapse: order.earliest_lapse().map(|day| day.to_string()),
        }
    }
}

impl From<&Entry> for ReservedOrder {
    fn from(entry: &Entry) -> Self {
        Self {
            operation: &RESERVE_NUMBERS,
            order_id: entry.order_id.clone(),
            tracking_id: Some(entry.tracking_id.clone()),
            reserved_at: entry.reserved_at.map(utc),
            earliest_lapse: entry.lapses_on.clone(),
        }
    }
}

impl ReservedOrder {
    pub fn json<'o>(&'o self, target: &ChosenTarget, record: Option<&'o JournalRecord>) -> OrderJson<'o> {
        OrderJson {
            outcome: "accepted",
            operation: self.operation.id,
            order_id: self.order_id.as_deref(),
            tracking_id: self.tracking_id.as_deref(),
            target: target.arg.to_string(),
            target_source: target.source,
            reserved_at: self.reserved_at.as_deref(),
            earliest_lapse: self.earliest_lapse.as_deref(),
            journal: record.map(JournalRecord::json),
        }
    }

    pub fn write_rows(
        &self,
        out: &mut dyn Write,
        target: &ChosenTarget,
        record: Option<&JournalRecord>,
    ) -> io::Result<()> {
        self.order_id.iter().try_for_each(|id| write_row(out, "", "order id", id))?;
        self.tracking_id.iter().try_for_each(|id| write_row(out, "", "tracking id", id))?;
        write_row(out, "", "target", &target.to_string())?;
        if let Some(days) = self.operation.holds_days {
            let lapse = self.earliest_lapse.as_deref().unwrap_or("after the year 9999");
            let days = format!("{lapse} (UTC; the earliest reading of the {days} calendar days)");
            write_row(out, "", "earliest lapse", &days)?;
        }
        record.iter().try_for_each(|record| write_row(out, "", "journal", &record.line()))
    }
}
