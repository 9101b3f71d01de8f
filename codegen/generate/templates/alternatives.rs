//! Reads a value as each of several alternatives, and finds the alternative that keeps most of the value.

use serde::de::DeserializeOwned;

use crate::json::Value;
use crate::value_reader::{Loss, PlacedValue};

/// The alternative that keeps most of a value. `None` if the value fits none of them, or if another one that it fits keeps a member that this one
/// ignores: no single alternative describes such a value.
///
/// `property` is the name of the discriminator, `tags` are all of its known values, and `choose` tries each alternative. A value with an unknown tag
/// fits only an alternative that keeps all of it.
pub(crate) fn best<T>(
    value: &PlacedValue,
    property: &str,
    tags: &[&str],
    choose: impl for<'v> FnOnce(Reader<'v, T>) -> Reader<'v, T>,
) -> Option<T> {
    let tag = match &value.value {
        Value::Object(members) => members.get(property),
        _ => None,
    };
    let (tag, is_unknown) = match tag {
        Some(Value::String(tag)) if tags.contains(&tag.as_str()) => (Some(tag.as_str()), false),
        Some(Value::String(_)) => (None, !tags.is_empty()),
        _ => (None, false),
    };
    let best = read(value, tag, choose).filter(|best| {
        let ignored = best.loss.ignored.len();
        ignored == best.ignored_by_all.len() && (!is_unknown || best.is_exact())
    });
    match best {
        Some(Best { alternative, loss, .. }) => {
            loss.record();
            Some(alternative)
        }
        None => {
            Loss::record_unknown();
            None
        }
    }
}

/// Whether a value fits any of the alternatives that `choose` tries.
pub(crate) fn fits(value: &PlacedValue, choose: impl for<'v> FnOnce(Reader<'v, ()>) -> Reader<'v, ()>) -> bool {
    let best = read(value, None, choose);
    match &best {
        Some(best) => Loss { unknown: best.loss.unknown, ignored: best.ignored_by_all.clone() }.record(),
        None => Loss::record_unknown(),
    }
    best.is_some()
}

/// The error for a value that fits no alternative of the type with this name, or several of them.
pub(crate) fn unfit<E: serde::de::Error>(name: &str) -> E {
    E::custom(format_args!("the value does not fit exactly one alternative of `{name}`"))
}

fn read<'v, T>(
    value: &'v PlacedValue,
    tag: Option<&'v str>,
    choose: impl FnOnce(Reader<'v, T>) -> Reader<'v, T>,
) -> Option<Best<T>> {
    value.bounded(|| choose(Reader { value, tag, best: None }).best).flatten()
}

/// Reads a value as each alternative.
pub(crate) struct Reader<'v, T> {
    value: &'v PlacedValue,
    /// The value of the discriminator, if an alternative has this tag.
    tag: Option<&'v str>,
    /// The best alternative so far.
    best: Option<Best<T>>,
}

/// The alternative that loses least of a value.
struct Best<T> {
    alternative: T,
    loss: Loss,
    /// The members that each alternative with as few unknown values ignores.
    ignored_by_all: std::collections::BTreeSet<u64>,
}

impl<T> Best<T> {
    /// Whether the alternative keeps all of the value.
    fn is_exact(&self) -> bool {
        self.loss.unknown == 0 && self.loss.ignored.is_empty()
    }
}

impl<T> Reader<'_, T> {
    /// Tries the alternative with these tags, unless the value has another tag, or an earlier alternative keeps all of it.
    pub(crate) fn or<A: DeserializeOwned>(mut self, tags: &[&str], make: fn(A) -> T) -> Self {
        let is_exact = self.best.as_ref().is_some_and(Best::is_exact);
        if is_exact || self.tag.is_some_and(|tag| !tags.contains(&tag)) {
            return self;
        }
        let (read, loss) = self.value.read();
        let Ok(alternative) = read else { return self };
        self.best = match self.best.take() {
            Some(best) if best.loss.unknown < loss.unknown => Some(best),
            Some(mut best) if best.loss.unknown == loss.unknown => {
                best.ignored_by_all.retain(|member| loss.ignored.contains(member));
                if loss.ignored.len() < best.loss.ignored.len() {
                    best.alternative = make(alternative);
                    best.loss = loss;
                }
                Some(best)
            }
            _ => {
                let ignored_by_all = loss.ignored.clone();
                Some(Best { alternative: make(alternative), loss, ignored_by_all })
            }
        };
        self
    }
}
