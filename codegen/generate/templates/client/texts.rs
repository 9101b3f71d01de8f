/// The texts of a parameter: one of a scalar, one of each item of an array; `None` where a part of it has no text.
fn texts(value: &impl ::serde::Serialize) -> Option<::std::vec::Vec<::std::string::String>> {
    let text = |value| match value {
        ::serde_json::Value::String(text) => Some(text),
        ::serde_json::Value::Bool(_) | ::serde_json::Value::Number(_) => Some(value.to_string()),
        _ => None,
    };
    match ::serde_json::to_value(value).ok()? {
        ::serde_json::Value::Array(items) => items.into_iter().map(text).collect(),
        value => text(value).map(|text| ::std::vec![text]),
    }
}
