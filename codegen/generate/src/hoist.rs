//! Gives every inline schema that becomes a type of its own a name in `components/schemas`.
//!
//! The generator crate would name them too, by rules of its own; with the names given here, every emitted type belongs to one named
//! schema, and what is emitted beside the types can be found by name.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use colt_numbers_openapi::objects::FOR_ANY_TYPE;
use colt_numbers_openapi::pointer::{self, join};
use colt_numbers_openapi::reference;
use colt_numbers_openapi::value::{self, items, members};
use colt_numbers_openapi::walk;
use serde_json::{Map, Value, json};

use crate::names;
use crate::rejection::Rejection;

/// A document with no inline schema left that becomes a type.
#[derive(Debug)]
pub struct HoistedSpec {
    pub root: Value,
    /// Where the named schemas stand in the document as it was written.
    pub places: BTreeMap<String, String>,
}

/// Names every inline schema that becomes a type.
pub fn hoist(root: &Value) -> Result<HoistedSpec, Rejection> {
    let mut root = root.clone();
    unwrap_single_parts(&mut root);
    let schemas = members(root.pointer("/components/schemas"));
    let mut places: BTreeMap<String, String> =
        schemas.map(|(name, _)| (name.clone(), join("/components/schemas", name))).collect();
    let mut taken: BTreeSet<String> = places.keys().map(|name| names::type_name(name)).collect();
    // Each round names the inline schemas that stand in named ones; what they hold inline themselves is the next round's.
    for _ in 0..64 {
        let mut found: Vec<(String, String, Value)> = Vec::new();
        walk::schemas(&root, &mut |at, schema| {
            // A schema comes before what it holds, and that moves along with it.
            let moves = found.last().is_some_and(|(outer, ..)| pointer::below(at, outer).is_some());
            if !moves
                && becomes_a_type(schema)
                && let Some(name) = name_of(at, &root, schema)
            {
                found.push((at.to_owned(), name, schema.clone()));
            }
        });
        if found.is_empty() {
            return Ok(HoistedSpec { root, places });
        }
        for (at, name, schema) in found {
            let place = as_written(&at, &places);
            if !taken.insert(names::type_name(&name)) {
                let reason = format!("this inline schema would be named `{name}`, and there is one of that name");
                return Err(Rejection { at: place, reason });
            }
            places.insert(name.clone(), place);
            put(&mut root, &at, name, schema)?;
        }
    }
    Err("inline schemas are nested too deep; name them in `components/schemas`".into())
}

/// The pointer into the document as it was written, of one into the document with more names.
fn as_written(at: &str, places: &BTreeMap<String, String>) -> String {
    let below = at.strip_prefix("/components/schemas/");
    let found = below.and_then(|below| {
        let (name, rest) = below.split_at(below.find('/').unwrap_or(below.len()));
        Some(format!("{}{rest}", places.get(name)?))
    });
    found.unwrap_or_else(|| at.to_owned())
}

/// Replaces `allOf` with one unnamed part by that part, which means the same.
fn unwrap_single_parts(root: &mut Value) {
    let mut places = Vec::new();
    walk::schemas(root, &mut |at, schema| {
        if single_part(schema).is_some() {
            places.push(at.to_owned());
        }
    });
    // From the inside, so that the places around stay what they are.
    for at in places.iter().rev() {
        let Some(schema) = root.pointer_mut(at) else { continue };
        let Some(Value::Object(mut part)) = single_part(schema).cloned() else { continue };
        if let Value::Object(around) = schema {
            around.remove("allOf");
            part.extend(std::mem::take(around));
            *around = part;
        }
    }
}

/// The only part of `allOf`, where it has no name and nothing beside it but words.
fn single_part(schema: &Value) -> Option<&Value> {
    let [part] = &schema.get("allOf")?.as_array()?[..] else { return None };
    (reference::of(part).is_none() && !is_constrained(schema)).then_some(part)
}

/// Whether a schema with `allOf` says anything about values beside it.
fn is_constrained(schema: &Value) -> bool {
    let is_other = |key: &str| key == "allOf" || key.starts_with("x-") || FOR_ANY_TYPE.contains(&key);
    members(Some(schema)).any(|(key, _)| !is_other(key))
}

