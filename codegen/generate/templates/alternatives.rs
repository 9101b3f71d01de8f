//! Deserializes a value as one of several alternatives: the alternative that keeps most of the value.

use std::cell::Cell;

use serde::de::value::{Error, MapDeserializer, SeqDeserializer};
use serde::de::{DeserializeOwned, Deserializer, Error as _, IntoDeserializer, Visitor};

use crate::json::Value;

/// Deserializes one value.
pub(crate) struct Reader<'v, T> {
    value: &'v Value,
    /// The value of the discriminator, if an alternative has this tag.
    tag: Option<&'v str>,
    /// The best alternative so far, and the number of members that it ignores.
    best: Option<(usize, T)>,
}

impl<'v, T> Reader<'v, T> {
    /// Creates a reader. `property` is the name of the discriminator, and `tags` are all of its known values.
    pub(crate) fn new(value: &'v Value, property: &str, tags: &[&str]) -> Self {
        let tag = match value {
            Value::Object(members) => members.get(property),
            _ => None,
        };
        let tag = match tag {
            Some(Value::String(tag)) if tags.contains(&tag.as_str()) => Some(tag.as_str()),
            _ => None,
        };
        Self { value, tag, best: None }
    }

    /// Tries the alternative with these tags, unless the value has another tag, or an earlier alternative ignores no member.
    pub(crate) fn or<A: DeserializeOwned>(mut self, tags: &[&str], make: fn(A) -> T) -> Self {
        let is_exact = matches!(self.best, Some((0, _)));
        if is_exact || self.tag.is_some_and(|tag| !tags.contains(&tag)) {
            return self;
        }
        let ignored = Cell::new(0);
        if let Ok(alternative) = A::deserialize(Counting { value: self.value, ignored: &ignored }) {
            let is_better = match self.best {
                Some((least, _)) => ignored.get() < least,
                None => true,
            };
            if is_better {
                self.best = Some((ignored.get(), make(alternative)));
            }
        }
        self
    }

    /// The best alternative.
    pub(crate) fn finish<E: serde::de::Error>(self, name: &str) -> Result<T, E> {
        match self.best {
            Some((_, value)) => Ok(value),
            None => Err(E::custom(format_args!("the value fits no variant of `{name}`"))),
        }
    }
}

/// Deserializes a value, and counts the ignored members.
#[derive(Clone, Copy)]
struct Counting<'v> {
    value: &'v Value,
    ignored: &'v Cell<usize>,
}

impl<'v> Counting<'v> {
    fn inner(self, value: &'v Value) -> Self {
        Self { value, ..self }
    }
}

impl IntoDeserializer<'_, Error> for Counting<'_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Counting<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Integer(value) => match (u64::try_from(*value), i64::try_from(*value)) {
                (Ok(value), _) => visitor.visit_u64(value),
                (_, Ok(value)) => visitor.visit_i64(value),
                _ => visitor.visit_i128(*value),
            },
            Value::Float(value) => visitor.visit_f64(value.0),
            Value::String(text) => visitor.visit_str(text),
            Value::Array(items) => {
                let mut items = SeqDeserializer::new(items.iter().map(|item| self.inner(item)));
                let read = visitor.visit_seq(&mut items)?;
                items.end().map(|()| read)
            }
            Value::Object(members) => {
                let members = members.iter().map(|(name, value)| (name.as_str(), self.inner(value)));
                let mut members = MapDeserializer::new(members);
                let read = visitor.visit_map(&mut members)?;
                members.end().map(|()| read)
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.value {
            Value::String(text) => visitor.visit_enum(text.as_str().into_deserializer()),
            _ => Err(Error::custom("not a string")),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.ignored.set(self.ignored.get() + 1);
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq
        tuple tuple_struct map struct identifier
    }
}
