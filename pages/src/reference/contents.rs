//! The table of contents.

use maud::{Markup, html};

use crate::reference::documents::{has_documents, has_open_points};
use crate::reference::link::{code_link, link};
use crate::reference::rules::Rule;
use crate::reference::shared;
use crate::reference::spec::{Operation, Spec};

/// The links to all parts of the page.
pub(crate) fn contents(spec: &Spec<'_>, operations: &[Operation<'_>], rules: &[Rule<'_>]) -> Markup {
    let schemas: Vec<_> = spec.components("schemas").into_iter().map(|(name, node)| (name, node.at)).collect();
    let shared: Vec<_> = shared::elements(spec).into_iter().map(|(_, name, node)| (name, node.at)).collect();
    let rules: Vec<_> = rules.iter().map(|rule| (rule.id, rule.node.at.clone())).collect();
    html! {
        nav.contents aria-label="Contents" {
            ul {
                li {
                    a href="#operations" { "Operations" }
                    ul {
                        @for operation in operations {
                            li { (link(&operation.node.at, operation.node.text("summary").unwrap_or(&operation.id))) }
                        }
                    }
                }
                (group("rules", "Rules", &rules))
                @if !spec.root().items_of("servers").is_empty() { li { a href="#servers" { "Servers" } } }
                @if !spec.components("securitySchemes").is_empty() { li { a href="#tokens" { "Tokens and credentials" } } }
                (group("schemas", "Schemas", &schemas))
                (group("shared", "Shared elements", &shared))
                @if has_documents(spec) { li { a href="#documents" { "Documents, and what changed" } } }
                @if has_open_points(spec) { li { a href="#assumptions" { "What the documents leave open" } } }
            }
        }
    }
}

/// A part of the page with elements that have names, which are listed on request.
fn group(id: &str, title: &str, elements: &[(&str, String)]) -> Markup {
    html! {
        @if !elements.is_empty() {
            li {
                a href={ "#" (id) } { (title) }
                details {
                    summary { (elements.len()) " in all" }
                    ul { @for (name, at) in elements { li { (code_link(at, name)) } } }
                }
            }
        }
    }
}
