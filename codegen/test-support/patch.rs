//! Applies edits to a JSON document, similar to JSON Patch.

use colt_numbers_openapi::pointer::split_last;
use serde_json::Value;

/// Expands the short forms of JSON Pointers in the test battery.
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

/// Applies a list of operations to a document.
pub fn apply(document: &Value, operations: &Value) -> Result<Value, String> {
    let mut document = document.clone();
    for operation in operations.as_array().ok_or("the operations are not a list")? {
        let at = |key: &str| operation.get(key).and_then(Value::as_str).map(pointer);
        let value = || operation.get("value").cloned().ok_or("the operation has no `value`".to_owned());
        if let Some(pointer) = at("add") {
            add(&mut document, &pointer, value()?)?;
        } else if let Some(pointer) = at("replace") {
            *document.pointer_mut(&pointer).ok_or_else(|| no_value(&pointer))? = value()?;
        } else if let Some(pointer) = at("remove") {
            remove(&mut document, &pointer)?;
        } else if let Some(from) = at("move") {
            let moved = remove(&mut document, &from)?;
            add(&mut document, &at("to").ok_or("the operation has no `to`")?, moved)?;
        } else if let Some(from) = at("copy") {
            let copied = document.pointer(&from).ok_or_else(|| no_value(&from))?.clone();
            add(&mut document, &at("to").ok_or("the operation has no `to`")?, copied)?;
        } else {
            return Err(format!("unknown operation: {operation}"));
        }
    }
    Ok(document)
}

fn no_value(pointer: &str) -> String {
    format!("there is no value at `{pointer}`")
}

fn parent<'v>(document: &'v mut Value, pointer: &str) -> Result<(&'v mut Value, String), String> {
    let (parent, key) = split_last(pointer).ok_or("the pointer is empty")?;
    Ok((document.pointer_mut(parent).ok_or_else(|| no_value(parent))?, key.into_owned()))
}

fn add(document: &mut Value, pointer: &str, value: Value) -> Result<(), String> {
    match parent(document, pointer)? {
        (Value::Object(members), key) => {
            members.insert(key, value);
        }
        (Value::Array(items), key) if key == "-" => items.push(value),
        (Value::Array(items), key) => items.insert(key.parse().map_err(|_| no_value(pointer))?, value),
        _ => return Err(no_value(pointer)),
    }
    Ok(())
}

fn remove(document: &mut Value, pointer: &str) -> Result<Value, String> {
    match parent(document, pointer)? {
        (Value::Object(members), key) => members.shift_remove(&key).ok_or_else(|| no_value(pointer)),
        (Value::Array(items), key) => match key.parse::<usize>() {
            Ok(index) if index < items.len() => Ok(items.remove(index)),
            _ => Err(no_value(pointer)),
        },
        _ => Err(no_value(pointer)),
    }
}
