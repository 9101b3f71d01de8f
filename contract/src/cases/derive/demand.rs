//! Describes what a schema keyword demands, in one phrase for people.

use serde_json::Value;

/// Describes what a keyword demands of an element.
pub(crate) fn describe(keyword: &str, value: &Value) -> String {
    let plain = || match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match keyword {
        "type" => format!("is {} {}", article(&plain()), plain()),
        "required" => "is present".to_owned(),
        "optional" => "is optional".to_owned(),
        "pattern" => format!("matches `{}`", plain()),
        "maxLength" => format!("has at most {} characters", plain()),
        "minLength" => format!("has at least {} characters", plain()),
        "minItems" => format!("has at least {} items", plain()),
        "maxItems" if value.is_null() => "may have any number of items".to_owned(),
        "maxItems" => format!("has at most {} items", plain()),
        "enum" => format!("is one of {}", list(value)),
        "format" => format!("has the format `{}`", plain()),
        "minimum" => format!("is at least {}", plain()),
        "maximum" => format!("is at most {}", plain()),
        "multipleOf" => format!("is a multiple of {}", plain()),
        "additionalProperties" if value == &Value::Bool(false) => "has no additional members".to_owned(),
        "additionalProperties" => "may have additional members".to_owned(),
        other => format!("satisfies `{other}`"),
    }
}

fn article(kind: &str) -> &'static str {
    if kind.starts_with(['a', 'i', 'o']) { "an" } else { "a" }
}

fn list(value: &Value) -> String {
    let values = value.as_array().map(Vec::as_slice).unwrap_or_default();
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    values.iter().map(|value| format!("`{}`", text(value))).collect::<Vec<_>>().join(", ")
}
