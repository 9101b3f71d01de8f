//! Bodies: whether there is one, in which media types, and what it holds.

use colt_numbers_openapi::node::Node;

use crate::change::Change;
use crate::change_type::Kind;
use crate::check::members::{not_understood, other, targets};
use crate::context::Context;
use crate::direction::{Presence, Side};
use crate::document::pair::Pair;
use crate::effect::Effect;
use crate::schema::located_schema::View;

/// One media type of a body.
struct Media<'d> {
    /// As it is compared: lower case, without blanks, and without the character set that JSON has in any case.
    name: String,
    node: Node<'d>,
}

/// The body of a request.
pub(crate) fn request_body<'d>(context: &Context<'d>, pair: &Pair<'d>, side: Side) -> Vec<Change> {
    targets("requestBody", pair, |pair| {
        let mut changes = Vec::from_iter(presence(pair, side));
        if pair.both().is_none() {
            return changes;
        }
        for (key, member) in pair.members() {
            match key {
                "required" => {}
                "content" => changes.extend(content(context, &member, side)),
                _ => changes.extend(other(key, &member)),
            }
        }
        changes
    })
}

fn presence(pair: &Pair<'_>, side: Side) -> Option<Change> {
    use Presence::{Absent, Optional, Required};
    let [before, after] =
        [&pair.old, &pair.new].map(|body| body.as_ref().map_or(Absent, |body| Presence::stated(body.flag("required"))));
    let kind = match (before, after) {
        _ if before == after => return None,
        (_, Absent) => Kind::RequestBodyRemoved,
        (Absent, Optional) => Kind::OptionalRequestBodyAdded,
        (Absent, Required) => Kind::RequiredRequestBodyAdded,
        (_, Optional) => Kind::RequestBodyBecameOptional,
        (_, Required) => Kind::RequestBodyBecameRequired,
    };
    Some(Change::of_presence(kind, side, &pair.place(), before, after))
}

/// The media types of a body, a parameter or a header.
pub(crate) fn content<'d>(context: &Context<'d>, pair: &Pair<'d>, side: Side) -> Vec<Change> {
    if !pair.are_objects() {
        return not_understood("content", pair);
    }
    let mut changes = Vec::new();
    let (old, new) = (media_of(pair.old.as_ref()), media_of(pair.new.as_ref()));
    let (mut removed, mut added): (Vec<_>, Vec<_>) = (old.iter().collect(), new.iter().collect());
    removed.retain(|before| {
        let Some(index) = added.iter().position(|after| after.name == before.name) else { return true };
        changes.extend(media(context, &before.node, &added.remove(index).node, &before.name, side));
        false
    });
    for media_type in removed {
        let range = new.iter().find(|range| covers(&range.name, &media_type.name));
        let (kind, effect) = match range {
            // Readers may get types that they do not know.
            Some(_) if side == Side::Received => (Kind::MediaTypeWidened, Effect::Breaking),
            Some(_) => (Kind::MediaTypeWidened, Effect::Compatible),
            None => (Kind::MediaTypeRemoved, Effect::Breaking),
        };
        changes.push(media_type.change(kind, effect, side));
        let range = range.map(|range| media(context, &media_type.node, &range.node, &media_type.name, side));
        changes.extend(range.unwrap_or_default());
    }
    for media_type in added {
        let range = old.iter().find(|range| covers(&range.name, &media_type.name));
        let kind = if range.is_some() { Kind::MediaTypeSingledOut } else { Kind::MediaTypeAdded };
        // Readers ask for the types that they know, so one more is nothing to them.
        changes.push(media_type.change(kind, Effect::Compatible, side));
        let range = range.map(|range| media(context, &range.node, &media_type.node, &media_type.name, side));
        changes.extend(range.unwrap_or_default());
    }
    changes
}

impl Media<'_> {
    fn change(&self, kind: Kind, effect: Effect, side: Side) -> Change {
        Change::new(kind, self.node.pointer.clone(), effect).on(side).with(self.name.as_str())
    }
}

fn media<'d>(context: &Context<'d>, old: &Node<'d>, new: &Node<'d>, name: &str, side: Side) -> Vec<Change> {
    let pair = Pair::of(old, new);
    if !pair.are_objects() {
        return not_understood(name, &pair);
    }
    let schemas = pair.child("schema");
    let mut changes = context.schema(&View::list(schemas.old), &View::list(schemas.new), side);
    for (key, member) in pair.members() {
        match key {
            "schema" => {}
            "encoding" => changes.extend(encoding(&member, name)),
            _ => changes.extend(other(key, &member)),
        }
    }
    changes
}

/// How the parts of a form are written. It does not apply to other bodies.
fn encoding(pair: &Pair<'_>, name: &str) -> Option<Change> {
    let is_form = name.starts_with("multipart/") || name == "application/x-www-form-urlencoded";
    let effect = if is_form { Effect::Breaking } else { Effect::None };
    (!pair.is_same()).then(|| Change::new(Kind::EncodingChanged, pair.place(), effect).with(pair.verb()))
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
