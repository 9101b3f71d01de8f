//! Validates JSON against a schema of the spec, and reports every violation with its keyword and pointer.
//!
//! The schemas are data generated from the spec; this code refers to no field by name. Rules beyond the schema are in
//! [`crate::check::rules`].

use std::borrow::Cow;
use std::cmp::Ordering;

use colt_numbers_api::rules::Severity;
use colt_numbers_api::schema::{
    AdditionalProperties, ArraySchema, JsonNumber, NumberSchema, ObjectSchema, Schema, SchemaKind, StringSchema,
};

use crate::check::format;
use crate::check::json::Json;
use crate::check::json_location::JsonLocation;
use crate::check::json_number;
use crate::check::telephone_number;
use crate::check::violation::Violation;
use crate::check::violation_list::ViolationList;

/// Adds every violation of `schema` that `value` has.
pub(crate) fn check(schema: &Schema, value: &Json<'_>, location: JsonLocation<'_>, violations: &mut ViolationList) {
    check_part(schema, value, location, None, violations);
}

/// The parts of the `allOf`s that enclose a schema. All of these parts describe the same object.
#[derive(Clone, Copy)]
struct SiblingSchemas<'b> {
    parts: &'b [&'b Schema],
    outer: Option<&'b SiblingSchemas<'b>>,
}

impl SiblingSchemas<'_> {
    /// Whether any part describes a member of this name.
    fn any_describes(&self, name: &str) -> bool {
        self.parts.iter().any(|part| describes_member(part, name))
            || self.outer.is_some_and(|outer| outer.any_describes(name))
    }
}

/// Whether a schema describes a member of this name.
fn describes_member(schema: &Schema, name: &str) -> bool {
    match &schema.kind {
        SchemaKind::Object(object) => object.properties.iter().any(|member| member.name == name),
        SchemaKind::AllOf(parts) | SchemaKind::OneOf(parts) | SchemaKind::AnyOf(parts) => {
            parts.iter().any(|part| describes_member(part, name))
        }
        _ => false,
    }
}

fn check_part(
    schema: &Schema,
    value: &Json<'_>,
    location: JsonLocation<'_>,
    siblings: Option<&SiblingSchemas<'_>>,
    violations: &mut ViolationList,
) {
    if schema.nullable && matches!(value, Json::Null) {
        return;
    }
    match (&schema.kind, value) {
        (SchemaKind::Any, _) | (SchemaKind::Boolean, Json::Boolean(_)) => {}
        (SchemaKind::String(schema), Json::Text(value)) => check_text(schema, value, location, violations),
        (SchemaKind::Number(schema), Json::Number(value)) => check_number(schema, *value, location, violations),
        (SchemaKind::Array(schema), Json::List(items)) => check_list(schema, items, location, violations),
        (SchemaKind::Object(schema), Json::Object(members)) => {
            check_object(schema, members, location, siblings, violations)
        }
        (SchemaKind::AllOf(parts), _) => {
            let siblings = SiblingSchemas { parts, outer: siblings };
            parts.iter().for_each(|one| check_part(one, value, location, Some(&siblings), violations));
        }
        (SchemaKind::OneOf(parts), _) => check_alternatives("oneOf", parts, value, location, violations),
        (SchemaKind::AnyOf(parts), _) => check_alternatives("anyOf", parts, value, location, violations),
        (kind, value) => {
            error(violations, "type", location, || {
                let is_unquoted = matches!((kind, value), (SchemaKind::String(_), Json::Number(_)));
                let hint = is_unquoted.then_some("write it in quotation marks");
                (format!("expected {}, found {}", type_name(kind), value.kind()), hint)
            });
        }
    }
}

/// The type that a schema requires, for a message.
fn type_name(kind: &SchemaKind) -> &'static str {
    match kind {
        SchemaKind::String(_) => "a string",
        SchemaKind::Number(NumberSchema { integer: true, .. }) => "an integer",
        SchemaKind::Number(_) => "a number",
        SchemaKind::Boolean => "a boolean",
        SchemaKind::Array(_) => "an array",
        SchemaKind::Object(_) => "an object",
        _ => "another value",
    }
}

