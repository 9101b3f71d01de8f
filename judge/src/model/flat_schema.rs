//! Flattens a schema: merges `$ref` and `allOf` into one list of keywords, and keeps the pointer of each keyword.
//!
//! Flat schemas are used to find the elements of a body and their documentation. They do not decide whether a request is valid; only the
//! validator does.

use std::sync::Arc;

use serde_json::Value;

use crate::model::documentation::Documentation;
use crate::model::json::sorted;
use crate::model::pointer;
use crate::model::reference::{resolve, target};

/// The maximum depth of references and subschemas that are followed, so that flattening a recursive schema ends.
const MAX_DEPTH: usize = 12;

/// A keyword of a schema, with its place in the spec.
#[derive(Debug, Clone)]
pub struct Keyword<'a> {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: &'a Value,
    /// Its place in the spec, as a JSON Pointer.
    pub at: String,
    /// The documentation of the schema that contains it.
    pub documentation: Arc<Documentation>,
}

/// A flattened schema.
#[derive(Debug, Clone, Default)]
pub struct FlatSchema<'a> {
    /// The keywords, from the outermost schema to the innermost; a name may occur several times.
    pub keywords: Vec<Keyword<'a>>,
    /// Names, schemas and pointers of the properties.
    pub properties: Vec<(String, &'a Value, String)>,
    /// The schema of the items of an array, with its pointer.
    pub items: Option<(&'a Value, String)>,
    /// The names of the merged components.
    pub components: Vec<String>,
    /// Its documentation.
    pub documentation: Documentation,
}

impl<'a> FlatSchema<'a> {
    /// Flattens a schema.
    pub fn of(root: &'a Value, schema: &'a Value, at: &str) -> Self {
        let mut flat = Self::default();
        flat.merge(root, schema, at, 0);
        flat
    }

    fn merge(&mut self, root: &'a Value, schema: &'a Value, at: &str, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        if schema.get("$ref").is_some_and(Value::is_string) {
            if let Some(name) = target(schema).as_deref().and_then(|at| at.strip_prefix("/components/schemas/")) {
                self.components.push(pointer::unescape(name));
            }
            let (node, place) = resolve(root, schema, at);
            return self.merge(root, node, &place, depth + 1);
        }
        let Some(object) = schema.as_object() else { return };
        let documentation = Arc::new(Documentation::of(schema));
        self.documentation = std::mem::take(&mut self.documentation).or(&documentation);
        for (name, value) in sorted(object) {
            let at = pointer::join(at, name);
            match name.as_str() {
                "properties" => self.add_properties(value, &at),
                "items" => self.items = self.items.take().or(Some((value, at))),
                "allOf" | "oneOf" | "anyOf" | "description" | "title" => {}
                _ => self.keywords.push(Keyword {
                    name: name.clone(),
                    value,
                    at,
                    documentation: Arc::clone(&documentation),
                }),
            }
        }
        for (index, part) in list(schema, "allOf").enumerate() {
            self.merge(root, part, &format!("{at}/allOf/{index}"), depth + 1);
        }
        // Only the first alternative is followed: it suffices to build a request, and the validator knows the others.
        for name in ["oneOf", "anyOf"] {
            if let Some(first) = list(schema, name).next() {
                self.merge(root, first, &format!("{at}/{name}/0"), depth + 1);
            }
        }
    }

    fn add_properties(&mut self, properties: &'a Value, at: &str) {
        for (name, schema) in properties.as_object().map(sorted).unwrap_or_default() {
            if !self.properties.iter().any(|(known, ..)| known == name) {
                self.properties.push((name.clone(), schema, pointer::join(at, name)));
            }
        }
    }

    /// The first keyword of this name.
    pub fn get(&self, name: &str) -> Option<&Keyword<'a>> {
        self.keywords.iter().find(|keyword| keyword.name == name)
    }

    /// The value of a keyword as a count.
    pub fn count(&self, name: &str) -> Option<usize> {
        self.get(name)?.value.as_u64().and_then(|count| usize::try_from(count).ok())
    }

    /// The JSON type; empty if the schema neither states nor implies a type.
    pub fn kind(&self) -> &str {
        let given = self.get("type").and_then(|keyword| keyword.value.as_str());
        let implied = || if self.properties.is_empty() { "" } else { "object" };
        given.unwrap_or_else(implied)
    }

    /// Whether `null` is allowed.
    pub fn is_nullable(&self) -> bool {
        self.get("nullable").and_then(|keyword| keyword.value.as_bool()).unwrap_or(false)
    }

    /// The values of `enum`; empty if the schema has no `enum`.
    pub fn values(&self) -> Vec<Value> {
        self.get("enum").and_then(|keyword| keyword.value.as_array()).cloned().unwrap_or_default()
    }

    /// The `required` keyword that lists a member, if there is one.
    pub fn required_by(&self, name: &str) -> Option<&Keyword<'a>> {
        let contains_name = |keyword: &&Keyword<'_>| {
            keyword.value.as_array().is_some_and(|names| names.iter().any(|listed| listed == name))
        };
        self.keywords.iter().filter(|keyword| keyword.name == "required").find(contains_name)
    }
}

