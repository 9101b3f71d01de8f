//! An order in doubt, with where to find out about it and when it can be settled.

use std::time::SystemTime;

use colt_numbers::Target;
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
    /// The tracking id that the vendor knows. That of the order in the journal may be another one.
    pub sent_tracking_id: String,
    /// When its last attempt began, if the journal has recorded that.
    pub sent_at: Option<String>,
    /// Evidence that it was not ordered has to be observed at this time or later.
    pub not_ordered_from: Option<String>,
    /// Where to find out, best first.
    pub sources: Vec<String>,
    pub order: OrderJson,
}

impl Doubt {
    /// Whether its target is another machine, most likely the vendor's.
    pub fn is_at_vendor(&self) -> bool {
        is_at_vendor(&self.target)
    }

    /// The order of an entry, which is in doubt at this target and account.
    pub async fn new(
        journal: &Journal,
        entry: Entry,
        (target, account): (String, String),
    ) -> Result<Self, CommandFailure> {
        let history = journal.history(&entry.tracking_id).await.map_err(journal_failure)?;
        // If only the send log shows its last attempt, or nothing does, the history does not have the time.
        let attempt = history.iter().rev().find(|change| change.from == State::Planned);
        let sent_at = attempt.filter(|change| change.to == State::Sending).map(|change| utc(change.at));
        // The name of a stock is a target.
        let sources = target.parse::<TargetArg>().map_or_else(|_| Vec::new(), |arg| sources(&arg, Effect::Reservation));
        Ok(Self {
            target,
            account,
            sent_tracking_id: entry.sent_tracking_id().to_owned(),
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

/// Whether a stock, which is named after a target, is on another machine.
fn is_at_vendor(stock: &str) -> bool {
    stock.parse::<Target>().is_ok_and(|target| !target.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::is_at_vendor;

    #[test]
    fn only_other_machines_are_the_vendor_s() {
        for (stock, expected) in [
            ("production", true),
            ("sandbox", true),
            ("https://gateway.example/colt", true),
            ("http://127.0.0.1:4010/numberManagement", false),
            ("embedded", false),
        ] {
            assert_eq!(is_at_vendor(stock), expected, "{stock}");
        }
    }
}
