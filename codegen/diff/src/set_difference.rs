//! The difference between two sets of allowed values: whether values are lost or gained, with an example of each.

use serde_json::Value;

/// How the set of allowed values changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum SetChange {
    /// The same values are allowed.
    Same,
    /// Some values are lost, none is gained.
    Narrowed,
    /// Some values are gained, none is lost.
    Widened,
    /// Some values are lost and some are gained, or the comparison is undecided.
    Replaced,
}

/// The difference between the old and the new set of allowed values.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SetDifference {
    pub(crate) set_change: SetChange,
    /// A value that is no longer allowed.
    pub(crate) lost: Option<Value>,
    /// A value that was not allowed before.
    pub(crate) gained: Option<Value>,
    /// Why the comparison is undecided; `set_change` is then [`SetChange::Replaced`].
    pub(crate) undecided: Option<String>,
}

impl SetChange {
    pub(crate) fn of(is_lost: bool, is_gained: bool) -> Self {
        match (is_lost, is_gained) {
            (false, false) => Self::Same,
            (true, false) => Self::Narrowed,
            (false, true) => Self::Widened,
            (true, true) => Self::Replaced,
        }
    }

    /// Combines two changes of one set.
    pub(crate) fn and(self, other: Self) -> Self {
        match (self, other) {
            (set_change, Self::Same) | (Self::Same, set_change) => set_change,
            (a, b) if a == b => a,
            _ => Self::Replaced,
        }
    }
}

impl SetDifference {
    /// The difference with these examples; without an example, no value is lost or gained.
    pub(crate) fn of(lost: Option<Value>, gained: Option<Value>) -> Self {
        Self { set_change: SetChange::of(lost.is_some(), gained.is_some()), lost, gained, undecided: None }
    }
}

impl From<SetChange> for SetDifference {
    fn from(set_change: SetChange) -> Self {
        Self { set_change, lost: None, gained: None, undecided: None }
    }
}
