//! A change as one sentence: what changed, and what follows.

use crate::change::{Change, Why};
use crate::direction::{Difference, Presence, Shift, Side};
use crate::format::message_values;
use crate::format::messages;

/// How many consequences for Rust code a sentence names.
const MOST_CONSEQUENCES: usize = 3;

const UNUSED: &str = "nothing that is sent or received uses it";
const OVERLAP: &str = "what satisfies another alternative as well is rejected by `oneOf`, and more or less does so now";

impl Change {
    /// What changed and what follows, in one sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        format!("{}: {}{}.", what(self), why(self), rust(self))
    }
}

/// What changed.
fn what(change: &Change) -> String {
    let mut data = change.data.iter();
    let mut text = "within `not`, ".repeat(change.nots);
    let mut parts = messages::what(change.kind).split("{}");
    text.push_str(parts.next().unwrap_or_default());
    for part in parts {
        text.push_str(&data.next().map(message_values::datum).unwrap_or_default());
        text.push_str(part);
    }
    match &change.why {
        Why::Values(Difference { undecided: Some(reason), .. }) => format!("{text} (cannot be decided: {reason})"),
        _ => text,
    }
}

/// Why it has its effect on the wire.
pub(crate) fn why(change: &Change) -> String {
    let side = change.side;
    match &change.why {
        Why::OfKind | Why::Overlap if side == Some(Side::Unused) => UNUSED.to_owned(),
        Why::OfKind => messages::follows(change).to_owned(),
        Why::Values(difference) => values(side, difference),
        Why::Presence(old, new) => presence(side, *old, *new).to_owned(),
        Why::Closed => "the object allowed no further properties, so readers may reject it".to_owned(),
        Why::Overlap => OVERLAP.to_owned(),
        Why::Change(first) => format!("{}, and {}", what(first), why(first)),
        Why::TakenFor(status, first) => format!("readers take it for `{status}`, but {}", what(first)),
        Why::NotInherited(key) => format!("every operation has `{key}` of its own"),
    }
}

/// What follows from a shift of the allowed values.
fn values(side: Option<Side>, difference: &Difference) -> String {
    let such = |value: &Option<_>| {
        value.as_ref().map_or_else(String::new, |of| format!(" (such as {})", message_values::value(of)))
    };
    let (lost, gained) = (such(&difference.lost), such(&difference.gained));
    match (side, difference.shift) {
        (None | Some(Side::Unused), _) => UNUSED.to_owned(),
        (_, Shift::Same) => "the same values are allowed as before".to_owned(),
        (Some(Side::Sent), Shift::Wider) => format!("callers may send more{gained}, and all that they send today"),
        (Some(Side::Sent), _) => format!("some of what callers send today{lost} is rejected"),
        (Some(Side::Received), Shift::Narrower) => "readers get nothing that they did not get before".to_owned(),
        (Some(Side::Received), _) => format!("readers may get what they never got before{gained}"),
    }
}

/// What follows where a named thing is there or not.
fn presence(side: Option<Side>, old: Presence, new: Presence) -> &'static str {
    use Presence::{Absent, Optional, Required};
    match (side, old, new) {
        (None | Some(Side::Unused), ..) => UNUSED,
        (_, Absent, Absent) | (_, Optional, Optional) | (_, Required, Required) => "the same as before",
        (Some(Side::Sent), _, Absent) => "what callers send there is rejected or means nothing any more",
        (Some(Side::Received), _, Absent) => "readers do not get it any more",
        (Some(Side::Sent), _, Required) => "callers who leave it out, as they may today, are rejected",
        (Some(Side::Sent), Absent, Optional) => "callers may send it and need not",
        (Some(Side::Sent), Required, Optional) => "callers may leave it out",
        (Some(Side::Received), Required, Optional) => "readers who rely on it may not get it",
        (Some(Side::Received), Absent, _) => "readers get more, and may pass over it",
        (Some(Side::Received), Optional, Required) => "readers always get it",
    }
}

/// What follows for Rust code.
fn rust(change: &Change) -> String {
    let shown = change.rust_why.iter().take(MOST_CONSEQUENCES).cloned().collect::<Vec<_>>().join(", and ");
    match change.rust_why.len().checked_sub(MOST_CONSEQUENCES) {
        _ if shown.is_empty() => String::new(),
        None | Some(0) => format!("; in Rust {shown}"),
        Some(more) => format!("; in Rust {shown}, and {more} more"),
    }
}
