//! Compares response headers, and the members that headers and parameters have in common: serialization and schema.

use colt_numbers_openapi::node::Node;
use colt_numbers_openapi::pointer::join;

use crate::change::Change;
use crate::change_type::ChangeType;
use crate::check::bodies::compare_content;
use crate::check::members::{compare_common_member, compare_deprecation, compare_targets, not_understood};
use crate::context::Context;
use crate::direction::Direction;
use crate::document::pair::Pair;
use crate::effect::Effect;
use crate::presence::Presence;
use crate::schema::json_types::JsonTypes;
use crate::schema::located_schema::LocatedSchema;
use crate::schema::shape::Shape;
use crate::schema::strings::StringKeywords;

/// Compares two parameters, or two response headers. `location` is the `in` of the parameter: `query`, `header` and so on.
pub(crate) fn compare_header<'d>(
    context: &Context<'d>,
    old: &Node<'d>,
    new: &Node<'d>,
    location: &str,
    direction: Direction,
) -> Vec<Change> {
    let pair = Pair::of(old, new);
    let mut changes = compare_serialization(old, new, location, direction);
    changes.extend(compare_values(context, &pair, direction));
    for (key, member) in pair.members() {
        match key {
            "name" | "in" | "required" | "style" | "explode" | "allowReserved" | "allowEmptyValue" => {}
            "schema" | "content" => {}
            "deprecated" => changes.extend(compare_deprecation(&member, direction)),
            _ => changes.extend(compare_common_member(key, &member)),
        }
    }
    changes
}

/// Compares the serialization of the value: `style`, `explode` and the like.
fn compare_serialization(old: &Node<'_>, new: &Node<'_>, location: &str, direction: Direction) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut add = |change_type, key: &str, effect, before: &dyn ToString, after: &dyn ToString| {
        let change = Change::new(change_type, join(&new.pointer, key), effect);
        changes.push(change.with(before.to_string()).with(after.to_string()));
    };
    let styles = (style(old, location), style(new, location));
    if styles.0 != styles.1 {
        add(ChangeType::StyleChanged, "style", Effect::Breaking, &styles.0, &styles.1);
    }
    let explodes = (explode(old, styles.0), explode(new, styles.1));
    if explodes.0 != explodes.1 {
        // `explode` does not change how a scalar is serialized.
        let effect = if is_scalar(old) && is_scalar(new) { Effect::None } else { Effect::Breaking };
        add(ChangeType::ExplodeChanged, "explode", effect, &explodes.0, &explodes.1);
    }
    for (key, change_type) in
        [("allowReserved", ChangeType::AllowReservedChanged), ("allowEmptyValue", ChangeType::AllowEmptyValueChanged)]
    {
        let flags = (old.flag(key), new.flag(key));
        let effect = match flags {
            // `allowReserved` and `allowEmptyValue` apply only to query parameters.
            _ if location != "query" => Effect::None,
            (false, true) if direction == Direction::Sent => Effect::Compatible,
            _ => Effect::Breaking,
        };
        if flags.0 != flags.1 {
            add(change_type, key, effect, &flags.0, &flags.1);
        }
    }
    changes
}

/// Compares the allowed values, given by `schema` or `content`.
fn compare_values<'d>(context: &Context<'d>, pair: &Pair<'d>, direction: Direction) -> Vec<Change> {
    let contents = pair.child("content");
    if contents.old.is_some() != contents.new.is_some() {
        let change = Change::new(ChangeType::ParameterContentChanged, contents.pointer(), Effect::Breaking);
        return vec![change.with(contents.action())];
    }
    let mut changes = compare_content(context, &contents, direction);
    let schemas = pair.child("schema");
    let (before, after) = (LocatedSchema::list(schemas.old), LocatedSchema::list(schemas.new));
    if direction == Direction::Sent
        && allows_exactly_strings(&after)
        && allows_only_scalars(&before)
        && !allows_strings(&before)
    {
        let pointer = after.first().map_or_else(String::new, |schema| schema.keyword_pointer("type"));
        changes.push(Change::new(ChangeType::ParameterBecameText, pointer, Effect::Compatible));
        return changes;
    }
    changes.extend(context.compare_schemas(&before, &after, direction));
    changes
}

