//! Sets of JSON types, such as those that a schema allows.

use serde_json::Value;

/// A set of JSON types, without null.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct JsonTypes(u8);

impl JsonTypes {
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const BOOLEAN: Self = Self(1);
    pub(crate) const NUMBER: Self = Self(2);
    pub(crate) const STRING: Self = Self(4);
    pub(crate) const ARRAY: Self = Self(8);
    pub(crate) const OBJECT: Self = Self(16);
    pub(crate) const ALL: Self = Self(31);

    pub(crate) fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(crate) fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    pub(crate) fn minus(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The type that the keyword `type` names.
    pub(crate) fn of_type(name: &str) -> Option<Self> {
        Some(match name {
            "boolean" => Self::BOOLEAN,
            "integer" | "number" => Self::NUMBER,
            "string" => Self::STRING,
            "array" => Self::ARRAY,
            "object" => Self::OBJECT,
            _ => return None,
        })
    }

    /// The type of a value; empty for null.
    pub(crate) fn of_value(value: &Value) -> Self {
        match value {
            Value::Null => Self::NONE,
            Value::Bool(_) => Self::BOOLEAN,
            Value::Number(_) => Self::NUMBER,
            Value::String(_) => Self::STRING,
            Value::Array(_) => Self::ARRAY,
            Value::Object(_) => Self::OBJECT,
        }
    }
}

/// The types that a schema without `type` is intended for: objects if it has `properties`, arrays if it has `items`, although it formally
/// allows all others too.
pub(crate) fn implied_types(schema: &Value) -> JsonTypes {
    if schema.get("properties").is_some() || schema.get("additionalProperties").is_some() {
        JsonTypes::OBJECT
    } else if schema.get("items").is_some() {
        JsonTypes::ARRAY
    } else {
        JsonTypes::ALL
    }
}