/// Adds an error. `describe` makes its message and hint, and is called only if the error is listed.
fn error<H: Into<String>>(
    violations: &mut ViolationList,
    id: &'static str,
    location: JsonLocation<'_>,
    describe: impl FnOnce() -> (String, Option<H>),
) {
    add(violations, Severity::Error, id, location, describe);
}

fn add<H: Into<String>>(
    violations: &mut ViolationList,
    severity: Severity,
    id: &'static str,
    location: JsonLocation<'_>,
    describe: impl FnOnce() -> (String, Option<H>),
) {
    violations.add(severity, location.pointer_bytes(), || {
        let (message, hint) = describe();
        Violation { id, pointer: location.pointer(), severity, message, hint: hint.map(Into::into) }
    });
}

const NO_HINT: Option<&str> = None;

/// Checks a string against every keyword, so it may have several violations.
pub(crate) fn check_text(
    schema: &StringSchema,
    value: &str,
    location: JsonLocation<'_>,
    violations: &mut ViolationList,
) {
    if !schema.values.is_empty() && !schema.values.contains(&value) {
        error(violations, "enum", location, || {
            let similar = schema.values.iter().find(|allowed| allowed.eq_ignore_ascii_case(value.trim()));
            let hint = similar.map_or_else(
                || format!("use one of {}", in_backticks(schema.values)),
                |allowed| format!("write `{allowed}`"),
            );
            ("not one of the allowed values".to_owned(), Some(hint))
        });
    }
    let has_length_limit = schema.min_length.is_some() || schema.max_length.is_some();
    let length = if has_length_limit { value.chars().count() } else { 0 };
    if let Some(min) = schema.min_length.filter(|min| length < *min) {
        error(violations, "minLength", location, || {
            (format!("{length} characters; at least {min} are required"), NO_HINT)
        });
    }
    if let Some(max) = schema.max_length.filter(|max| length > *max) {
        error(violations, "maxLength", location, || {
            (format!("{length} characters; at most {max} are allowed"), Some("shorten it"))
        });
    }
    if let Some(pattern) = &schema.pattern
        && let Err(mismatch) = (pattern.check)(value)
    {
        error(violations, "pattern", location, || {
            let trimmed = value.trim();
            let hint = if trimmed.len() != value.len() && (pattern.check)(trimmed).is_ok() {
                "remove the blanks around it; `check --fix` does this".to_owned()
            } else {
                let hint = telephone_number::is_telephone_number_schema(schema)
                    .then(|| telephone_number::hint(value))
                    .flatten();
                hint.unwrap_or_else(|| format!("it must match `{}`", pattern.source))
            };
            let message = match telephone_number::describe_invisible(value) {
                Some(description) => format!("the pattern does not match: {description}"),
                None => mismatch.to_string(),
            };
            (message, Some(hint))
        });
    }
    if let Some(name) = schema.format.filter(|name| !format::matches(name, value)) {
        error(violations, "format", location, || (format!("not in the format `{name}`"), NO_HINT));
    }
}

fn in_backticks(values: &[&str]) -> String {
    values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", ")
}

