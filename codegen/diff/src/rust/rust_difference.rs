//! What differs between two generated crates, and how a sentence says it.

use std::collections::BTreeMap;

use crate::effect::Effect;

/// How many items of one place a sentence names.
const MOST: usize = 3;

/// One difference, and where in the documents it comes from.
pub(super) struct Difference {
    pub(super) pointer: String,
    pub(super) effect: Effect,
    /// Whether the same code compiles and does something else.
    pub(super) behaviour: bool,
    pub(super) why: String,
}

/// A difference as it is found.
pub(super) enum Found {
    One(Difference),
    /// An item that only one of the two crates has: one sentence names all of a place.
    Single {
        pointer: String,
        is_new: bool,
        label: String,
    },
}

impl Found {
    pub(super) fn one(pointer: impl Into<String>, effect: Effect, why: String) -> Self {
        Self::One(Difference { pointer: pointer.into(), effect, behaviour: false, why })
    }

    pub(super) fn breaking(pointer: impl Into<String>, why: String) -> Self {
        Self::one(pointer, Effect::Breaking, why)
    }

    /// What compiles as before and does something else.
    pub(super) fn behaviour(pointer: String, why: String) -> Self {
        Self::One(Difference { pointer, effect: Effect::None, behaviour: true, why })
    }

    pub(super) fn old(pointer: String, label: String) -> Self {
        Self::Single { pointer, is_new: false, label }
    }

    pub(super) fn new(pointer: String, label: String) -> Self {
        Self::Single { pointer, is_new: true, label }
    }
}

/// The differences, with those of single items behind the others.
pub(super) fn grouped(found: Vec<Found>) -> Vec<Difference> {
    let mut differences = Vec::new();
    let mut single: BTreeMap<(String, bool), Vec<String>> = BTreeMap::new();
    for found in found {
        match found {
            Found::One(difference) => differences.push(difference),
            Found::Single { pointer, is_new, label } => single.entry((pointer, is_new)).or_default().push(label),
        }
    }
    differences.extend(single.into_iter().map(|((pointer, is_new), labels)| Difference {
        pointer,
        effect: if is_new { Effect::Compatible } else { Effect::Breaking },
        behaviour: false,
        why: listed(&labels, if is_new { "new" } else { "gone" }),
    }));
    differences
}

fn listed(labels: &[String], state: &str) -> String {
    match labels {
        [only] => format!("{only} is {state}"),
        labels if labels.len() > MOST + 1 => {
            format!("{} and {} more are {state}", labels[..MOST].join(", "), labels.len() - MOST)
        }
        labels => match labels.split_last() {
            Some((last, first)) => format!("{} and {last} are {state}", first.join(", ")),
            None => String::new(),
        },
    }
}
