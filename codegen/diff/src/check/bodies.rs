//! Compares request bodies and content: presence, media types and schemas.

use colt_numbers_openapi::node::Node;

use crate::change::Change;
use crate::change_type::ChangeType;
use crate::check::members::{compare_common_member, compare_targets, not_understood};
use crate::context::Context;
use crate::direction::Direction;
use crate::document::pair::Pair;
use crate::effect::Effect;
use crate::presence::Presence;
use crate::schema::located_schema::LocatedSchema;

/// One media type of a body, with its Media Type Object.
struct MediaType<'d> {
    /// The normalized name: lower case, without blanks, and without the redundant `charset=utf-8` of JSON.
    name: String,
    node: Node<'d>,
}

/// Compares the request bodies of two operations.
pub(crate) fn compare_request_bodies<'d>(context: &Context<'d>, pair: &Pair<'d>, direction: Direction) -> Vec<Change> {
    compare_targets("requestBody", pair, |pair| {
        let mut changes = Vec::from_iter(presence_change(pair, direction));
        if pair.both().is_none() {
            return changes;
        }
        for (key, member) in pair.members() {
            match key {
                "required" => {}
                "content" => changes.extend(compare_content(context, &member, direction)),
                _ => changes.extend(compare_common_member(key, &member)),
            }
        }
        changes
    })
}

fn presence_change(pair: &Pair<'_>, direction: Direction) -> Option<Change> {
    use Presence::{Absent, Optional, Required};
    let [before, after] =
        [&pair.old, &pair.new].map(|body| body.as_ref().map_or(Absent, |body| Presence::stated(body.flag("required"))));
    let change_type = match (before, after) {
        _ if before == after => return None,
        (_, Absent) => ChangeType::RequestBodyRemoved,
        (Absent, Optional) => ChangeType::OptionalRequestBodyAdded,
        (Absent, Required) => ChangeType::RequiredRequestBodyAdded,
        (_, Optional) => ChangeType::RequestBodyBecameOptional,
        (_, Required) => ChangeType::RequestBodyBecameRequired,
    };
    Some(Change::of_presence(change_type, direction, &pair.pointer(), before, after))
}

/// Compares the media types of a body, a parameter or a header.
pub(crate) fn compare_content<'d>(context: &Context<'d>, pair: &Pair<'d>, direction: Direction) -> Vec<Change> {
    if !pair.are_objects() {
        return not_understood("content", pair);
    }
    let mut changes = Vec::new();
    let (old, new) = (media_types_of(pair.old.as_ref()), media_types_of(pair.new.as_ref()));
    let (mut unmatched_old, mut unmatched_new): (Vec<_>, Vec<_>) = (old.iter().collect(), new.iter().collect());
    unmatched_old.retain(|before| {
        let Some(index) = unmatched_new.iter().position(|after| after.name == before.name) else { return true };
        changes.extend(compare_media_type(
            context,
            &before.node,
            &unmatched_new.remove(index).node,
            &before.name,
            direction,
        ));
        false
    });
    for body in unmatched_old {
        let range = new.iter().find(|range| covers(&range.name, &body.name));
        let (change_type, effect) = match range {
            // Callers may receive media types that they do not know.
            Some(_) if direction == Direction::Received => (ChangeType::MediaTypeWidened, Effect::Breaking),
            Some(_) => (ChangeType::MediaTypeWidened, Effect::Compatible),
            None => (ChangeType::MediaTypeRemoved, Effect::Breaking),
        };
        changes.push(body.change(change_type, effect, direction));
        let range = range.map(|range| compare_media_type(context, &body.node, &range.node, &body.name, direction));
        changes.extend(range.unwrap_or_default());
    }
    for body in unmatched_new {
        let range = old.iter().find(|range| covers(&range.name, &body.name));
        let change_type = if range.is_some() { ChangeType::MediaTypeSingledOut } else { ChangeType::MediaTypeAdded };
        // Callers request the media types that they know, so a new media type does not affect them.
        changes.push(body.change(change_type, Effect::Compatible, direction));
        let range = range.map(|range| compare_media_type(context, &range.node, &body.node, &body.name, direction));
        changes.extend(range.unwrap_or_default());
    }
    changes
}

impl MediaType<'_> {
    fn change(&self, change_type: ChangeType, effect: Effect, direction: Direction) -> Change {
        Change::new(change_type, self.node.pointer.clone(), effect).in_direction(direction).with(self.name.as_str())
    }
}

fn compare_media_type<'d>(
    context: &Context<'d>,
    old: &Node<'d>,
    new: &Node<'d>,
    name: &str,
    direction: Direction,
) -> Vec<Change> {
    let pair = Pair::of(old, new);
    if !pair.are_objects() {
        return not_understood(name, &pair);
    }
    let schemas = pair.child("schema");
    let mut changes =
        context.compare_schemas(&LocatedSchema::list(schemas.old), &LocatedSchema::list(schemas.new), direction);
    for (key, member) in pair.members() {
        match key {
            "schema" => {}
            "encoding" => changes.extend(compare_encoding(&member, name)),
            _ => changes.extend(compare_common_member(key, &member)),
        }
    }
    changes
}

/// Compares the encoding of form fields, which does not apply to other bodies.
fn compare_encoding(pair: &Pair<'_>, name: &str) -> Option<Change> {
    let is_form = name.starts_with("multipart/") || name == "application/x-www-form-urlencoded";
    let effect = if is_form { Effect::Breaking } else { Effect::None };
    (!pair.is_same()).then(|| Change::new(ChangeType::EncodingChanged, pair.pointer(), effect).with(pair.action()))
}

fn media_types_of<'d>(content: Option<&Node<'d>>) -> Vec<MediaType<'d>> {
    let members = content.map(Node::members).unwrap_or_default();
    members.into_iter().map(|(name, node)| MediaType { name: normalized(name), node }).collect()
}

/// The name of a media type in lower case, without blanks, and without the redundant `charset=utf-8` of JSON.
pub(crate) fn normalized(name: &str) -> String {
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
