//! Reads typed values from a `json::Value`, and records what of the value the types do not keep.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher as _};

use serde::de::value::{Error, MapDeserializer, SeqDeserializer};
use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error as _, IntoDeserializer, Visitor};

use crate::json::Value;

/// What the types do not keep of a value.
#[derive(Clone, Default)]
pub(crate) struct Loss {
    /// The number of values that no type describes.
    pub(crate) unknown: u64,
    /// The members that are ignored, each as the hash of its path.
    pub(crate) ignored: BTreeSet<u64>,
}

impl Loss {
    /// Records the loss of a value that no type describes.
    pub(crate) fn record_unknown() {
        LOSS.with_borrow_mut(|loss| loss.unknown += 1);
    }

    /// Records this loss.
    pub(crate) fn record(mut self) {
        LOSS.with_borrow_mut(|loss| {
            loss.unknown += self.unknown;
            loss.ignored.append(&mut self.ignored);
        });
    }
}

/// The maximum number of times that a value is read on average. Beyond it, the reader gives up.
const MAX_READS: u64 = 256;

thread_local! {
    /// What was lost since the start of [`PlacedValue::read`].
    static LOSS: RefCell<Loss> = RefCell::default();
    /// The number of values that [`bounded`] may still read; `None` outside of it.
    static READS: Cell<Option<u64>> = const { Cell::new(None) };
    /// The path of the last value that was read to its end.
    static LAST_PATH: Cell<u64> = const { Cell::new(0) };
}

/// A value, and the hash of its path in the value that contains it. Alternatives that read the same member see it at the same path.
pub(crate) struct PlacedValue {
    pub(crate) value: Value,
    path: u64,
}

impl<'de> Deserialize<'de> for PlacedValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Ok(Self { value, path: LAST_PATH.get() })
    }
}

impl PlacedValue {
    /// Reads the value, and returns what the type does not keep of it.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> (Result<T, Error>, Loss) {
        let outer = LOSS.take();
        let read = T::deserialize(ValueReader { value: &self.value, path: self.path });
        (read, LOSS.replace(outer))
    }

    /// Calls a function that reads the value several times. Alternatives within alternatives are read more often with each level, so all of them
    /// together have a limit. `None` if it was reached.
    pub(crate) fn bounded<R>(&self, read: impl FnOnce() -> R) -> Option<R> {
        if READS.get().is_some() {
            return Some(read());
        }
        READS.set(Some(size(&self.value).saturating_mul(MAX_READS)));
        let result = read();
        READS.take().filter(|rest| *rest > 0).map(|_| result)
    }
}

/// Reads a value as a type, if it has the form of the type.
pub(crate) fn read<T: DeserializeOwned>(value: &Value) -> Option<T> {
    T::deserialize(ValueReader { value, path: 0 }).ok()
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
struct ValueReader<'v> {
    value: &'v Value,
    /// The hash of the path of the value.
    path: u64,
}

impl<'v> ValueReader<'v> {
    /// The reader of a member or an item of the value.
    fn inner(self, name: impl Hash, value: &'v Value) -> Self {
        let mut hasher = DefaultHasher::new();
        (self.path, name).hash(&mut hasher);
        Self { value, path: hasher.finish() }
    }
}

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
        let read = match self.value {
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
                let items = items.iter().enumerate().map(|(index, item)| self.inner(index, item));
                let mut items = SeqDeserializer::new(items);
                let read = visitor.visit_seq(&mut items)?;
                items.end().map(|()| read)
            }
            Value::Object(members) => {
                let members = members.iter().map(|(name, value)| (name.as_str(), self.inner(name, value)));
                let mut members = MapDeserializer::new(members);
                let read = visitor.visit_map(&mut members)?;
                members.end().map(|()| read)
            }
        };
        LAST_PATH.set(self.path);
        read
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

    /// A struct would also accept an array of the values of its fields.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.value {
            Value::Object(_) => self.deserialize_any(visitor),
            _ => Err(Error::custom("not an object")),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        LOSS.with_borrow_mut(|loss| loss.ignored.insert(self.path));
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq
        tuple tuple_struct map identifier
    }
}
