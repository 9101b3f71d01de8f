//! Compares `x-codes`: the error codes that a document lists. Callers receive a code whether or not the document lists it, so a change has no
//! effect on the wire, but may have one on callers that depend on the meaning of a code.

use colt_numbers_openapi::node::Node;

use crate::change::{Change, MessageValue};
use crate::change_type::ChangeType;
use crate::document::pair::Pair;
use crate::effect::Effect;

/// Whether two entries are the same one.
type IsSame<'f> = &'f dyn Fn(&Node<'_>, &Node<'_>) -> bool;

/// Compares two lists of error codes. Codes are matched by code and status, otherwise by code, otherwise by everything else: then the code was
/// renamed, if no entry of the other list has it.
pub(crate) fn compare_error_codes<'d>(pair: &Pair<'d>) -> Vec<Change> {
    let items = |node: &Option<Node<'d>>| node.as_ref().map(Node::items).unwrap_or_default();
    let (old, new) = (items(&pair.old), items(&pair.new));
    let (mut removed, mut added) = (old.clone(), new.clone());
    let mut changes = Vec::new();
    let is_renamed = |before: &Node<'_>, after: &Node<'_>| {
        let is_kept = new.iter().any(|other| is_same_code(before, other));
        is_same_meaning(before, after) && !is_kept && !old.iter().any(|other| is_same_code(after, other))
    };
    let by_each: [IsSame<'_>; 3] = [&is_same_code_and_status, &is_same_code, &is_renamed];
    for is_same in by_each {
        removed.retain(|old| {
            let Some(index) = added.iter().position(|new| is_same(old, new)) else { return true };
            changes.extend(compare_error_code(old, &added.remove(index)));
            false
        });
    }
    let statement = |node: &Node<'_>| MessageValue::Quote(node.value.get("statement").cloned());
    changes.extend(added.iter().map(|new| {
        let change = Change::new(ChangeType::ErrorCodeAdded, new.pointer.clone(), Effect::Compatible);
        change.with(code(new)).with(statement(new))
    }));
    changes.extend(removed.iter().map(|old| {
        behaviour_change(ChangeType::ErrorCodeRemoved, old.pointer.clone()).with(code(old)).with(statement(old))
    }));
    changes
}

fn compare_error_code(old: &Node<'_>, new: &Node<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    for (key, member) in Pair::of(old, new).members().into_iter().filter(|(_, member)| !member.is_same()) {
        changes.push(match key {
            "code" => {
                let change = behaviour_change(ChangeType::ErrorCodeRenamed, new.pointer.clone());
                change.with(code(old)).with(code(new)).moving(&old.pointer, &new.pointer)
            }
            "x-source" | "x-assumption" => {
                let change = Change::new(ChangeType::SourceChanged, member.pointer(), Effect::None);
                change.with(key).with(member.action())
            }
            _ => {
                let change = behaviour_change(ChangeType::ErrorCodeChanged, member.pointer());
                change.with(key).with(code(new)).with(member.old_and_new_prose())
            }
        });
    }
    changes
}

fn behaviour_change(change_type: ChangeType, pointer: String) -> Change {
    Change::new(change_type, pointer, Effect::None).with_changed_meaning(true)
}

fn code(entry: &Node<'_>) -> String {
    entry.text("code").unwrap_or_default().to_owned()
}

fn is_same_code_and_status(old: &Node<'_>, new: &Node<'_>) -> bool {
    is_same_code(old, new) && old.value.get("status") == new.value.get("status")
}

fn is_same_code(old: &Node<'_>, new: &Node<'_>) -> bool {
    old.value.get("code") == new.value.get("code")
}

fn is_same_meaning(old: &Node<'_>, new: &Node<'_>) -> bool {
    ["status", "statement"].iter().all(|key| old.value.get(key) == new.value.get(key))
}
