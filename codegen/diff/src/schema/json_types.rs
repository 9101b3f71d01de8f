//! The kinds of values that a schema speaks of.

use serde_json::Value;

/// Kinds of JSON values but null, as a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Kinds(u8);

impl Kinds {
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

    /// The kinds that a `type` stands for.
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

    /// The kind of a value; null has none.
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

/// The kinds that are meant where `type` is left out: a schema with `properties` is meant for objects, one with `items`
/// for arrays, though both formally allow every other kind.
pub(crate) fn kinds_without_type(schema: &Value) -> Kinds {
    if schema.get("properties").is_some() || schema.get("additionalProperties").is_some() {
        Kinds::OBJECT
    } else if schema.get("items").is_some() {
        Kinds::ARRAY
    } else {
        Kinds::ALL
    }
}
