//! Visits the schemas of a document and the parts of their `allOf`; distinguishes pointers to schemas from pointers to data.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::operation::METHODS;
use crate::pointer;
use crate::reference::resolve;
use crate::value::{items, members};

/// The properties of a schema and of its `allOf`, in order; references in `allOf` are resolved.
pub fn properties<'v>(root: &'v Value, schema: &'v Value) -> Vec<(&'v str, &'v Value)> {
    let mut found = Vec::new();
    all_of_parts(root, schema, &mut |part| {
        found.extend(members(part.get("properties")).map(|(name, property)| (name.as_str(), property)));
    });
    found
}

/// Calls `visit` once with every schema that `allOf` merges into a schema, and last with the schema itself; references are resolved.
pub fn all_of_parts<'v>(root: &'v Value, schema: &'v Value, visit: &mut dyn FnMut(&'v Value)) {
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

/// Calls `visit` with the pointer and value of every schema of the document, including nested ones; references are not resolved.
pub fn schemas<'v>(root: &'v Value, visit: SchemaVisitor<'_, 'v>) {
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

/// Whether any schema of the document, including nested ones, fulfils a predicate.
pub fn has_schema<'v>(root: &'v Value, predicate: impl Fn(&'v Value) -> bool) -> bool {
    let mut found = false;
    schemas(root, &mut |_, schema| found |= predicate(schema));
    found
}

type SchemaVisitor<'a, 'v> = &'a mut dyn FnMut(&str, &'v Value);

type SectionWalk = for<'a, 'v> fn(&str, &'v Value, SchemaVisitor<'a, 'v>);

/// The sections of `components` that contain schemas, with the function that visits an entry.
const SECTIONS: [(&str, SectionWalk); 5] = [
    ("schemas", schema),
    ("parameters", holder),
    ("headers", holder),
    ("requestBodies", holder),
    ("responses", holder),
];

/// Visits the schemas of the parameters of a path item or an operation.
fn parameters<'v>(at: &str, item_or_operation: &'v Value, visit: SchemaVisitor<'_, 'v>) {
    for (index, parameter) in items(item_or_operation.get("parameters")).enumerate() {
        holder(&format!("{at}/parameters/{index}"), parameter, visit);
    }
}

/// Visits the schemas of a parameter, header, body or response: under `schema`, `content` and `headers`.
fn holder<'v>(at: &str, value: &'v Value, visit: SchemaVisitor<'_, 'v>) {
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

/// Visits a schema and the schemas nested in it.
fn schema<'v>(at: &str, value: &'v Value, visit: SchemaVisitor<'_, 'v>) {
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

/// Whether a pointer is the pointer of a component schema, and not of a schema nested in a component schema.
pub fn is_component_schema(at: &str) -> bool {
    at.strip_prefix("/components/schemas/").is_some_and(|name| !name.contains('/'))
}

/// Whether a pointer points into data, which is not OpenAPI: an example, a default, enum values or an extension.
pub fn is_data(at: &str) -> bool {
    leads_into(at, |keyword| keyword.starts_with("x-"))
}

/// Whether a pointer points to an example, a default or enum values, or into one of them. A property may have such a name, too.
pub fn is_sample(at: &str) -> bool {
    leads_into(at, |_| false)
}

/// Whether a pointer points to or into the value of a sample, or of another keyword.
fn leads_into(at: &str, is_other: impl Fn(&str) -> bool) -> bool {
    let mut tokens = at.split('/').skip(1).peekable();
    let mut is_name = false;
    while let Some(token) = tokens.next() {
        // A token after one of the maps below is a name, not a keyword.
        if !is_name && (is_other(token) || matches!(token, "example" | "default" | "enum")) {
            return true;
        }
        if !is_name && token == "examples" {
            return tokens.nth(1) == Some("value");
        }
        is_name = !is_name
            && matches!(
                token,
                "properties"
                    | "schemas"
                    | "responses"
                    | "parameters"
                    | "requestBodies"
                    | "headers"
                    | "securitySchemes"
                    | "paths"
                    | "content"
                    | "links"
                    | "callbacks"
                    | "x-rules"
                    | "x-effects"
            );
    }
    false
}
