//! Directions, and how allowed values and the presence of things move: together they decide what a change does on the wire.

use serde_json::Value;

use crate::effect::Effect;

/// Where a value travels. A schema under `not` is judged as if it travelled the other way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Side {
    /// From callers to the server.
    Sent,
    /// From the server to callers.
    Received,
    /// Nowhere: no operation uses it.
    Unused,
}

/// How the values allowed after a change compare with those before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Shift {
    /// The same values.
    Same,
    /// Some are gone, none is new.
    Narrower,
    /// Some are new, none is gone.
    Wider,
    /// Some are gone and some are new; or it cannot be decided.
    Apart,
}

/// How the values allowed after a change compare with those before, with values that show it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Difference {
    pub(crate) shift: Shift,
    pub(crate) lost: Option<Value>,
    pub(crate) gained: Option<Value>,
    /// Why it could not be decided; the shift is the worst then.
    pub(crate) undecided: Option<String>,
}

/// Whether a named thing (a property, a parameter, a header, a body) is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    /// It is not stated.
    Absent,
    /// It may be left out.
    Optional,
    /// It is always there.
    Required,
}

impl Shift {
    /// From whether something is lost and whether something is gained.
    pub(crate) fn of(lost: bool, gained: bool) -> Self {
        match (lost, gained) {
            (false, false) => Self::Same,
            (true, false) => Self::Narrower,
            (false, true) => Self::Wider,
            (true, true) => Self::Apart,
        }
    }

    /// Both shifts at once.
    pub(crate) fn and(self, other: Self) -> Self {
        match (self, other) {
            (shift, Self::Same) | (Self::Same, shift) => shift,
            (a, b) if a == b => a,
            _ => Self::Apart,
        }
    }
}

impl Difference {
    /// From a value that is lost and one that is gained, as far as there are any.
    pub(crate) fn of(lost: Option<Value>, gained: Option<Value>) -> Self {
        Self { shift: Shift::of(lost.is_some(), gained.is_some()), lost, gained, undecided: None }
    }
}

impl From<Shift> for Difference {
    fn from(shift: Shift) -> Self {
        Self { shift, lost: None, gained: None, undecided: None }
    }
}

impl Presence {
    /// Of a thing that is stated.
    pub(crate) fn stated(required: bool) -> Self {
        if required { Self::Required } else { Self::Optional }
    }
}

impl Side {
    /// The other direction.
    pub(crate) fn flipped(self) -> Self {
        match self {
            Self::Sent => Self::Received,
            Self::Received => Self::Sent,
            Self::Unused => Self::Unused,
        }
    }

    /// An effect, where the thing travels at all.
    pub(crate) fn if_used(self, effect: Effect) -> Effect {
        if self == Self::Unused { Effect::None } else { effect }
    }

    /// What is sent may not lose a value; what is received may not gain one.
    pub(crate) fn of_shift(self, shift: Shift) -> Effect {
        self.if_used(match (self, shift) {
            (_, Shift::Same) => Effect::None,
            (Self::Sent, Shift::Wider) | (Self::Received, Shift::Narrower) => Effect::Compatible,
            _ => Effect::Breaking,
        })
    }

    /// What a change of presence does. Something that is no longer stated breaks both sides: what callers send there is rejected or
    /// means nothing, and what readers looked for there does not come.
    pub(crate) fn of_presence(self, old: Presence, new: Presence) -> Effect {
        use Presence::{Absent, Optional, Required};
        self.if_used(match (self, old, new) {
            _ if old == new => Effect::None,
            (_, _, Absent) | (Self::Sent, _, Required) | (Self::Received, Required, Optional) => Effect::Breaking,
            _ => Effect::Compatible,
        })
    }
}
