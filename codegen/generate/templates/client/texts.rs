/// Converts the value of a parameter to texts: one text for a scalar, one text for each item of an array. `None` for any other value, such as an
/// object, null or an array of arrays.
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
