//! Compares the responses that both documents state for each status: by number, by class or by `default`.

use std::collections::BTreeSet;

use colt_numbers_openapi::node::Node;

use crate::change::{Change, EffectReason, worst};
use crate::change_type::ChangeType;
use crate::check::bodies::compare_content;
use crate::check::headers::compare_headers;
use crate::check::members::{compare_common_member, compare_targets, compare_wording, not_understood};
use crate::context::Context;
use crate::direction::Direction;
use crate::document::pair::Pair;
use crate::effect::Effect;
use crate::presence::Presence;

/// One entry of `responses`.
#[derive(Clone)]
struct ResponseEntry<'d> {
    /// `200`, `2XX` or `default`.
    status: String,
    node: Node<'d>,
}

impl ResponseEntry<'_> {
    fn is_number(&self) -> bool {
        is_number(&self.status)
    }

    fn is_error(&self) -> bool {
        self.status.starts_with(['4', '5']) || self.status == "default"
    }
}

/// The entry that covers a status: the entry for its number, otherwise for its class, otherwise `default`.
fn entry_for<'e, 'd>(entries: &'e [ResponseEntry<'d>], status: u16) -> Option<&'e ResponseEntry<'d>> {
    let (number, class) = (status.to_string(), format!("{}XX", status / 100));
    [number.as_str(), class.as_str(), "default"]
        .into_iter()
        .find_map(|key| entries.iter().find(|entry| entry.status == key))
}

/// The entry that callers use for an unknown status: the entry of `x00` in the same class, otherwise another entry of the class.
fn nearest<'e, 'd>(entries: &'e [ResponseEntry<'d>], status: u16) -> Option<&'e ResponseEntry<'d>> {
    let class = status / 100;
    entry_for(entries, class * 100).or_else(|| {
        let of_class = |entry: &&ResponseEntry<'d>| entry.status.starts_with(&class.to_string());
        entries.iter().find(of_class)
    })
}

/// Compares the responses of an operation. The responses have this `direction`.
pub(crate) fn compare_responses<'d>(context: &Context<'d>, pair: &Pair<'d>, direction: Direction) -> Vec<Change> {
    if !pair.are_objects() {
        return not_understood("responses", pair);
    }
    let members = pair.members().into_iter().filter(|(key, _)| !is_status(key));
    let mut changes: Vec<Change> = members.flat_map(|(key, member)| compare_common_member(key, &member)).collect();
    let (before, after) = (entries(pair.old.as_ref()), entries(pair.new.as_ref()));
    let pairs: BTreeSet<(Option<String>, Option<String>)> = (100..600)
        .map(|status| {
            let key = |entries| entry_for(entries, status).map(|entry| entry.status.clone());
            (key(&before), key(&after))
        })
        .collect();
    let find =
        |entries: &[ResponseEntry<'d>], status: &str| entries.iter().find(|entry| entry.status == status).cloned();
    for (old_status, new_status) in &pairs {
        let old = old_status.as_ref().and_then(|status| find(&before, status));
        let new = new_status.as_ref().and_then(|status| find(&after, status));
        match (old, new) {
            (Some(old), Some(new)) if old.status == new.status => {
                changes.extend(compare_response(context, &old.node, &new.node, direction));
            }
            (Some(old), Some(new)) => changes.push(covered_by_other_entry(context, &old, &new, direction)),
            (Some(old), None) => {
                let is_partly = pairs.iter().any(|(other, new)| other == old_status && new.is_some());
                changes.push(removal_change(&old, is_partly));
            }
            (None, Some(new)) => changes.push(addition_change(context, &new, &before, direction)),
            (None, None) => {}
        }
    }
    changes
}

/// The change of a status that is now covered by another entry than before.
fn covered_by_other_entry<'d>(
    context: &Context<'d>,
    old: &ResponseEntry<'d>,
    new: &ResponseEntry<'d>,
    direction: Direction,
) -> Change {
    let is_split_off = new.is_number() && !old.is_number();
    let found = context.compare_separately(|| compare_response(context, &old.node, &new.node, direction));
    // An entry for an error without `content` states nothing about the body, so any body is possible.
    let is_left_open =
        |change: &Change| is_split_off && new.is_error() && change.change_type == ChangeType::ResponseContentRemoved;
    let breaking = found.iter().find(|change| change.wire == Effect::Breaking && !is_left_open(change)).cloned();
    let (effect, reason) = match breaking {
        Some(first) => (Effect::Breaking, EffectReason::OtherChange(Box::new(first))),
        None if worst(&found) == Effect::None => (Effect::None, EffectReason::ChangeType),
        None => (Effect::Compatible, EffectReason::ChangeType),
    };
    let change_type = match (is_split_off, old.is_number()) {
        (true, _) => ChangeType::StatusSplitOff,
        (false, true) => ChangeType::StatusMerged,
        (false, false) => ChangeType::StatusStatedByAnother,
    };
    let (status, other) = if change_type == ChangeType::StatusMerged { (old, new) } else { (new, old) };
    let change = Change::new(change_type, status.node.pointer.clone(), effect).because(reason);
    change.with(status.status.as_str()).with(other.status.as_str()).moving(&old.node.pointer, &new.node.pointer)
}

