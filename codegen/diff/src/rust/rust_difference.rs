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
    /// What users of the code do about it.
    pub(super) task: String,
}

/// A difference before grouping.
pub(super) enum ItemDifference {
    /// An item that both crates have, but differently.
    InBoth(RustDifference),
    /// An item that only one of the crates has. One sentence names all such items at the same pointer.
    InOne { pointer: String, is_new: bool, label: String },
}

impl ItemDifference {
    pub(super) fn breaking(pointer: impl Into<String>, reason: String, task: String) -> Self {
        let (pointer, effect) = (pointer.into(), Effect::Breaking);
        Self::InBoth(RustDifference { pointer, effect, changes_behaviour: false, reason, task })
    }

    /// Something that code may use, but need not.
    pub(super) fn compatible(pointer: impl Into<String>, reason: String, task: String) -> Self {
        let (pointer, effect) = (pointer.into(), Effect::Compatible);
        Self::InBoth(RustDifference { pointer, effect, changes_behaviour: false, reason, task })
    }

    /// Code that compiles as before, but behaves differently.
    pub(super) fn changed_behaviour(pointer: String, reason: String, task: String) -> Self {
        Self::InBoth(RustDifference { pointer, effect: Effect::None, changes_behaviour: true, reason, task })
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
        reason: format!(
            "{} {} {}",
            listed(&labels),
            if labels.len() == 1 { "is" } else { "are" },
            if is_new { "new" } else { "removed" }
        ),
        task: format!("{} {}", if is_new { "use" } else { "remove uses of" }, listed(&labels)),
    }));
    differences
}

fn listed(labels: &[String]) -> String {
    match labels {
        labels if labels.len() > MOST_NAMED_ITEMS + 1 => {
            let (named, more) = labels.split_at(MOST_NAMED_ITEMS);
            format!("{} and {} more", named.join(", "), more.len())
        }
        labels => match labels.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, first)) => format!("{} and {last}", first.join(", ")),
            None => String::new(),
        },
    }
}
