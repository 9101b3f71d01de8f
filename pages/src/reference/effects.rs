//! The effects that a call has besides its response (`x-effects`).

use maud::{Markup, html};
use serde_json::Value;

use crate::reference::link::id;
use crate::reference::provenance::{provenance, rest, text_or_json};
use crate::reference::spec::{Node, Operation};

/// The keys whose meaning is shown.
const KEYS: [&str; 9] = ["statement", "orders", "order", "repeatable", "holds", "from", "to", "next", "status"];

fn effects<'a>(operation: &Operation<'a>) -> Vec<(&'a str, Node<'a>)> {
    operation.node.members_of("x-effects")
}

/// Whether a call places an order.
pub(crate) fn orders(operation: &Operation<'_>) -> bool {
    effects(operation).iter().any(|(_, effect)| effect.is_true("orders"))
}

/// The effects of an operation; first, what the caller has to know before a call.
pub(crate) fn list(operation: &Operation<'_>) -> Markup {
    let effects = effects(operation);
    let is_repeatable = effects.iter().any(|(_, effect)| effect.is_true("repeatable"));
    html! {
        @if orders(operation) {
            p.banner.bad {
                strong { "A call places an order, which costs money. " }
                @if !is_repeatable { "If the outcome of a request is unknown, do not send it again: it may have been ordered." }
            }
        }
        @if !effects.is_empty() {
            h4 { "Effects" }
            ul.rows {
                @for (name, effect) in &effects {
                    li id=(id(&effect.at)) {
                        p { (statement(effect)) " " span.soft.small { (name) } }
                        ul.small.list { @for consequence in consequences(effect) { li { (consequence) } } }
                        (provenance(effect))
                        (rest(effect, &KEYS))
                    }
                }
            }
        }
    }
}

fn statement(effect: &Node<'_>) -> Markup {
    html! { (text_or_json(effect.value.get("statement").unwrap_or(effect.value))) }
}

/// What the keys of an effect mean.
fn consequences(effect: &Node<'_>) -> Vec<Markup> {
    let mut found = Vec::new();
    let shown = |key: &str| effect.value.get(key).map(text_or_json);
    if let Some(orders) = effect.value.get("orders") {
        found.push(html! { @if orders == true { "The call costs money." } @else { "Places an order: " (text_or_json(orders)) } });
    }
    if let Some(pointer) = effect.value.get("order") {
        found
            .push(html! { "The id of the order is at " code { (text_or_json(pointer)) } " of a successful response." });
    }
    if let Some(repeatable) = effect.value.get("repeatable") {
        found.push(html! {
            @if repeatable == true { "A request may be sent again, even if its outcome is unknown." } @else { "Repeatable: " (text_or_json(repeatable)) }
        });
    }
    if let Some(holds) = effect.member("holds") {
        found.push(html! {
            @match holds.value.get("days") {
                Some(Value::Number(days)) => { "Lasts " strong { (days) " days" } "." (rest(&holds, &["days"])) }
                _ => { "Lasts: " (text_or_json(holds.value)) }
            }
        });
    }
    match (shown("from"), shown("to")) {
        (None, None) => {}
        (from, to) => found.push(html! {
            "Status of a number: " code { (from.unwrap_or_default()) } " → " code { (to.unwrap_or_default()) } "."
        }),
    }
    let next = effect.items_of("next");
    if !next.is_empty() {
        found.push(html! {
            "Possible next: "
            @for (index, action) in next.iter().enumerate() { @if index > 0 { ", " } (text_or_json(action.value)) }
            "."
        });
    }
    if let Some(status) = shown("status") {
        found.push(html! { "Status of the order: " code { (status) } "." });
    }
    found
}
