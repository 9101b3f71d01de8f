//! JSON against a schema of the spec: every violation, each with keyword and pointer.
//!
//! The schemas are data that was generated from the spec; nothing here knows a field by name. Rules beyond the schema are in
//! [`crate::rules`].

use colt_numbers_api::schema::{Kind, List, Number, Object, Others, Schema, Text};

use crate::Severity;
use crate::json::Json;
use crate::violation::{Place, Violation};

/// Adds every violation of `schema` by `value`.
pub(crate) fn judge(schema: &Schema, value: &Json<'_>, place: Place<'_>, found: &mut Vec<Violation>) {
    if schema.nullable && matches!(value, Json::Null) {
        return;
    }
    match (&schema.kind, value) {
        (Kind::Any, _) | (Kind::Boolean, Json::Boolean) => {}
        (Kind::Text(schema), Json::Text(value)) => text(schema, value, place, found),
        (Kind::Number(schema), Json::Number(value)) => number(schema, *value, place, found),
        (Kind::List(schema), Json::List(items)) => list(schema, items, place, found),
        (Kind::Object(schema), Json::Object(members)) => object(schema, members, place, found),
        (Kind::AllOf(parts), _) => parts.iter().for_each(|part| judge(part, value, place, found)),
        (Kind::OneOf(parts), _) => alternatives("oneOf", parts, value, place, found),
        (Kind::AnyOf(parts), _) => alternatives("anyOf", parts, value, place, found),
        (kind, value) => {
            let message = format!("{} where {} belongs", value.kind(), name(kind));
            let hint =
                matches!((kind, value), (Kind::Text(_), Json::Number(_))).then_some("put it between quotation marks");
            found.push(error("type", place, message, hint));
        }
    }
}

fn name(kind: &Kind) -> &'static str {
    match kind {
        Kind::Text(_) => "a string",
        Kind::Number(Number { whole: true, .. }) => "a whole number",
        Kind::Number(_) => "a number",
        Kind::Boolean => "a boolean",
        Kind::List(_) => "an array",
        Kind::Object(_) => "an object",
        _ => "another value",
    }
}

fn error(id: &'static str, place: Place<'_>, message: String, hint: Option<&str>) -> Violation {
    Violation { id, pointer: place.pointer(), severity: Severity::Error, message, hint: hint.map(str::to_owned) }
}

/// Judges a string. Two constraints that it breaks are two violations.
pub(crate) fn text(schema: &Text, value: &str, place: Place<'_>, found: &mut Vec<Violation>) {
    if !schema.values.is_empty() && !schema.values.contains(&value) {
        let hint = schema
            .values
            .iter()
            .find(|known| known.eq_ignore_ascii_case(value.trim()))
            .map_or_else(|| format!("use one of {}", quoted(schema.values)), |known| format!("write `{known}`"));
        found.push(error("enum", place, "not one of the values that are offered".to_owned(), Some(&hint)));
    }
    let limited = schema.min_length.is_some() || schema.max_length.is_some();
    let length = if limited { value.chars().count() } else { 0 };
    if let Some(min) = schema.min_length.filter(|min| length < *min) {
        found.push(error("minLength", place, format!("{length} characters, and at least {min} are needed"), None));
    }
    if let Some(max) = schema.max_length.filter(|max| length > *max) {
        found.push(error(
            "maxLength",
            place,
            format!("{length} characters, and at most {max} are allowed"),
            Some("shorten it"),
        ));
    }
    if let Some(pattern) = &schema.pattern
        && let Err(mismatch) = (pattern.check)(value)
    {
        let trimmed = value.trim();
        let hint = if trimmed.len() != value.len() && (pattern.check)(trimmed).is_ok() {
            "take the blanks around it away; `check --fix` does".to_owned()
        } else {
            format!("it has to match `{}`", pattern.source)
        };
        found.push(error("pattern", place, mismatch.to_string(), Some(&hint)));
    }
}

fn quoted(values: &[&str]) -> String {
    values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", ")
}

