//! Resolves references (`$ref`) within their document.
//!
//! A reference into another document cannot be resolved, because no other document is read.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::pointer;

/// The longest chain of references that is resolved. A longer chain is treated like a cycle.
pub const MAX_HOPS: usize = 100;

/// The value of `$ref`, if the value is a reference.
pub fn of(value: &Value) -> Option<&str> {
    value.get("$ref")?.as_str()
}

/// The JSON Pointer of a reference, with percent escapes decoded. `None` if the reference points into another document or is not UTF-8.
pub fn pointer(reference: &str) -> Option<Cow<'_, str>> {
    percent_decode_str(reference.strip_prefix('#')?).decode_utf8().ok()
}

/// The name in a reference to a component of a section, such as `schemas`. `None` if the reference points to a different place, or into a
/// component.
pub fn component(reference: &str, section: &str) -> Option<String> {
    let pointer = pointer(reference)?;
    let mut tokens = pointer::tokens(&pointer);
    let is_there = tokens.next()? == "components" && tokens.next()? == section;
    let name = tokens.next().filter(|_| is_there && tokens.next().is_none())?;
    Some(name.into_owned())
}

/// The name of the component schema to which a value refers. `None` if the value is not such a reference.
pub fn schema_name(value: &Value) -> Option<String> {
    component(of(value)?, "schemas")
}

/// The reference to a pointer of the same document.
pub fn to(pointer: &str) -> String {
    format!("#{pointer}")
}

/// The value that a reference points to, which may be a reference again.
pub fn follow<'v>(root: &'v Value, reference: &str) -> Option<&'v Value> {
    root.pointer(&pointer(reference)?)
}

/// Resolves a chain of references. Returns a value that is not a reference unchanged. If the chain cannot be resolved, returns its last
/// reference; [`crate::node::Node::hops`] reports this as an error.
pub fn resolve<'v>(root: &'v Value, value: &'v Value) -> &'v Value {
    let mut value = value;
    for _ in 0..MAX_HOPS {
        match of(value).and_then(|reference| follow(root, reference)) {
            Some(target) => value = target,
            None => break,
        }
    }
    value
}
