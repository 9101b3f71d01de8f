//! The report of a call that was accepted: the order of `reserve`, or the response of `call`.

use std::io::{self, Write};

use colt_numbers::{Accepted, DynamicRequest};
use colt_numbers_terminal_text::SafeBytes;
use serde::Serialize;

use super::body_json::BodyJson;
use super::journaled::JournalRecord;
use super::reserved_order::ReservedOrder;
use crate::chosen_target::{ChosenTarget, TargetSource};
use crate::command_failure::CommandFailure;
use crate::output::{Output, printable_json, write_row};
use crate::standard_stream::{Delivery, StandardStream};

/// The response of any operation as JSON. Programs read this JSON: the names of its members are stable.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResponseJson<'o> {
    outcome: &'static str,
    operation: &'static str,
    order_id: Option<&'o str>,
    tracking_id: Option<&'o str>,
    target: String,
    target_source: TargetSource,
    status: u16,
    attempts: u32,
    sent_at: String,
    earliest_lapse: Option<String>,
    body: BodyJson<'o>,
}

/// What was accepted.
pub enum AcceptedCall<'a> {
    /// The order of `reserve`, and its record in the journal.
    Order(ReservedOrder, Option<&'a JournalRecord>),
    /// The response of `call`.
    Response(&'a Accepted<DynamicRequest>),
}

/// The report of an accepted call.
pub struct AcceptedReport<'a> {
    pub call: AcceptedCall<'a>,
    pub target: &'a ChosenTarget,
}

impl AcceptedReport<'_> {
    /// Prints the order, or the body of the response, to standard output. For `call`, the rest is printed to standard error.
    pub fn print(&self, output: Output) -> Result<Delivery, CommandFailure> {
        match (&self.call, output.json) {
            (AcceptedCall::Order(order, record), true) => output.print_json(&order.json(self.target, *record)),
            (AcceptedCall::Order(..), false) => output.print_text(|out| self.write_rows(out)),
            (AcceptedCall::Response(accepted), true) => output.print_json(&self.response_json(accepted)),
            (AcceptedCall::Response(accepted), false) => {
                output.message(|out| self.write_rows(out));
                print_body(accepted, output)
            }
        }
    }

    /// Writes the whole report.
    pub fn write_all(&self, out: &mut dyn Write) -> io::Result<()> {
        self.write_rows(out)?;
        match &self.call {
            AcceptedCall::Response(accepted) if !accepted.body().is_empty() => {
                writeln!(out, "{}", SafeBytes(accepted.body()))
            }
            _ => Ok(()),
        }
    }

    fn write_rows(&self, out: &mut dyn Write) -> io::Result<()> {
        match &self.call {
            AcceptedCall::Order(order, record) => order.write_rows(out, self.target, *record),
            AcceptedCall::Response(accepted) => {
                write_row(out, "", "status", &accepted.status().to_string())?;
                ReservedOrder::from(*accepted).write_rows(out, self.target, None)
            }
        }
    }

    fn response_json<'o>(&self, accepted: &'o Accepted<DynamicRequest>) -> ResponseJson<'o> {
        ResponseJson {
            outcome: "accepted",
            operation: accepted.operation().id,
            order_id: accepted.order_id(),
            tracking_id: accepted.tracking_id().map(|id| id.as_str()),
            target: self.target.arg.to_string(),
            target_source: self.target.source,
            status: accepted.status(),
            attempts: accepted.attempts(),
            sent_at: accepted.sent_at_utc(),
            earliest_lapse: accepted.earliest_lapse().map(|day| day.to_string()),
            body: BodyJson::new(accepted.body()),
        }
    }
}

/// Prints the body as it was received; on a terminal, with unsafe characters escaped.
fn print_body(accepted: &Accepted<DynamicRequest>, output: Output) -> Result<Delivery, CommandFailure> {
    let body = accepted.body();
    if !StandardStream::Out.is_terminal() {
        return output.print_bytes(body);
    }
    match std::str::from_utf8(body) {
        Ok(text) if serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok() => {
            output.print_text(|out| writeln!(out, "{}", printable_json(text)))
        }
        _ => output.print_text(|out| writeln!(out, "{}", SafeBytes(body))),
    }
}