fn check_number(schema: &NumberSchema, value: JsonNumber, location: JsonLocation<'_>, violations: &mut ViolationList) {
    if schema.integer && !json_number::is_integer(value) {
        let message = "expected an integer, found a number with a fraction or an exponent".to_owned();
        error(violations, "type", location, || (message, NO_HINT));
        return;
    }
    let order = |limit: Option<JsonNumber>| limit.map(|limit| (json_number::compare(value, limit), limit));
    if let Some((order, least)) = order(schema.minimum)
        && (order.is_lt() || (schema.exclusive_minimum && order.is_eq()))
    {
        let id = if schema.exclusive_minimum { "exclusiveMinimum" } else { "minimum" };
        error(violations, id, location, || {
            (format!("too small; the limit is {}", json_number::format(least)), NO_HINT)
        });
    }
    if let Some((order, greatest)) = order(schema.maximum)
        && (order.is_gt() || (schema.exclusive_maximum && order.is_eq()))
    {
        let id = if schema.exclusive_maximum { "exclusiveMaximum" } else { "maximum" };
        error(violations, id, location, || {
            (format!("too large; the limit is {}", json_number::format(greatest)), NO_HINT)
        });
    }
    for (limit, beyond) in schema
        .format_range
        .into_iter()
        .flat_map(|(least, greatest)| [(least, Ordering::Less), (greatest, Ordering::Greater)])
    {
        if json_number::compare(value, limit) == beyond {
            let describe =
                || (format!("out of range for its format; the limit is {}", json_number::format(limit)), NO_HINT);
            error(violations, "format", location, describe);
        }
    }
    if !schema.values.is_empty() && !schema.values.iter().any(|listed| json_number::compare(value, *listed).is_eq()) {
        let values = schema.values.iter().map(|listed| json_number::format(*listed)).collect::<Vec<_>>();
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        error(violations, "enum", location, || {
            ("not one of the listed values".to_owned(), Some(format!("use one of {}", in_backticks(&values))))
        });
    }
    if let Some(step) = schema.multiple_of.filter(|step| !json_number::is_multiple(value, *step)) {
        error(violations, "multipleOf", location, || {
            (format!("not a multiple of {}", json_number::format(step)), NO_HINT)
        });
    }
}

