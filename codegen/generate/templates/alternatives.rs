//! Reads a value as one of several alternatives: the alternative that keeps most of the value.

use serde::de::DeserializeOwned;

use crate::json::Value;
use crate::value_reader::{self, UNKNOWN_VALUE};

/// The best alternative; `None` if the value fits none of them. `property` is the name of the discriminator, `tags` are all of its known values, and
/// `choose` tries each alternative. A value with an unknown tag fits only an alternative that keeps all of it.
pub(crate) fn best<T>(
    value: &Value,
    property: &str,
    tags: &[&str],
    choose: impl for<'v> FnOnce(Reader<'v, T>) -> Reader<'v, T>,
) -> Option<T> {
    let tag = match value {
        Value::Object(members) => members.get(property),
        _ => None,
    };
    let (tag, is_unknown) = match tag {
        Some(Value::String(tag)) if tags.contains(&tag.as_str()) => (Some(tag.as_str()), false),
        Some(Value::String(_)) => (None, !tags.is_empty()),
        _ => (None, false),
    };
    let best = value_reader::bounded(value, || choose(Reader { value, tag, best: None }).best).flatten();
    let best = best.filter(|(loss, _)| *loss == 0 || !is_unknown);
    value_reader::lose(best.as_ref().map_or(UNKNOWN_VALUE, |(loss, _)| *loss));
    best.map(|(_, value)| value)
}

/// The error for a value that fits no alternative of the type with this name.
pub(crate) fn unfit<E: serde::de::Error>(name: &str) -> E {
    E::custom(format_args!("the value fits no variant of `{name}`"))
}

/// Reads a value as each alternative.
pub(crate) struct Reader<'v, T> {
    value: &'v Value,
    /// The value of the discriminator, if an alternative has this tag.
    tag: Option<&'v str>,
    /// The best alternative so far, and what it loses.
    best: Option<(u64, T)>,
}

impl<T> Reader<'_, T> {
    /// Tries the alternative with these tags, unless the value has another tag, or an earlier alternative keeps all of it.
    pub(crate) fn or<A: DeserializeOwned>(mut self, tags: &[&str], make: fn(A) -> T) -> Self {
        let is_exact = matches!(self.best, Some((0, _)));
        if is_exact || self.tag.is_some_and(|tag| !tags.contains(&tag)) {
            return self;
        }
        let (read, loss) = value_reader::measured(|| value_reader::read(self.value));
        let is_better = match self.best {
            Some((least, _)) => loss < least,
            None => true,
        };
        if let Ok(alternative) = read
            && is_better
        {
            self.best = Some((loss, make(alternative)));
        }
        self
    }
}
