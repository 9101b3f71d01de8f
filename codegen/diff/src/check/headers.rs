//! What a parameter and a header of a response have in common: how the value is written, and what it may be; and headers.

use colt_numbers_openapi::node::Node;
use colt_numbers_openapi::pointer::join;

use crate::change::Change;
use crate::change_type::Kind;
use crate::check::bodies::content;
use crate::check::members::{deprecation, not_understood, other, targets};
use crate::context::Context;
use crate::direction::{Presence, Side};
use crate::document::pair::Pair;
use crate::effect::Effect;
use crate::schema::json_types::Kinds;
use crate::schema::located_schema::View;
use crate::schema::shape::Shape;
use crate::schema::strings::Strings;

/// A parameter, or a header of a response. `location` is where the value travels: `query`, `header` and so on.
pub(crate) fn header<'d>(
    context: &Context<'d>,
    old: &Node<'d>,
    new: &Node<'d>,
    location: &str,
    side: Side,
) -> Vec<Change> {
    let pair = Pair::of(old, new);
    let mut changes = serialisation(old, new, location, side);
    changes.extend(value(context, &pair, side));
    for (key, member) in pair.members() {
        match key {
            "name" | "in" | "required" | "style" | "explode" | "allowReserved" | "allowEmptyValue" => {}
            "schema" | "content" => {}
            "deprecated" => changes.extend(deprecation(&member, side)),
            _ => changes.extend(other(key, &member)),
        }
    }
    changes
}

/// How the value is written into the request, where that changed and the schema lets it show.
fn serialisation(old: &Node<'_>, new: &Node<'_>, location: &str, side: Side) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut note = |kind, key: &str, effect, before: &dyn ToString, after: &dyn ToString| {
        let change = Change::new(kind, join(&new.pointer, key), effect);
        changes.push(change.with(before.to_string()).with(after.to_string()));
    };
    let styles = (style(old, location), style(new, location));
    if styles.0 != styles.1 {
        note(Kind::StyleChanged, "style", Effect::Breaking, &styles.0, &styles.1);
    }
    let explodes = (explode(old, styles.0), explode(new, styles.1));
    if explodes.0 != explodes.1 {
        // A single value is written the same way.
        let effect = if is_scalar(old) && is_scalar(new) { Effect::None } else { Effect::Breaking };
        note(Kind::ExplodeChanged, "explode", effect, &explodes.0, &explodes.1);
    }
    for (key, kind) in
        [("allowReserved", Kind::AllowReservedChanged), ("allowEmptyValue", Kind::AllowEmptyValueChanged)]
    {
        let flags = (old.flag(key), new.flag(key));
        let effect = match flags {
            // Both concern query parameters only.
            _ if location != "query" => Effect::None,
            (false, true) if side == Side::Sent => Effect::Compatible,
            _ => Effect::Breaking,
        };
        if flags.0 != flags.1 {
            note(kind, key, effect, &flags.0, &flags.1);
        }
    }
    changes
}

/// What the value may be, by `schema` or `content`.
fn value<'d>(context: &Context<'d>, pair: &Pair<'d>, side: Side) -> Vec<Change> {
    let contents = pair.child("content");
    if contents.old.is_some() != contents.new.is_some() {
        let change = Change::new(Kind::ParameterContentChanged, contents.place(), Effect::Breaking);
        return vec![change.with(contents.verb())];
    }
    let mut changes = content(context, &contents, side);
    let schemas = pair.child("schema");
    let (before, after) = (View::list(schemas.old), View::list(schemas.new));
    if side == Side::Sent && is_any_text(&after) && is_single(&before) && !is_text(&before) {
        let place = after.first().map_or_else(String::new, |view| view.at("type"));
        changes.push(Change::new(Kind::ParameterBecameText, place, Effect::Compatible));
        return changes;
    }
    changes.extend(context.schema(&before, &after, side));
    changes
}

/// The headers of a response, by their names in whatever case.
pub(crate) fn headers<'d>(context: &Context<'d>, pair: &Pair<'d>, side: Side) -> Vec<Change> {
    if !pair.are_objects() {
        return not_understood("headers", pair);
    }
    let of = |node: Option<&Node<'d>>| -> Vec<(&'d str, Node<'d>)> {
        let members = node.map(Node::members).unwrap_or_default();
        members.into_iter().filter(|(name, _)| !name.eq_ignore_ascii_case("content-type")).collect()
    };
    let (mut removed, mut added) = (of(pair.old.as_ref()), of(pair.new.as_ref()));
    let mut changes = Vec::new();
    removed.retain(|(name, old)| {
        let Some(index) = added.iter().position(|(other, _)| other.eq_ignore_ascii_case(name)) else { return true };
        let (_, new) = added.remove(index);
        changes.extend(targets(name, &Pair::of(old, &new), |pair| {
            let Some((old, new)) = pair.both() else { return Vec::new() };
            let mut changes = Vec::from_iter(header_presence(name, old, new, side));
            changes.extend(header(context, old, new, "header", side));
            changes
        }));
        false
    });
    for (name, header) in &removed {
        let (kind, before) = (Kind::ResponseHeaderRemoved, presence(header));
        changes.push(Change::of_presence(kind, side, &header.pointer, before, Presence::Absent).with(*name));
    }
    for (name, header) in &added {
        let (kind, after) = (Kind::ResponseHeaderAdded, presence(header));
        changes.push(Change::of_presence(kind, side, &header.pointer, Presence::Absent, after).with(*name));
    }
    changes
}

fn header_presence(name: &str, old: &Node<'_>, new: &Node<'_>, side: Side) -> Option<Change> {
    let (before, after) = (presence(old), presence(new));
    if before == after {
        return None;
    }
    let kind = match after {
        Presence::Required => Kind::ResponseHeaderBecameRequired,
        Presence::Optional | Presence::Absent => Kind::ResponseHeaderBecameOptional,
    };
    let place = new.child("required").map_or_else(|| new.pointer.clone(), |node| node.pointer);
    Some(Change::of_presence(kind, side, &place, before, after).with(name))
}

fn presence(header: &Node<'_>) -> Presence {
    Presence::stated(header.target().is_ok_and(|header| header.flag("required")))
}

/// How a parameter is written, by default as its place has it.
fn style<'d>(node: &Node<'d>, location: &str) -> &'d str {
    let default = match location {
        "query" | "cookie" => "form",
        _ => "simple",
    };
    node.text("style").unwrap_or(default)
}

fn explode(node: &Node<'_>, style: &str) -> bool {
    match node.value.get("explode") {
        Some(value) => value == true,
        None => style == "form",
    }
}

/// Whether the value is neither an array nor an object, so that there is nothing to take apart.
fn is_scalar(node: &Node<'_>) -> bool {
    node.child("schema").is_some_and(|schema| is_single(&[View::new(schema)]))
}

fn is_single(views: &[View<'_>]) -> bool {
    let kinds = Shape::of(views).kinds;
    kinds.and(Kinds::ARRAY) == Kinds::NONE && kinds.and(Kinds::OBJECT) == Kinds::NONE
}

fn is_text(views: &[View<'_>]) -> bool {
    Shape::of(views).kinds.has(Kinds::STRING)
}

fn is_any_text(views: &[View<'_>]) -> bool {
    let shape = Shape::of(views);
    let plain = shape.values.is_none() && shape.strings == Strings::default() && shape.formats.is_empty();
    shape.kinds == Kinds::STRING
        && plain
        && shape.nots.is_empty()
        && shape.unions.is_empty()
        && shape.strange.is_empty()
}
