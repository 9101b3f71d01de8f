//! One difference as the comparison meets it, and what a shift of the allowed values means on each side of the wire.

use colt_numbers_terminal_text::Safe;
use serde_json::Value;

use crate::report::Effect;

/// The longest value that a sentence shows.
const LONGEST: usize = 40;

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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shift {
    /// The same values.
    Same,
    /// Some are gone, none is new.
    Narrower,
    /// Some are new, none is gone.
    Wider,
    /// Some are gone and some are new; or nobody can tell.
    Apart,
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

impl Side {
    /// The other direction.
    pub(crate) fn flipped(self) -> Self {
        match self {
            Self::Sent => Self::Received,
            Self::Received => Self::Sent,
            Self::Unused => Self::Unused,
        }
    }

    /// Who sends may not lose a value; who receives may not meet a new one.
    pub(crate) fn effect(self, shift: Shift) -> Effect {
        match (self, shift) {
            (Self::Unused, _) | (_, Shift::Same) => Effect::None,
            (Self::Sent, Shift::Wider) | (Self::Received, Shift::Narrower) => Effect::Compatible,
            _ => Effect::Breaking,
        }
    }
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

impl Presence {
    /// Of a thing that is stated.
    pub(crate) fn stated(required: bool) -> Self {
        if required { Self::Required } else { Self::Optional }
    }
}

impl Side {
    /// What a change of presence means, and why.
    ///
    /// Something that is no longer stated breaks both sides: what callers send there is refused or means nothing, and
    /// what readers looked for there does not come.
    pub(crate) fn presence(self, old: Presence, new: Presence) -> (Effect, &'static str) {
        use Presence::{Absent, Optional, Required};
        match (self, old, new) {
            (Self::Unused, ..) => (Effect::None, "nothing that is sent or received uses it"),
            (_, Absent, Absent) | (_, Optional, Optional) | (_, Required, Required) => {
                (Effect::None, "the same as before")
            }
            (Self::Sent, _, Absent) => {
                (Effect::Breaking, "what callers send there is refused or means nothing any more")
            }
            (Self::Received, _, Absent) => (Effect::Breaking, "readers do not get it any more"),
            (Self::Sent, _, Required) => (Effect::Breaking, "callers who leave it out, as they may today, are refused"),
            (Self::Sent, Absent, Optional) => (Effect::Compatible, "callers may send it and need not"),
            (Self::Sent, Required, Optional) => (Effect::Compatible, "callers may leave it out"),
            (Self::Received, Required, Optional) => (Effect::Breaking, "readers who rely on it may not get it"),
            (Self::Received, Absent, _) => (Effect::Compatible, "readers get more, and may pass over it"),
            (Self::Received, Optional, Required) => (Effect::Compatible, "readers always get it"),
        }
    }
}

/// Values that a change takes away and gives, as far as they are known.
#[derive(Clone, Debug, Default)]
pub(crate) struct Evidence {
    pub(crate) lost: Option<Value>,
    pub(crate) gained: Option<Value>,
}

/// What follows from a shift, as the end of a sentence.
pub(crate) fn consequence(side: Side, shift: Shift, evidence: &Evidence) -> String {
    let such =
        |value: &Option<Value>| value.as_ref().map_or_else(String::new, |value| format!(" (such as {})", show(value)));
    let (lost, gained) = (such(&evidence.lost), such(&evidence.gained));
    match (side, shift) {
        (Side::Unused, _) => "nothing that is sent or received uses it".to_owned(),
        (_, Shift::Same) => "the same values are allowed as before".to_owned(),
        (Side::Sent, Shift::Wider) => {
            format!("callers may send more{gained}, and all that they send today")
        }
        (Side::Sent, _) => format!("some of what callers send today{lost} is refused"),
        (Side::Received, Shift::Narrower) => "readers get nothing that they did not get before".to_owned(),
        (Side::Received, _) => format!("readers may get what they never got before{gained}"),
    }
}

/// One difference and what it means on the wire. What it means to Rust code is added by [`crate::rust`].
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    pub(crate) pointer: String,
    /// What changed.
    pub(crate) what: String,
    /// What follows.
    pub(crate) why: String,
    pub(crate) wire: Effect,
    pub(crate) rust: Effect,
    /// What follows for Rust code, where it is not said in `why`.
    pub(crate) rust_why: Vec<String>,
    pub(crate) behaviour: bool,
    /// Whether Rust code compiles as before and does something else.
    pub(crate) rust_behaviour: bool,
    /// Whether it is about words for people, which no type comes from.
    pub(crate) words: bool,
}

impl Finding {
    pub(crate) fn new(
        pointer: impl Into<String>,
        what: impl Into<String>,
        wire: Effect,
        why: impl Into<String>,
    ) -> Self {
        Self {
            pointer: pointer.into(),
            what: what.into(),
            why: why.into(),
            wire,
            rust: Effect::None,
            rust_why: Vec::new(),
            behaviour: false,
            rust_behaviour: false,
            words: false,
        }
    }

    /// With a word to whoever relies on what it means.
    pub(crate) fn behaviour(mut self, behaviour: bool) -> Self {
        self.behaviour = behaviour;
        self
    }

    /// The whole sentence.
    pub(crate) fn sentence(&self) -> String {
        const MOST: usize = 3;
        let shown = self.rust_why.iter().take(MOST).cloned().collect::<Vec<_>>().join(", and ");
        let rust = match self.rust_why.len() {
            0 => String::new(),
            count if count > MOST => format!("; in Rust {shown}, and {} more", count - MOST),
            _ => format!("; in Rust {shown}"),
        };
        format!("{}: {}{rust}.", self.what, self.why)
    }
}

/// Prose as a sentence shows it: whole, since it has to be read.
pub(crate) fn show_prose(old: Option<&Value>, new: Option<&Value>) -> String {
    match (old, new) {
        (Some(Value::String(old)), Some(Value::String(new))) => format!("was “{}”, is “{}”", plain(old), plain(new)),
        _ => show_change(old, new),
    }
}

/// Prose on one line.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A value as a sentence shows it.
pub(crate) fn show(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    if text.is_empty() {
        return "the empty text".to_owned();
    }
    let count = text.chars().count();
    if count <= LONGEST {
        return format!("`{}`", Safe::new(&text));
    }
    format!("`{}` ({count} characters)", Safe::new(&text).truncated(LONGEST / 2))
}

/// Two values of one member, either of which may be missing.
pub(crate) fn show_change(old: Option<&Value>, new: Option<&Value>) -> String {
    match (old, new) {
        (Some(old), Some(new)) => format!("{} → {}", show(old), show(new)),
        (Some(old), None) => format!("{} removed", show(old)),
        (None, Some(new)) => format!("{} added", show(new)),
        (None, None) => String::new(),
    }
}
