//! Resolves references (`$ref`) within a document.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use serde_json::Value;

/// The maximum length of a chain of references.
const MAX_CHAIN: usize = 32;

/// The pointer of a reference's target, percent-decoded. `None` if the node is not a reference, if it refers to another document, or if
/// the decoded pointer is not UTF-8.
pub fn target(node: &Value) -> Option<Cow<'_, str>> {
    percent_decode_str(node.get("$ref")?.as_str()?.strip_prefix('#')?).decode_utf8().ok()
}

/// Follows a chain of references; returns the node at its end and its pointer. The node is `null` if a reference is dangling, refers to
/// another document, or is part of a cycle.
pub fn resolve<'a>(root: &'a Value, node: &'a Value, at: &str) -> (&'a Value, String) {
    let (mut node, mut at) = (node, at.to_owned());
    for _ in 0..MAX_CHAIN {
        let Some(reference) = node.get("$ref").and_then(Value::as_str) else { return (node, at) };
        let pointer = target(node);
        at = pointer.as_deref().unwrap_or(reference).to_owned();
        node = pointer.and_then(|pointer| root.pointer(&pointer)).unwrap_or(&Value::Null);
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
        let escaped = json!({ "$ref": "#/b~1%63" });
        assert_eq!(resolve(&root, &escaped, ""), (&json!({ "d": 1 }), "/b~1c".to_owned()));
        for unresolvable in [
            json!({ "$ref": "#/none" }),
            json!({ "$ref": "#/%ff" }),
            json!({ "$ref": "https://example.com/#/a" }),
            root["x"].clone(),
        ] {
            assert_eq!(resolve(&root, &unresolvable, "").0, &Value::Null, "{unresolvable}");
        }
    }
}
