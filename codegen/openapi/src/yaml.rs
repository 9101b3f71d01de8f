//! The value of a text, YAML or JSON.

use std::fmt;

use serde_json::{Number, Value};

/// A text that is not YAML, or not what is read here.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Unreadable {
    /// The line, from 1, where it is known.
    pub line: Option<usize>,
    /// Why.
    pub message: String,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Unreadable {}

impl From<serde_yaml::Error> for Unreadable {
    fn from(error: serde_yaml::Error) -> Self {
        Self { line: error.location().map(|location| location.line()), message: error.to_string() }
    }
}

/// The value of a text as it is written. Aliases are followed, a merge key (`<<`) is a key like any other, `1.0` is not `1`, and of a key
/// given twice the last value counts, which [`crate::yaml_syntax`] reports.
///
/// # Errors
/// Where the text is not YAML, or has tags, numbers or keys that JSON does not have.
pub fn value(text: &str) -> Result<Value, Unreadable> {
    Ok(serde_yaml::from_str(without_byte_order_mark(text))?)
}

/// The value of a text for comparison with another: what means the same is equal. Merge keys are merged, tags dropped, keys of any kind
/// are texts, a whole number such as `1.0` is an integer, and a number that JSON does not have is a text.
///
/// # Errors
/// Where the text is neither YAML nor JSON, or a key of YAML is given twice.
pub fn comparable_value(text: &str) -> Result<Value, Unreadable> {
    // A file that was put together from several may begin with several.
    let text = text.trim_start_matches(BYTE_ORDER_MARK);
    // A YAML reader is less exact about the numbers and escapes of JSON.
    if text.trim_start().starts_with('{')
        && let Ok(value) = serde_json::from_str(text)
    {
        return Ok(whole_numbers(value));
    }
    let mut value: serde_yaml::Value = serde_yaml::from_str(text)?;
    value.apply_merge()?;
    Ok(comparable(value))
}

fn comparable(value: serde_yaml::Value) -> Value {
    match value {
        serde_yaml::Value::Null => Value::Null,
        serde_yaml::Value::Bool(truth) => Value::Bool(truth),
        serde_yaml::Value::Number(number) => {
            // A number that JSON does not have is not a `Number`, but null.
            serde_json::to_value(&number)
                .ok()
                .filter(Value::is_number)
                .map_or_else(|| number.to_string().into(), whole_numbers)
        }
        serde_yaml::Value::String(text) => Value::String(text),
        serde_yaml::Value::Sequence(items) => items.into_iter().map(comparable).collect(),
        serde_yaml::Value::Mapping(members) => {
            members.into_iter().map(|(key, value)| (key_text(key), comparable(value))).collect()
        }
        serde_yaml::Value::Tagged(tagged) => comparable(tagged.value),
    }
}

/// Keys such as `200:` are texts in OpenAPI, whatever YAML takes them for.
fn key_text(key: serde_yaml::Value) -> String {
    match comparable(key) {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

/// `1.0` and `1` are one value in JSON Schema.
fn whole_numbers(value: Value) -> Value {
    match value {
        Value::Number(number) => Value::Number(whole_number(number)),
        Value::Array(items) => items.into_iter().map(whole_numbers).collect(),
        Value::Object(members) => members.into_iter().map(|(key, value)| (key, whole_numbers(value))).collect(),
        other => other,
    }
}

fn whole_number(number: Number) -> Number {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match number.as_f64() {
        Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() < EXACT => Number::from(float as i64),
        _ => number,
    }
}

const BYTE_ORDER_MARK: char = '\u{feff}';

/// A byte order mark says nothing of UTF-8, and is not part of the text.
pub(crate) fn without_byte_order_mark(text: &str) -> &str {
    text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text)
}
