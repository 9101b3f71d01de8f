//! JSON against a schema of the spec: every violation, each with keyword and pointer.
//!
//! The schemas are data that was generated from the spec; nothing here knows a field by name. Rules beyond the schema are in
//! [`crate::check::rules`].

use std::borrow::Cow;
use std::cmp::Ordering;

use colt_numbers_api::rules::Severity;
use colt_numbers_api::schema::{
    AdditionalProperties, ArraySchema, JsonNumber, NumberSchema, ObjectSchema, Schema, SchemaKind, StringSchema,
};

use crate::check::amount;
use crate::check::format;
use crate::check::json::Json;
use crate::check::json_location::JsonLocation;
use crate::check::telephone_number;
use crate::check::violation::Violation;
use crate::check::violation_list::ViolationList;

/// Adds every violation of `schema` by `value`.
pub(crate) fn check(schema: &Schema, value: &Json<'_>, place: JsonLocation<'_>, found: &mut ViolationList) {
    part(schema, value, place, None, found);
}

/// The parts of an `allOf` around a schema, which describe members of the same object.
#[derive(Clone, Copy)]
struct SiblingSchemas<'b> {
    parts: &'b [&'b Schema],
    outer: Option<&'b SiblingSchemas<'b>>,
}

impl SiblingSchemas<'_> {
    fn describe(&self, name: &str) -> bool {
        self.parts.iter().any(|part| describes(part, name)) || self.outer.is_some_and(|outer| outer.describe(name))
    }
}

/// Whether a schema describes a member of this name.
fn describes(schema: &Schema, name: &str) -> bool {
    match &schema.kind {
        SchemaKind::Object(object) => object.properties.iter().any(|member| member.name == name),
        SchemaKind::AllOf(parts) | SchemaKind::OneOf(parts) | SchemaKind::AnyOf(parts) => {
            parts.iter().any(|part| describes(part, name))
        }
        _ => false,
    }
}

fn part(
    schema: &Schema,
    value: &Json<'_>,
    place: JsonLocation<'_>,
    beside: Option<&SiblingSchemas<'_>>,
    found: &mut ViolationList,
) {
    if schema.nullable && matches!(value, Json::Null) {
        return;
    }
    match (&schema.kind, value) {
        (Kind::Any, _) | (Kind::Boolean, Json::Boolean(_)) => {}
        (Kind::Text(schema), Json::Text(value)) => text(schema, value, place, found),
        (Kind::Number(schema), Json::Number(value)) => number(schema, *value, place, found),
        (Kind::List(schema), Json::List(items)) => list(schema, items, place, found),
        (Kind::Object(schema), Json::Object(members)) => object(schema, members, place, beside, found),
        (Kind::AllOf(parts), _) => {
            let beside = SiblingSchemas { parts, outer: beside };
            parts.iter().for_each(|one| part(one, value, place, Some(&beside), found));
        }
        (SchemaKind::OneOf(parts), _) => alternatives("oneOf", parts, value, place, found),
        (SchemaKind::AnyOf(parts), _) => alternatives("anyOf", parts, value, place, found),
        (kind, value) => {
            error(found, "type", place, || {
                let is_unquoted = matches!((kind, value), (SchemaKind::String(_), Json::Number(_)));
                let hint = is_unquoted.then_some("put it between quotation marks");
                (format!("{} where {} belongs", value.kind(), name(kind)), hint)
            });
        }
    }
}

fn name(kind: &SchemaKind) -> &'static str {
    match kind {
        SchemaKind::String(_) => "a string",
        SchemaKind::Number(NumberSchema { integer: true, .. }) => "a whole number",
        SchemaKind::Number(_) => "a number",
        SchemaKind::Boolean => "a boolean",
        SchemaKind::Array(_) => "an array",
        SchemaKind::Object(_) => "an object",
        _ => "another value",
    }
}

/// Adds an error with its message and hint, which are made only where it is listed.
fn error<H: Into<String>>(
    found: &mut ViolationList,
    id: &'static str,
    place: JsonLocation<'_>,
    what: impl FnOnce() -> (String, Option<H>),
) {
    add(found, Severity::Error, id, place, what);
}

