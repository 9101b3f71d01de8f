//! JSON Pointers (RFC 6901): building them, and following them.

use serde_json::Value;

/// The pointer of `token` below `parent`.
pub fn join(parent: &str, token: &str) -> String {
    let mut pointer = String::with_capacity(parent.len() + token.len() + 1);
    pointer.push_str(parent);
    push(&mut pointer, token);
    pointer
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
    walk_on(value, &mut at.to_owned(), visit);
}

fn walk_on<'v>(value: &'v Value, at: &mut String, visit: &mut impl FnMut(&str, &'v Value)) {
    visit(at, value);
    let parent = at.len();
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                push(at, name);
                walk_on(member, at, visit);
                at.truncate(parent);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                push(at, &index.to_string());
                walk_on(value, at, visit);
                at.truncate(parent);
            }
        }
        _ => {}
    }
}

fn push(at: &mut String, token: &str) {
    at.push('/');
    for c in token.chars() {
        match c {
            '~' => at.push_str("~0"),
            '/' => at.push_str("~1"),
            _ => at.push(c),
        }
    }
}
