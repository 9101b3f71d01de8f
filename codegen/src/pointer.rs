//! JSON Pointers (RFC 6901): building them, and following them.

use serde_json::Value;

/// The pointer of `token` below `parent`.
pub fn join(parent: &str, token: &str) -> String {
    if token.contains(['~', '/']) {
        format!("{parent}/{}", token.replace('~', "~0").replace('/', "~1"))
    } else {
        [parent, "/", token].concat()
    }
}

/// The pointer of item `index` below `parent`.
pub fn item(parent: &str, index: usize) -> String {
    format!("{parent}/{index}")
}

/// Follows a local reference such as `#/components/schemas/Country`.
pub fn follow<'v>(root: &'v Value, reference: &str) -> Option<&'v Value> {
    root.pointer(reference.strip_prefix('#')?)
}

/// Visits every value below `value`, itself included, with its pointer, parents before children.
pub fn walk<'v>(value: &'v Value, at: &str, visit: &mut impl FnMut(&str, &'v Value)) {
    visit(at, value);
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                walk(member, &join(at, name), visit);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                walk(value, &item(at, index), visit);
            }
        }
        _ => {}
    }
}