fn add<H: Into<String>>(
    found: &mut ViolationList,
    severity: Severity,
    id: &'static str,
    place: JsonLocation<'_>,
    what: impl FnOnce() -> (String, Option<H>),
) {
    found.add(severity, place.weight(), || {
        let (message, hint) = what();
        Violation { id, pointer: place.pointer(), severity, message, hint: hint.map(Into::into) }
    });
}

/// No hint.
const NONE: Option<&str> = None;

/// Judges a string. Two constraints that it breaks are two violations.
pub(crate) fn text(schema: &Text, value: &str, place: JsonLocation<'_>, found: &mut ViolationList) {
    if !schema.values.is_empty() && !schema.values.contains(&value) {
        error(found, "enum", place, || {
            let meant = schema.values.iter().find(|known| known.eq_ignore_ascii_case(value.trim()));
            let hint = meant
                .map_or_else(|| format!("use one of {}", quoted(schema.values)), |known| format!("write `{known}`"));
            ("not one of the values that are offered".to_owned(), Some(hint))
        });
    }
    let limited = schema.min_length.is_some() || schema.max_length.is_some();
    let length = if limited { value.chars().count() } else { 0 };
    if let Some(min) = schema.min_length.filter(|min| length < *min) {
        error(found, "minLength", place, || (format!("{length} characters, and at least {min} are needed"), NONE));
    }
    if let Some(max) = schema.max_length.filter(|max| length > *max) {
        error(found, "maxLength", place, || {
            (format!("{length} characters, and at most {max} are allowed"), Some("shorten it"))
        });
    }
    if let Some(pattern) = &schema.pattern
        && let Err(mismatch) = (pattern.check)(value)
    {
        error(found, "pattern", place, || {
            let trimmed = value.trim();
            let hint = if trimmed.len() != value.len() && (pattern.check)(trimmed).is_ok() {
                "take the blanks around it away; `check --fix` does".to_owned()
            } else {
                let hint = telephone_number::is_number(schema).then(|| telephone_number::hint(value)).flatten();
                hint.unwrap_or_else(|| format!("it has to match `{}`", pattern.source))
            };
            let message = match telephone_number::unseen(value) {
                Some(unseen) => format!("the pattern does not match: {unseen}"),
                None => mismatch.to_string(),
            };
            (message, Some(hint))
        });
    }
    if let Some(name) = schema.format.filter(|name| !format::fits(name, value)) {
        error(found, "format", place, || (format!("not of the format `{name}`"), NONE));
    }
}

fn quoted(values: &[&str]) -> String {
    values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", ")
}

fn number(schema: &Number, value: Amount, place: JsonLocation<'_>, found: &mut ViolationList) {
    if schema.whole && !amount::is_whole(value) {
        let what = "a fraction or an exponent where a whole number belongs".to_owned();
        error(found, "type", place, || (what, NONE));
        return;
    }
    let order = |limit: Option<JsonNumber>| limit.map(|limit| (amount::compare(value, limit), limit));
    if let Some((order, least)) = order(schema.minimum)
        && (order.is_lt() || (schema.exclusive_minimum && order.is_eq()))
    {
        let id = if schema.exclusive_minimum { "exclusiveMinimum" } else { "minimum" };
        error(found, id, place, || (format!("too small; the limit is {}", amount::text(least)), NONE));
    }
    if let Some((order, greatest)) = order(schema.maximum)
        && (order.is_gt() || (schema.exclusive_maximum && order.is_eq()))
    {
        let id = if schema.exclusive_maximum { "exclusiveMaximum" } else { "maximum" };
        error(found, id, place, || (format!("too large; the limit is {}", amount::text(greatest)), NONE));
    }
    for (limit, wrong) in schema
        .format_range
        .into_iter()
        .flat_map(|(least, greatest)| [(least, Ordering::Less), (greatest, Ordering::Greater)])
    {
        if amount::compare(value, limit) == wrong {
            let what = || (format!("beyond what its format has room for; the limit is {}", amount::text(limit)), NONE);
            error(found, "format", place, what);
        }
    }
    if let Some(step) = schema.multiple_of.filter(|step| !amount::is_multiple(value, *step)) {
        error(found, "multipleOf", place, || (format!("not a multiple of {}", amount::text(step)), NONE));
    }
}

