//! What values a schema allows, in words: type, limits, allowed values, default and example.

use maud::{Markup, PreEscaped, html};
use serde_json::Value;

use crate::reference::link::code_link;
use crate::reference::schema_parts::{Parts, all_parts, own_parts};
use crate::reference::spec::{Node, Spec, component_name};

/// The keywords that the words of a value state completely.
const IN_WORDS: [&str; 28] = [
    "type",
    "format",
    "enum",
    "pattern",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "nullable",
    "readOnly",
    "writeOnly",
    "deprecated",
    "default",
    "example",
    "x-lenient",
    "discriminator",
    "title",
    "required",
    "additionalProperties",
    "not",
];

/// The keywords whose values have rows or tables of their own.
const SHOWN_APART: [&str; 7] = ["allOf", "oneOf", "anyOf", "items", "properties", "x-codes", "x-countries"];

/// Whether the words of a schema state everything that is written in it.
pub(crate) fn is_in_words(schema: &Node<'_>) -> bool {
    schema.members().all(|(name, member)| match name {
        "$ref" => true,
        "items" | "not" | "additionalProperties" => is_in_words(&member),
        "allOf" | "oneOf" | "anyOf" => member.items().all(|part| is_in_words(&part)),
        name => IN_WORDS.contains(&name),
    })
}

/// The keywords of a schema that are shown by their meaning.
pub(crate) fn known_keywords() -> Vec<&'static str> {
    IN_WORDS.iter().chain(&SHOWN_APART).copied().collect()
}

/// The values that a schema allows, in words.
pub(crate) fn value(spec: &Spec<'_>, schema: &Node<'_>) -> Markup {
    words(spec, &all_parts(spec, schema))
}

/// A schema within another one. A named schema that has fields or alternatives is only named.
fn nested(spec: &Spec<'_>, schema: &Node<'_>) -> Markup {
    let all = all_parts(spec, schema);
    let is_large =
        |part: &Node<'_>| ["properties", "items", "oneOf", "anyOf"].iter().any(|key| part.value.get(key).is_some());
    if !all.references.is_empty() && all.schemas.iter().any(is_large) {
        return words(spec, &own_parts(spec, schema));
    }
    words(spec, &all)
}

fn words(spec: &Spec<'_>, parts: &Parts<'_>) -> Markup {
    let mut phrases: Vec<String> = Vec::new();
    for phrase in parts.schemas.iter().flat_map(|part| phrases_of(spec, part)) {
        if !phrases.contains(&phrase.0) {
            phrases.push(phrase.0);
        }
    }
    html! {
        @for (index, reference) in parts.references.iter().enumerate() {
            @if index > 0 { " and " }
            (code_link(reference, &component_name(reference).unwrap_or_else(|| reference.clone())))
        }
        @if !parts.references.is_empty() && !phrases.is_empty() { ": " }
        @if parts.references.is_empty() && phrases.is_empty() { "any value" }
        @for (index, phrase) in phrases.iter().enumerate() { @if index > 0 { ", " } (PreEscaped(phrase)) }
        @if parts.schemas.iter().any(|part| part.is_true("nullable")) { ", or null" }
    }
}

/// A value within a sentence; in brackets if it has several parts.
fn grouped(value: Markup) -> Markup {
    let has_parts = [", ", ": ", "; "].iter().any(|separator| value.0.contains(separator));
    html! { @if has_parts { "(" (value) ")" } @else { (value) } }
}

fn phrases_of(spec: &Spec<'_>, part: &Node<'_>) -> Vec<Markup> {
    let mut phrases = Vec::new();
    let get = |name: &str| part.value.get(name);
    let mut add = |markup: Markup| phrases.push(markup);
    if !part.value.is_object() {
        add(html! { code { (part.value) } });
    }
    if part.target().is_none()
        && let Some(reference) = get("$ref")
    {
        add(html! { code { (plain(reference)) } " (in another file)" });
    }
    if let Some(title) = get("title") {
        add(html! { "“" (plain(title)) "”" });
    }
    add_type(spec, part, &mut add);
    if let Some(format) = get("format") {
        add(html! { "format " code { (plain(format)) } });
    }
    add_alternatives(spec, part, &mut add);
    if let Some(values) = get("enum") {
        add(allowed(values));
    }
    if let Some(pattern) = get("pattern") {
        add(html! { "pattern " code { (plain(pattern)) } });
    }
    for (least, most, unit) in [
        ("minLength", "maxLength", "character"),
        ("minItems", "maxItems", "item"),
        ("minProperties", "maxProperties", "field"),
    ] {
        phrases_of_count(get(least), get(most), unit).map(&mut add);
    }
    add_bounds(part, &mut add);
    for (keyword, meaning) in [
        ("uniqueItems", "no item twice"),
        ("readOnly", "only in responses"),
        ("writeOnly", "only in requests"),
        ("deprecated", "deprecated"),
        ("x-lenient", "counts as absent if it has another form"),
    ] {
        if part.is_true(keyword) {
            add(html! { (meaning) });
        }
    }
    if let Some(default) = get("default") {
        add(html! { "default " code { (literal(default)) } });
    }
    if let Some(example) = get("example") {
        add(html! { "such as " code { (literal(example)) } });
    }
    phrases
}

