//! Edits of documents, as JSON Patch has them.

use colt_numbers_openapi::pointer::split_last;
use serde_json::Value;

/// A JSON Pointer, with the battery's short forms written out.
pub fn pointer(short: &str) -> String {
    if let Some(rest) = short.strip_prefix("OP") {
        return format!("/paths/~1v1~1reservation~1order/post{rest}");
    }
    if let Some(rest) = short.strip_prefix("S:") {
        return format!("/components/schemas/{rest}");
    }
    if let Some(rest) = short.strip_prefix("R:") {
        return format!("/components/responses/{rest}");
    }
    match short.strip_prefix("P:").and_then(|rest| rest.split_once(':')) {
        Some((schema, property)) => format!("/components/schemas/{schema}/properties/{property}"),
        None => short.to_owned(),
    }
}

/// The document after these operations.
pub fn apply(document: &Value, operations: &Value) -> Result<Value, String> {
    let mut document = document.clone();
    for operation in operations.as_array().ok_or("no list of operations")? {
        let at = |key: &str| operation.get(key).and_then(Value::as_str).map(pointer);
        let value = || operation.get("value").cloned().ok_or("no value".to_owned());
        if let Some(place) = at("add") {
            add(&mut document, &place, value()?)?;
        } else if let Some(place) = at("replace") {
            *document.pointer_mut(&place).ok_or_else(|| nothing(&place))? = value()?;
        } else if let Some(place) = at("remove") {
            remove(&mut document, &place)?;
        } else if let Some(from) = at("move") {
            let moved = remove(&mut document, &from)?;
            add(&mut document, &at("to").ok_or("no `to`")?, moved)?;
        } else if let Some(from) = at("copy") {
            let copied = document.pointer(&from).ok_or_else(|| nothing(&from))?.clone();
            add(&mut document, &at("to").ok_or("no `to`")?, copied)?;
        } else {
            return Err(format!("no such operation: {operation}"));
        }
    }
    Ok(document)
}

fn nothing(place: &str) -> String {
    format!("there is nothing at {place}")
}

fn parent<'v>(document: &'v mut Value, place: &str) -> Result<(&'v mut Value, String), String> {
    let (parent, key) = split_last(place).ok_or("no pointer")?;
    Ok((document.pointer_mut(parent).ok_or_else(|| nothing(parent))?, key.into_owned()))
}

fn add(document: &mut Value, place: &str, value: Value) -> Result<(), String> {
    match parent(document, place)? {
        (Value::Object(members), key) => {
            members.insert(key, value);
        }
        (Value::Array(items), key) if key == "-" => items.push(value),
        (Value::Array(items), key) => items.insert(key.parse().map_err(|_| nothing(place))?, value),
        _ => return Err(nothing(place)),
    }
    Ok(())
}

fn remove(document: &mut Value, place: &str) -> Result<Value, String> {
    match parent(document, place)? {
        (Value::Object(members), key) => members.shift_remove(&key).ok_or_else(|| nothing(place)),
        (Value::Array(items), key) => match key.parse::<usize>() {
            Ok(index) if index < items.len() => Ok(items.remove(index)),
            _ => Err(nothing(place)),
        },
        _ => Err(nothing(place)),
    }
}
