//! JSON Pointers (RFC 6901): building them, taking them apart, and visiting every place of a value.

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

/// The names and indices that lead from the root to a place, without escapes.
pub fn tokens(pointer: &str) -> impl Iterator<Item = Cow<'_, str>> {
    pointer.split('/').skip(1).map(unescape)
}

/// The pointer of what is around a place, and the last token without escapes; `None` for the root.
pub fn split_last(pointer: &str) -> Option<(&str, Cow<'_, str>)> {
    pointer.rsplit_once('/').map(|(parent, token)| (parent, unescape(token)))
}

/// The pointer, and those of all that is around the place: the nearest first, the root's empty one last.
pub fn outwards(pointer: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(pointer), |at| at.rfind('/').map(|cut| &at[..cut]))
}

/// What leads on from `outer` to `pointer`: empty where they are the same place, `None` where the one is not within the other.
pub fn below<'p>(pointer: &'p str, outer: &str) -> Option<&'p str> {
    pointer.strip_prefix(outer).filter(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A token without escapes.
pub fn unescape(token: &str) -> Cow<'_, str> {
    if token.contains('~') { token.replace("~1", "/").replace("~0", "~").into() } else { token.into() }
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

/// Appends a token, with escapes.
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
