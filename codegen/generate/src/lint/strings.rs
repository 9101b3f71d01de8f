//! Checks string schemas: supported patterns, limits with an effect, valid examples.

use colt_numbers_openapi::finding::Findings;
use colt_numbers_openapi::pointer::join;
use colt_numbers_openapi::value::items;
use colt_numbers_pattern::{Language, PatternCache};
use serde_json::Value;

use crate::string_constraints::{CHECKED_FORMATS, limit, string_constraints};

/// Checks one schema, if it is of a string.
pub fn check<'v>(at: &str, schema: &'v Value, patterns: &mut PatternCache<'v>, lint: &mut Findings) {
    if let Some(format) = schema.get("format").filter(|_| schema["type"] == "string") {
        let is_known = format.as_str().is_some_and(|format| CHECKED_FORMATS.contains(&format));
        let how = if is_known { "is checked in JSON only; the type accepts any text" } else { "is not enforced" };
        lint.note(&join(at, "format"), format!("format {format} {how}")).hint("add a `pattern` if the format matters");
    }
    for key in ["minLength", "maxLength"] {
        if let Some(value) = schema.get(key).filter(|_| limit(schema, key).is_none()) {
            let message = format!("{value} is not a valid length");
            lint.error(&join(at, key), message).hint("write a whole number up to 4294967295");
        }
    }
    let rules = match string_constraints(schema, patterns) {
        Ok(rules) => rules,
        Err(error) => {
            let remedy = "write a pattern that is supported";
            return lint.error(&join(at, "pattern"), error.to_string()).hint(remedy);
        }
    };
    for limit in rules.redundant_limits() {
        lint.note(at, limit.to_string()).hint("none needed if the document states both");
    }
    match rules.language() {
        Ok(language) if language.is_empty() => {
            lint.error(at, "no text satisfies the pattern and the limits").hint("correct one of them");
        }
        Ok(language) => check_examples(at, schema, &language, lint),
        Err(error) => lint.error(at, error.to_string()).hint("lower the limits"),
    }
}

fn check_examples(at: &str, schema: &Value, language: &Language, lint: &mut Findings) {
    let is_string = schema["type"] == "string";
    for key in ["example", "default"] {
        // Many specs write `default: null` if there is no default.
        let Some(example) = schema.get(key).filter(|value| key == "example" || !value.is_null()) else { continue };
        let accepted = match example.as_str() {
            Some(text) => {
                language.accepts(text)
                    && schema.get("enum").is_none_or(|values| items(Some(values)).any(|value| value == text))
            }
            None => !is_string || (example.is_null() && schema["nullable"] == true),
        };
        if !accepted {
            lint.error(&join(at, key), format!("{example} is not a valid value of its schema"))
                .hint("correct the value or the schema");
        }
    }
}
