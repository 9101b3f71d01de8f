//! The responses of an operation, and responses that several operations share.

use maud::{Markup, html};

use crate::reference::bodies::{Depth, content};
use crate::reference::fields::description;
use crate::reference::link::code_link;
use crate::reference::parameters::headers;
use crate::reference::provenance::{provenance, rest};
use crate::reference::section::Section;
use crate::reference::spec::{Node, Spec, component_name};

/// The responses of an operation. A response that other operations share has a part of its own.
pub(crate) fn of_operation(spec: &Spec<'_>, section: &Section, responses: &[(&str, Node<'_>)]) -> Markup {
    html! {
        @if !responses.is_empty() {
            h4 { "Responses" }
            ul.rows {
                @for (status, response) in responses {
                    li id=[section.id(&response.at)] {
                        p { span class={ "badge " (class_of(status)) } { (status) } " "
                            @if let Some(target) = response.target() {
                                (code_link(&target, &component_name(&target).unwrap_or_else(|| target.to_string())))
                            }
                        }
                        @if response.target().is_some() { (description(&spec.resolve(response))) }
                        @else { (response_content(spec, section, response, depth_of(status))) }
                    }
                }
            }
        }
    }
}

/// A response in full.
pub(crate) fn response_content(spec: &Spec<'_>, section: &Section, response: &Node<'_>, depth: Depth) -> Markup {
    html! {
        (description(response))
        (provenance(response))
        (headers(spec, section, &response.members_of("headers")))
        (content(spec, section, response, depth, &[]))
        (rest(response, &["headers", "content"]))
        @if !response.value.is_object() { code { (response.value) } }
    }
}

/// The fields of successful responses are listed in full; those of errors are mostly the same.
fn depth_of(status: &str) -> Depth {
    if status.starts_with('2') { Depth::All } else { Depth::Own }
}

fn class_of(status: &str) -> &'static str {
    match status.as_bytes().first() {
        Some(b'2') => "good",
        Some(b'4' | b'5') => "bad",
        _ => "mute",
    }
}
