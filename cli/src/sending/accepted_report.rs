//! The report of a call that was accepted: the order of `reserve`, or the response of `call`.

use std::io::{self, Write};

use colt_numbers::{Accepted, DynamicRequest};
use colt_numbers_terminal_text::SafeBytes;
use serde::Serialize;

use super::body_json::BodyJson;
use crate::chosen_target::{ChosenTarget, TargetSource};
use crate::command_failure::CommandFailure;
use crate::output::{Output, printable_json, write_row};
use crate::standard_stream::{Delivery, StandardStream};

/// An order as JSON. Programs read this JSON: the names of its members are stable.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OrderJson<'o> {
    outcome: &'static str,
    operation: &'static str,
    order_id: Option<&'o str>,
    tracking_id: Option<&'o str>,
    target: String,
    target_source: TargetSource,
    reserved_at: String,
    earliest_lapse: Option<String>,
}

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

/// The report of an accepted call.
pub struct AcceptedReport<'a> {
    accepted: &'a Accepted<DynamicRequest>,
    target: &'a ChosenTarget,
    /// Whether it is the order of `reserve`.
    is_reservation: bool,
}

impl<'a> AcceptedReport<'a> {
    pub fn new(accepted: &'a Accepted<DynamicRequest>, target: &'a ChosenTarget, is_reservation: bool) -> Self {
        Self { accepted, target, is_reservation }
    }

    /// Prints the order, or the body of the response, to standard output. For `call`, the rest is printed to standard error.
    pub fn print(&self, output: Output) -> Result<Delivery, CommandFailure> {
        match (self.is_reservation, output.json) {
            (true, true) => output.print_json(&self.order_json()),
            (true, false) => output.print_text(|out| self.write_rows(out)),
            (false, true) => output.print_json(&self.response_json()),
            (false, false) => {
                output.message(|out| self.write_rows(out));
                self.print_body(output)
            }
        }
    }

    /// Writes the whole report.
    pub fn write_all(&self, out: &mut dyn Write) -> io::Result<()> {
        self.write_rows(out)?;
        match (self.is_reservation, &self.accepted.body()[..]) {
            (true, _) | (_, []) => Ok(()),
            (false, body) => writeln!(out, "{}", SafeBytes(body)),
        }
    }

    /// Prints the body as it was received; on a terminal, with unsafe characters escaped.
    fn print_body(&self, output: Output) -> Result<Delivery, CommandFailure> {
        let body = self.accepted.body();
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

    fn write_rows(&self, out: &mut dyn Write) -> io::Result<()> {
        let Self { accepted, target, is_reservation } = *self;
        if !is_reservation {
            write_row(out, "", "status", &accepted.status().to_string())?;
        }
        if let Some(order_id) = accepted.order_id() {
            write_row(out, "", "order id", order_id)?;
        }
        if let Some(tracking_id) = accepted.tracking_id() {
            write_row(out, "", "tracking id", tracking_id.as_str())?;
        }
        write_row(out, "", "target", &target.to_string())?;
        match accepted.operation().holds_days {
            None => Ok(()),
            Some(days) => {
                let lapse = accepted.earliest_lapse();
                let lapse = lapse.map_or_else(|| "after the year 9999".to_owned(), |day| day.to_string());
                let days = format!("{lapse} (UTC; the earliest reading of the {days} calendar days)");
                write_row(out, "", "earliest lapse", &days)
            }
        }
    }

    fn order_json(&self) -> OrderJson<'_> {
        let accepted = self.accepted;
        OrderJson {
            outcome: "accepted",
            operation: accepted.operation().id,
            order_id: accepted.order_id(),
            tracking_id: accepted.tracking_id().map(|id| id.as_str()),
            target: self.target.arg.to_string(),
            target_source: self.target.source,
            reserved_at: accepted.sent_at_utc(),
            earliest_lapse: accepted.earliest_lapse().map(|day| day.to_string()),
        }
    }

    fn response_json(&self) -> ResponseJson<'_> {
        let accepted = self.accepted;
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
