//! The JSON of a spec: its members in a fixed order, its pointers and its references.

use serde_json::{Map, Value};

/// The members of an object by name, so that an order does not hang on how the JSON library keeps them.
pub(crate) fn sorted(object: &Map<String, Value>) -> Vec<(&String, &Value)> {
    let mut members: Vec<_> = object.iter().collect();
    members.sort_by_key(|(name, _)| name.as_str());
    members
}

/// Escapes a member's name for a JSON Pointer.
pub(crate) fn token(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// Follows `$ref` as long as there is one. Gives the node and its place; a reference to nowhere or in a circle gives `null`.
pub(crate) fn resolve<'a>(root: &'a Value, node: &'a Value, at: &str) -> (&'a Value, String) {
    let (mut node, mut at) = (node, at.to_owned());
    for _ in 0..32 {
        let Some(reference) = node.get("$ref").and_then(Value::as_str) else { return (node, at) };
        at = reference.trim_start_matches('#').to_owned();
        node = root.pointer(&at).unwrap_or(&Value::Null);
    }
    (&Value::Null, at)
}
