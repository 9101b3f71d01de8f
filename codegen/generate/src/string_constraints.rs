//! The constraints of a string schema, with its pattern compiled.

use colt_numbers_openapi::value;
use colt_numbers_pattern::{PatternCache, StringConstraints, UnsupportedPattern};
use serde_json::Value;

/// The formats that the client (`check/format.rs`) and `judge` check in JSON.
pub const CHECKED_FORMATS: [&str; 9] =
    ["date", "date-time", "time", "email", "hostname", "ipv4", "ipv6", "uri", "uuid"];

/// The constraints of a schema. An invalid limit counts as absent; the lint reports it.
pub fn string_constraints<'p, 'v>(
    schema: &'v Value,
    patterns: &'p mut PatternCache<'v>,
) -> Result<StringConstraints<'p>, UnsupportedPattern> {
    let pattern = value::text(schema, "pattern");
    let pattern = pattern.map(|source| patterns.get_or_compile(source)).transpose()?;
    Ok(StringConstraints { pattern, min_length: limit(schema, "minLength"), max_length: limit(schema, "maxLength") })
}

/// The value of `minLength` or `maxLength`, if it is valid.
pub fn limit(schema: &Value, key: &str) -> Option<u32> {
    schema.get(key)?.as_u64().and_then(|limit| u32::try_from(limit).ok())
}
