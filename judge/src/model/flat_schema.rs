//! Schemas as they are walked: `$ref` and `allOf` folded into one flat shape, with the place of each keyword kept.
//!
//! Shapes are for finding elements and what is said of them. Whether a request is valid is never read from a shape: the validator decides.

use serde_json::Value;

use crate::model::documentation::Described;
use crate::model::json::sorted;
use crate::model::pointer;
use crate::model::reference::{resolve, target};

/// How deep a schema is walked. A schema that contains itself ends here.
const MAX_DEPTH: usize = 12;

/// A keyword of a schema and where in the document it stands.
#[derive(Debug, Clone)]
pub struct Keyword {
    /// The keyword.
    pub name: String,
    /// What it is set to.
    pub value: Value,
    /// Its place in the spec, as a JSON Pointer.
    pub at: String,
    /// What the schema that it stands in says.
    pub described: Described,
}

/// One schema, flat.
#[derive(Debug, Clone, Default)]
pub struct Shape {
    /// Keywords from the outermost to the innermost, the same one perhaps twice.
    pub keywords: Vec<Keyword>,
    /// Members and their schemas.
    pub properties: Vec<(String, Value, String)>,
    /// The schema of a list's items.
    pub items: Option<(Value, String)>,
    /// The names of the components that were folded in.
    pub components: Vec<String>,
    /// What the spec says of it.
    pub described: Described,
}

impl Shape {
    /// Folds a schema.
    pub fn of(root: &Value, schema: &Value, at: &str) -> Self {
        let mut shape = Self::default();
        shape.fold(root, schema, at, 0);
        shape
    }

    fn fold(&mut self, root: &Value, schema: &Value, at: &str, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        if schema.get("$ref").is_some_and(Value::is_string) {
            if let Some(name) = target(schema).as_deref().and_then(|at| at.strip_prefix("/components/schemas/")) {
                self.components.push(pointer::unescape(name));
            }
            let (node, place) = resolve(root, schema, at);
            return self.fold(root, node, &place, depth + 1);
        }
        let Some(object) = schema.as_object() else { return };
        let described = Described::of(schema);
        self.described = std::mem::take(&mut self.described).or(&described);
        for (name, value) in sorted(object) {
            let at = pointer::join(at, name);
            match name.as_str() {
                "properties" => self.add_properties(value, &at),
                "items" => self.items = self.items.take().or_else(|| Some((value.clone(), at))),
                "allOf" | "oneOf" | "anyOf" | "description" | "title" => {}
                _ => self.keywords.push(Keyword {
                    name: name.clone(),
                    value: value.clone(),
                    at,
                    described: described.clone(),
                }),
            }
        }
        for (index, part) in list(schema, "allOf").enumerate() {
            self.fold(root, part, &format!("{at}/allOf/{index}"), depth + 1);
        }
        // Of alternatives the first is followed: enough to build a request, and the validator judges the rest.
        for name in ["oneOf", "anyOf"] {
            if let Some(first) = list(schema, name).next() {
                self.fold(root, first, &format!("{at}/{name}/0"), depth + 1);
            }
        }
    }

    fn add_properties(&mut self, properties: &Value, at: &str) {
        for (name, schema) in properties.as_object().map(sorted).unwrap_or_default() {
            if !self.properties.iter().any(|(known, ..)| known == name) {
                self.properties.push((name.clone(), schema.clone(), pointer::join(at, name)));
            }
        }
    }

    /// The first keyword of this name.
    pub fn get(&self, name: &str) -> Option<&Keyword> {
        self.keywords.iter().find(|keyword| keyword.name == name)
    }

    /// A keyword's value as a count.
    pub fn count(&self, name: &str) -> Option<usize> {
        self.get(name)?.value.as_u64().and_then(|count| usize::try_from(count).ok())
    }

    /// The JSON type, where one is named.
    pub fn kind(&self) -> &str {
        let named = self.get("type").and_then(|keyword| keyword.value.as_str());
        let implied = || if self.properties.is_empty() { "" } else { "object" };
        named.unwrap_or_else(implied)
    }

    /// Whether `null` is a value.
    pub fn nullable(&self) -> bool {
        self.get("nullable").and_then(|keyword| keyword.value.as_bool()).unwrap_or(false)
    }

    /// The values of the enumeration, if it is one.
    pub fn values(&self) -> Vec<Value> {
        self.get("enum").and_then(|keyword| keyword.value.as_array()).cloned().unwrap_or_default()
    }

    /// Whether a member must be there, and where the document says so.
    pub fn requires(&self, name: &str) -> Option<&Keyword> {
        let lists = |keyword: &&Keyword| {
            keyword.value.as_array().is_some_and(|names| names.iter().any(|listed| listed == name))
        };
        self.keywords.iter().filter(|keyword| keyword.name == "required").find(lists)
    }
}

fn list<'a>(schema: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    schema.get(name).and_then(Value::as_array).into_iter().flatten()
}

/// A place in a body, with its shape.
#[derive(Debug, Clone)]
pub struct Element {
    /// JSON Pointer, with `*` for any item of a list.
    pub pointer: String,
    /// Its shape.
    pub shape: Shape,
    /// Where the enclosing object requires it.
    pub required: Option<Keyword>,
    /// Its place in the spec, as a JSON Pointer.
    pub at: String,
}

/// The body itself and everything in it, parents first, members by name.
pub fn elements(root: &Value, schema: &Value, at: &str) -> Vec<Element> {
    let mut found = Vec::new();
    let top = Element { pointer: String::new(), shape: Shape::of(root, schema, at), required: None, at: at.to_owned() };
    walk(root, top, &mut found, &mut Vec::new());
    found
}

/// `inside` names the components that enclose the element: one that contains itself is walked once.
fn walk(root: &Value, element: Element, found: &mut Vec<Element>, inside: &mut Vec<String>) {
    let shape = element.shape.clone();
    let pointer = element.pointer.clone();
    found.push(element);
    if inside.len() > MAX_DEPTH || shape.components.iter().any(|name| inside.contains(name)) {
        return;
    }
    let outside = inside.len();
    inside.extend(shape.components.iter().cloned());
    for (name, schema, at) in &shape.properties {
        let inner = Shape::of(root, schema, at);
        if inner.get("readOnly").is_some_and(|keyword| keyword.value == true) {
            continue;
        }
        let required = shape.requires(name).cloned();
        let element = Element { pointer: pointer::join(&pointer, name), shape: inner, required, at: at.clone() };
        walk(root, element, found, inside);
    }
    if let Some((schema, at)) = &shape.items {
        let inner = Shape::of(root, schema, at);
        let item = Element { pointer: format!("{pointer}/*"), shape: inner, required: None, at: at.clone() };
        walk(root, item, found, inside);
    }
    inside.truncate(outside);
}