fn list(schema: &List, items: &[Json<'_>], place: JsonLocation<'_>, found: &mut ViolationList) {
    list_length(schema, items.len(), place, found);
    if schema.unique_items && have_twins(items) {
        error(found, "uniqueItems", place, || ("an item stands twice".to_owned(), Some("take one of the two out")));
    }
    for (index, item) in items.iter().enumerate() {
        check(schema.items, item, JsonLocation::Item(&place, index), found);
    }
}

fn list_length(schema: &List, length: usize, place: JsonLocation<'_>, found: &mut ViolationList) {
    if let Some(min) = schema.min_items.filter(|min| length < *min) {
        error(found, "minItems", place, || (format!("{length} items, and at least {min} are needed"), NONE));
    }
    if let Some(max) = schema.max_items.filter(|max| length > *max) {
        error(found, "maxItems", place, || (format!("{length} items, and at most {max} are allowed"), NONE));
    }
}

/// Whether two items are the same value.
fn have_twins(items: &[Json<'_>]) -> bool {
    let mut sorted: Vec<_> = items.iter().collect();
    sorted.sort_unstable_by(|one, other| order(one, other));
    sorted.windows(2).any(|two| order(two[0], two[1]).is_eq())
}

/// Any total order in which the same values are equal, and members may stand in any order.
fn order(one: &Json<'_>, other: &Json<'_>) -> Ordering {
    match (one, other) {
        (Json::Boolean(one), Json::Boolean(other)) => one.cmp(other),
        (Json::Number(one), Json::Number(other)) => amount::compare(*one, *other),
        (Json::Text(one), Json::Text(other)) => one.cmp(other),
        (Json::List(one), Json::List(other)) => {
            let items = || one.iter().zip(other).map(|(one, other)| order(one, other)).find(|order| order.is_ne());
            one.len().cmp(&other.len()).then_with(|| items().unwrap_or(Ordering::Equal))
        }
        (Json::Object(one), Json::Object(other)) => one.len().cmp(&other.len()).then_with(|| {
            let members = by_name(one).into_iter().zip(by_name(other));
            let mut orders = members.map(|((name, value), (other_name, other_value))| {
                name.cmp(other_name).then_with(|| order(value, other_value))
            });
            orders.find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
        }),
        (one, other) => one.kind().cmp(other.kind()),
    }
}

fn by_name<'m, 'a>(members: &'m [(Cow<'a, str>, Json<'a>)]) -> Vec<&'m (Cow<'a, str>, Json<'a>)> {
    let mut sorted: Vec<_> = members.iter().collect();
    sorted.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    sorted
}

fn object(
    schema: &ObjectSchema,
    members: &[(Cow<'_, str>, Json<'_>)],
    place: JsonLocation<'_>,
    beside: Option<&SiblingSchemas<'_>>,
    found: &mut ViolationList,
) {
    for member in schema.properties {
        match members.iter().find(|(name, _)| name == member.name) {
            Some((_, value)) => check(member.schema, value, JsonLocation::Member(&place, member.name), found),
            None if member.required => {
                error(found, "required", place, || (format!("`{}` is missing", member.name), Some("add it")));
            }
            None => {}
        }
    }
    let known = |name: &str| schema.properties.iter().any(|member| member.name == name);
    if members.len() <= schema.properties.len() && members.iter().all(|(name, _)| known(name)) {
        return;
    }
    for (name, value) in members.iter().filter(|(name, _)| !known(name)) {
        let place = JsonLocation::Member(&place, name);
        match schema.others {
            Others::Of(schema) => check(schema, value, place, found),
            Others::Refused => error(found, "additionalProperties", place, || {
                ("no member of this object".to_owned(), Some("take it out"))
            }),
            AdditionalProperties::Any if beside.is_some_and(|beside| beside.describe(name)) => {}
            AdditionalProperties::Any => add(found, Severity::Warning, "additionalProperties", place, || {
                let message = "the document knows no such member; it is sent as it stands".to_owned();
                (message, Some("check the spelling"))
            }),
        }
    }
}

fn alternatives(
    id: &'static str,
    parts: &[&Schema],
    value: &Json<'_>,
    place: JsonLocation<'_>,
    found: &mut ViolationList,
) {
    let holds = |part: &&&Schema| {
        let mut inner = ViolationList::default();
        check(part, value, place, &mut inner);
        !inner.has_errors()
    };
    let count = parts.iter().filter(holds).count();
    if count == 0 || (id == "oneOf" && count > 1) {
        error(found, id, place, || (format!("{count} of {} forms fit", parts.len()), NONE));
    }
}

#[cfg(test)]
mod tests {
    use colt_numbers_api::schema::{AdditionalProperties, ArraySchema, ObjectSchema, Property, Schema, SchemaKind};

    use super::*;

    const ANY: Schema = Schema { nullable: false, kind: SchemaKind::Any };
    const UNIQUE: Schema = Schema {
        nullable: false,
        kind: SchemaKind::Array(ArraySchema { items: &ANY, min_items: None, max_items: None, unique_items: true }),
    };

    const fn member(name: &'static str) -> Property {
        Property { name, required: false, schema: &ANY }
    }

    const fn open(properties: &'static [Property]) -> Schema {
        Schema {
            nullable: false,
            kind: SchemaKind::Object(ObjectSchema { properties, additional_properties: AdditionalProperties::Any }),
        }
    }

    /// A member that one part of `allOf` describes is known, also where the part is within another one.
    #[test]
    fn the_parts_of_an_object_warn_of_no_member_of_each_other() {
        static A: Schema = open(&[member("a")]);
        static B: Schema = open(&[member("b")]);
        static C: Schema = open(&[member("c")]);
        static INNER: Schema = Schema { nullable: false, kind: SchemaKind::AllOf(&[&A, &B]) };
        static WHOLE: Schema = Schema { nullable: false, kind: SchemaKind::AllOf(&[&INNER, &C]) };
        let warned = |text: &str| {
            let mut found = ViolationList::default();
            check(&WHOLE, &Json::parse(text.as_bytes()).unwrap(), JsonLocation::Root, &mut found);
            found.into_list().into_iter().map(|violation| violation.pointer).collect::<Vec<_>>()
        };
        assert_eq!(warned(r#"{"a":1,"b":1,"c":1}"#), Vec::<String>::new());
        // Each of the three parts warns of what none of them describes.
        assert_eq!(warned(r#"{"a":1,"d":1}"#), ["/d", "/d", "/d"]);
    }

    fn has_twins(text: &str) -> bool {
        let mut found = ViolationList::default();
        check(&UNIQUE, &Json::parse(text.as_bytes()).unwrap(), JsonLocation::Root, &mut found);
        found.into_list().iter().any(|violation| violation.id == "uniqueItems")
    }

    #[test]
    fn an_item_that_stands_twice_is_found_whatever_its_kind() {
        for item in ["null", "true", "0", "1.5", "\"a\"", "[1,[2]]", r#"{"a":[1],"b":{"c":null}}"#, "[]", "{}"] {
            let others = r#"false, 7, "b", [1], [[2],1], {"a":[1]}, {"a":[2],"b":{"c":null}}, {"b":0}"#;
            assert!(has_twins(&format!("[{item}, {others}, {item}]")), "{item}");
            assert!(!has_twins(&format!("[{item}, {others}]")), "{item}");
        }
        assert!(has_twins(r#"[{"a":1,"b":2}, {"b":2,"a":1}]"#), "members have no order");
        assert!(has_twins("[0, -0.0, 1]") && has_twins("[1, 1.0]"));
        assert!(!has_twins(r#"[1, "1", true, null, [1], {"1":1}, false, ""]"#));
    }

    /// Each item against each other would take hours.
    #[test]
    fn items_are_compared_in_little_more_than_linear_time() {
        let items: Vec<_> = (0..200_000).map(|n| format!("{{\"a\":\"{n}\"}}")).collect();
        assert!(!has_twins(&format!("[{}]", items.join(","))));
        let members: Vec<_> = (0..100_000).map(|n| format!("\"{n}\":0")).collect();
        let reversed: Vec<_> = members.iter().rev().cloned().collect();
        assert!(has_twins(&format!("[{{{}}},{{{}}}]", members.join(","), reversed.join(","))));
    }
}
