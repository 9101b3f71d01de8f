//! Responses by status: what is stated for each status that a server may send, whether by number, class or `default`.

use std::collections::BTreeSet;

use colt_numbers_openapi::node::Node;

use crate::change::{Change, Why, worst};
use crate::change_type::Kind;
use crate::check::bodies::content;
use crate::check::headers::headers;
use crate::check::members::{not_understood, other, targets, wording};
use crate::context::Context;
use crate::direction::{Presence, Side};
use crate::document::pair::Pair;
use crate::effect::Effect;

/// One entry of `responses`.
#[derive(Clone)]
struct Entry<'d> {
    /// `200`, `2XX` or `default`.
    status: String,
    node: Node<'d>,
}

impl Entry<'_> {
    fn is_number(&self) -> bool {
        is_number(&self.status)
    }

    fn is_error(&self) -> bool {
        self.status.starts_with(['4', '5']) || self.status == "default"
    }
}

/// The entry that speaks for a status: the number itself, then its class, then the default.
fn entry_for<'e, 'd>(entries: &'e [Entry<'d>], status: u16) -> Option<&'e Entry<'d>> {
    let (number, class) = (status.to_string(), format!("{}XX", status / 100));
    [number.as_str(), class.as_str(), "default"]
        .into_iter()
        .find_map(|key| entries.iter().find(|entry| entry.status == key))
}

/// The entry that a reader goes by who does not know the status: that of the class's first number, or any of the class.
fn nearest<'e, 'd>(entries: &'e [Entry<'d>], status: u16) -> Option<&'e Entry<'d>> {
    let class = status / 100;
    entry_for(entries, class * 100).or_else(|| {
        let of_class = |entry: &&Entry<'d>| entry.status.starts_with(&class.to_string());
        entries.iter().find(of_class)
    })
}

/// `side` is that of responses.
pub(crate) fn responses<'d>(context: &Context<'d>, pair: &Pair<'d>, side: Side) -> Vec<Change> {
    if !pair.are_objects() {
        return not_understood("responses", pair);
    }
    let members = pair.members().into_iter().filter(|(key, _)| !is_status(key));
    let mut changes: Vec<Change> = members.flat_map(|(key, member)| other(key, &member)).collect();
    let (before, after) = (entries(pair.old.as_ref()), entries(pair.new.as_ref()));
    let pairs: BTreeSet<(Option<String>, Option<String>)> = (100..600)
        .map(|status| {
            let key = |entries| entry_for(entries, status).map(|entry| entry.status.clone());
            (key(&before), key(&after))
        })
        .collect();
    let find = |entries: &[Entry<'d>], status: &str| entries.iter().find(|entry| entry.status == status).cloned();
    for (old_status, new_status) in &pairs {
        let old = old_status.as_ref().and_then(|status| find(&before, status));
        let new = new_status.as_ref().and_then(|status| find(&after, status));
        match (old, new) {
            (Some(old), Some(new)) if old.status == new.status => {
                changes.extend(response(context, &old.node, &new.node, side));
            }
            (Some(old), Some(new)) => changes.push(stated_by_another(context, &old, &new, side)),
            (Some(old), None) => {
                let partly = pairs.iter().any(|(other, new)| other == old_status && new.is_some());
                changes.push(removed(&old, partly));
            }
            (None, Some(new)) => changes.push(added(context, &new, &before, side)),
            (None, None) => {}
        }
    }
    changes
}

/// A status that one entry spoke for and another does now.
fn stated_by_another<'d>(context: &Context<'d>, old: &Entry<'d>, new: &Entry<'d>, side: Side) -> Change {
    let is_split_off = new.is_number() && !old.is_number();
    let found = context.apart(|| response(context, &old.node, &new.node, side));
    // An error of its own that states no body states less, not that there is none.
    let unsaid = |change: &Change| is_split_off && new.is_error() && change.kind == Kind::ResponseContentRemoved;
    let breaking = found.iter().find(|change| change.wire == Effect::Breaking && !unsaid(change)).cloned();
    let (effect, why) = match breaking {
        Some(first) => (Effect::Breaking, Why::Change(Box::new(first))),
        None if worst(&found) == Effect::None => (Effect::None, Why::OfKind),
        None => (Effect::Compatible, Why::OfKind),
    };
    let kind = match (is_split_off, old.is_number()) {
        (true, _) => Kind::StatusSplitOff,
        (false, true) => Kind::StatusMerged,
        (false, false) => Kind::StatusStatedByAnother,
    };
    let (of, by) = if kind == Kind::StatusMerged { (old, new) } else { (new, old) };
    let change = Change::new(kind, of.node.pointer.clone(), effect).because(why);
    change.with(of.status.as_str()).with(by.status.as_str()).moving(&old.node.pointer, &new.node.pointer)
}

