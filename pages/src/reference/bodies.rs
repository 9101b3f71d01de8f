//! The bodies of requests and responses: media types, fields, and examples.

use maud::{Markup, html};

use crate::reference::examples;
use crate::reference::field_list::{Field, all_fields, own_fields};
use crate::reference::fields;
use crate::reference::provenance::rest;
use crate::reference::rules::Rule;
use crate::reference::section::Section;
use crate::reference::spec::{Node, Spec};
use crate::reference::value_text::value;

/// Which fields of a body are listed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Depth {
    /// Also those of the schemas that the body names.
    All,
    /// Only those that are written in the body.
    Own,
}

/// The content of a request or a response, by media type.
pub(crate) fn content(
    spec: &Spec<'_>,
    section: &Section,
    node: &Node<'_>,
    depth: Depth,
    rules: &[&Rule<'_>],
) -> Markup {
    html! {
        @for (media_type, content) in node.members_of("content") {
            @let schema = content.member("schema");
            p {
                code { (media_type) }
                @if let Some(schema) = &schema { ": " (value(spec, schema)) }
            }
            @if let Some(schema) = &schema {
                @if schema.target().is_none() && section.owns(&schema.at) { (fields::meaning(spec, section, schema)) }
                (fields::table(spec, section, &listed(spec, schema, depth), rules))
            }
            (examples::list(spec, section, &content))
            (rest(&content, &["schema", "example", "examples"]))
            @if !content.value.is_object() { code { (content.value) } }
        }
    }
}

/// The fields of a body that are listed.
pub(crate) fn listed<'a>(spec: &Spec<'a>, schema: &Node<'a>, depth: Depth) -> Vec<Field<'a>> {
    match depth {
        Depth::All => all_fields(spec, schema),
        Depth::Own => own_fields(spec, schema),
    }
}
