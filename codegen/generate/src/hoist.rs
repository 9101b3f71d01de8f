//! Hoists inline schemas: moves every inline schema that becomes a type into `components/schemas` and gives it a name.
//!
//! progenitor would name these types too, by rules of its own. With the names given here, every emitted type belongs to one named
//! schema, and the code emitted in addition to the types finds it by name.

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

/// A spec in which every schema that becomes a type has a name.
#[derive(Debug)]
pub struct HoistedSpec {
    pub root: Value,
    /// The JSON Pointers of the schemas in the spec as written, by name.
    pub pointers: BTreeMap<String, String>,
}

/// Hoists every inline schema that becomes a type.
pub fn hoist(root: &Value) -> Result<HoistedSpec, Rejection> {
    let mut root = root.clone();
    unwrap_single_parts(&mut root);
    let schemas = members(root.pointer("/components/schemas"));
    let mut pointers: BTreeMap<String, String> =
        schemas.map(|(name, _)| (name.clone(), join("/components/schemas", name))).collect();
    let mut taken: BTreeSet<String> = pointers.keys().map(|name| names::type_name(name)).collect();
    // Each round hoists the outermost inline schemas; the next round hoists the schemas inside them.
    for _ in 0..64 {
        let mut found: Vec<(String, String, Value)> = Vec::new();
        walk::schemas(&root, &mut |at, schema| {
            // A schema is visited before the schemas inside it, which move along with it.
            let is_inside = found.last().is_some_and(|(outer, ..)| pointer::relative_to(at, outer).is_some());
            if !is_inside
                && becomes_a_type(schema)
                && let Some(name) = name_of(at, &root, schema)
            {
                found.push((at.to_owned(), name, schema.clone()));
            }
        });
        if found.is_empty() {
            return Ok(HoistedSpec { root, pointers });
        }
        for (at, name, schema) in found {
            let pointer = as_written(&at, &pointers);
            if !taken.insert(names::type_name(&name)) {
                let reason = format!("this inline schema would be named `{name}`, which is the name of another schema");
                return Err(Rejection { at: pointer, reason });
            }
            pointers.insert(name.clone(), pointer);
            replace_by_reference(&mut root, &at, name, schema)?;
        }
    }
    Err("inline schemas are nested too deeply; name them in `components/schemas`".into())
}

/// Turns a pointer into the hoisted spec into a pointer into the spec as written.
fn as_written(at: &str, pointers: &BTreeMap<String, String>) -> String {
    let below = at.strip_prefix("/components/schemas/");
    let found = below.and_then(|below| {
        let (name, rest) = below.split_at(below.find('/').unwrap_or(below.len()));
        Some(format!("{}{rest}", pointers.get(name)?))
    });
    found.unwrap_or_else(|| at.to_owned())
}

/// Replaces an `allOf` of one inline schema with that schema, which means the same.
fn unwrap_single_parts(root: &mut Value) {
    let mut pointers = Vec::new();
    walk::schemas(root, &mut |at, schema| {
        if single_part(schema).is_some() {
            pointers.push(at.to_owned());
        }
    });
    // Inner schemas first, so that the pointers of outer ones stay valid.
    for at in pointers.iter().rev() {
        let Some(schema) = root.pointer_mut(at) else { continue };
        let Some(Value::Object(mut part)) = single_part(schema).cloned() else { continue };
        if let Value::Object(outer) = schema {
            outer.remove("allOf");
            part.extend(std::mem::take(outer));
            *outer = part;
        }
    }
}

/// The only schema of an `allOf`, if it is inline and no keyword next to `allOf` constrains values.
fn single_part(schema: &Value) -> Option<&Value> {
    let [part] = &schema.get("allOf")?.as_array()?[..] else { return None };
    (reference::of(part).is_none() && !is_constrained(schema)).then_some(part)
}

/// Whether a schema constrains values with keywords other than `allOf`.
fn is_constrained(schema: &Value) -> bool {
    let is_other = |key: &str| key == "allOf" || key.starts_with("x-") || FOR_ANY_TYPE.contains(&key);
    members(Some(schema)).any(|(key, _)| !is_other(key))
}

/// Moves the schema at a pointer to `components/schemas`, and leaves a reference there.
fn replace_by_reference(root: &mut Value, at: &str, name: String, mut schema: Value) -> Result<(), Rejection> {
    let place = root.pointer_mut(at).ok_or_else(|| format!("`{at}` no longer exists"))?;
    let target = json!({ "$ref": reference::to(&join("/components/schemas", &name)) });
    let mut reference = Map::new();
    // `nullable` stays at the reference: a generated type has no value for null.
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

/// Whether a schema becomes a struct, an enum or a checked string.
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

/// The name for the inline schema at a pointer; `None` for a named schema and for a part of a composition. A nullable named schema is
/// split into the type, `…Inner`, and a reference that may be null.
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

/// The end of a name: a hyphen and a word for each step from a schema to a schema inside it.
fn inner(rest: &[&str]) -> Option<String> {
    let (step, rest) = match rest {
        [] => return Some(String::new()),
        ["properties", property, rest @ ..] => (format!("-{property}"), rest),
        ["items", rest @ ..] => ("-item".to_owned(), rest),
        ["additionalProperties", rest @ ..] => ("-value".to_owned(), rest),
        // A part of `allOf` is merged into the type that contains it.
        ["allOf", _, rest @ ..] if !rest.is_empty() => (String::new(), rest),
        _ => return None,
    };
    Some(step + &inner(rest)?)
}
