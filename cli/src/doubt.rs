//! An order in doubt, with where to find out about it and when it can be settled.

use std::time::SystemTime;

use colt_numbers_journal::{Entry, Evidence, Journal, State};
use serde::Serialize;

use crate::command_failure::CommandFailure;
use crate::journal_file::journal_failure;
use crate::order_record::{OrderJson, utc};
use crate::sending::reconcile::{Effect, sources};
use crate::target_arg::TargetArg;

/// An order in doubt. Programs read it as JSON: the names of its members are stable.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Doubt {
    pub target: String,
    pub account: String,
    /// When its last attempt began.
    pub sent_at: Option<String>,
    /// Evidence that it was not ordered has to be observed at this time or later.
    pub not_ordered_from: Option<String>,
    /// Where to find out, best first.
    pub sources: Vec<String>,
    pub order: OrderJson,
}

impl Doubt {
    /// The order of an entry, which is in doubt at this target and account.
    pub async fn new(
        journal: &Journal,
        entry: Entry,
        (target, account): (String, String),
    ) -> Result<Self, CommandFailure> {
        let history = journal.history(&entry.tracking_id).await.map_err(journal_failure)?;
        let sent_at = history.iter().rev().find(|change| change.to == State::Sending).map(|change| utc(change.at));
        // The name of a stock is a target.
        let sources = target.parse::<TargetArg>().map_or_else(|_| Vec::new(), |arg| sources(&arg, Effect::Reservation));
        Ok(Self {
            target,
            account,
            sent_at,
            not_ordered_from: entry.sending_until.and_then(quiet_time_after).map(utc),
            sources,
            order: OrderJson::new(entry),
        })
    }
}

fn quiet_time_after(time: SystemTime) -> Option<SystemTime> {
    time.checked_add(Evidence::QUIET_TIME)
}
