//! References (`$ref`): where they lead within their document.
//!
//! No other document is read. A reference into one leads nowhere here.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::pointer;

/// How many references in a row are followed. More lead nowhere, as a circle does.
pub const MAX_HOPS: usize = 100;

/// The text of `$ref`, where a value is a reference.
pub fn of(value: &Value) -> Option<&str> {
    value.get("$ref")?.as_str()
}

/// The JSON Pointer of a reference into its own document: percent escapes of the fragment are decoded. `None` where it leads into
/// another document, or is not UTF-8.
pub fn pointer(reference: &str) -> Option<Cow<'_, str>> {
    percent_decode_str(reference.strip_prefix('#')?).decode_utf8().ok()
}

/// The name in a reference to a component of a section, such as `schemas`. `None` where it leads elsewhere, or into a component.
pub fn component(reference: &str, section: &str) -> Option<String> {
    let pointer = pointer(reference)?;
    let mut tokens = pointer::tokens(&pointer);
    let is_there = tokens.next()? == "components" && tokens.next()? == section;
    let name = tokens.next().filter(|_| is_there && tokens.next().is_none())?;
    Some(name.into_owned())
}

/// The reference to a place of its own document.
pub fn to(pointer: &str) -> String {
    format!("#{pointer}")
}

/// The value that a reference names: one step, which may lead to another reference.
pub fn follow<'v>(root: &'v Value, reference: &str) -> Option<&'v Value> {
    root.pointer(&pointer(reference)?)
}

/// What a value stands for once references are followed: itself where it is not one, and the last reference of a chain that leads
/// nowhere. Where that has to be known, use [`crate::node::Node::hops`].
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
