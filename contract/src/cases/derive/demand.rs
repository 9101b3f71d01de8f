//! How a keyword is put to a person: one sentence of what it demands.

use serde_json::Value;

/// What a keyword demands of an element.
pub(crate) fn demand(keyword: &str, value: &Value) -> String {
    let plain = || match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match keyword {
        "type" => format!("is {} {}", article(&plain()), plain()),
        "required" => "is there".to_owned(),
        "optional" => "may be left out".to_owned(),
        "pattern" => format!("matches `{}`", plain()),
        "maxLength" => format!("has at most {} characters", plain()),
        "minLength" => format!("has at least {} characters", plain()),
        "minItems" => format!("has at least {} items", plain()),
        "maxItems" if value.is_null() => "has no bound on its items".to_owned(),
        "maxItems" => format!("has at most {} items", plain()),
        "enum" => format!("is one of {}", listed(value)),
        "format" => format!("is of the format `{}`", plain()),
        "minimum" => format!("is not below {}", plain()),
        "maximum" => format!("is not above {}", plain()),
        "multipleOf" => format!("is a multiple of {}", plain()),
        "additionalProperties" if value == &Value::Bool(false) => "has no members but those named".to_owned(),
        "additionalProperties" => "may have members that are not named".to_owned(),
        other => format!("keeps `{other}`"),
    }
}

fn article(kind: &str) -> &'static str {
    if kind.starts_with(['a', 'i', 'o']) { "an" } else { "a" }
}

fn listed(value: &Value) -> String {
    let values = value.as_array().map(Vec::as_slice).unwrap_or_default();
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    values.iter().map(|value| format!("`{}`", text(value))).collect::<Vec<_>>().join(", ")
}