/// Compares the headers of two responses. Header names are case-insensitive.
pub(crate) fn compare_headers<'d>(context: &Context<'d>, pair: &Pair<'d>, direction: Direction) -> Vec<Change> {
    if !pair.are_objects() {
        return not_understood("headers", pair);
    }
    let of = |node: Option<&Node<'d>>| -> Vec<(&'d str, Node<'d>)> {
        let members = node.map(Node::members).unwrap_or_default();
        members.into_iter().filter(|(name, _)| !name.eq_ignore_ascii_case("content-type")).collect()
    };
    let (mut unmatched_old, mut unmatched_new) = (of(pair.old.as_ref()), of(pair.new.as_ref()));
    let mut changes = Vec::new();
    unmatched_old.retain(|(name, old)| {
        let Some(index) = unmatched_new.iter().position(|(other, _)| other.eq_ignore_ascii_case(name)) else {
            return true;
        };
        let (_, new) = unmatched_new.remove(index);
        changes.extend(compare_targets(name, &Pair::of(old, &new), |pair| {
            let Some((old, new)) = pair.both() else { return Vec::new() };
            let mut changes = Vec::from_iter(header_presence_change(name, old, new, direction));
            changes.extend(compare_header(context, old, new, "header", direction));
            changes
        }));
        false
    });
    for (name, header) in &unmatched_old {
        let (change_type, before) = (ChangeType::ResponseHeaderRemoved, presence(header));
        changes
            .push(Change::of_presence(change_type, direction, &header.pointer, before, Presence::Absent).with(*name));
    }
    for (name, header) in &unmatched_new {
        let (change_type, after) = (ChangeType::ResponseHeaderAdded, presence(header));
        changes.push(Change::of_presence(change_type, direction, &header.pointer, Presence::Absent, after).with(*name));
    }
    changes
}

fn header_presence_change(name: &str, old: &Node<'_>, new: &Node<'_>, direction: Direction) -> Option<Change> {
    let (before, after) = (presence(old), presence(new));
    if before == after {
        return None;
    }
    let change_type = match after {
        Presence::Required => ChangeType::ResponseHeaderBecameRequired,
        Presence::Optional | Presence::Absent => ChangeType::ResponseHeaderBecameOptional,
    };
    let pointer = new.child("required").map_or_else(|| new.pointer.clone(), |node| node.pointer);
    Some(Change::of_presence(change_type, direction, &pointer, before, after).with(name))
}

fn presence(header: &Node<'_>) -> Presence {
    Presence::stated(header.target().is_ok_and(|header| header.flag("required")))
}

/// The `style`; if it is missing, the default for the location.
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

/// Whether the value is neither an array nor an object.
fn is_scalar(node: &Node<'_>) -> bool {
    node.child("schema").is_some_and(|schema| allows_only_scalars(&[LocatedSchema::new(schema)]))
}

fn allows_only_scalars(schemas: &[LocatedSchema<'_>]) -> bool {
    let types = Shape::of(schemas).types;
    types.and(JsonTypes::ARRAY) == JsonTypes::NONE && types.and(JsonTypes::OBJECT) == JsonTypes::NONE
}

fn allows_strings(schemas: &[LocatedSchema<'_>]) -> bool {
    Shape::of(schemas).types.has(JsonTypes::STRING)
}

fn allows_exactly_strings(schemas: &[LocatedSchema<'_>]) -> bool {
    let shape = Shape::of(schemas);
    let is_unrestricted =
        shape.values.is_none() && shape.strings == StringKeywords::default() && shape.formats.is_empty();
    shape.types == JsonTypes::STRING
        && is_unrestricted
        && shape.nots.is_empty()
        && shape.unions.is_empty()
        && shape.not_understood.is_empty()
}
