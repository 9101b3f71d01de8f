//! Tables of parameters and headers.

use maud::{Markup, html};
use serde_json::Value;

use crate::reference::examples;
use crate::reference::field_list::own_fields;
use crate::reference::fields::{self, description, meaning, needed};
use crate::reference::link::code_link;
use crate::reference::provenance::{provenance, rest, text_or_json};
use crate::reference::rules::{Rule, rule_notes};
use crate::reference::schema_parts::all_parts;
use crate::reference::section::Section;
use crate::reference::spec::{Node, Spec, join};
use crate::reference::value_text::value;

/// The keys whose meaning is shown.
const KEYS: [&str; 11] = [
    "name",
    "in",
    "required",
    "schema",
    "example",
    "examples",
    "style",
    "explode",
    "deprecated",
    "content",
    "allowEmptyValue",
];

/// The parameters of an operation. A rule is named at each parameter that it is about.
pub(crate) fn table(spec: &Spec<'_>, section: &Section, parameters: &[Node<'_>], rules: &[&Rule<'_>]) -> Markup {
    let row_of = |parameter: &Node<'_>| {
        let resolved = spec.resolve(parameter);
        let name = resolved.text("name").unwrap_or_default();
        let place = join("", &name.to_ascii_lowercase());
        let about: Vec<_> = rules.iter().copied().filter(|rule| rule.is_about_field(&place)).collect();
        let location = resolved.value.get("in").map(text_or_json);
        row(
            spec,
            section,
            &Named { id: section.id(&parameter.at), name, location, node: parameter },
            rule_notes(&about),
        )
    };
    html! {
        @if !parameters.is_empty() {
            table.fields {
                thead { tr { th { "Parameter" } th { "Mandatory" } th { "Value" } th { "Meaning" } } }
                tbody { @for parameter in parameters { (row_of(parameter)) } }
            }
        }
    }
}

/// The headers of a response.
pub(crate) fn headers(spec: &Spec<'_>, section: &Section, headers: &[(&str, Node<'_>)]) -> Markup {
    html! {
        @if !headers.is_empty() {
            table.fields {
                thead { tr { th { "Header" } th { "Mandatory" } th { "Value" } th { "Meaning" } } }
                tbody {
                    @for (name, node) in headers { (row(spec, section, &Named { id: section.id(&node.at), name, location: None, node }, html! {})) }
                }
            }
        }
    }
}

/// The table of one parameter or header that several operations share; the part of the page around it has its id.
pub(crate) fn component(spec: &Spec<'_>, section: &Section, node: &Node<'_>, key: &str) -> Markup {
    let resolved = spec.resolve(node);
    let name = resolved.text("name").unwrap_or(key);
    let location = resolved.value.get("in").map(text_or_json);
    html! {
        table.fields {
            thead { tr { th { "Name" } th { "Mandatory" } th { "Value" } th { "Meaning" } } }
            tbody { (row(spec, section, &Named { id: None, name, location, node }, html! {})) }
        }
    }
}

/// A parameter or a header, which may be a reference.
struct Named<'n, 'a> {
    id: Option<String>,
    name: &'n str,
    location: Option<Markup>,
    node: &'n Node<'a>,
}

fn row(spec: &Spec<'_>, section: &Section, named: &Named<'_, '_>, notes: Markup) -> Markup {
    let Named { id, name, location, node } = named;
    let resolved = spec.resolve(node);
    let is_own = section.owns(&resolved.at);
    let schema = resolved.member("schema");
    html! {
        tr id=[id] {
            td {
                @if is_own { code { (name) } } @else { (code_link(&resolved.at, name)) }
                @if let Some(location) = location { " " span.soft.small { "in " (location) } }
            }
            td data-label="Mandatory" { (needed(resolved.is_true("required"))) }
            td data-label="Value" {
                @if let Some(schema) = &schema { (value(spec, schema)) }
                (serialization(&resolved))
                @if resolved.is_true("deprecated") { ", deprecated" }
                @if resolved.is_true("allowEmptyValue") { ", may be empty" }
                @if let Some(example) = own_example(spec, &resolved) { ", such as " code { (text_or_json(example)) } }
            }
            td {
                (description(&resolved))
                @if let Some(schema) = schema.filter(|schema| schema.target().is_none()) {
                    (meaning(spec, section, &schema))
                    (fields::table(spec, section, &own_fields(spec, &schema), &[]))
                }
                @if is_own {
                    (provenance(&resolved))
                    (rest(&resolved, &KEYS))
                    @if let Some(content) = resolved.value.get("content") { p.small { "content: " code { (content) } } }
                } @else if let Some(source) = resolved.text("x-source") { p.source { (source) } }
                @for (key, example) in resolved.members_of("examples") {
                    p.small { "Example " code { (key) } ":" }
                    (examples::example_content(&spec.resolve(&example)))
                }
                (notes)
            }
        }
    }
}

/// How the items of a list are sent.
fn serialization(parameter: &Node<'_>) -> Markup {
    let is_exploded = parameter.value.get("explode").map(|explode| explode == true);
    html! {
        @match is_exploded {
            Some(true) => ", one parameter for each item",
            Some(false) => ", items in one text",
            None => {}
        }
        @if let Some(style) = parameter.value.get("style") { ", style " code { (text_or_json(style)) } }
    }
}

/// The example of a parameter, unless it is that of its schema.
fn own_example<'a>(spec: &Spec<'a>, parameter: &Node<'a>) -> Option<&'a Value> {
    let schema = parameter.member("schema").map(|schema| all_parts(spec, &schema).schemas).unwrap_or_default();
    let example = parameter.value.get("example")?;
    (!schema.iter().any(|part| part.value.get("example") == Some(example))).then_some(example)
}
