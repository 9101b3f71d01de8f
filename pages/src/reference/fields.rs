//! Tables of fields: name, whether it is mandatory, its values in words, and its meaning with its source.

use maud::{Markup, html};

use crate::reference::countries;
use crate::reference::error_codes;
use crate::reference::field_list::Field;
use crate::reference::link::href;
use crate::reference::provenance::{provenance, rest};
use crate::reference::rules::{Rule, rule_notes};
use crate::reference::schema_parts::{all_parts, own_parts};
use crate::reference::section::Section;
use crate::reference::spec::{Node, Spec};
use crate::reference::value_text::{known_keywords, value};
use crate::text::paragraphs;

/// A table of fields. A rule is named at each field that it is about.
pub(crate) fn table(spec: &Spec<'_>, section: &Section, fields: &[Field<'_>], rules: &[&Rule<'_>]) -> Markup {
    html! {
        @if !fields.is_empty() {
            table.fields {
                thead { tr { th { "Field" } th { "Mandatory" } th { "Value" } th { "Meaning" } } }
                tbody { @for field in fields { (row(spec, section, field, rules)) } }
            }
        }
    }
}

fn row(spec: &Spec<'_>, section: &Section, field: &Field<'_>, rules: &[&Rule<'_>]) -> Markup {
    let Field { path, place, is_mandatory, schema } = field;
    let about: Vec<_> = rules.iter().copied().filter(|rule| rule.is_about_field(place)).collect();
    html! {
        tr id=[section.id(&schema.at)] {
            td { @if section.owns(&schema.at) { (broken(path)) } @else { a href=(href(&schema.at)) { (broken(path)) } } }
            td data-label="Mandatory" { (needed(*is_mandatory)) }
            td data-label="Value" { (value(spec, schema)) }
            td { (meaning(spec, section, schema)) (rule_notes(&about)) }
        }
    }
}

/// A path, which is broken at its steps if it is too long for a line.
fn broken(path: &str) -> Markup {
    let (outer, name) = path.rsplit_once('.').map_or(("", path), |(outer, name)| (outer, name));
    html! {
        code { @for step in outer.split('.').filter(|step| !step.is_empty()) { (step) "." wbr; } strong { (name) } }
    }
}

/// Whether a field or a parameter is mandatory.
pub(crate) fn needed(is_mandatory: bool) -> Markup {
    html! { @if is_mandatory { strong { "mandatory" } } @else { span.soft { "optional" } } }
}

/// The description of a schema, and what else is written in it. Where it is not shown in full, only its description and its source.
pub(crate) fn meaning(spec: &Spec<'_>, section: &Section, schema: &Node<'_>) -> Markup {
    let own = own_parts(spec, schema);
    let is_described = own.schemas.iter().any(|part| part.text("description").is_some());
    let named = all_parts(spec, schema).schemas.into_iter().find(|part| part.text("description").is_some());
    html! {
        @if !is_described && let Some(part) = &named { (description(part)) }
        @for part in &own.schemas {
            (description(part))
            @if section.owns(&part.at) {
                (provenance(part))
                (error_codes::list(section, part))
                (countries::table(spec, part))
                (rest(part, &known_keywords()))
            } @else if let Some(source) = part.text("x-source") { p.source { (source) } }
        }
    }
}

/// The description of an element.
pub(crate) fn description(node: &Node<'_>) -> Markup {
    html! { @if let Some(text) = node.text("description") { (paragraphs(text)) } }
}
