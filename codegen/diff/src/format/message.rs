//! Formats the message of a change: one sentence with what changed, and the consequences.

use crate::change::{Change, EffectReason};
use crate::change_type::ChangeType;
use crate::direction::Direction;
use crate::effect::Effect;
use crate::format::message_texts;
use crate::format::message_values;
use crate::presence::Presence;
use crate::set_difference::{SetChange, SetDifference};

/// The largest number of consequences for Rust code in a message.
const MOST_CONSEQUENCES: usize = 3;

const UNUSED: &str = "no operation sends or receives it";
const OVERLAP: &str =
    "`oneOf` rejects values that match several alternatives, and this change affects which values match several";

impl Change {
    /// The message for people: what changed, and the consequences.
    #[must_use]
    pub fn message(&self) -> String {
        format!("{}: {}{}.", description(self), reason(self), rust(self))
    }
}

/// What changed, as a clause.
pub(crate) fn description(change: &Change) -> String {
    let mut values = change.values.iter();
    let mut text = "within `not`, ".repeat(change.not_depth);
    let mut parts = message_texts::description(change.change_type).split("{}");
    text.push_str(parts.next().unwrap_or_default());
    for part in parts {
        text.push_str(&values.next().map(message_values::placeholder_text).unwrap_or_default());
        text.push_str(part);
    }
    match &change.reason {
        EffectReason::Values(SetDifference { undecided: Some(reason), .. }) => {
            format!("{text} (cannot be decided: {reason})")
        }
        _ => text,
    }
}

/// Why the change has its effect on the wire.
pub(crate) fn reason(change: &Change) -> String {
    let direction = change.direction;
    match &change.reason {
        EffectReason::ChangeType | EffectReason::OverlappingBranches if direction == Some(Direction::Unused) => {
            UNUSED.to_owned()
        }
        EffectReason::ChangeType => message_texts::consequence(change).to_owned(),
        EffectReason::Values(difference) => values(change, difference),
        EffectReason::Presence(..)
            if direction == Some(Direction::Sent)
                && matches!(change.change_type, ChangeType::ParameterRenamed | ChangeType::ParameterMoved) =>
        {
            "if callers still send the old parameter, it is rejected or ignored".to_owned()
        }
        EffectReason::Presence(old, new) => presence(direction, *old, *new).to_owned(),
        EffectReason::ClosedObject => {
            "the object allowed no additional properties, so callers may reject it".to_owned()
        }
        EffectReason::OverlappingBranches => OVERLAP.to_owned(),
        EffectReason::OtherChange(other) => format!("{}, and {}", description(other), reason(other)),
        EffectReason::TreatedAsStatus(status, other) => {
            format!("callers treat it as `{status}`, but {}", description(other))
        }
        EffectReason::AlwaysOverridden(key) => format!("every operation overrides `{key}`"),
        EffectReason::NoCommonOperation => "the operations that this is about were added or removed".to_owned(),
    }
}

/// The consequence of a change of the allowed values.
fn values(change: &Change, difference: &SetDifference) -> String {
    let example = |value: &Option<_>| {
        value.as_ref().map_or_else(String::new, |value| format!(" (such as {})", message_values::value(value)))
    };
    let (lost, gained) = (example(&difference.lost), example(&difference.gained));
    match (change.direction, difference.set_change) {
        (None | Some(Direction::Unused), _) => UNUSED.to_owned(),
        (_, SetChange::Same) => "the same values are allowed as before".to_owned(),
        (Some(Direction::Sent), SetChange::Widened) => {
            format!("callers may send more values{gained}, and all previous values stay valid")
        }
        (Some(Direction::Sent), _) => format!("some values that callers may send today{lost} are rejected"),
        (Some(Direction::Received), SetChange::Narrowed) => "callers receive no new values".to_owned(),
        (Some(Direction::Received), _) if change.wire == Effect::Compatible => {
            format!("callers may receive values that were unknown before{gained}, and the generated types kept them")
        }
        (Some(Direction::Received), _) => {
            format!("callers may receive values that were not possible before{gained}")
        }
    }
}

/// The consequence for callers if the presence of a value changes.
fn presence(direction: Option<Direction>, old: Presence, new: Presence) -> &'static str {
    use Presence::{Absent, Optional, Required};
    match (direction, old, new) {
        (None | Some(Direction::Unused), ..) => UNUSED,
        (_, Absent, Absent) | (_, Optional, Optional) | (_, Required, Required) => "nothing changes",
        (Some(Direction::Sent), _, Absent) => "if callers still send it, it is rejected or ignored",
        (Some(Direction::Received), _, Absent) => "callers no longer receive it",
        (Some(Direction::Sent), _, Required) => "requests without it, which are valid today, are rejected",
        (Some(Direction::Sent), Absent, Optional) => "callers may send it, but need not",
        (Some(Direction::Sent), Required, Optional) => "callers may omit it",
        (Some(Direction::Received), Required, Optional) => "callers that rely on it may not receive it",
        (Some(Direction::Received), Absent, _) => "callers receive more, and may ignore it",
        (Some(Direction::Received), Optional, Required) => "callers always receive it",
    }
}

/// The consequences for Rust code.
fn rust(change: &Change) -> String {
    let shown = change.rust_reasons.iter().take(MOST_CONSEQUENCES).cloned().collect::<Vec<_>>().join(", and ");
    match change.rust_reasons.len().checked_sub(MOST_CONSEQUENCES) {
        _ if shown.is_empty() => String::new(),
        None | Some(0) => format!("; in Rust, {shown}"),
        Some(more) => format!("; in Rust, {shown}, and {more} more"),
    }
}