fn removed(old: &Entry<'_>, partly: bool) -> Change {
    let (kind, effect) = match partly {
        true => (Kind::StatusPartlyRemoved, Effect::Compatible),
        false => (Kind::StatusRemoved, Effect::Breaking),
    };
    Change::new(kind, old.node.pointer.clone(), effect).with(old.status.as_str())
}

/// A status that nothing spoke for. Readers take an unknown status for the first of its class (RFC 9110, 15), so a
/// new success has to hold what the known one does; errors of any shape are to be expected.
fn added<'d>(context: &Context<'d>, new: &Entry<'d>, before: &[Entry<'d>], side: Side) -> Change {
    let is_new =
        |status: &u16| entry_for(std::slice::from_ref(new), *status).is_some() && entry_for(before, *status).is_none();
    let known = (100..600).filter(is_new).find_map(|status| nearest(before, status));
    let breaking = known.filter(|_| !new.is_error()).and_then(|known| {
        let found = context.apart(|| response(context, &known.node, &new.node, side));
        let breaking = found.into_iter().find(|change| change.wire == Effect::Breaking)?;
        Some(Why::TakenFor(known.status.clone(), Box::new(breaking)))
    });
    let (effect, why) = match breaking {
        Some(why) => (Effect::Breaking, why),
        None => (Effect::Compatible, Why::OfKind),
    };
    Change::new(Kind::StatusAdded, new.node.pointer.clone(), effect).because(why).with(new.status.as_str())
}

fn response<'d>(context: &Context<'d>, old: &Node<'d>, new: &Node<'d>, side: Side) -> Vec<Change> {
    targets("response", &Pair::of(old, new), |pair| {
        let mut changes = Vec::new();
        for (key, member) in pair.members() {
            match key {
                "headers" => changes.extend(headers(context, &member, side)),
                "content" => changes.extend(response_content(context, &member, side)),
                // Hints at further calls; each of these is compared as an operation.
                "links" => changes.extend(wording(key, &member)),
                _ => changes.extend(other(key, &member)),
            }
        }
        changes
    })
}

fn response_content<'d>(context: &Context<'d>, pair: &Pair<'d>, side: Side) -> Vec<Change> {
    use Presence::{Absent, Optional, Required};
    let stated = [&pair.old, &pair.new].map(|node| node.as_ref().is_some_and(|node| !node.members().is_empty()));
    let (kind, before, after) = match stated {
        [true, true] => return content(context, pair, side),
        [false, false] => return Vec::new(),
        [true, false] => (Kind::ResponseContentRemoved, Required, Absent),
        [false, true] => (Kind::ResponseContentAdded, Absent, Optional),
    };
    vec![Change::of_presence(kind, side, &pair.place(), before, after)]
}

fn is_number(status: &str) -> bool {
    status.len() == 3 && status.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_class(status: &str) -> bool {
    status.len() == 3 && status.ends_with("XX") && status.as_bytes()[0].is_ascii_digit()
}

/// Whether the key, in whatever case, is one that responses have.
fn is_status(key: &str) -> bool {
    let upper = key.to_uppercase();
    let first = upper.bytes().next().unwrap_or_default();
    key == "default" || ((is_number(&upper) || is_class(&upper)) && (b'1'..=b'5').contains(&first))
}

fn entries<'d>(responses: Option<&Node<'d>>) -> Vec<Entry<'d>> {
    let members = responses.map(Node::members).unwrap_or_default();
    members
        .into_iter()
        .filter(|(key, _)| is_status(key))
        .map(|(key, node)| Entry { status: if key == "default" { key.to_owned() } else { key.to_uppercase() }, node })
        .collect()
}
