//! A JSON parser that rejects duplicate members, and borrows strings from the text where possible.
//!
//! `serde_json::Value` silently keeps the last of two members of the same name, and servers differ in which one they use. A request that
//! costs money must not depend on that, so here a duplicate is an error. The schema and the rules are checked elsewhere.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashSet;
use std::fmt;
use std::hash::{BuildHasher as _, RandomState};

use colt_numbers_api::schema::JsonNumber;
use colt_numbers_terminal_text::Safe;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::check::json_number;
use crate::check::violation::Violation;

/// The most bytes that a request's JSON may have: 9,999,999. A longer text is rejected, and so is one with more than 600,000 values.
pub const MAX_REQUEST_BYTES: usize = 9_999_999;

/// The most values of a text, arrays and objects included. This limits memory, because a value takes many times as much memory as its text. A
/// text of the greatest size that consists of number ranges has five sixths of this number of values.
const MAX_VALUES: usize = 600_000;

/// The length to which a member's name is truncated in a message, in characters.
const MAX_NAME_CHARS: usize = 200;

/// A JSON value.
#[derive(Debug)]
pub(crate) enum Json<'a> {
    Null,
    Boolean(bool),
    Number(JsonNumber),
    Text(Cow<'a, str>),
    List(Vec<Json<'a>>),
    Object(Vec<(Cow<'a, str>, Json<'a>)>),
}

impl<'a> Json<'a> {
    /// Parses a text that consists of one value.
    pub(crate) fn parse(bytes: &'a [u8]) -> Result<Self, Violation> {
        let invalid = |message: String, hint| Violation::not_json(message, Some(hint));
        if bytes.len() > MAX_REQUEST_BYTES {
            let message = format!("{} bytes; at most {MAX_REQUEST_BYTES} are accepted", bytes.len());
            return Err(invalid(message, "split the request; a usual one has some hundred bytes"));
        }
        if bytes.starts_with(&[0xef, 0xbb, 0xbf]) {
            let message = "the text begins with a byte order mark".to_owned();
            return Err(invalid(message, "save the file as UTF-8 without a byte order mark"));
        }
        let text = std::str::from_utf8(bytes).map_err(|error| {
            invalid(format!("byte {} is not valid UTF-8", error.valid_up_to()), "save the file as UTF-8")
        })?;
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let read = JsonReader(&Cell::new(0)).deserialize(&mut deserializer);
        read.and_then(|json| deserializer.end().map(|()| json)).map_err(|error| {
            let message = error.to_string();
            let hint = if message.starts_with("recursion limit") {
                "nest fewer than 128 levels"
            } else if message.starts_with("duplicate") {
                "keep one of the two members"
            } else if message.starts_with("more than") {
                "split the request; a usual one has some ten values"
            } else {
                "write one JSON object"
            };
            invalid(message, hint)
        })
    }

    /// Converts a value. Its members are already unique.
    pub(crate) fn of_value(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Boolean(value),
            Value::Number(number) => Self::Number(json_number::of_value(&number)),
            Value::String(text) => Self::Text(text.into()),
            Value::Array(items) => Self::List(items.into_iter().map(Self::of_value).collect()),
            Value::Object(members) => {
                Self::Object(members.into_iter().map(|(name, value)| (name.into(), Self::of_value(value))).collect())
            }
        }
    }

    /// A member of an object; `None` if this is not an object or has no such member.
    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members.iter().find(|(member, _)| member == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The type of the value, for a message.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::Text(_) => "a string",
            Self::List(_) => "an array",
            Self::Object(_) => "an object",
        }
    }
}

/// Deserializes a value, and counts the values so far.
#[derive(Clone, Copy)]
struct JsonReader<'c>(&'c Cell<usize>);

impl<'de> DeserializeSeed<'de> for JsonReader<'_> {
    type Value = Json<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        self.0.set(self.0.get() + 1);
        if self.0.get() > MAX_VALUES {
            return Err(D::Error::custom(format_args!("more than {MAX_VALUES} values")));
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for JsonReader<'_> {
    type Value = Json<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Json::Boolean(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Json::Number(JsonNumber::Unsigned(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Json::Number(JsonNumber::Signed(value)))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Json::Number(JsonNumber::Float(value)))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Json::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Json::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            list.push(item);
        }
        // This frees unused capacity: a vector starts with room for four items.
        list.shrink_to_fit();
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut object: Vec<(Cow<'de, str>, Json<'de>)> = Vec::new();
        let mut hashes = NameHashes::default();
        while let Some(MemberName(name)) = members.next_key()? {
            if hashes.contains_or_insert(&object, &name) {
                let name = Safe::new(&name).truncated(MAX_NAME_CHARS);
                return Err(A::Error::custom(format_args!("duplicate member `{name}`")));
            }
            object.push((name, members.next_value_seed(self)?));
        }
        object.shrink_to_fit();
        Ok(Json::Object(object))
    }
}

/// The hashes of the names of a large object, to find duplicates in linear time. The names of a small object are compared one by one.
#[derive(Default)]
struct NameHashes {
    state: RandomState,
    hashes: HashSet<u64>,
}

/// The number of members from which hashes are used.
const MIN_HASHED_MEMBERS: usize = 32;

impl NameHashes {
    /// Whether the object already has the name; afterwards the name counts as present.
    fn contains_or_insert(&mut self, object: &[(Cow<'_, str>, Json<'_>)], name: &str) -> bool {
        let is_in_object = || object.iter().any(|(other, _)| other == name);
        if object.len() < MIN_HASHED_MEMBERS {
            return is_in_object();
        }
        if self.hashes.is_empty() {
            self.hashes.extend(object.iter().map(|(name, _)| self.state.hash_one(&**name)));
        }
        // Hash collisions are rare, so the names are almost only compared if there is a duplicate.
        !self.hashes.insert(self.state.hash_one(name)) && is_in_object()
    }
}

/// The name of a member, borrowed from the text if it has no escapes.
struct MemberName<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for MemberName<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match deserializer.deserialize_str(JsonReader(&Cell::new(0)))? {
            Json::Text(name) => Ok(Self(name)),
            _ => Err(D::Error::custom("the name of a member is a string")),
        }
    }
}
