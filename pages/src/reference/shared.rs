//! Responses, parameters and other elements that several operations share.

use maud::{Markup, html};

use crate::reference::bodies::{Depth, content};
use crate::reference::examples::example_content;
use crate::reference::fields::description;
use crate::reference::link::id;
use crate::reference::parameters::component;
use crate::reference::provenance::{provenance, rest};
use crate::reference::responses::response_content;
use crate::reference::section::Section;
use crate::reference::spec::{Node, Spec};

/// The sections of `components` besides schemas and security schemes.
const SECTIONS: [&str; 7] = ["responses", "parameters", "requestBodies", "headers", "examples", "links", "callbacks"];

/// The shared elements of the spec, with the names of their sections.
pub(crate) fn elements<'a>(spec: &Spec<'a>) -> Vec<(&'static str, &'a str, Node<'a>)> {
    let of_section = |section: &'static str| {
        spec.components(section).into_iter().map(move |(name, node)| (section, name, node)).collect::<Vec<_>>()
    };
    SECTIONS.into_iter().flat_map(of_section).collect()
}

/// The part of the page with all shared elements.
pub(crate) fn section(spec: &Spec<'_>) -> Markup {
    let elements = elements(spec);
    html! {
        @if !elements.is_empty() {
            section aria-labelledby="shared" {
                h2 #shared { "Shared elements" }
                @for (section, name, node) in &elements {
                    section.card id=(id(&node.at)) {
                        h3 { code { (name) } " " span.badge.mute { (section) } }
                        (element(spec, section, name, node))
                    }
                }
            }
        }
    }
}

fn element(spec: &Spec<'_>, section: &str, name: &str, node: &Node<'_>) -> Markup {
    let own = Section::of(&node.at);
    match section {
        "responses" => response_content(spec, &own, node, Depth::Own),
        "parameters" | "headers" => component(spec, &own, node, name),
        "requestBodies" => html! {
            (description(node))
            (provenance(node))
            (content(spec, &own, node, Depth::Own, &[]))
            (rest(node, &["content"]))
        },
        "examples" => example_content(node),
        _ => html! { (description(node)) (rest(node, &[])) },
    }
}
