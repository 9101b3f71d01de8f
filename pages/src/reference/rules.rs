//! The rules that OpenAPI cannot state (`x-rules`), each with the requests of its cases, and the fields that each is about.

use std::collections::BTreeSet;

use maud::{Markup, html};
use serde_json::{Map, Value};

use crate::reference::country_names::country_names;
use crate::reference::link::{code_link, id};
use crate::reference::operation_index::OperationIndex;
use crate::reference::provenance::{provenance, rest, text_or_json};
use crate::reference::spec::{Node, Spec};
use crate::text::marked;

/// The members of a case that are not part of the request.
const ABOUT_REQUEST: [&str; 3] = ["about", "operation", "violations"];

/// A rule.
#[derive(Debug)]
pub(crate) struct Rule<'a> {
    pub(crate) id: &'a str,
    pub(crate) node: Node<'a>,
    /// The ids of the operations whose requests it is about.
    operations: Vec<&'a str>,
    /// The places in a request that it is about, with `*` for any item of a list: those of its data, and those at which its cases violate it.
    places: BTreeSet<String>,
}

/// The rules of the spec.
pub(crate) fn rules<'a>(spec: &Spec<'a>) -> Vec<Rule<'a>> {
    let rule = |(id, node): (&'a str, Node<'a>)| {
        let operations = node.items_of("operations").iter().filter_map(|operation| operation.value.as_str()).collect();
        Rule { id, operations, places: places(spec, id, &node), node }
    };
    spec.root().members_of("x-rules").into_iter().map(rule).collect()
}

fn places(spec: &Spec<'_>, id: &str, node: &Node<'_>) -> BTreeSet<String> {
    let data = node.members_of("data").into_iter().filter_map(|(_, value)| value.value.as_str());
    let violations = spec.cases(id).filter_map(|(_, case)| case.get("violations")?.as_array()).flatten();
    let own = violations.filter(|violation| violation.get("id").and_then(Value::as_str) == Some(id));
    let violated = own.filter_map(|violation| violation.get("pointer")?.as_str());
    data.filter(|text| text.starts_with('/')).chain(violated).map(any_item).collect()
}

/// A pointer with `*` for any item of a list.
fn any_item(pointer: &str) -> String {
    let is_index = |token: &str| !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit());
    pointer.split('/').map(|token| if is_index(token) { "*" } else { token }).collect::<Vec<_>>().join("/")
}

impl<'a> Rule<'a> {
    /// Whether the rule is about the requests of an operation.
    pub(crate) fn is_about(&self, operation: &str) -> bool {
        self.operations.contains(&operation)
    }

    /// Whether the rule is about a field, or about the items of a list: they have no field of their own.
    pub(crate) fn is_about_field(&self, place: &str) -> bool {
        self.places.contains(place) || self.places.contains(&format!("{place}/*"))
    }

    /// The values of the rule's list of countries.
    pub(crate) fn countries(&self) -> Vec<&'a str> {
        let data = self.node.member("data").map(|data| data.items_of("countries")).unwrap_or_default();
        data.iter().filter_map(|country| country.value.as_str()).collect()
    }

    fn badge(&self) -> Markup {
        let severity = self.node.text("severity").unwrap_or_default();
        html! { span.badge.(if severity == "error" { "bad" } else { "warn" }) { (severity) } }
    }
}

/// The rules that a field or a request is about: their ids and statements.
pub(crate) fn rule_notes(rules: &[&Rule<'_>]) -> Markup {
    html! {
        @for rule in rules {
            p.small {
                (rule.badge()) " " (code_link(&rule.node.at, rule.id)) ": "
                (marked(rule.node.text("statement").unwrap_or_default()))
            }
        }
    }
}

/// The part of the page with all rules.
pub(crate) fn section(spec: &Spec<'_>, rules: &[Rule<'_>], operations: &OperationIndex) -> Markup {
    html! {
        @if !rules.is_empty() {
            section aria-labelledby="rules" {
                h2 #rules { "Rules" }
                p.soft { "A schema cannot express these rules. A request that breaks a rule of severity “error” is invalid; a “warning” is advice." }
                @for rule in rules { (card(spec, rule, operations)) }
            }
        }
    }
}

fn card(spec: &Spec<'_>, rule: &Rule<'_>, operations: &OperationIndex) -> Markup {
    let node = &rule.node;
    html! {
        section.card id=(id(&node.at)) {
            h3 { code { (rule.id) } " " (rule.badge()) }
            @if let Some(statement) = node.value.get("statement") { p { (text_or_json(statement)) } }
            (provenance(node))
            dl {
                dt { "Operations" }
                dd { @for (index, operation) in rule.operations.iter().enumerate() { @if index > 0 { ", " } (operations.link(operation)) } }
                @for (name, data) in node.members_of("data") { dt { (name) } dd { (data_text(spec, &data)) } }
            }
            (rest(node, &["severity", "operations", "statement", "data"]))
            @if !node.value.is_object() { (text_or_json(node.value)) }
            @for (name, case) in spec.cases(rule.id) { (case_details(name, case)) }
        }
    }
}

/// A value of the rule's data: a list with commas, countries with their names.
fn data_text(spec: &Spec<'_>, data: &Node<'_>) -> Markup {
    let countries = country_names(spec);
    html! {
        @match data.value {
            Value::Array(items) => {
                @for (index, item) in items.iter().enumerate() {
                    @if index > 0 { ", " }
                    code { (text_or_json(item)) }
                    @if let Some(name) = item.as_str().and_then(|code| countries.get(code)) { " " (name) }
                }
            },
            other => code { (text_or_json(other)) },
        }
    }
}

fn case_details(name: &str, case: &Value) -> Markup {
    let is_accepted = name.starts_with("accept");
    let text = |key: &str| case.get(key).and_then(Value::as_str).unwrap_or_default();
    let request: Map<String, Value> = case
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(key, _)| !ABOUT_REQUEST.contains(&key.as_str()))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    let violations = case.get("violations").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    html! {
        details {
            summary {
                @if is_accepted { span.badge.good { "accepted" } } @else { span.badge.bad { "violated" } }
                " " (marked(text("about")))
            }
            @if !text("operation").is_empty() { p.small { "Operation " code { (text("operation")) } } }
            pre { (format!("{:#}", Value::from(request))) }
            @if !violations.is_empty() {
                p.small { "Violations: "
                    @for (index, violation) in violations.iter().enumerate() {
                        @if index > 0 { ", " }
                        code { (violation.get("id").and_then(Value::as_str).unwrap_or_default()) } " at "
                        @match violation.get("pointer").and_then(Value::as_str) { Some("") | None => "the whole body", Some(pointer) => code { (pointer) } }
                    }
                }
            }
        }
    }
}
