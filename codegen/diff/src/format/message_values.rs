//! Formats the values in messages: short, on one line, and safe for a terminal.

use colt_numbers_terminal_text::Safe;
use serde_json::Value;

use crate::change::{Action, MessageValue};

/// The longest value that a message shows in full.
const LONGEST: usize = 40;

/// The largest number of values of a list that a message shows.
const MOST_VALUES: usize = 12;

/// The text for a placeholder of a message.
pub(crate) fn placeholder_text(value: &MessageValue) -> String {
    match value {
        MessageValue::Text(text) => text.clone(),
        MessageValue::Values(values) => list(values),
        MessageValue::OldAndNew(old, new) => old_and_new(old.as_ref(), new.as_ref()),
        MessageValue::OldAndNewProse(Some(Value::String(old)), Some(Value::String(new))) => {
            format!("was “{}” and is now “{}”", one_line(old), one_line(new))
        }
        MessageValue::Quote(Some(Value::String(text))) => format!(" (“{}”)", one_line(text)),
        MessageValue::Quote(_) => String::new(),
        MessageValue::OldAndNewProse(old, new) => old_and_new(old.as_ref(), new.as_ref()),
        MessageValue::OldAndNewIfSmall(old, new) => {
            let is_large = |value: &Value| value.is_object() || value.is_array();
            if old.iter().chain(new).any(is_large) {
                format!(" {}", action_text(Action::of(old.is_some(), new.is_some())))
            } else {
                format!(" {}", old_and_new(old.as_ref(), new.as_ref()))
            }
        }
        MessageValue::OldAndNewTypes(old, new) => format!("was {} and is now {}", types(old), types(new)),
        MessageValue::Action(action) => action_text(*action).to_owned(),
        MessageValue::Renames(names) => {
            let names: Vec<String> = names.iter().map(|(old, new)| format!("`{old}` → `{new}`")).collect();
            names.join(", ")
        }
    }
}

/// The new value of a member.
pub(crate) fn new_value(of: &MessageValue) -> Option<String> {
    match of {
        MessageValue::OldAndNew(_, Some(new)) => Some(value(new)),
        _ => None,
    }
}

fn action_text(action: Action) -> &'static str {
    match action {
        Action::Added => "is added",
        Action::Removed => "is removed",
        Action::Changed => "has changed",
    }
}

fn types(names: &[&str]) -> String {
    if names.is_empty() { "none".to_owned() } else { names.join(" or ") }
}

/// Prose on one line. It is shown in full, because a person has to read it.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn list(values: &[Value]) -> String {
    let shown: Vec<String> = values.iter().take(MOST_VALUES).map(value).collect();
    match values.len().checked_sub(MOST_VALUES) {
        None | Some(0) => shown.join(", "),
        Some(more) => format!("{} and {more} more", shown.join(", ")),
    }
}

/// The old and the new value of a member, either of which may be missing.
fn old_and_new(old: Option<&Value>, new: Option<&Value>) -> String {
    match (old, new) {
        (Some(old), Some(new)) => format!("was {} and is now {}", value(old), value(new)),
        (Some(old), None) => format!("of {} is removed", value(old)),
        (None, Some(new)) => format!("of {} is added", value(new)),
        (None, None) => String::new(),
    }
}

/// A value in backticks, truncated if it is long.
pub(crate) fn value(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    if text.is_empty() {
        return "the empty string".to_owned();
    }
    let count = text.chars().count();
    if count <= LONGEST {
        return format!("`{}`", Safe::new(&text));
    }
    format!("`{}` ({count} characters)", Safe::new(&text).truncated(LONGEST / 2))
}