fn removal_change(old: &ResponseEntry<'_>, is_partly: bool) -> Change {
    let (change_type, effect) = match is_partly {
        true => (ChangeType::StatusPartlyRemoved, Effect::Compatible),
        false => (ChangeType::StatusRemoved, Effect::Breaking),
    };
    Change::new(change_type, old.node.pointer.clone(), effect).with(old.status.as_str())
}

/// The change of a status that no entry covered before. Callers treat an unknown status as `x00` of its class (RFC 9110, section 15), so
/// the response of a new success status must be valid for the known status. Errors may have any body.
fn addition_change<'d>(
    context: &Context<'d>,
    new: &ResponseEntry<'d>,
    before: &[ResponseEntry<'d>],
    direction: Direction,
) -> Change {
    let is_new =
        |status: &u16| entry_for(std::slice::from_ref(new), *status).is_some() && entry_for(before, *status).is_none();
    let known = (100..600).filter(is_new).find_map(|status| nearest(before, status));
    let breaking = known.filter(|_| !new.is_error()).and_then(|known| {
        let found = context.compare_separately(|| compare_response(context, &known.node, &new.node, direction));
        let breaking = found.into_iter().find(|change| change.wire == Effect::Breaking)?;
        Some(EffectReason::TreatedAsStatus(known.status.clone(), Box::new(breaking)))
    });
    let (effect, reason) = match breaking {
        Some(reason) => (Effect::Breaking, reason),
        None => (Effect::Compatible, EffectReason::ChangeType),
    };
    Change::new(ChangeType::StatusAdded, new.node.pointer.clone(), effect).because(reason).with(new.status.as_str())
}

fn compare_response<'d>(context: &Context<'d>, old: &Node<'d>, new: &Node<'d>, direction: Direction) -> Vec<Change> {
    compare_targets("response", &Pair::of(old, new), |pair| {
        let mut changes = Vec::new();
        for (key, member) in pair.members() {
            match key {
                "headers" => changes.extend(compare_headers(context, &member, direction)),
                "content" => changes.extend(compare_response_content(context, &member, direction)),
                // Links only describe further calls, and each call is compared as an operation.
                "links" => changes.extend(compare_wording(key, &member)),
                _ => changes.extend(compare_common_member(key, &member)),
            }
        }
        changes
    })
}

fn compare_response_content<'d>(context: &Context<'d>, pair: &Pair<'d>, direction: Direction) -> Vec<Change> {
    use Presence::{Absent, Optional, Required};
    let stated = [&pair.old, &pair.new].map(|node| node.as_ref().is_some_and(|node| !node.members().is_empty()));
    let (change_type, before, after) = match stated {
        [true, true] => return compare_content(context, pair, direction),
        [false, false] => return Vec::new(),
        [true, false] => (ChangeType::ResponseContentRemoved, Required, Absent),
        [false, true] => (ChangeType::ResponseContentAdded, Absent, Optional),
    };
    vec![Change::of_presence(change_type, direction, &pair.pointer(), before, after)]
}

fn is_number(status: &str) -> bool {
    status.len() == 3 && status.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_class(status: &str) -> bool {
    status.len() == 3 && status.ends_with("XX") && status.as_bytes()[0].is_ascii_digit()
}

/// Whether a key is a status, in any case: a number, a class or `default`.
fn is_status(key: &str) -> bool {
    let upper = key.to_uppercase();
    let first = upper.bytes().next().unwrap_or_default();
    key == "default" || ((is_number(&upper) || is_class(&upper)) && (b'1'..=b'5').contains(&first))
}

fn entries<'d>(responses: Option<&Node<'d>>) -> Vec<ResponseEntry<'d>> {
    let members = responses.map(Node::members).unwrap_or_default();
    members
        .into_iter()
        .filter(|(key, _)| is_status(key))
        .map(|(key, node)| ResponseEntry {
            status: if key == "default" { key.to_owned() } else { key.to_uppercase() },
            node,
        })
        .collect()
}
