//! Bodies: whether there is one, in which media types, and what it holds.

use crate::change::{Finding, Presence, Shift, Side};
use crate::check::members::{is_same, members, place, verb};
use crate::context::Comparison;
use crate::document::Node;
use crate::report::Effect;
use crate::schema::View;

/// One media type of a body.
struct Media<'d> {
    /// As it is compared: lower case, without blanks, and without the character set that JSON has in any case.
    name: String,
    node: Node<'d>,
}

impl<'d> Comparison<'d> {
    /// The body of a request.
    pub(crate) fn body(&mut self, old: Option<&Node<'d>>, new: Option<&Node<'d>>, side: Side) {
        let Some((before, after)) = self.targets("requestBody", old, new) else {
            return;
        };
        let presence = |body: &Option<Node<'d>>| match body {
            Some(body) => Presence::stated(body.flag("required")),
            None => Presence::Absent,
        };
        let presences = (presence(&before), presence(&after));
        if presences.0 != presences.1 {
            let (effect, why) = side.presence(presences.0, presences.1);
            let what = match presences.1 {
                Presence::Absent => "the body is removed",
                Presence::Optional if presences.0 == Presence::Absent => "an optional body is added",
                Presence::Optional => "the body is now optional",
                Presence::Required if presences.0 == Presence::Absent => "a mandatory body is added",
                Presence::Required => "the body is now mandatory",
            };
            self.note(Finding::new(place(before.as_ref(), after.as_ref()), what, effect, why));
        }
        let (Some(before), Some(after)) = (&before, &after) else {
            return;
        };
        for (key, before, after) in members(Some(before), Some(after)) {
            let (before, after) = (before.as_ref(), after.as_ref());
            match key {
                "required" => {}
                "content" => self.content(before, after, side),
                _ => self.other(key, before, after),
            }
        }
    }

    /// The media types of a body, a parameter or a header.
    pub(crate) fn content(&mut self, old: Option<&Node<'d>>, new: Option<&Node<'d>>, side: Side) {
        if !self.are_objects("content", old, new) {
            return;
        }
        let (mut gone, mut come) = (media_of(old), media_of(new));
        gone.retain(|before| {
            let Some(index) = come.iter().position(|after| after.name == before.name) else {
                return true;
            };
            let after = come.remove(index);
            self.media(&before.node, &after.node, &before.name, side);
            false
        });
        let (before_all, after_all) = (media_of(old), media_of(new));
        for media in &gone {
            let range = after_all.iter().find(|range| covers(&range.name, &media.name));
            let shift = if range.is_some() { Shift::Wider } else { Shift::Narrower };
            self.media_type(media, "removed", side, shift, range.is_some());
            if let Some(range) = range {
                self.media(&media.node, &range.node, &media.name, side);
            }
        }
        for media in &come {
            let range = before_all.iter().find(|range| covers(&range.name, &media.name));
            let shift = if range.is_some() { Shift::Same } else { Shift::Wider };
            self.media_type(media, "added", side, shift, range.is_some());
            if let Some(range) = range {
                self.media(&range.node, &media.node, &media.name, side);
            }
        }
    }

    /// A media type that came or went. Readers ask for the types that they know, so one more is nothing to them; one
    /// less is what they cannot get any more.
    fn media_type(&mut self, media: &Media<'d>, verb: &str, side: Side, shift: Shift, in_range: bool) {
        let (effect, why) = match (side, shift) {
            (Side::Unused, _) => (Effect::None, "nothing that is sent or received uses it"),
            (_, Shift::Same) => (Effect::Compatible, "a range that was there covers it"),
            (Side::Sent, Shift::Wider) if in_range => (Effect::Compatible, "a range that is there now covers it"),
            (Side::Sent, Shift::Wider) => (Effect::Compatible, "callers may send one type more"),
            (Side::Received, Shift::Wider) if in_range => {
                (Effect::Breaking, "readers may get types that they do not know")
            }
            (Side::Received, Shift::Wider) => (Effect::Compatible, "readers may ask for one type more"),
            (Side::Sent, _) => (Effect::Breaking, "what callers send in it is refused"),
            (Side::Received, _) => (Effect::Breaking, "readers cannot get it any more"),
        };
        let what = format!("media type `{}` {verb}", media.name);
        self.note(Finding::new(media.node.pointer.clone(), what, effect, why));
    }

    fn media(&mut self, old: &Node<'d>, new: &Node<'d>, name: &str, side: Side) {
        if !self.are_objects(name, Some(old), Some(new)) {
            return;
        }
        let views = |node: &Node<'d>| node.child("schema").into_iter().map(View::new).collect::<Vec<_>>();
        self.schema(&views(old), &views(new), side);
        for (key, before, after) in members(Some(old), Some(new)) {
            let (before, after) = (before.as_ref(), after.as_ref());
            match key {
                "schema" => {}
                "encoding" if !is_same(before, after) => self.encoding(before, after, name, side),
                "encoding" => {}
                _ => self.other(key, before, after),
            }
        }
    }

    /// How the parts of a form are written; of other bodies it says nothing.
    fn encoding(&mut self, old: Option<&Node<'d>>, new: Option<&Node<'d>>, name: &str, side: Side) {
        let is_form = name.starts_with("multipart/") || name == "application/x-www-form-urlencoded";
        let (effect, why) = match side {
            Side::Unused => (Effect::None, "nothing that is sent or received uses it"),
            _ if !is_form => (Effect::None, "only bodies that are forms are written by it"),
            _ => (Effect::Breaking, "parts of the form are written otherwise, and the old way is not understood"),
        };
        let what = format!("`encoding` {}", verb(old, new));
        self.note(Finding::new(place(old, new), what, effect, why));
    }
}

fn media_of<'d>(content: Option<&Node<'d>>) -> Vec<Media<'d>> {
    let members = content.map(Node::members).unwrap_or_default();
    members.into_iter().map(|(name, node)| Media { name: normal(name), node }).collect()
}

fn normal(name: &str) -> String {
    let name: String = name.to_lowercase().split_whitespace().collect();
    match name.split_once(";charset=utf-8") {
        Some((json, "")) if json.ends_with("json") => json.to_owned(),
        _ => name,
    }
}

/// Whether a range such as `application/*` covers a type.
fn covers(range: &str, name: &str) -> bool {
    match range.strip_suffix('*') {
        Some("*/") => name != range,
        Some(start) => start.ends_with('/') && name.starts_with(start) && name != range,
        None => false,
    }
}
