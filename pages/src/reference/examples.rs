//! The examples of a body or a parameter, as they are in the spec.

use maud::{Markup, html};
use serde_json::Value;

use crate::reference::fields::description;
use crate::reference::provenance::{provenance, rest, text_or_json};
use crate::reference::section::Section;
use crate::reference::spec::{Node, Spec};

/// The examples of a media type or a parameter: the value of `example`, and those of `examples`.
pub(crate) fn values<'a>(spec: &Spec<'a>, node: &Node<'a>) -> Vec<&'a Value> {
    let several = node.members_of("examples").into_iter();
    let several = several.filter_map(|(_, example)| spec.resolve(&example).value.get("value"));
    node.value.get("example").into_iter().chain(several).collect()
}

/// The examples of a media type or a parameter. The first one is open.
pub(crate) fn list(spec: &Spec<'_>, section: &Section, node: &Node<'_>) -> Markup {
    let several = node.members_of("examples");
    html! {
        @if let Some(example) = node.value.get("example") {
            details open { summary { "Example" } pre { (body_text(example)) } }
        }
        @for (index, (name, example)) in several.iter().enumerate() {
            details open[index == 0] id=[section.id(&example.at)] {
                summary { "Example: " (example_title(spec, name, example)) }
                (example_content(&spec.resolve(example)))
            }
        }
    }
}

fn example_title(spec: &Spec<'_>, name: &str, example: &Node<'_>) -> Markup {
    let summary = spec.resolve(example).value.get("summary").map(text_or_json);
    html! { @if let Some(summary) = summary { (summary) " " } code { (name) } }
}

/// The value of an example and what the spec states about it.
pub(crate) fn example_content(example: &Node<'_>) -> Markup {
    html! {
        (description(example))
        @if let Some(value) = example.value.get("value") { pre { (body_text(value)) } }
        @if !example.value.is_object() { pre { (body_text(example.value)) } }
        (provenance(example))
        (rest(example, &["summary", "value"]))
    }
}

/// A value as the text of a body: JSON, or a text as it is.
pub(crate) fn body_text(value: &Value) -> String {
    value.as_str().map_or_else(|| format!("{value:#}"), str::to_owned)
}
