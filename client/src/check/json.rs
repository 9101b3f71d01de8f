//! JSON as it stands in a text, borrowed from it where possible: nothing is merged, dropped or converted.
//!
//! `serde_json::Value` takes the last of two members of one name in silence. A request for money must not hang on which of the two a
//! server takes, so here that is an error. What the values mean is judged elsewhere.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashSet;
use std::fmt;
use std::hash::{BuildHasher as _, RandomState};

use colt_numbers_api::schema::JsonNumber;
use colt_numbers_terminal_text::Safe;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::check::violation::Violation;

/// Texts of this many bytes or more are rejected, and so are texts of more than 600,000 values.
pub const MAX_REQUEST_BYTES: usize = 10_000_000;

/// The most values of a text, lists and objects included: a value takes some bytes of text, and many times as many of memory. As many
/// ranges as fit into the text have five sixths of them.
const MAX_VALUES: usize = 600_000;

/// The most characters of a member's name that are shown.
const SHOWN: usize = 200;

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
    /// Reads one value from a text, and nothing behind it.
    pub(crate) fn parse(bytes: &'a [u8]) -> Result<Self, Violation> {
        let refused = |message: String, hint| Violation::not_json(message, Some(hint));
        if bytes.len() >= MAX_REQUEST_BYTES {
            let message = format!("{} bytes, and less than {MAX_REQUEST_BYTES} are taken", bytes.len());
            return Err(refused(message, "split the request; a reservation needs some hundred bytes"));
        }
        if bytes.starts_with(&[0xef, 0xbb, 0xbf]) {
            let message = "the text begins with a byte order mark".to_owned();
            return Err(refused(message, "save the file as UTF-8 without a byte order mark"));
        }
        let text = std::str::from_utf8(bytes)
            .map_err(|error| refused(format!("byte {} is no UTF-8", error.valid_up_to()), "save the file as UTF-8"))?;
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let read = JsonReader(&Cell::new(0)).deserialize(&mut deserializer);
        read.and_then(|json| deserializer.end().map(|()| json)).map_err(|error| {
            let message = error.to_string();
            let hint = if message.starts_with("recursion limit") {
                "nest less than 128 levels deep"
            } else if message.starts_with("duplicate") {
                "keep one of the two"
            } else if message.starts_with("more than") {
                "split the request; a reservation needs some ten values"
            } else {
                "write one JSON object"
            };
            refused(message, hint)
        })
    }

    /// The member of an object; none where there is no such member, or this is no object.
    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members.iter().find(|(member, _)| member == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// What kind of value this is, for people.
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

/// Reads a value; counts those that were read.
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
        // A vector begins with room for four.
        list.shrink_to_fit();
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut object: Vec<(Cow<'de, str>, Json<'de>)> = Vec::new();
        let mut many = NameHashes::default();
        while let Some(MemberName(name)) = members.next_key()? {
            if many.holds(&object, &name) {
                let name = Safe::new(&name).truncated(SHOWN);
                return Err(A::Error::custom(format_args!("duplicate member `{name}`")));
            }
            object.push((name, members.next_value_seed(self)?));
        }
        object.shrink_to_fit();
        Ok(Json::Object(object))
    }
}

/// The hashes of the names of a large object; a small one is looked through instead.
#[derive(Default)]
struct NameHashes {
    state: RandomState,
    hashes: HashSet<u64>,
}

/// From this many members on, hashes are kept.
const MANY: usize = 32;

impl NameHashes {
    /// Whether the name was there before; it is from now on.
    fn holds(&mut self, object: &[(Cow<'_, str>, Json<'_>)], name: &str) -> bool {
        let stands = || object.iter().any(|(other, _)| other == name);
        if object.len() < MANY {
            return stands();
        }
        if self.hashes.is_empty() {
            self.hashes.extend(object.iter().map(|(name, _)| self.state.hash_one(&**name)));
        }
        // Two names of one hash are next to impossible, so this looks at the names hardly ever but where one stands twice.
        !self.hashes.insert(self.state.hash_one(name)) && stands()
    }
}

/// A member's name, borrowed where it has no escapes.
struct MemberName<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for MemberName<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match deserializer.deserialize_str(JsonReader(&Cell::new(0)))? {
            Json::Text(name) => Ok(Self(name)),
            _ => Err(D::Error::custom("a member's name is a string")),
        }
    }
}
