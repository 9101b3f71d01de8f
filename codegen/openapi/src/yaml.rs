//! Parses a YAML or JSON text to a JSON value: either exactly as written, or normalized for comparison.

use std::fmt;

use saphyr_parser::{Event, Parser};
use serde_json::{Number, Value};

/// Why a text could not be parsed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct YamlError {
    /// The line, from 1; `None` if unknown.
    pub line: Option<usize>,
    /// The reason.
    pub message: String,
}

impl fmt::Display for YamlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for YamlError {}

impl From<serde_yaml::Error> for YamlError {
    fn from(error: serde_yaml::Error) -> Self {
        Self { line: error.location().map(|location| location.line()), message: error.to_string() }
    }
}

/// Parses a text exactly. Aliases are resolved, a merge key (`<<`) has no special meaning, and `1.0` is not `1`. Of duplicate keys, the last
/// one determines the value; [`crate::yaml_syntax`] reports duplicate keys.
///
/// # Errors
/// If the text is not YAML, or has tags, numbers or keys that JSON does not have.
pub fn parse(text: &str) -> Result<Value, YamlError> {
    Ok(serde_yaml::from_str(without_byte_order_mark(text))?)
}

/// Parses a text for comparison, so that texts of equal meaning have equal values. Merge keys are merged, tags are dropped, keys of any type
/// become text, a whole number such as `1.0` becomes an integer, and a number that JSON does not have becomes text.
///
/// # Errors
/// If the text is neither YAML nor JSON, or has duplicate keys in YAML.
pub fn parse_comparable(text: &str) -> Result<Value, YamlError> {
    // A file that was concatenated from several files may begin with several byte order marks.
    let text = text.trim_start_matches(BYTE_ORDER_MARK);
    // JSON is parsed as JSON, because a YAML parser is less exact about numbers and escapes.
    if text.trim_start().starts_with('{')
        && let Ok(value) = serde_json::from_str(text)
    {
        return Ok(whole_numbers(value));
    }
    check_depth(text)?;
    let mut value: serde_yaml::Value = serde_yaml::from_str(text)?;
    value.apply_merge()?;
    Ok(comparable(value))
}

/// The maximum nesting of a text. The YAML value parser has the same limit, but applies it only after it has read the whole text, which takes
/// quadratic time if brackets are nested very deeply.
const MAX_DEPTH: usize = 128;

/// A text with fewer unclosed brackets is read in a short time, however they are nested.
const FEW_BRACKETS: usize = 1000;

/// Rejects a text whose brackets are nested too deeply.
fn check_depth(text: &str) -> Result<(), YamlError> {
    if most_unclosed_brackets(text) < FEW_BRACKETS {
        return Ok(());
    }
    let mut depth = 0_usize;
    for event in Parser::new_from_str(text) {
        let fail = |line, message| Err(YamlError { line: Some(line), message });
        let (event, span) = match event {
            Ok(event) => event,
            Err(error) => return fail(error.marker().line(), error.info().to_owned()),
        };
        match event {
            Event::MappingStart(..) | Event::SequenceStart(..) => depth += 1,
            Event::MappingEnd | Event::SequenceEnd => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return fail(span.start.line(), format!("nested more than {MAX_DEPTH} levels deep"));
        }
    }
    Ok(())
}

/// The largest number of brackets that are open at the same place, those in quoted text included.
fn most_unclosed_brackets(text: &str) -> usize {
    let (mut open, mut most) = (0_usize, 0);
    for byte in text.bytes() {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        most = most.max(open);
    }
    most
}

fn comparable(value: serde_yaml::Value) -> Value {
    match value {
        serde_yaml::Value::Null => Value::Null,
        serde_yaml::Value::Bool(truth) => Value::Bool(truth),
        serde_yaml::Value::Number(number) => {
            // `serde_json` converts infinity and NaN to null.
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

/// Converts a key to text. In OpenAPI, keys such as `200` are text, but YAML parses `200` as a number.
fn key_text(key: serde_yaml::Value) -> String {
    match comparable(key) {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

/// Converts whole numbers such as `1.0` to integers, because `1.0` and `1` are the same value in JSON Schema.
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

/// Removes a byte order mark from the beginning of a text.
pub(crate) fn without_byte_order_mark(text: &str) -> &str {
    text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text)
}
