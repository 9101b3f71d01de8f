//! Differences between two generated crates, and the sentences that describe them.

use std::collections::BTreeMap;

use crate::effect::Effect;

/// The largest number of items that a sentence names.
const MOST_NAMED_ITEMS: usize = 3;

/// A difference of the generated code, with the pointer at which it is reported.
pub(super) struct RustDifference {
    pub(super) pointer: String,
    pub(super) effect: Effect,
    /// Whether the same code still compiles, but behaves differently.
    pub(super) changes_behaviour: bool,
    pub(super) reason: String,
}

/// A difference before grouping.
pub(super) enum ItemDifference {
    /// An item that both crates have, but differently.
    InBoth(RustDifference),
    /// An item that only one of the crates has. One sentence names all such items at the same pointer.
    InOne { pointer: String, is_new: bool, label: String },
}

impl ItemDifference {
    pub(super) fn with_effect(pointer: impl Into<String>, effect: Effect, reason: String) -> Self {
        Self::InBoth(RustDifference { pointer: pointer.into(), effect, changes_behaviour: false, reason })
    }

    pub(super) fn breaking(pointer: impl Into<String>, reason: String) -> Self {
        Self::with_effect(pointer, Effect::Breaking, reason)
    }

    /// Code that compiles as before, but behaves differently.
    pub(super) fn changed_behaviour(pointer: String, reason: String) -> Self {
        Self::InBoth(RustDifference { pointer, effect: Effect::None, changes_behaviour: true, reason })
    }

    pub(super) fn removed(pointer: String, label: String) -> Self {
        Self::InOne { pointer, is_new: false, label }
    }

    pub(super) fn added(pointer: String, label: String) -> Self {
        Self::InOne { pointer, is_new: true, label }
    }
}

/// Groups added and removed items by pointer. The groups come after the other differences.
pub(super) fn grouped(all: Vec<ItemDifference>) -> Vec<RustDifference> {
    let mut differences = Vec::new();
    let mut in_one: BTreeMap<(String, bool), Vec<String>> = BTreeMap::new();
    for difference in all {
        match difference {
            ItemDifference::InBoth(difference) => differences.push(difference),
            ItemDifference::InOne { pointer, is_new, label } => {
                in_one.entry((pointer, is_new)).or_default().push(label);
            }
        }
    }
    differences.extend(in_one.into_iter().map(|((pointer, is_new), labels)| RustDifference {
        pointer,
        effect: if is_new { Effect::Compatible } else { Effect::Breaking },
        changes_behaviour: false,
        reason: listed(&labels, if is_new { "new" } else { "removed" }),
    }));
    differences
}

fn listed(labels: &[String], state: &str) -> String {
    match labels {
        [only] => format!("{only} is {state}"),
        labels if labels.len() > MOST_NAMED_ITEMS + 1 => {
            let (named, more) = labels.split_at(MOST_NAMED_ITEMS);
            format!("{} and {} more are {state}", named.join(", "), more.len())
        }
        labels => match labels.split_last() {
            Some((last, first)) => format!("{} and {last} are {state}", first.join(", ")),
            None => String::new(),
        },
    }
}
