//! References (`$ref`) within a document.

use serde_json::Value;

/// The most references that are followed one after another.
const LONGEST: usize = 32;

/// The pointer that a reference leads to. `None` where a value is not a reference, or is one to another document.
pub fn target(node: &Value) -> Option<&str> {
    node.get("$ref").and_then(Value::as_str)?.strip_prefix('#')
}

/// Follows `$ref` as long as there is one. Gives the node and its place; a reference to nowhere, to another document or in a circle gives
/// `null`.
pub fn resolve<'a>(root: &'a Value, node: &'a Value, at: &str) -> (&'a Value, String) {
    let (mut node, mut at) = (node, at.to_owned());
    for _ in 0..LONGEST {
        let Some(reference) = node.get("$ref").and_then(Value::as_str) else { return (node, at) };
        at = reference.trim_start_matches('#').to_owned();
        node = target(node).and_then(|pointer| root.pointer(pointer)).unwrap_or(&Value::Null);
    }
    (&Value::Null, at)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_reference_is_followed_to_its_end() {
        let root =
            json!({ "a": { "$ref": "#/b~1c" }, "b/c": { "d": 1 }, "x": { "$ref": "#/y" }, "y": { "$ref": "#/x" } });
        assert_eq!(resolve(&root, &root["a"], "/a"), (&json!({ "d": 1 }), "/b~1c".to_owned()));
        assert_eq!(resolve(&root, &root["b/c"], "/b~1c"), (&json!({ "d": 1 }), "/b~1c".to_owned()));
        for nowhere in [json!({ "$ref": "#/none" }), json!({ "$ref": "https://example.com/#/a" }), root["x"].clone()] {
            assert_eq!(resolve(&root, &nowhere, "").0, &Value::Null, "{nowhere}");
        }
    }
}