/// Gives the schema at a pointer a name, and refers to it from there.
fn put(root: &mut Value, at: &str, name: String, mut schema: Value) -> Result<(), Rejection> {
    let place = root.pointer_mut(at).ok_or_else(|| format!("`{at}` is gone"))?;
    let target = json!({ "$ref": reference::to(&join("/components/schemas", &name)) });
    let mut reference = Map::new();
    // Null is a value at the place of reference: a type has no room for it.
    for key in ["description", "nullable"] {
        if let Some(value) = schema.get(key).cloned() {
            reference.insert(key.to_owned(), value);
        }
    }
    if reference.is_empty() {
        reference.extend(target.as_object().cloned().unwrap_or_default());
    } else {
        reference.insert("allOf".to_owned(), json!([target]));
    }
    if let Some(schema) = schema.as_object_mut() {
        schema.remove("nullable");
        for (key, value) in schema.iter().filter(|(key, _)| key.starts_with("x-")) {
            reference.insert(key.clone(), value.clone());
        }
    }
    *place = Value::Object(reference);
    root["components"]["schemas"][name] = schema;
    Ok(())
}

/// Whether the schema becomes a struct, an enum or a checked string.
pub fn becomes_a_type(schema: &Value) -> bool {
    if reference::of(schema).is_some() {
        return false;
    }
    let parts = items(schema.get("allOf")).count();
    if parts == 1 && !is_constrained(schema) {
        return false;
    }
    let keywords = ["properties", "oneOf", "anyOf", "enum", "pattern", "minLength", "maxLength"];
    parts > 0 || keywords.iter().any(|key| schema.get(key).is_some())
}

/// The name for the inline schema at a pointer; none where it is a named one, or a part of a composition. A named one that may be null
/// stands for the type within, or null.
fn name_of(at: &str, root: &Value, schema: &Value) -> Option<String> {
    let tokens: Vec<Cow<'_, str>> = pointer::tokens(at).collect();
    let tokens: Vec<&str> = tokens.iter().map(|token| &**token).collect();
    let operation = |path: &str, method: &str| root.pointer(&join(&join("/paths", path), method));
    let id = |path, method| operation(path, method)?.get("operationId")?.as_str();
    let name = match tokens[..] {
        ["components", "schemas", name] => {
            let composed = ["allOf", "oneOf", "anyOf", "properties"].iter().any(|key| schema.get(key).is_some());
            (composed && value::flag(schema, "nullable")).then(|| format!("{name}-inner"))?
        }
        ["components", "schemas", parent, ref rest @ ..] => format!("{parent}{}", inner(rest)?),
        ["components", "parameters", name, "schema"] => name.to_owned(),
        ["components", ..] => tokens[1..].join("-"),
        ["paths", path, "parameters", index, "schema", ref rest @ ..] => {
            let parameter = root.pointer(&format!("{}/parameters/{index}/name", join("/paths", path)))?.as_str()?;
            format!("{path}-{parameter}{}", inner(rest)?)
        }
        ["paths", path, method, "parameters", index, "schema", ref rest @ ..] => {
            let parameter = operation(path, method)?.pointer(&format!("/parameters/{index}/name"))?.as_str()?;
            format!("{}-{parameter}{}", id(path, method)?, inner(rest)?)
        }
        ["paths", path, method, "requestBody", "content", _, "schema", ref rest @ ..] => {
            format!("{}-body{}", id(path, method)?, inner(rest)?)
        }
        ["paths", path, method, "responses", status, "content", _, "schema", ref rest @ ..] => {
            let status = if status.starts_with('2') { "response".to_owned() } else { format!("response-{status}") };
            format!("{}-{status}{}", id(path, method)?, inner(rest)?)
        }
        _ => return None,
    };
    Some(names::pascal(&name))
}

/// The end of a name: each step from a schema to one within it, after a hyphen.
fn inner(rest: &[&str]) -> Option<String> {
    let (step, rest) = match rest {
        [] => return Some(String::new()),
        ["properties", property, rest @ ..] => (format!("-{property}"), rest),
        ["items", rest @ ..] => ("-item".to_owned(), rest),
        ["additionalProperties", rest @ ..] => ("-value".to_owned(), rest),
        // A part belongs to the type that it is merged into.
        ["allOf", _, rest @ ..] if !rest.is_empty() => (String::new(), rest),
        _ => return None,
    };
    Some(step + &inner(rest)?)
}