fn number(schema: &Number, value: f64, place: Place<'_>, found: &mut Vec<Violation>) {
    if schema.whole && value.fract() != 0.0 {
        found.push(error("type", place, "a fraction where a whole number belongs".to_owned(), None));
        return;
    }
    if let Some(least) = schema.minimum.filter(|least| value < *least || (schema.above && value <= *least)) {
        found.push(error("minimum", place, format!("too small; the limit is {least}"), None));
    }
    if let Some(greatest) = schema.maximum.filter(|greatest| value > *greatest || (schema.below && value >= *greatest))
    {
        found.push(error("maximum", place, format!("too large; the limit is {greatest}"), None));
    }
    if let Some(step) = schema.multiple_of.filter(|step| (value / step).fract() != 0.0) {
        found.push(error("multipleOf", place, format!("no multiple of {step}"), None));
    }
}

fn list(schema: &List, items: &[Json<'_>], place: Place<'_>, found: &mut Vec<Violation>) {
    list_length(schema, items.len(), place, found);
    if schema.unique_items && (1..items.len()).any(|at| items[..at].iter().any(|other| same(other, &items[at]))) {
        found.push(error("uniqueItems", place, "an item stands twice".to_owned(), Some("take one of the two out")));
    }
    for (index, item) in items.iter().enumerate() {
        judge(schema.items, item, Place::Item(&place, index), found);
    }
}

fn list_length(schema: &List, length: usize, place: Place<'_>, found: &mut Vec<Violation>) {
    if let Some(min) = schema.min_items.filter(|min| length < *min) {
        found.push(error("minItems", place, format!("{length} items, and at least {min} are needed"), None));
    }
    if let Some(max) = schema.max_items.filter(|max| length > *max) {
        found.push(error("maxItems", place, format!("{length} items, and at most {max} are allowed"), None));
    }
}

fn same(one: &Json<'_>, other: &Json<'_>) -> bool {
    match (one, other) {
        (Json::Null, Json::Null) => true,
        (Json::Number(one), Json::Number(other)) => one == other,
        (Json::Text(one), Json::Text(other)) => one == other,
        (Json::List(one), Json::List(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Json::Object(members), Json::Object(others)) => {
            members.len() == others.len()
                && members.iter().all(|(name, value)| other.get(name).is_some_and(|other| same(value, other)))
        }
        _ => false,
    }
}

fn object(
    schema: &Object,
    members: &[(std::borrow::Cow<'_, str>, Json<'_>)],
    place: Place<'_>,
    found: &mut Vec<Violation>,
) {
    for member in schema.members {
        match members.iter().find(|(name, _)| name == member.name) {
            Some((_, value)) => judge(member.schema, value, Place::Member(&place, member.name), found),
            None if member.required => {
                found.push(error("required", place, format!("`{}` is missing", member.name), Some("add it")));
            }
            None => {}
        }
    }
    let known = |name: &str| schema.members.iter().any(|member| member.name == name);
    if members.len() <= schema.members.len() && members.iter().all(|(name, _)| known(name)) {
        return;
    }
    for (name, value) in members.iter().filter(|(name, _)| !known(name)) {
        let place = Place::Member(&place, name);
        match schema.others {
            Others::Of(schema) => judge(schema, value, place, found),
            Others::Refused => found.push(error(
                "additionalProperties",
                place,
                "no member of this object".to_owned(),
                Some("take it out"),
            )),
            Others::Any => found.push(Violation {
                severity: Severity::Warning,
                ..error(
                    "additionalProperties",
                    place,
                    "the document knows no such member; it is sent as it stands".to_owned(),
                    Some("check the spelling"),
                )
            }),
        }
    }
}

fn alternatives(id: &'static str, parts: &[&Schema], value: &Json<'_>, place: Place<'_>, found: &mut Vec<Violation>) {
    let holds = |part: &&&Schema| {
        let mut inner = Vec::new();
        judge(part, value, place, &mut inner);
        !inner.iter().any(|violation| violation.severity == Severity::Error)
    };
    let count = parts.iter().filter(holds).count();
    if count == 0 || (id == "oneOf" && count > 1) {
        found.push(error(id, place, format!("{count} of {} forms fit", parts.len()), None));
    }
}
