//! Settlements of orders in doubt, and the evidence for them.

use std::time::{Duration, SystemTime};

use crate::clock::{DAY, Millis, millis, rfc3339};

/// [`Evidence::QUIET_TIME`] in milliseconds.
pub(crate) const QUIET: Millis = DAY;

/// What evidence shows about an order.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Settlement {
    /// There is an order; its id may not be known.
    Ordered(Option<String>),
    /// Nothing was ordered.
    NotOrdered,
    /// The reservation of an accepted order lapsed, or was cancelled: its numbers are free again.
    Released,
}

impl Settlement {
    /// There is an order with this id.
    #[must_use]
    pub fn ordered(order_id: impl Into<String>) -> Self {
        Self::Ordered(Some(order_id.into()))
    }

    pub(crate) fn order_id(&self) -> Option<&str> {
        match self {
            Self::Ordered(order_id) => order_id.as_deref(),
            _ => None,
        }
    }
}

/// The evidence that an order is settled with, and when it was observed. The journal keeps it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Evidence {
    pub(crate) text: String,
    pub(crate) observed_at: Millis,
}

impl Evidence {
    /// How much newer than [`Entry::sending_until`](crate::Entry::sending_until) evidence has to be, to show that nothing was ordered.
    pub const QUIET_TIME: Duration = Duration::from_millis(QUIET.unsigned_abs());

    /// A statement, such as `ticket 4711: the vendor found no order`.
    ///
    /// `observed_at` is the time at which the vendor looked, or the export was made, not the time at which the statement was written down.
    #[must_use]
    pub fn statement(text: impl Into<String>, observed_at: SystemTime) -> Self {
        Self { text: text.into(), observed_at: millis(observed_at) }
    }

    /// A file that shows it, such as an export of the vendor's portal. The journal keeps its name only.
    #[must_use]
    pub fn file(name: impl AsRef<str>, observed_at: SystemTime) -> Self {
        Self::statement(format!("file {}", name.as_ref()), observed_at)
    }

    /// The text that the journal keeps.
    pub(crate) fn recorded(&self) -> String {
        format!("{} (observed {})", self.text.trim(), rfc3339(self.observed_at))
    }
}
