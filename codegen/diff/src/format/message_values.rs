//! Values and names as a sentence shows them: short, on one line, and safe for a terminal.

use colt_numbers_terminal_text::Safe;
use serde_json::Value;

use crate::change::{Datum, Verb};

/// The longest value that a sentence shows.
const LONGEST: usize = 40;

/// How many values of a list a sentence shows.
const MOST_VALUES: usize = 12;

/// A datum where a sentence names it.
pub(crate) fn datum(datum: &Datum) -> String {
    match datum {
        Datum::Text(text) => text.clone(),
        Datum::Values(values) => some_of(values),
        Datum::Step(old, new) => step(old.as_ref(), new.as_ref()),
        Datum::Prose(Some(Value::String(old)), Some(Value::String(new))) => {
            format!("was “{}”, is “{}”", one_line(old), one_line(new))
        }
        Datum::Prose(old, new) => step(old.as_ref(), new.as_ref()),
        Datum::Part(old, new) => {
            let is_large = |value: &Value| value.is_object() || value.is_array();
            if old.iter().chain(new).any(is_large) {
                format!(" {}", verb(Verb::of(old.is_some(), new.is_some())))
            } else {
                format!(": {}", step(old.as_ref(), new.as_ref()))
            }
        }
        Datum::Types(old, new) => format!("{} → {}", types(old), types(new)),
        Datum::Verb(of) => verb(*of).to_owned(),
        Datum::Renames(names) => {
            let names: Vec<String> = names.iter().map(|(old, new)| format!("`{old}` → `{new}`")).collect();
            names.join(", ")
        }
    }
}

fn verb(verb: Verb) -> &'static str {
    match verb {
        Verb::Added => "added",
        Verb::Removed => "removed",
        Verb::Changed => "changed",
    }
}

fn types(names: &[&str]) -> String {
    if names.is_empty() { "nothing".to_owned() } else { names.join(" or ") }
}

/// Prose is shown whole, since it has to be read.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn some_of(values: &[Value]) -> String {
    let shown: Vec<String> = values.iter().take(MOST_VALUES).map(value).collect();
    match values.len().checked_sub(MOST_VALUES) {
        None | Some(0) => shown.join(", "),
        Some(more) => format!("{} and {more} more", shown.join(", ")),
    }
}

/// Two values of one member, either of which may be missing.
fn step(old: Option<&Value>, new: Option<&Value>) -> String {
    match (old, new) {
        (Some(old), Some(new)) => format!("{} → {}", value(old), value(new)),
        (Some(old), None) => format!("{} removed", value(old)),
        (None, Some(new)) => format!("{} added", value(new)),
        (None, None) => String::new(),
    }
}

/// A value.
pub(crate) fn value(value: &Value) -> String {
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
