//! The events of a run as JSON, one on each line. Programs read this JSON: the names of its members are stable.

use std::time::Duration;

use serde::Serialize;

use super::run_end::RunEnd;
use crate::order_record::OrderJson;
use crate::plan_status::PlanStatusJson;

/// An event.
#[derive(Serialize)]
#[serde(tag = "event", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum EventJson<'e> {
    /// The run begins.
    Started { status: PlanStatusJson },
    /// An order is being sent.
    Sending { position: u64, tracking_id: &'e str, attempt: u32 },
    /// The result of an attempt is recorded.
    Recorded { order: Box<OrderJson> },
    /// The result of an attempt could not be recorded.
    NotRecorded { tracking_id: &'e str, result: &'e str, message: String },
    /// Nothing may be sent for this long.
    Waiting { seconds: f64 },
    /// The user has interrupted the run; `givesUp` at the second time.
    Interrupted { gives_up: bool },
    /// The run has ended.
    Ended {
        end: &'static str,
        exit_code: u8,
        message: Option<String>,
        hint: Option<String>,
        status: Option<PlanStatusJson>,
    },
}

impl EventJson<'_> {
    pub fn waiting(wait: Duration) -> Self {
        Self::Waiting { seconds: wait.as_secs_f64() }
    }

    pub fn ended(end: &RunEnd) -> Self {
        Self::Ended {
            end: end.name(),
            exit_code: end.exit().code(),
            message: end.message(),
            hint: end.hint(),
            status: end.status.as_ref().ok().map(PlanStatusJson::new),
        }
    }
}
