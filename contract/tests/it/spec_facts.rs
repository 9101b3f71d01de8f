//! What the hand-written checks look up in the spec, because a revision of the document can change it without changing a check.

use std::sync::LazyLock;

use serde_json::Value;

use crate::example_request::SPEC;

/// The countries of the spec.
pub static COUNTRIES: LazyLock<Vec<&str>> = LazyLock::new(|| texts(&schema("Country")["enum"]));

/// The countries in which no lock id is allowed.
pub static COUNTRIES_WITHOUT_LOCKS: LazyLock<Vec<&str>> =
    LazyLock::new(|| texts(&SPEC["x-rules"]["lock-id-country"]["data"]["countries"]));

pub fn schema(name: &str) -> &'static Value {
    &SPEC["components"]["schemas"][name]
}

pub fn texts(list: &'static Value) -> Vec<&'static str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

pub fn is_mandatory(name: &str, member: &str) -> bool {
    texts(&schema(name)["required"]).contains(&member)
}

pub fn is_in_zone_b(country: &str) -> bool {
    schema("Country")["x-countries"][country]["zone"] == "B"
}
