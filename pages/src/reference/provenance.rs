//! Where a statement of the spec comes from: the lines of a document, or an assumption; and what else an element has that has no form of its own.

use maud::{Markup, html};
use serde_json::Value;

use crate::reference::link::code_link;
use crate::reference::spec::{Node, join};
use crate::text::marked;

/// The keys that [`description`], [`provenance`] and [`rest`] show, or that only the structure needs.
const ANNOTATIONS: [&str; 4] = ["description", "x-source", "x-assumption", "$ref"];

/// The place of the silences, which state once what the documents do not state.
pub(crate) const SILENCES: &str = "/x-silences";

/// An assumption.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Assumption<'a> {
    pub(crate) text: &'a str,
    value: &'a Value,
}

impl<'a> Assumption<'a> {
    /// The assumption of an element: a text, or a mapping with its `text`.
    pub(crate) fn of(node: &Node<'a>) -> Option<Self> {
        let value = node.value.get("x-assumption")?;
        let text = value.as_str().or_else(|| value.get("text")?.as_str()).unwrap_or_default();
        Some(Self { text, value })
    }

    /// The text, and the silence of the documents that it relies on.
    pub(crate) fn markup(self) -> Markup {
        let node = Node { at: String::new(), value: self.value };
        html! {
            (marked(self.text))
            @if let Some(silence) = node.value.get("silentOn") {
                @match silence.as_str() {
                    Some(id) => { " (" (code_link(&join(SILENCES, id), id)) ")" }
                    None => { " " code { (silence) } }
                }
            }
            @if self.value.is_object() { (rest(&node, &["text", "silentOn"])) } @else if !self.value.is_string() { code { (self.value) } }
        }
    }
}

/// The source of an element, and what is assumed.
pub(crate) fn provenance(node: &Node<'_>) -> Markup {
    html! {
        @if let Some(assumption) = Assumption::of(node) { p.small { span.badge.warn { "assumed" } " " (assumption.markup()) } }
        @if let Some(source) = node.value.get("x-source") { p.source { (text_or_json(source)) } }
    }
}

/// The members of an element that are neither known nor annotations, as they are in the spec.
pub(crate) fn rest(node: &Node<'_>, known: &[&str]) -> Markup {
    let others = node.members().filter(|(name, _)| !known.contains(name) && !ANNOTATIONS.contains(name));
    html! { @for (name, other) in others { p.small { code { (name) } ": " (text_or_json(other.value)) } } }
}

/// A text, or any other value as JSON.
pub(crate) fn text_or_json(value: &Value) -> Markup {
    html! { @match value { Value::String(text) => (marked(text)), other => code { (other) } } }
}
