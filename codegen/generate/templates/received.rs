//! Values of responses that the spec may not describe: a newer server may send them. They are kept as received.

use std::fmt;
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

use crate::json::Value;
use crate::value_reader::{Loss, PlacedValue};

/// The value of an enum in a response: one of the values that the spec lists, or an unknown value.
///
/// Only types that occur in responses have it. Everything else in a request has the enum itself, so a request cannot contain an unknown value.
/// A type that occurs in requests too serializes an unknown value unchanged; validation against its schema reports it.
///
/// An unknown value is created only by deserialization or explicitly: parsing a text that is not listed is an error.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum EnumValue<T> {
    /// A value that the spec lists.
    Known(T),
    /// A value that the spec does not list, as received.
    Unknown(String),
}

impl<T> EnumValue<T> {
    /// The value, if the spec lists it.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unknown(_) => None,
        }
    }
}

impl<T: AsRef<str>> EnumValue<T> {
    /// The value as received.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Known(value) => value.as_ref(),
            Self::Unknown(text) => text,
        }
    }
}

impl<T> From<T> for EnumValue<T> {
    fn from(value: T) -> Self {
        Self::Known(value)
    }
}

impl<T: PartialEq> PartialEq<T> for EnumValue<T> {
    fn eq(&self, other: &T) -> bool {
        self.known() == Some(other)
    }
}

impl<T: AsRef<str>> fmt::Display for EnumValue<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl<T: AsRef<str>> Serialize for EnumValue<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de, T: FromStr> Deserialize<'de> for EnumValue<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Ok(text.parse().map_or_else(
            |_| {
                Loss::record_unknown();
                Self::Unknown(text)
            },
            Self::Known,
        ))
    }
}

/// An entry of a list or a map in a response. An entry that cannot be read does not make the other entries unreadable.
#[derive(Clone, Debug, Eq, PartialEq, serde::Serialize)]
#[serde(untagged)]
pub enum Entry<T> {
    /// An entry that has the form that the spec states.
    Known(T),
    /// An entry that has another form, as received.
    Unreadable(Value),
}

impl<T> Entry<T> {
    /// The entry, if it was read.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(entry) => Some(entry),
            Self::Unreadable(_) => None,
        }
    }

    /// The entry, or the JSON that could not be read.
    ///
    /// # Errors
    /// The JSON, if the entry does not have the form that the spec states.
    pub fn into_result(self) -> Result<T, Value> {
        match self {
            Self::Known(entry) => Ok(entry),
            Self::Unreadable(value) => Err(value),
        }
    }
}

impl<T> From<T> for Entry<T> {
    fn from(entry: T) -> Self {
        Self::Known(entry)
    }
}

impl<'de, T: serde::de::DeserializeOwned> Deserialize<'de> for Entry<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = PlacedValue::deserialize(deserializer)?;
        let (read, loss) = value.read();
        Ok(match read {
            Ok(entry) => {
                loss.record();
                Self::Known(entry)
            }
            Err(_) => {
                Loss::record_unknown();
                Self::Unreadable(value.value)
            }
        })
    }
}
