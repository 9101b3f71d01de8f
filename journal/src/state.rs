//! The states of an order, and the steps between them.

use std::fmt;

/// The state of an order in the journal.
///
/// ```text
/// planned ──▶ sending ──▶ accepted ──▶ released    (with evidence: lapsed or cancelled)
///    │           ├──────▶ rejected                 (the numbers are free again)
///    ▼           ├──────▶ unreadable ─┐
/// withdrawn      ├──────▶ planned     │            (refused, or not sent: by its own claim only)
///                └──────▶ unknown ────┴──▶ accepted │ notOrdered   (with evidence)
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum State {
    /// It has not been sent, or each attempt so far was refused or not sent.
    Planned,
    /// It was withdrawn before it was sent.
    Withdrawn,
    /// A process has claimed it: a byte of it may be sent at any time.
    Sending,
    /// The vendor accepted it.
    Accepted,
    /// The vendor rejected it, and nothing was ordered.
    Rejected,
    /// The vendor responded with 2xx, but without a readable order id. It is in doubt until it is settled with evidence.
    Unreadable,
    /// It is in doubt until it is settled with evidence. It is never sent again.
    Unknown,
    /// Evidence shows that nothing was ordered.
    NotOrdered,
    /// Evidence shows that the reservation lapsed or was cancelled.
    Released,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 9] = [
        Self::Planned,
        Self::Withdrawn,
        Self::Sending,
        Self::Accepted,
        Self::Rejected,
        Self::Unreadable,
        Self::Unknown,
        Self::NotOrdered,
        Self::Released,
    ];

    /// The name of the state in the journal, in JSON and in logs: `notOrdered`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Withdrawn => "withdrawn",
            Self::Sending => "sending",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Unreadable => "unreadable",
            Self::Unknown => "unknown",
            Self::NotOrdered => "notOrdered",
            Self::Released => "released",
        }
    }

    /// The state with this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }

    /// Whether an order in this state holds its numbers, so that no other order may hold them.
    #[must_use]
    pub const fn is_live(self) -> bool {
        match self {
            Self::Planned | Self::Sending | Self::Accepted | Self::Unreadable | Self::Unknown => true,
            Self::Withdrawn | Self::Rejected | Self::NotOrdered | Self::Released => false,
        }
    }

    /// Whether it may have been ordered, without proof that it was or was not.
    #[must_use]
    pub const fn is_in_doubt(self) -> bool {
        matches!(self, Self::Unreadable | Self::Unknown)
    }

    /// Whether an order in this state counts towards the limits of its plan: it was placed, or may have been.
    #[must_use]
    pub const fn is_spent(self) -> bool {
        match self {
            Self::Sending | Self::Accepted | Self::Unreadable | Self::Unknown | Self::Released => true,
            Self::Planned | Self::Withdrawn | Self::Rejected | Self::NotOrdered => false,
        }
    }

    /// Whether an order may change from this state to `next`. The database enforces the same steps by its table `step`.
    #[must_use]
    pub const fn may_become(self, next: Self) -> bool {
        match self {
            // It becomes unknown if the send log shows that it was sent, so that the journal is an older copy.
            Self::Planned => matches!(next, Self::Sending | Self::Withdrawn | Self::Unknown),
            Self::Sending => {
                matches!(next, Self::Planned | Self::Accepted | Self::Rejected | Self::Unreadable | Self::Unknown)
            }
            // Evidence leads to `NotOrdered` and `Accepted`; a late result of its own claim leads to all but `NotOrdered`.
            Self::Unknown => {
                matches!(next, Self::Planned | Self::Accepted | Self::Rejected | Self::Unreadable | Self::NotOrdered)
            }
            Self::Unreadable => matches!(next, Self::Accepted | Self::NotOrdered),
            Self::Accepted => matches!(next, Self::Released),
            Self::Withdrawn | Self::Rejected | Self::NotOrdered | Self::Released => false,
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_the_live_states_can_change() {
        for state in State::ALL {
            assert_eq!(State::parse(state.as_str()), Some(state));
            assert_eq!(state.is_live(), State::ALL.into_iter().any(|next| state.may_become(next)), "{state}");
            assert!(!state.is_in_doubt() || state.is_spent() && state.is_live(), "{state}");
        }
    }
}