fn list<'a>(schema: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    schema.get(name).and_then(Value::as_array).into_iter().flatten()
}

/// An element of a body, with its flattened schema.
#[derive(Debug, Clone)]
pub struct Element<'a> {
    /// Its place in the body, as a JSON Pointer with `*` for any item of an array.
    pub pointer: String,
    /// Its flattened schema.
    pub schema: FlatSchema<'a>,
    /// The `required` keyword of the enclosing object, if it lists this element.
    pub required: Option<Keyword<'a>>,
    /// Its place in the spec, as a JSON Pointer.
    pub at: String,
}

/// The body of a request and all elements in it that are not `readOnly`: parents before children, members sorted by name.
pub fn request_elements<'a>(root: &'a Value, schema: &'a Value, at: &str) -> Vec<Element<'a>> {
    elements(root, schema, at, "readOnly")
}

/// The body of a response and all elements in it that are not `writeOnly`: parents before children, members sorted by name.
pub fn response_elements<'a>(root: &'a Value, schema: &'a Value, at: &str) -> Vec<Element<'a>> {
    elements(root, schema, at, "writeOnly")
}

fn elements<'a>(root: &'a Value, schema: &'a Value, at: &str, absent: &'static str) -> Vec<Element<'a>> {
    let top =
        Element { pointer: String::new(), schema: FlatSchema::of(root, schema, at), required: None, at: at.to_owned() };
    let mut walk = Walk { root, absent, found: Vec::new(), inside: Vec::new() };
    walk.enter(top);
    walk.found
}

/// A walk through the elements of a body.
struct Walk<'a> {
    root: &'a Value,
    /// The keyword of the members that the body does not have.
    absent: &'static str,
    found: Vec<Element<'a>>,
    /// The names of the enclosing components, so that the walk does not enter a recursive component again.
    inside: Vec<String>,
}

impl<'a> Walk<'a> {
    fn enter(&mut self, element: Element<'a>) {
        let flat = element.schema.clone();
        let pointer = element.pointer.clone();
        self.found.push(element);
        if self.inside.len() > MAX_DEPTH || flat.components.iter().any(|name| self.inside.contains(name)) {
            return;
        }
        let outside = self.inside.len();
        self.inside.extend(flat.components.iter().cloned());
        for (name, schema, at) in &flat.properties {
            let inner = FlatSchema::of(self.root, schema, at);
            if inner.get(self.absent).is_some_and(|keyword| *keyword.value == true) {
                continue;
            }
            let required = flat.required_by(name).cloned();
            self.enter(Element { pointer: pointer::join(&pointer, name), schema: inner, required, at: at.clone() });
        }
        if let Some((schema, at)) = &flat.items {
            let inner = FlatSchema::of(self.root, schema, at);
            self.enter(Element { pointer: format!("{pointer}/*"), schema: inner, required: None, at: at.clone() });
        }
        self.inside.truncate(outside);
    }
}
