//! Reads typed values from a `json::Value`, and measures how much of the value the types do not keep.

use std::cell::Cell;

use serde::de::value::{Error, MapDeserializer, SeqDeserializer};
use serde::de::{DeserializeOwned, Deserializer, Error as _, IntoDeserializer, Visitor};

use crate::json::Value;

/// The loss of an ignored member.
const IGNORED_MEMBER: u64 = 1;

/// The loss of a value that no type describes. It counts more than any number of ignored members.
pub(crate) const UNKNOWN_VALUE: u64 = 1 << 32;

/// The maximum number of times that a value is read on average. Beyond it, the reader gives up.
const MAX_READS: u64 = 256;

thread_local! {
    /// What was lost since the start of [`measured`].
    static LOSS: Cell<u64> = const { Cell::new(0) };
    /// The number of values that [`bounded`] may still read; `None` outside of it.
    static READS: Cell<Option<u64>> = const { Cell::new(None) };
}

/// Reads a value. Afterwards, the loss is greater by what the type does not keep.
pub(crate) fn read<T: DeserializeOwned>(value: &Value) -> Result<T, Error> {
    T::deserialize(ValueReader(value))
}

/// Records that something is not kept, or kept as unknown.
pub(crate) fn lose(loss: u64) {
    LOSS.set(LOSS.get().saturating_add(loss));
}

/// Calls a function, and returns its result and what was lost meanwhile.
pub(crate) fn measured<R>(read: impl FnOnce() -> R) -> (R, u64) {
    let before = LOSS.replace(0);
    let result = read();
    (result, LOSS.replace(before))
}

/// Calls a function that reads a value several times. Alternatives within alternatives are read more often with each level, so all of them together
/// have a limit. `None` if it was reached.
pub(crate) fn bounded<R>(value: &Value, read: impl FnOnce() -> R) -> Option<R> {
    if READS.get().is_some() {
        return Some(read());
    }
    READS.set(Some(size(value).saturating_mul(MAX_READS)));
    let result = read();
    READS.take().filter(|rest| *rest > 0).map(|_| result)
}

/// The number of values in a value.
fn size(value: &Value) -> u64 {
    let inner: u64 = match value {
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(members) => members.values().map(size).sum(),
        _ => 0,
    };
    inner + 1
}

#[derive(Clone, Copy)]
struct ValueReader<'v>(&'v Value);

impl IntoDeserializer<'_, Error> for ValueReader<'_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for ValueReader<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let reads = READS.get().map(|rest| rest.saturating_sub(1));
        READS.set(reads);
        if reads == Some(0) {
            return Err(Error::custom("alternatives are nested too deeply"));
        }
        match self.0 {
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
                let mut items = SeqDeserializer::new(items.iter().map(ValueReader));
                let read = visitor.visit_seq(&mut items)?;
                items.end().map(|()| read)
            }
            Value::Object(members) => {
                let members = members.iter().map(|(name, value)| (name.as_str(), ValueReader(value)));
                let mut members = MapDeserializer::new(members);
                let read = visitor.visit_map(&mut members)?;
                members.end().map(|()| read)
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
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
        match self.0 {
            Value::String(text) => visitor.visit_enum(text.as_str().into_deserializer()),
            _ => Err(Error::custom("not a string")),
        }
    }

    /// A struct would also accept an array of the values of its fields.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.0 {
            Value::Object(_) => self.deserialize_any(visitor),
            _ => Err(Error::custom("not an object")),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        lose(IGNORED_MEMBER);
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq
        tuple tuple_struct map identifier
    }
}
