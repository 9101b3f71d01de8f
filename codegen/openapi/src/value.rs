//! Members and items of a JSON value, whatever it is: a document need not have the form that it should.

use serde_json::{Map, Value};

/// The members of a value that may be an object.
pub fn members(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value.and_then(Value::as_object).map(Map::iter).into_iter().flatten()
}

/// The items of a value that may be an array.
pub fn items(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten()
}

/// A member that is a text.
pub fn text<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    value.get(key)?.as_str()
}

/// Whether a member is `true`.
pub fn flag(value: &Value, key: &str) -> bool {
    value.get(key) == Some(&Value::Bool(true))
}
