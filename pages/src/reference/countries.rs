//! The table of the countries of a schema (`x-countries`): what the spec has of each, and the rules that name it.

use maud::{Markup, html};

use crate::reference::country_names::KEYWORD;
use crate::reference::link::code_link;
use crate::reference::provenance::text_or_json;
use crate::reference::rules::{Rule, rules};
use crate::reference::spec::{Node, Spec};

/// The table of the countries of a schema.
pub(crate) fn table(spec: &Spec<'_>, schema: &Node<'_>) -> Markup {
    let countries = schema.members_of(KEYWORD);
    let rules = rules(spec);
    let mut columns: Vec<&str> = Vec::new();
    for (name, _) in countries.iter().flat_map(|(_, country)| country.members()) {
        if !columns.contains(&name) {
            columns.push(name);
        }
    }
    html! {
        @if !countries.is_empty() {
            table {
                thead { tr { th { "Country" } @for column in &columns { th { (words(column)) } } th { "Rules that name it" } } }
                tbody {
                    @for (code, country) in &countries {
                        tr {
                            td { code { (code) } @if !country.value.is_object() { (text_or_json(country.value)) } }
                            @for column in &columns {
                                td data-label=(words(column)) { @if let Some(value) = country.value.get(column) { (text_or_json(value)) } }
                            }
                            td data-label="Rules" { (naming(code, &rules)) }
                        }
                    }
                }
            }
        }
    }
}

/// The rules whose data has a country.
fn naming(code: &str, rules: &[Rule<'_>]) -> Markup {
    html! { @for rule in rules.iter().filter(|rule| rule.countries().contains(&code)) { (code_link(&rule.node.at, rule.id)) " " } }
}

/// A name in lower camel case as words: `callingCode` becomes `calling code`.
fn words(name: &str) -> String {
    let mut words = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() {
            words.push(' ');
        }
        words.push(c.to_ascii_lowercase());
    }
    words
}
