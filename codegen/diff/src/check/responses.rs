//! Answers by status: what is stated for each status that a server may send, whether by number, class or `default`.

use std::collections::BTreeSet;

use crate::change::{Finding, Presence, Side};
use crate::check::members::{members, place};
use crate::context::{Comparison, worst};
use crate::document::Node;
use crate::report::Effect;

/// One entry of `responses`.
#[derive(Clone)]
struct Entry<'d> {
    /// `200`, `2XX` or `default`.
    status: String,
    node: Node<'d>,
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

fn is_error(status: &str) -> bool {
    status.starts_with('4') || status.starts_with('5') || status == "default"
}

impl<'d> Comparison<'d> {
    /// `side` is that of answers.
    pub(crate) fn responses(&mut self, old: Option<&Node<'d>>, new: Option<&Node<'d>>, side: Side) {
        if !self.are_objects("responses", old, new) {
            return;
        }
        for (key, before, after) in members(old, new) {
            if !is_status(key) {
                self.other(key, before.as_ref(), after.as_ref());
            }
        }
        let (before, after) = (entries(old), entries(new));
        let pairs: BTreeSet<(Option<String>, Option<String>)> = (100..600)
            .map(|status| {
                let key = |entries| entry_for(entries, status).map(|entry| entry.status.clone());
                (key(&before), key(&after))
            })
            .collect();
        let find = |entries: &[Entry<'d>], status: &str| entries.iter().find(|entry| entry.status == status).cloned();
        for (was, is) in &pairs {
            let was = was.as_ref().and_then(|status| find(&before, status));
            let is = is.as_ref().and_then(|status| find(&after, status));
            match (was, is) {
                (Some(was), Some(is)) if was.status == is.status => {
                    self.response(&was.node, &is.node, side);
                }
                (Some(was), Some(is)) => self.response_by_another(&was, &is, side),
                (Some(was), None) => {
                    let partly =
                        pairs.iter().any(|(other, is)| other.as_deref() == Some(was.status.as_str()) && is.is_some());
                    self.response_gone(&was, partly, side);
                }
                (None, Some(is)) => self.response_added(&is, &before, side),
                (None, None) => {}
            }
        }
    }

    /// A status that one entry spoke for and another does now.
    fn response_by_another(&mut self, was: &Entry<'d>, is: &Entry<'d>, side: Side) {
        let split_off = is_number(&is.status) && !is_number(&was.status);
        let findings = self.probe(|comparison| comparison.response(&was.node, &is.node, side));
        let breaking = findings.iter().find(|finding| {
            // An error of its own that states no body states less, not that there is none.
            let unsaid = split_off
                && is_error(&is.status)
                && finding.pointer.ends_with("/content")
                && finding.what.contains("removed");
            finding.wire == Effect::Breaking && !unsaid
        });
        let (status, pointer) = if split_off || !is_number(&was.status) {
            (&is.status, &is.node.pointer)
        } else {
            (&was.status, &was.node.pointer)
        };
        let (before, after) = (&was.status, &is.status);
        let what = if status == before {
            format!("status `{before}` is no longer stated by itself, and `{after}` speaks for it")
        } else if status == after && split_off {
            format!("status `{after}` is stated by itself, and `{before}` spoke for it")
        } else {
            format!("`{after}` speaks for what `{before}` spoke for")
        };
        let (effect, why) = match breaking {
            Some(first) => (Effect::Breaking, format!("{}, and {}", first.what, first.why)),
            None if side == Side::Unused => (Effect::None, "nothing that is sent or received uses it".to_owned()),
            None if worst(&findings) == Effect::None => (Effect::None, "what readers get stays the same".to_owned()),
            None => (Effect::Compatible, "readers of the old answer read the new one".to_owned()),
        };
        self.settle(&was.node.pointer, &is.node.pointer);
        self.note(Finding::new(pointer.clone(), what, effect, why));
    }

    fn response_gone(&mut self, was: &Entry<'d>, partly: bool, side: Side) {
        let (what, effect, why) = if partly {
            (
                format!("some statuses of `{}` are no longer stated", was.status),
                Effect::Compatible,
                "readers get nothing that they did not get before",
            )
        } else {
            (
                format!("status `{}` removed", was.status),
                Effect::Breaking,
                "readers no longer know what such an answer holds, or wait for it in vain",
            )
        };
        let effect = if side == Side::Unused { Effect::None } else { effect };
        self.note(Finding::new(was.node.pointer.clone(), what, effect, why));
    }

    /// A status that nothing spoke for. Readers take an unknown status for the first of its class (RFC 9110, 15), so a
    /// new success has to hold what the known one does; errors of any shape are to be expected.
    fn response_added(&mut self, is: &Entry<'d>, before: &[Entry<'d>], side: Side) {
        let known = (100..600)
            .filter(|&status| {
                entry_for(std::slice::from_ref(is), status).is_some() && entry_for(before, status).is_none()
            })
            .find_map(|status| nearest(before, status));
        let breaking = match known {
            Some(known) if !is_error(&is.status) => {
                let findings = self.probe(|comparison| comparison.response(&known.node, &is.node, side));
                let breaking = findings.into_iter().find(|finding| finding.wire == Effect::Breaking);
                breaking.map(|finding| format!("readers take it for `{}`, but {}", known.status, finding.what))
            }
            _ => None,
        };
        let what = format!("status `{}` added", is.status);
        let (effect, why) = match breaking {
            Some(why) => (Effect::Breaking, why),
            None if side == Side::Unused => (Effect::None, "nothing that is sent or received uses it".to_owned()),
            None => (
                Effect::Compatible,
                "readers treat a status that they do not know like the others of its class".to_owned(),
            ),
        };
        self.note(Finding::new(is.node.pointer.clone(), what, effect, why));
    }

    fn response(&mut self, old: &Node<'d>, new: &Node<'d>, side: Side) {
        let Some((Some(old), Some(new))) = self.targets("response", Some(old), Some(new)) else {
            return;
        };
        for (key, before, after) in members(Some(&old), Some(&new)) {
            let (before, after) = (before.as_ref(), after.as_ref());
            match key {
                "headers" => self.headers(before, after, side),
                "content" => self.response_content(before, after, side),
                // Hints at further calls; each of these is compared as an operation.
                "links" => self.wording(key, before, after),
                _ => self.other(key, before, after),
            }
        }
    }

    fn response_content(&mut self, old: Option<&Node<'d>>, new: Option<&Node<'d>>, side: Side) {
        let is_stated = |node: Option<&Node<'d>>| node.is_some_and(|node| !node.members().is_empty());
        let (effect, what, why) = match (is_stated(old), is_stated(new)) {
            (true, true) => return self.content(old, new, side),
            (false, false) => return,
            (true, false) => {
                let (effect, why) = side.presence(Presence::Required, Presence::Absent);
                (effect, "`content` removed", why)
            }
            (false, true) => {
                let (effect, why) = side.presence(Presence::Absent, Presence::Optional);
                (effect, "`content` added", why)
            }
        };
        self.note(Finding::new(place(old, new), what, effect, why));
    }
}

fn is_number(status: &str) -> bool {
    status.len() == 3 && status.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_class(status: &str) -> bool {
    status.len() == 3 && status.ends_with("XX") && status.as_bytes()[0].is_ascii_digit()
}

/// Whether the key, in whatever case, is one that answers have.
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
