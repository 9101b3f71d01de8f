//! The direction in which a value travels, which decides whether a change of it breaks callers.

use crate::effect::Effect;
use crate::presence::Presence;
use crate::set_difference::SetChange;

/// The direction in which a value travels. A schema under `not` is compared as if it travelled in the opposite direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Direction {
    /// From callers to the server.
    Sent,
    /// From the server to callers.
    Received,
    /// No operation uses the value.
    Unused,
}

impl Direction {
    /// The opposite direction.
    pub(crate) fn reversed(self) -> Self {
        match self {
            Self::Sent => Self::Received,
            Self::Received => Self::Sent,
            Self::Unused => Self::Unused,
        }
    }

    /// The effect, or none if no operation uses the value.
    pub(crate) fn if_used(self, effect: Effect) -> Effect {
        if self == Self::Unused { Effect::None } else { effect }
    }

    /// The effect of a change of the allowed values: a lost value breaks what is sent, a gained value breaks what is received.
    pub(crate) fn effect_of_set_change(self, set_change: SetChange) -> Effect {
        self.if_used(match (self, set_change) {
            (_, SetChange::Same) => Effect::None,
            (Self::Sent, SetChange::Widened) | (Self::Received, SetChange::Narrowed) => Effect::Compatible,
            _ => Effect::Breaking,
        })
    }

    /// The effect of a change of presence. A removal breaks both directions: the server rejects or ignores what callers still send, and
    /// callers do not receive what they expect.
    pub(crate) fn effect_of_presence(self, old: Presence, new: Presence) -> Effect {
        use Presence::{Absent, Optional, Required};
        self.if_used(match (self, old, new) {
            _ if old == new => Effect::None,
            (_, _, Absent) | (Self::Sent, _, Required) | (Self::Received, Required, Optional) => Effect::Breaking,
            _ => Effect::Compatible,
        })
    }
}
