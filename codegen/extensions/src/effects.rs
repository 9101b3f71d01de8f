//! Checks the effects of operations under `x-effects`: their keys, their types, and whether they fit together.

use colt_numbers_openapi::finding::Findings;
use colt_numbers_openapi::operation::{self, Operation, ResponseContent, operations};
use colt_numbers_openapi::pointer::join;
use colt_numbers_openapi::value::{self, members};
use serde_json::Value;

use crate::body_pointers::has_member;

/// The keys that an operation states at most once, in any of its effects.
const ONCE: [&str; 4] = ["orders", "order", "repeatable", "holds"];

/// Checks the effects of every operation.
pub fn check(root: &Value, lint: &mut Findings) {
    for operation in operations(root) {
        let at = join(&operation.at, "x-effects");
        let Some(effects) = operation.value.get("x-effects") else { continue };
        if !effects.is_object() {
            lint.error(&at, "not a mapping").hint("write a mapping of effect ids to effects");
        }
        for (id, effect) in members(Some(effects)) {
            check_effect(&join(&at, id), id, effect, lint);
        }
        check_together(root, &operation, effects, &at, lint);
    }
}

fn check_effect(at: &str, id: &str, effect: &Value, lint: &mut Findings) {
    if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-') {
        lint.error(at, "not a valid effect id").hint("use lower-case letters, digits and hyphens");
    }
    if value::visible_text(effect, "statement").is_none() {
        lint.error(at, "no `statement`").hint("state what happens");
    }
    for (key, value) in members(Some(effect)) {
        let (is_valid, expected) = match key.as_str() {
            "orders" | "repeatable" => (value == true, "`true`"),
            "order" => (value.as_str().is_some_and(|text| text.starts_with('/')), "a JSON Pointer into the response"),
            "holds" => (is_holds(value), "`{days: N}` with an integer from 1 to 100000"),
            // `lint::provenance` checks the form of an assumption.
            "statement" | "x-assumption" => continue,
            "from" | "to" | "status" | "x-source" => (value.is_string(), "a text"),
            "next" => (value.as_array().is_some_and(|items| items.iter().all(Value::is_string)), "a list of texts"),
            _ => {
                lint.error(&join(at, key), format!("unknown key `{key}` of an effect"))
                    .hint("an effect may have statement, x-source, x-assumption, orders, order, repeatable, holds, from, to, next and status");
                continue;
            }
        };
        if !is_valid {
            lint.error(&join(at, key), format!("not {expected}")).hint(format!("write {expected}, or remove the key"));
        }
    }
}

/// Whether a value is `{days: N}`, with a number of days that cannot overflow a date.
fn is_holds(value: &Value) -> bool {
    let days = value.get("days").and_then(Value::as_u64);
    value.as_object().is_some_and(|holds| holds.len() == 1) && days.is_some_and(|days| (1..=100_000).contains(&days))
}

/// Checks what the effects of one operation state together.
fn check_together(root: &Value, operation: &Operation<'_>, effects: &Value, at: &str, lint: &mut Findings) {
    let stating =
        |key: &str| members(Some(effects)).filter(move |(_, effect)| effect.get(key).is_some()).collect::<Vec<_>>();
    for key in ONCE {
        if let [_, (id, _), ..] = stating(key)[..] {
            lint.error(&join(&join(at, id), key), format!("another effect of the operation has `{key}` too"))
                .hint("state it once");
        }
    }
    let orders = stating("orders");
    if let [(id, effect), ..] = stating("order")[..] {
        let at = join(&join(at, id), "order");
        if orders.is_empty() {
            lint.error(&at, "`order` without `orders: true`").hint("add `orders: true` to an effect of the operation");
        }
        let pointer = value::text(effect, "order").unwrap_or_default();
        let (responses, _) = operation::success_contents(root, operation);
        if responses.is_empty() {
            lint.error(&at, "the spec states no successful response").hint("state the response that has the id");
        }
        // A call whose response has no id is reported as unreadable, although it may have ordered.
        for (status, content) in responses {
            let is_in = matches!(content, ResponseContent::Json(schema) if has_member(root, schema, pointer));
            if !is_in {
                lint.error(&at, format!("`{pointer}` is not a property of the response with status {status}"))
                    .hint("correct the pointer, or the response");
            }
        }
    }
    if let ([(id, effect), ..], [_, ..]) = (&stating("repeatable")[..], &orders[..])
        && effect.get("x-source").is_none()
    {
        lint.error(
            &join(&join(at, id), "repeatable"),
            "an operation that orders is repeatable only if the document states it",
        )
        .hint("cite the lines under `x-source`, or remove the key: a request that is sent twice may order twice");
    }
}
