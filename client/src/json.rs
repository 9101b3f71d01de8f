//! JSON as it stands in a text, borrowed from it where possible: nothing is merged, dropped or converted.
//!
//! `serde_json::Value` takes the last of two members of one name in silence. A request for money must not hang on which of the two a
//! server takes, so here that is an error. What the values mean is judged elsewhere.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// The largest text that is read: 10 MB less one byte is taken, 10 MB are not.
pub const MAX_BYTES: usize = 10_000_000;

/// A JSON value.
#[derive(Debug)]
pub(crate) enum Json<'a> {
    Null,
    Boolean,
    Number(f64),
    Text(Cow<'a, str>),
    List(Vec<Json<'a>>),
    Object(Vec<(Cow<'a, str>, Json<'a>)>),
}

impl<'a> Json<'a> {
    /// Reads one value from a text, and nothing behind it.
    pub(crate) fn parse(bytes: &'a [u8]) -> Result<Self, NoJson> {
        if bytes.len() >= MAX_BYTES {
            return Err(NoJson {
                message: format!("{} bytes, and less than {MAX_BYTES} are taken", bytes.len()),
                hint: "split the request; a reservation needs some hundred bytes",
            });
        }
        if bytes.starts_with(&[0xef, 0xbb, 0xbf]) {
            return Err(NoJson {
                message: "the text begins with a byte order mark".to_owned(),
                hint: "save the file as UTF-8 without a byte order mark",
            });
        }
        let text = std::str::from_utf8(bytes).map_err(|error| NoJson {
            message: format!("byte {} is no UTF-8", error.valid_up_to()),
            hint: "save the file as UTF-8",
        })?;
        serde_json::from_str(text).map_err(|error| {
            let message = error.to_string();
            let hint = if message.starts_with("recursion limit") {
                "nest less than 128 levels deep"
            } else if message.starts_with("duplicate") {
                "keep one of the two"
            } else {
                "write one JSON object"
            };
            NoJson { message, hint }
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
            Self::Boolean => "a boolean",
            Self::Number(_) => "a number",
            Self::Text(_) => "a string",
            Self::List(_) => "an array",
            Self::Object(_) => "an object",
        }
    }
}

/// A text that is no JSON, or none that is taken.
#[derive(Debug)]
pub(crate) struct NoJson {
    pub(crate) message: String,
    pub(crate) hint: &'static str,
}

impl<'de: 'a, 'a> Deserialize<'de> for Json<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Json<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Json::Boolean)
    }

    #[expect(clippy::cast_precision_loss, reason = "limits on numbers are floating-point in JSON Schema as well")]
    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Json::Number(value as f64))
    }

    #[expect(clippy::cast_precision_loss, reason = "limits on numbers are floating-point in JSON Schema as well")]
    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Json::Number(value as f64))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Json::Number(value))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Json::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Json::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(Json::Text(Cow::Owned(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut object: Vec<(Cow<'de, str>, Json<'de>)> = Vec::new();
        let mut many = Names::default();
        while let Some(Name(name)) = members.next_key()? {
            if many.holds(&object, &name) {
                return Err(A::Error::custom(format_args!("duplicate member `{name}`")));
            }
            object.push((name, members.next_value()?));
        }
        Ok(Json::Object(object))
    }
}

/// The names of a large object, sorted; a small one is looked through instead.
#[derive(Default)]
struct Names(std::collections::HashSet<String>);

/// From this many members on, a set of names is kept.
const MANY: usize = 32;

impl Names {
    /// Whether the name was there before; it is from now on.
    fn holds(&mut self, object: &[(Cow<'_, str>, Json<'_>)], name: &str) -> bool {
        if object.len() < MANY {
            return object.iter().any(|(other, _)| other == name);
        }
        if self.0.is_empty() {
            self.0.extend(object.iter().map(|(name, _)| name.clone().into_owned()));
        }
        !self.0.insert(name.to_owned())
    }
}

/// A member's name, borrowed where it has no escapes.
struct Name<'a>(Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Name<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match deserializer.deserialize_str(Reader)? {
            Json::Text(name) => Ok(Self(name)),
            _ => Err(D::Error::custom("a member's name is a string")),
        }
    }
}
