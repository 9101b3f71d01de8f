//! Where the schemas and operations of a document are: one walk that everybody uses. It judges nothing.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::pointer;

/// The methods of a path item.
pub const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// How many layers of types a component may have. The compiler gives up at 128, and callers put layers of their own around: a future, a
/// `Result`, a list.
pub const MAX_LAYERS: usize = 100;

/// One operation.
#[derive(Clone, Debug)]
pub struct Operation<'v> {
    /// Its pointer.
    pub at: String,
    /// Its path template.
    pub path: &'v str,
    /// Its method, in lower case as in the file.
    pub method: &'v str,
    /// The operation object.
    pub value: &'v Value,
    /// The path item around it.
    pub item: &'v Value,
}

/// Every operation, in the order of the file.
pub fn operations(root: &Value) -> Vec<Operation<'_>> {
    let mut found = Vec::new();
    for (path, item) in members(root.get("paths")) {
        for (method, value) in members(Some(item)) {
            if METHODS.contains(&method.as_str()) {
                let at = pointer::join(&pointer::join("/paths", path), method);
                found.push(Operation { at, path, method, value, item });
            }
        }
    }
    found
}

/// The members of a value that may be an object.
pub fn members(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value.and_then(Value::as_object).map(Map::iter).into_iter().flatten()
}

/// The items of a value that may be an array.
pub fn items(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten()
}

/// Follows a reference to the component that it names; anything else is itself.
pub fn resolve<'v>(root: &'v Value, value: &'v Value) -> &'v Value {
    let mut value = value;
    // The lint reports a longer chain.
    for _ in 0..MAX_LAYERS {
        match value.get("$ref").and_then(Value::as_str).and_then(|reference| pointer::follow(root, reference)) {
            Some(target) => value = target,
            None => break,
        }
    }
    value
}

/// The properties of a schema and of what it is composed of, in order; those of a reference to a schema where the reference stands.
pub fn properties<'v>(root: &'v Value, schema: &'v Value) -> Vec<(&'v str, &'v Value)> {
    let mut found = Vec::new();
    parts(root, schema, &mut |part| {
        found.extend(members(part.get("properties")).map(|(name, property)| (name.as_str(), property)));
    });
    found
}

/// Calls `visit` with a schema and every part that `allOf` makes it of, each once, parts first.
pub fn parts<'v>(root: &'v Value, schema: &'v Value, visit: &mut dyn FnMut(&'v Value)) {
    fn part<'v>(
        root: &'v Value,
        schema: &'v Value,
        seen: &mut BTreeSet<*const Value>,
        visit: &mut dyn FnMut(&'v Value),
    ) {
        let schema = resolve(root, schema);
        if seen.insert(std::ptr::from_ref(schema)) {
            items(schema.get("allOf")).for_each(|inner| part(root, inner, seen, visit));
            visit(schema);
        }
    }
    part(root, schema, &mut BTreeSet::new(), visit);
}

/// Calls `visit` with the pointer and value of every schema of the document, the inner ones included, references not followed.
pub fn schemas<'v>(root: &'v Value, visit: Visit<'_, 'v>) {
    let components = root.get("components");
    for (section, visit_section) in SECTIONS {
        let at = pointer::join("/components", section);
        for (name, member) in members(components.and_then(|components| components.get(section))) {
            visit_section(&pointer::join(&at, name), member, visit);
        }
    }
    for (path, item) in members(root.get("paths")) {
        let at = pointer::join("/paths", path);
        parameters(&at, item, visit);
        for method in METHODS {
            if let Some(operation) = item.get(method) {
                let at = pointer::join(&at, method);
                parameters(&at, operation, visit);
                if let Some(body) = operation.get("requestBody") {
                    holder(&format!("{at}/requestBody"), body, visit);
                }
                for (status, response) in members(operation.get("responses")) {
                    holder(&pointer::join(&format!("{at}/responses"), status), response, visit);
                }
            }
        }
    }
}

type Visit<'a, 'v> = &'a mut dyn FnMut(&str, &'v Value);

type Walk = for<'a, 'v> fn(&str, &'v Value, Visit<'a, 'v>);

/// The sections of `components` that hold schemas, and how.
const SECTIONS: [(&str, Walk); 5] = [
    ("schemas", schema),
    ("parameters", holder),
    ("headers", holder),
    ("requestBodies", holder),
    ("responses", holder),
];

fn parameters<'v>(at: &str, holder_of: &'v Value, visit: Visit<'_, 'v>) {
    for (index, parameter) in items(holder_of.get("parameters")).enumerate() {
        holder(&format!("{at}/parameters/{index}"), parameter, visit);
    }
}

/// A parameter, header, body or response: its own schema, those of its content, those of its headers.
fn holder<'v>(at: &str, value: &'v Value, visit: Visit<'_, 'v>) {
    if let Some(value) = value.get("schema") {
        schema(&format!("{at}/schema"), value, visit);
    }
    for (media, content) in members(value.get("content")) {
        if let Some(value) = content.get("schema") {
            schema(&format!("{}/schema", pointer::join(&format!("{at}/content"), media)), value, visit);
        }
    }
    for (name, header) in members(value.get("headers")) {
        holder(&pointer::join(&format!("{at}/headers"), name), header, visit);
    }
}

/// A schema and those inside it.
fn schema<'v>(at: &str, value: &'v Value, visit: Visit<'_, 'v>) {
    visit(at, value);
    for (name, property) in members(value.get("properties")) {
        schema(&pointer::join(&format!("{at}/properties"), name), property, visit);
    }
    for keyword in ["items", "additionalProperties", "not"] {
        if let Some(inner) = value.get(keyword).filter(|inner| inner.is_object()) {
            schema(&pointer::join(at, keyword), inner, visit);
        }
    }
    for keyword in ["allOf", "oneOf", "anyOf"] {
        for (index, part) in items(value.get(keyword)).enumerate() {
            schema(&format!("{at}/{keyword}/{index}"), part, visit);
        }
    }
}