fn check_list(schema: &ArraySchema, items: &[Json<'_>], location: JsonLocation<'_>, violations: &mut ViolationList) {
    check_length(schema, items.len(), location, violations);
    if schema.unique_items && has_duplicates(items) {
        error(violations, "uniqueItems", location, || ("two items are equal".to_owned(), Some("remove one of them")));
    }
    for (index, item) in items.iter().enumerate() {
        check(schema.items, item, JsonLocation::Item(&location, index), violations);
    }
}

fn check_length(schema: &ArraySchema, length: usize, location: JsonLocation<'_>, violations: &mut ViolationList) {
    if let Some(min) = schema.min_items.filter(|min| length < *min) {
        error(violations, "minItems", location, || (format!("{length} items; at least {min} are required"), NO_HINT));
    }
    if let Some(max) = schema.max_items.filter(|max| length > *max) {
        error(violations, "maxItems", location, || (format!("{length} items; at most {max} are allowed"), NO_HINT));
    }
}

/// Whether two items are equal.
fn has_duplicates(items: &[Json<'_>]) -> bool {
    let mut sorted: Vec<_> = items.iter().collect();
    sorted.sort_unstable_by(|one, other| order(one, other));
    sorted.windows(2).any(|two| order(two[0], two[1]).is_eq())
}

/// An arbitrary total order in which equal values compare as equal; the order of members does not matter.
fn order(one: &Json<'_>, other: &Json<'_>) -> Ordering {
    match (one, other) {
        (Json::Boolean(one), Json::Boolean(other)) => one.cmp(other),
        (Json::Number(one), Json::Number(other)) => json_number::compare(*one, *other),
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

fn check_object(
    schema: &ObjectSchema,
    members: &[(Cow<'_, str>, Json<'_>)],
    location: JsonLocation<'_>,
    siblings: Option<&SiblingSchemas<'_>>,
    violations: &mut ViolationList,
) {
    for member in schema.properties {
        match members.iter().find(|(name, _)| name == member.name) {
            Some((_, value)) => check(member.schema, value, JsonLocation::Member(&location, member.name), violations),
            None if member.required => {
                error(violations, "required", location, || (format!("`{}` is missing", member.name), Some("add it")));
            }
            None => {}
        }
    }
    let known = |name: &str| schema.properties.iter().any(|member| member.name == name);
    if members.len() <= schema.properties.len() && members.iter().all(|(name, _)| known(name)) {
        return;
    }
    for (name, value) in members.iter().filter(|(name, _)| !known(name)) {
        let location = JsonLocation::Member(&location, name);
        match schema.additional_properties {
            AdditionalProperties::Schema(schema) => check(schema, value, location, violations),
            AdditionalProperties::Forbidden => {
                error(violations, "additionalProperties", location, || ("unknown member".to_owned(), Some("remove it")))
            }
            AdditionalProperties::Any if siblings.is_some_and(|siblings| siblings.any_describes(name)) => {}
            AdditionalProperties::Any => add(violations, Severity::Warning, "additionalProperties", location, || {
                let message = "the spec does not define this member; it is sent unchanged".to_owned();
                (message, Some("check the spelling"))
            }),
        }
    }
}

fn check_alternatives(
    id: &'static str,
    parts: &[&Schema],
    value: &Json<'_>,
    location: JsonLocation<'_>,
    violations: &mut ViolationList,
) {
    let matches = |part: &&&Schema| {
        let mut violations = ViolationList::default();
        check(part, value, location, &mut violations);
        !violations.has_errors()
    };
    let count = parts.iter().filter(matches).count();
    if count == 0 || (id == "oneOf" && count > 1) {
        error(violations, id, location, || (format!("matches {count} of {} alternatives", parts.len()), NO_HINT));
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

    /// This holds for nested `allOf`s too.
    #[test]
    fn a_member_that_one_part_of_all_of_describes_is_known_to_the_others() {
        static A: Schema = open(&[member("a")]);
        static B: Schema = open(&[member("b")]);
        static C: Schema = open(&[member("c")]);
        static INNER: Schema = Schema { nullable: false, kind: SchemaKind::AllOf(&[&A, &B]) };
        static WHOLE: Schema = Schema { nullable: false, kind: SchemaKind::AllOf(&[&INNER, &C]) };
        let warnings = |text: &str| {
            let mut violations = ViolationList::default();
            check(&WHOLE, &Json::parse(text.as_bytes()).unwrap(), JsonLocation::Root, &mut violations);
            violations.into_vec().into_iter().map(|violation| violation.pointer).collect::<Vec<_>>()
        };
        assert_eq!(warnings(r#"{"a":1,"b":1,"c":1}"#), Vec::<String>::new());
        // Each of the three parts warns of a member that none of them describes.
        assert_eq!(warnings(r#"{"a":1,"d":1}"#), ["/d", "/d", "/d"]);
    }

    fn reports_duplicates(text: &str) -> bool {
        let mut violations = ViolationList::default();
        check(&UNIQUE, &Json::parse(text.as_bytes()).unwrap(), JsonLocation::Root, &mut violations);
        violations.into_vec().iter().any(|violation| violation.id == "uniqueItems")
    }

    #[test]
    fn equal_items_of_any_type_are_found() {
        for item in ["null", "true", "0", "1.5", "\"a\"", "[1,[2]]", r#"{"a":[1],"b":{"c":null}}"#, "[]", "{}"] {
            let others = r#"false, 7, "b", [1], [[2],1], {"a":[1]}, {"a":[2],"b":{"c":null}}, {"b":0}"#;
            assert!(reports_duplicates(&format!("[{item}, {others}, {item}]")), "{item}");
            assert!(!reports_duplicates(&format!("[{item}, {others}]")), "{item}");
        }
        assert!(reports_duplicates(r#"[{"a":1,"b":2}, {"b":2,"a":1}]"#), "the order of members does not matter");
        assert!(reports_duplicates("[0, -0.0, 1]") && reports_duplicates("[1, 1.0]"));
        assert!(!reports_duplicates(r#"[1, "1", true, null, [1], {"1":1}, false, ""]"#));
    }

    /// A comparison of every pair of items would take hours.
    #[test]
    fn items_are_compared_in_little_more_than_linear_time() {
        let items: Vec<_> = (0..200_000).map(|n| format!("{{\"a\":\"{n}\"}}")).collect();
        assert!(!reports_duplicates(&format!("[{}]", items.join(","))));
        let members: Vec<_> = (0..100_000).map(|n| format!("\"{n}\":0")).collect();
        let reversed: Vec<_> = members.iter().rev().cloned().collect();
        assert!(reports_duplicates(&format!("[{{{}}},{{{}}}]", members.join(","), reversed.join(","))));
    }
}