/// The type, with the items of a list and the other fields of an object.
fn add_type(spec: &Spec<'_>, part: &Node<'_>, add: &mut impl FnMut(Markup)) {
    let items = part.member("items");
    match (part.value.get("type").map(|kind| (kind, kind.as_str().unwrap_or_default())), &items) {
        (Some((_, "array")) | None, Some(items)) => add(html! { "list of " (grouped(nested(spec, items))) }),
        (Some((_, "array")), None) => add(html! { "list" }),
        (Some((_, "string")), _) => add(html! { "text" }),
        (Some((_, "integer")), _) => add(html! { "whole number" }),
        (Some((_, "boolean")), _) => add(html! { code { "true" } " or " code { "false" } }),
        (Some((other, _)), _) => add(html! { (plain(other)) }),
        (None, None) if part.value.get("properties").is_some() => add(html! { "object" }),
        (None, None) => {}
    }
    match part.member("additionalProperties") {
        Some(Node { value: Value::Bool(false), .. }) => add(html! { "no other fields" }),
        Some(Node { value: Value::Bool(true), .. }) => add(html! { "other fields are allowed" }),
        Some(schema) => add(html! { "any other field: " (grouped(nested(spec, &schema))) }),
        None => {}
    }
    let properties = part.value.get("properties");
    for name in part.items_of("required") {
        let name = plain(name.value);
        if properties.is_none_or(|properties| properties.get(&name).is_none()) {
            add(html! { code { (name) } " is mandatory" });
        }
    }
}

fn add_alternatives(spec: &Spec<'_>, part: &Node<'_>, add: &mut impl FnMut(Markup)) {
    for (keyword, meaning) in [("oneOf", "exactly one of: "), ("anyOf", "at least one of: ")] {
        let alternatives = part.items_of(keyword);
        if !alternatives.is_empty() {
            add(html! {
                (meaning)
                @for (index, alternative) in alternatives.iter().enumerate() {
                    @if index > 0 { "; or " }
                    (nested(spec, alternative))
                }
            });
        }
    }
    if let Some(not) = part.member("not") {
        add(html! { "not " (grouped(nested(spec, &not))) });
    }
    if let Some(discriminator) = part.member("discriminator") {
        add(html! {
            "the field " code { (discriminator.value.get("propertyName").map(plain).unwrap_or_default()) } " states which"
            @for (value, schema) in discriminator.members_of("mapping") {
                "; " code { (value) } ": "
                @match schema.value.as_str().and_then(|text| text.strip_prefix('#')) {
                    Some(pointer) => (code_link(pointer, &component_name(pointer).unwrap_or_else(|| pointer.to_owned()))),
                    None => code { (plain(schema.value)) },
                }
            }
        });
    }
}

fn add_bounds(part: &Node<'_>, add: &mut impl FnMut(Markup)) {
    let get = |name: &str| part.value.get(name);
    let exclusive = |name: &str| part.is_true(name);
    match (get("minimum"), get("maximum")) {
        (Some(least), Some(most)) if !exclusive("exclusiveMinimum") && !exclusive("exclusiveMaximum") => {
            add(html! { (plain(least)) " to " (plain(most)) });
        }
        (least, most) => {
            if let Some(least) = least {
                add(html! { (if exclusive("exclusiveMinimum") { "more than " } else { "at least " }) (plain(least)) });
            }
            if let Some(most) = most {
                add(html! { (if exclusive("exclusiveMaximum") { "less than " } else { "at most " }) (plain(most)) });
            }
        }
    }
    if let Some(step) = get("multipleOf") {
        add(html! { "a multiple of " (plain(step)) });
    }
}

fn phrases_of_count(least: Option<&Value>, most: Option<&Value>, unit: &str) -> Option<Markup> {
    let counted = |count: &Value| format!("{} {unit}{}", plain(count), if *count == 1 { "" } else { "s" });
    Some(match (least, most) {
        (Some(least), Some(most)) if least == most => html! { "exactly " (counted(most)) },
        (Some(least), Some(most)) => html! { (plain(least)) " to " (counted(most)) },
        (Some(least), None) => html! { "at least " (counted(least)) },
        (None, Some(most)) => html! { "at most " (counted(most)) },
        (None, None) => return None,
    })
}

fn allowed(values: &Value) -> Markup {
    match values.as_array().map(Vec::as_slice) {
        Some([only]) => html! { "always " code { (literal(only)) } },
        Some(several) => html! {
            "one of "
            @for (index, value) in several.iter().enumerate() { @if index > 0 { ", " } code { (literal(value)) } }
        },
        None => html! { "one of " code { (values) } },
    }
}

/// A text without quotes, or another value as JSON.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A value as code. A text that would not be recognized as one, such as an empty one, has its quotes.
fn literal(value: &Value) -> String {
    match value.as_str() {
        Some(text) if text.is_empty() || text.trim() != text || serde_json::from_str::<Value>(text).is_ok() => {
            value.to_string()
        }
        Some(text) => text.to_owned(),
        None => value.to_string(),
    }
}
