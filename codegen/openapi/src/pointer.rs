//! JSON Pointers (RFC 6901): building them, splitting them, and visiting every value of a document.

use std::borrow::Cow;

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

/// The unescaped tokens of a pointer.
pub fn tokens(pointer: &str) -> impl Iterator<Item = Cow<'_, str>> {
    pointer.split('/').skip(1).map(unescape)
}

/// The parent pointer and the unescaped last token; `None` for the root.
pub fn split_last(pointer: &str) -> Option<(&str, Cow<'_, str>)> {
    pointer.rsplit_once('/').map(|(parent, token)| (parent, unescape(token)))
}

/// The pointer and its ancestors, nearest first; the last one is the root (empty).
pub fn self_and_ancestors(pointer: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(pointer), |at| at.rfind('/').map(|cut| &at[..cut]))
}

/// The part of `pointer` after `ancestor`: empty if the two pointers are equal, `None` if `pointer` is neither `ancestor` nor below it.
pub fn relative_to<'p>(pointer: &'p str, ancestor: &str) -> Option<&'p str> {
    pointer.strip_prefix(ancestor).filter(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Unescapes a token.
pub fn unescape(token: &str) -> Cow<'_, str> {
    if token.contains('~') { token.replace("~1", "/").replace("~0", "~").into() } else { token.into() }
}

/// Visits `value` and every value below it with its pointer, parents before children.
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

/// Appends an escaped token.
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
