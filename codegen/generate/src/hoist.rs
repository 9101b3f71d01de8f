//! Hoists inline schemas: moves every inline schema that becomes a type into `components/schemas`, under a name.
//!
//! Afterwards, every emitted type belongs to exactly one named schema.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use colt_numbers_openapi::objects::FOR_ANY_TYPE;
use colt_numbers_openapi::operation::{Operation, is_ignored};
use colt_numbers_openapi::pointer::{self, join};
use colt_numbers_openapi::reference;
use colt_numbers_openapi::value::{self, items, members};
use colt_numbers_openapi::walk;
use serde_json::{Map, Value, json};

use crate::names;
use crate::rejection::Rejection;
use crate::request::operation_id;
use crate::simplify::simplify;

/// A spec in which every schema that becomes a type has a name.
#[derive(Debug)]
pub struct HoistedSpec {
    pub root: Value,
    /// The JSON Pointer of each named schema in the spec as written, by name.
    pub pointers: BTreeMap<String, String>,
}

/// Hoists every inline schema that becomes a type.
pub fn hoist(root: &Value) -> Result<HoistedSpec, Rejection> {
    let mut root = root.clone();
    simplify(&mut root);
    unwrap_single_parts(&mut root);
    let schemas = members(root.pointer("/components/schemas"));
    let mut pointers: BTreeMap<String, String> =
        schemas.map(|(name, _)| (name.clone(), join("/components/schemas", name))).collect();
    let mut used_type_names: BTreeSet<String> = pointers.keys().map(|name| names::type_name(name)).collect();
    let mut hoisted: BTreeMap<String, Value> = BTreeMap::new();
    // Each round hoists the outermost inline schemas; the next round hoists the schemas inside them.
    for _ in 0..64 {
        let mut found: Vec<(String, Vec<String>, Value)> = Vec::new();
        walk::schemas(&root, &mut |at, schema| {
            // A schema is visited before the schemas inside it. These move together with the schema.
            let is_inside = found.last().is_some_and(|(outer, ..)| pointer::relative_to(at, outer).is_some());
            if !is_inside
                && (becomes_a_type(schema) || needs_a_name(&root, at, schema))
                && let Some(names) = names_of(at, &root, schema)
            {
                found.push((at.to_owned(), names, schema.clone()));
            }
        });
        if found.is_empty() {
            return Ok(HoistedSpec { root, pointers });
        }
        for (at, candidates, schema) in found {
            let pointer = as_written(&at, &pointers);
            // Equal schemas with the same name, such as a parameter of two methods, become one type.
            let name = candidates.iter().find(|name| match hoisted.get(*name) {
                Some(known) => *known == schema,
                None => !used_type_names.contains(&names::type_name(name)),
            });
            let Some(name) = name.cloned() else {
                let name = candidates.last().cloned().unwrap_or_default();
                let reason = format!("this inline schema would be named `{name}`, which is the name of another schema");
                return Err(Rejection { at: pointer, reason });
            };
            if hoisted.insert(name.clone(), schema.clone()).is_none() {
                used_type_names.insert(names::type_name(&name));
                pointers.insert(name.clone(), pointer);
            }
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

/// Replaces each `allOf` that has one inline part with that part. The meaning of the spec stays the same.
fn unwrap_single_parts(root: &mut Value) {
    let mut pointers = Vec::new();
    walk::schemas(root, &mut |at, schema| {
        if single_part(schema).is_some() {
            pointers.push(at.to_owned());
        }
    });
    // Inner schemas are replaced first, so that the pointers of outer schemas stay valid.
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

/// The only part of an `allOf`, if the part is inline and no keyword next to `allOf` constrains values.
fn single_part(schema: &Value) -> Option<&Value> {
    let [part] = &schema.get("allOf")?.as_array()?[..] else { return None };
    (reference::of(part).is_none() && !is_constrained(schema)).then_some(part)
}

/// Whether a schema constrains values with keywords other than `allOf`.
fn is_constrained(schema: &Value) -> bool {
    let constrains_nothing = |key: &str| key == "allOf" || key.starts_with("x-") || FOR_ANY_TYPE.contains(&key);
    members(Some(schema)).any(|(key, _)| !constrains_nothing(key))
}

/// Moves the schema at a pointer to `components/schemas`, and replaces it by a reference.
fn replace_by_reference(root: &mut Value, at: &str, name: String, mut schema: Value) -> Result<(), Rejection> {
    let inline = root.pointer_mut(at).ok_or_else(|| format!("`{at}` no longer exists"))?;
    let target = json!({ "$ref": reference::to(&join("/components/schemas", &name)) });
    // An alternative is only a reference: its variant is named by its type.
    if is_alternative(at) {
        *inline = target;
        root["components"]["schemas"][name] = schema;
        return Ok(());
    }
    let mut reference = Map::new();
    // `nullable` stays at the reference: a generated type has no value for null.
    for key in ["description", "nullable", "readOnly", "writeOnly"] {
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
    *inline = Value::Object(reference);
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

/// Whether a schema needs a type of its own although it has no constraints that make it one. A mandatory parameter does, so that the compiler
/// rejects swapped arguments. An alternative of `oneOf` or `anyOf` does, because its variant has the name of its type.
fn needs_a_name(root: &Value, at: &str, schema: &Value) -> bool {
    if reference::of(schema).is_some() {
        return false;
    }
    if is_alternative(at) {
        return true;
    }
    if value::flag(schema, "nullable") {
        return false;
    }
    let holder = at.strip_suffix("/schema").and_then(|holder| root.pointer(holder));
    let is_mandatory = holder.is_some_and(|holder| holder.get("in").is_some() && value::flag(holder, "required"));
    is_mandatory && matches!(value::text(schema, "type"), Some("string" | "integer" | "number" | "boolean"))
}

/// Whether a pointer leads to an alternative of `oneOf` or `anyOf`.
fn is_alternative(at: &str) -> bool {
    let mut tokens = at.rsplit('/');
    let is_index = tokens.next().is_some_and(|token| token.parse::<usize>().is_ok());
    is_index && tokens.next().is_some_and(|keyword| ["oneOf", "anyOf"].contains(&keyword))
}

/// The candidates for the name of the inline schema at a pointer, the best first. `None` for a named schema and for a part of `allOf`. An
/// exception is a nullable named schema: its value without null becomes a type with the suffix `Inner`.
fn names_of(at: &str, root: &Value, schema: &Value) -> Option<Vec<String>> {
    let tokens: Vec<Cow<'_, str>> = pointer::tokens(at).collect();
    let tokens: Vec<&str> = tokens.iter().map(|token| &**token).collect();
    let item = |path: &str| root.pointer(&join("/paths", path));
    let id = |path: &str, method: &str| {
        let (item, at) = (item(path)?, String::new());
        Some(operation_id(&Operation { at, path, method, value: item.get(method)?, item }).into_owned())
    };
    if at.strip_suffix("/schema").and_then(|holder| root.pointer(holder)).is_some_and(is_ignored) {
        return None;
    }
    let names = match tokens[..] {
        ["components", "schemas", name] => {
            let is_type = becomes_a_type(schema) && value::flag(schema, "nullable");
            vec![is_type.then(|| format!("{name}-inner"))?]
        }
        ["components", "schemas", parent, ref rest @ ..] => inner_names(parent, rest, schema)?,
        ["components", "parameters", name, "schema"] => vec![name.to_owned()],
        ["components", ..] => vec![tokens[1..].join("-")],
        ["paths", path, "parameters", index, "schema", ref rest @ ..] => {
            let parameter = item(path)?.pointer(&format!("/parameters/{index}"))?;
            inner_names(&parameter_type_name(path, path, parameter)?, rest, schema)?
        }
        ["paths", path, method, "parameters", index, "schema", ref rest @ ..] => {
            let parameter = item(path)?.get(method)?.pointer(&format!("/parameters/{index}"))?;
            let (id, name) = (id(path, method)?, value::text(parameter, "name")?);
            let mut names = inner_names(&parameter_type_name(path, &id, parameter)?, rest, schema)?;
            names.extend(inner_names(&format!("{id}-{name}"), rest, schema)?);
            names
        }
        ["paths", path, method, "requestBody", "content", _, "schema", ref rest @ ..] => {
            inner_names(&format!("{}-body", id(path, method)?), rest, schema)?
        }
        ["paths", path, method, "responses", status, "content", _, "schema", ref rest @ ..] => {
            let id = id(path, method)?;
            let of_status = inner_names(&format!("{id}-response-{status}"), rest, schema)?;
            let of_success = status.starts_with('2').then(|| inner_names(&format!("{id}-response"), rest, schema));
            of_success.flatten().into_iter().flatten().chain(of_status).collect()
        }
        _ => return None,
    };
    Some(names.iter().map(|name| names::pascal(name)).collect())
}

/// The name of a parameter's type. For a path parameter it is made from the beginning of the path, because the parameter means the same in all
/// paths that begin with it.
fn parameter_type_name(path: &str, owner: &str, parameter: &Value) -> Option<String> {
    let name = value::text(parameter, "name")?;
    let placeholder = format!("{{{name}}}");
    match path.find(&placeholder).filter(|_| parameter.get("in").is_some_and(|place| place == "path")) {
        Some(start) => Some(path[..start + placeholder.len()].to_owned()),
        None => Some(format!("{owner}-{name}")),
    }
}

/// The candidates for the name of a schema inside another schema: the name of the outer schema, and a hyphen and a word for each step inwards.
fn inner_names(outer: &str, rest: &[&str], schema: &Value) -> Option<Vec<String>> {
    let (step, rest) = match rest {
        [] => return Some(vec![outer.to_owned()]),
        ["oneOf" | "anyOf", index] => {
            let label = label(schema).map(|label| format!("{outer}-{label}"));
            let number = index.parse::<usize>().ok()? + 1;
            return Some(label.into_iter().chain([format!("{outer}-{number}")]).collect());
        }
        ["properties", property, rest @ ..] => (format!("-{property}"), rest),
        ["items", rest @ ..] => ("-item".to_owned(), rest),
        ["additionalProperties", rest @ ..] => ("-value".to_owned(), rest),
        // A part of `allOf` is merged into the type of the schema, so it adds nothing to the name.
        ["allOf", _, rest @ ..] if !rest.is_empty() => (String::new(), rest),
        _ => return None,
    };
    inner_names(&(outer.to_owned() + &step), rest, schema)
}

/// The text that distinguishes an alternative from the others: the value of a property that allows one value.
fn label(schema: &Value) -> Option<&str> {
    members(schema.get("properties")).find_map(|(_, property)| match &property.get("enum")?.as_array()?[..] {
        [Value::String(only)] => Some(only.as_str()),
        _ => None,
    })
}
