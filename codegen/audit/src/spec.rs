//! Reads the elements of a spec that the document also has: parameters and groups with their schemas, URLs, effects and examples.

pub(crate) mod citations;
pub(crate) mod document_entry;
pub(crate) mod line_mentions;
pub(crate) mod silence;
pub(crate) mod text_edits;

use std::collections::BTreeSet;

use colt_numbers_openapi::assumption;
use colt_numbers_openapi::node::Node;
use colt_numbers_openapi::operation::{Operation, operations};
use colt_numbers_openapi::pointer;
use colt_numbers_openapi::reference;
use colt_numbers_openapi::value::{items, members};
use colt_numbers_openapi::yaml;
use colt_numbers_openapi::yaml_syntax::{self, YamlSyntax};
use serde_json::Value;

use crate::document::nesting::NameTree;
use crate::document::table::ParameterLocation;
use crate::error::AuditError;
use document_entry::DocumentEntry;

/// The maximum nesting of schemas.
const MAX_DEPTH: usize = 16;
/// The maximum number of parameters and groups.
const MAX_FIELDS: usize = 10_000;

/// The positions and line numbers of a spec.
pub(crate) fn scan(text: &str) -> Result<YamlSyntax, AuditError> {
    yaml_syntax::scan(text).map_err(|error| AuditError::Spec { reason: error.to_string() })
}

/// Parses a spec.
///
/// # Errors
/// If the text is not YAML, or not an object.
pub(crate) fn parse(yaml: &str) -> Result<Value, AuditError> {
    let value = yaml::parse(yaml).map_err(|error| AuditError::Spec { reason: error.to_string() })?;
    if value.is_object() { Ok(value) } else { Err(AuditError::Spec { reason: "not an object".to_owned() }) }
}

/// A parameter or a group of parameters.
#[derive(Clone, Debug)]
pub(crate) struct SpecField<'v> {
    pub(crate) name: String,
    /// The operation, as an index into [`SpecView::operations`].
    pub(crate) operation: usize,
    pub(crate) location: ParameterLocation,
    /// The parent group, as an index into [`SpecView::groups`].
    pub(crate) group: Option<usize>,
    pub(crate) required: bool,
    /// The pointer of the `required` keyword that states or would state that the element is required.
    pub(crate) required_at: String,
    /// The element and the schemas that it refers to, nearest first.
    pub(crate) chain: Vec<Node<'v>>,
    /// The schemas of the items, if the element is a list.
    pub(crate) items: Vec<Node<'v>>,
}

impl<'v> SpecField<'v> {
    /// The pointer of the element.
    pub(crate) fn at(&self) -> &str {
        self.chain.first().map_or("", |link| &link.pointer)
    }

    /// The element and its schemas, nearest first; then, if the element is a list, the schemas of its items.
    pub(crate) fn links(&self) -> impl Iterator<Item = &Node<'v>> {
        self.chain.iter().chain(&self.items)
    }

    /// The nearest value of a keyword, with its pointer.
    pub(crate) fn keyword(&self, keyword: &str) -> Option<Node<'v>> {
        self.links().find_map(|link| link.child(keyword))
    }

    /// The pointer for a keyword that does not exist yet. It is in the schema, not in the property that refers to the schema.
    pub(crate) fn pointer_for(&self, keyword: &str) -> String {
        self.chain.last().map_or(String::new(), |link| pointer::join(&link.pointer, keyword))
    }

    /// The enum values, if there are any.
    pub(crate) fn values(&self) -> Option<Vec<String>> {
        let values = self.keyword("enum")?;
        Some(items(Some(values.value)).map(text).collect())
    }

    /// The `x-assumption` of the element and its schemas.
    pub(crate) fn assumptions(&self) -> impl Iterator<Item = &'v str> {
        self.chain.iter().filter_map(|link| assumption::text(link.value))
    }
}

/// A scalar as text, in the form in which a document would contain it.
pub(crate) fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Whether a pointer is the pointer of a rule or an effect.
pub(crate) fn is_statement(at: &str) -> bool {
    let parts: Vec<&str> = at.split('/').collect();
    matches!(parts[..], ["", "x-rules", _] | [.., "x-effects", _])
}

/// The data of a rule or an effect that a document states: pointer, key and value of each member. Booleans and JSON Pointers are only in specs.
pub(crate) fn data<'v>(at: &str, element: &'v Value) -> Vec<(String, &'v str, &'v Value)> {
    const WORDS: [&str; 5] = ["statement", "severity", "x-source", "x-assumption", "description"];
    let (at, holder) = match element.get("data") {
        Some(data) => (pointer::join(at, "data"), data),
        None => (at.to_owned(), element),
    };
    let mut found = Vec::new();
    for (key, value) in members(Some(holder)).filter(|(key, _)| !WORDS.contains(&key.as_str())) {
        let at = pointer::join(&at, key);
        match value {
            Value::Bool(_) => {}
            Value::String(text) if text.starts_with('/') => {}
            Value::Object(inner) => {
                found.extend(inner.iter().map(|(key, value)| (pointer::join(&at, key), key.as_str(), value)));
            }
            _ => found.push((at, key.as_str(), value)),
        }
    }
    found
}

/// A URL of an operation on a server.
#[derive(Clone, Debug)]
pub(crate) struct SpecUrl {
    pub(crate) url: String,
    /// The pointer of the server.
    pub(crate) server: String,
    /// The operation, as an index into [`SpecView::operations`].
    pub(crate) operation: usize,
}

/// An effect of an operation.
#[derive(Clone, Debug)]
pub(crate) struct SpecEffect<'v> {
    pub(crate) node: Node<'v>,
    /// The operation, as an index into [`SpecView::operations`].
    pub(crate) operation: usize,
}

/// An example of a request or response.
#[derive(Clone, Debug)]
pub(crate) struct SpecExample<'v> {
    /// The example object of OpenAPI, whose member `value` has the JSON of the example.
    pub(crate) example: Node<'v>,
    pub(crate) is_response: bool,
    /// The operation, as an index into [`SpecView::operations`].
    pub(crate) operation: usize,
}

/// The body of a request or of a successful response.
#[derive(Clone, Debug)]
pub(crate) struct SpecBody {
    pub(crate) location: ParameterLocation,
    /// The operation, as an index into [`SpecView::operations`].
    pub(crate) operation: usize,
    /// The pointers of the body and of its schemas; if the body is a list, also those of the schemas of its items.
    pub(crate) pointers: Vec<String>,
}

impl<'v> SpecExample<'v> {
    /// The JSON of the example.
    pub(crate) fn value(&self) -> &'v Value {
        self.example.value.get("value").unwrap_or(&Value::Null)
    }
}

/// The elements of a spec that a document also has.
#[derive(Debug, Default)]
pub(crate) struct SpecView<'v> {
    /// The operations that are not from another document.
    pub(crate) operations: Vec<Operation<'v>>,
    pub(crate) bodies: Vec<SpecBody>,
    pub(crate) groups: Vec<SpecField<'v>>,
    pub(crate) parameters: Vec<SpecField<'v>>,
    pub(crate) urls: Vec<SpecUrl>,
    pub(crate) examples: Vec<SpecExample<'v>>,
    /// The effects of operations.
    pub(crate) effects: Vec<SpecEffect<'v>>,
}

impl<'v> SpecView<'v> {
    /// Reads the operations of a spec that are from this document.
    pub(crate) fn of(root: &'v Value, entry: &DocumentEntry<'_>) -> Self {
        let mut view = Self::default();
        for operation in operations(root).into_iter().filter(|operation| !entry.cites_other_document(operation.value)) {
            view.operation(root, &operation);
            view.operations.push(operation);
        }
        view
    }

    /// The nesting of the names in bodies.
    pub(crate) fn names(&self) -> NameTree {
        let mut names = NameTree::default();
        for field in self.groups.iter().chain(&self.parameters) {
            let mut path = vec![field.name.as_str()];
            let mut parent = field.group;
            while let Some(group) = parent.and_then(|group| self.groups.get(group)) {
                path.push(&group.name);
                parent = group.group;
            }
            path.iter().rev().fold(&mut names, |names, name| names.add(name));
        }
        names
    }

    fn operation(&mut self, root: &'v Value, operation: &Operation<'v>) {
        for (index, server) in items(root.get("servers")).enumerate() {
            let base = server.get("url").and_then(Value::as_str).unwrap_or_default().trim_end_matches('/');
            self.urls.push(SpecUrl {
                url: format!("{base}{}", operation.path),
                server: format!("/servers/{index}"),
                operation: self.operations.len(),
            });
        }
        let node = Node { root, pointer: operation.at.clone(), value: operation.value };
        let item = Node { root, pointer: operation.item_at(), value: operation.item };
        for parameter in
            [&item, &node].into_iter().filter_map(|node| node.child("parameters")).flat_map(|all| all.items())
        {
            self.parameter(parameter);
        }
        for (_, effect) in node.child("x-effects").iter().flat_map(Node::members) {
            self.effects.push(SpecEffect { node: effect, operation: self.operations.len() });
        }
        if let Some(body) = node.child("requestBody") {
            self.content(body, ParameterLocation::Body);
        }
        let mut error_schemas = BTreeSet::new();
        for (status, response) in node.child("responses").iter().flat_map(Node::members) {
            if status.starts_with('2') {
                self.content(response, ParameterLocation::Response);
            } else if error_schemas.insert(schema_of(&response)) {
                // Most statuses have the same error object.
                self.content(response, ParameterLocation::Error);
            }
        }
    }

    fn parameter(&mut self, parameter: Node<'v>) {
        let Some(element) = chain(parameter).pop() else { return };
        let location = match element.text("in") {
            Some("header") => ParameterLocation::Header,
            Some("path") => ParameterLocation::Path,
            Some("query") => ParameterLocation::Query,
            _ => return,
        };
        let Some(name) = element.text("name") else { return };
        let schemas: Vec<Node<'v>> = element.child("schema").into_iter().flat_map(chain).collect();
        self.parameters.push(SpecField {
            name: name.to_owned(),
            operation: self.operations.len(),
            location,
            group: None,
            required: element.flag("required"),
            required_at: pointer::join(&element.pointer, "required"),
            items: items_of(&schemas),
            chain: [element].into_iter().chain(schemas).collect(),
        });
    }

    fn content(&mut self, holder: Node<'v>, location: ParameterLocation) {
        let operation = self.operations.len();
        let mut pointers = vec![holder.pointer.clone()];
        let Some(content) = chain(holder).pop().and_then(|holder| holder.child("content")) else { return };
        for (_, media) in content.members() {
            for (_, example) in media.child("examples").iter().flat_map(Node::members) {
                if let Some(example) = chain(example).pop() {
                    let is_response = location != ParameterLocation::Body;
                    self.examples.push(SpecExample { example, is_response, operation });
                }
            }
            if let Some(schema) = media.child("schema") {
                let mut links = chain(schema);
                links.extend(items_of(&links));
                self.properties(&links, location, None, 0);
                pointers.extend(links.into_iter().map(|link| link.pointer));
            }
        }
        self.bodies.push(SpecBody { location, operation, pointers });
    }

    fn properties(&mut self, links: &[Node<'v>], location: ParameterLocation, group: Option<usize>, depth: usize) {
        let requires = |name: &str| {
            let mut required = links.iter().flat_map(|link| items(link.value.get("required")));
            required.any(|item| item.as_str() == Some(name))
        };
        for link in links {
            for (name, property) in link.child("properties").iter().flat_map(Node::members) {
                let links = chain(property);
                let items = items_of(&links);
                let inner: Vec<Node<'v>> = links.iter().chain(&items).cloned().collect();
                let required_at = pointer::join(&link.pointer, "required");
                let required = requires(name);
                let field = SpecField {
                    name: name.to_owned(),
                    operation: self.operations.len(),
                    location,
                    group,
                    required,
                    required_at,
                    chain: links,
                    items,
                };
                if depth >= MAX_DEPTH || self.groups.len() + self.parameters.len() >= MAX_FIELDS {
                    return;
                }
                if inner.iter().any(|link| link.value.get("properties").is_some()) {
                    self.groups.push(field);
                    let index = self.groups.len() - 1;
                    self.properties(&inner, location, Some(index), depth + 1);
                } else {
                    self.parameters.push(field);
                }
            }
        }
    }
}

/// The pointer of the schema of a response; `None` if it has no body.
fn schema_of(response: &Node<'_>) -> Option<String> {
    let content = chain(response.clone()).pop()?.child("content")?;
    let (_, media) = content.members().into_iter().next()?;
    Some(chain(media.child("schema")?).pop()?.pointer)
}

/// The schemas of the items of a list.
fn items_of<'v>(schemas: &[Node<'v>]) -> Vec<Node<'v>> {
    schemas.iter().filter_map(|link| link.child("items")).flat_map(chain).collect()
}

/// A node and all nodes that it refers to by `$ref` and `allOf`, nearest first.
fn chain(start: Node<'_>) -> Vec<Node<'_>> {
    let mut found: Vec<Node<'_>> = Vec::new();
    let mut waiting = vec![start];
    while let Some(link) = waiting.pop() {
        if found.len() >= 64 || found.iter().any(|known| known.pointer == link.pointer) {
            continue;
        }
        let reference = link.reference();
        waiting.extend(reference.and_then(reference::pointer).and_then(|pointer| link.at(&pointer)));
        waiting.extend(link.child("allOf").iter().flat_map(Node::items).rev());
        // An object with only a `$ref` states nothing itself.
        let is_only_reference = link.value.as_object().is_some_and(|members| members.len() == 1) && reference.is_some();
        if !is_only_reference {
            found.push(link);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::VendorDocument;

    #[test]
    fn fields_are_found_through_references_lists_and_cycles() {
        let root = parse(
            "
paths:
  /v1/x:
    post:
      parameters: [{ $ref: '#/components/parameters/Id' }]
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/Top' } } } }
components:
  parameters:
    Id: { name: x-id, in: header, required: true, schema: { type: string, maxLength: 9 } }
  schemas:
    Top:
      required: [list]
      properties:
        list: { type: array, items: { $ref: '#/components/schemas/Item' } }
    Item:
      properties:
        code: { allOf: [{ $ref: '#/components/schemas/Code' }] }
        again: { $ref: '#/components/schemas/Item' }
    Code: { type: string, maxLength: 3, x-assumption: Three. }
servers: [{ url: 'https://a.example/' }]
",
        )
        .unwrap();
        let document = VendorDocument::from_bytes(b"text").unwrap();
        let view = SpecView::of(&root, &DocumentEntry::find(&root, &document).unwrap());
        let header = &view.parameters[0];
        assert_eq!((header.name.as_str(), header.required, header.at()), ("x-id", true, "/components/parameters/Id"));
        let code = &view.parameters[1];
        assert_eq!((code.name.as_str(), code.at()), ("code", "/components/schemas/Item/properties/code"));
        assert_eq!(code.keyword("maxLength").unwrap().pointer, "/components/schemas/Code/maxLength");
        assert_eq!(code.assumptions().collect::<Vec<_>>(), ["Three."]);
        assert_eq!(view.groups[0].required_at, "/components/schemas/Top/required");
        assert_eq!(view.urls[0].url, "https://a.example/v1/x");
        // The cycle of schemas ends.
        assert!(view.parameters.len() <= MAX_FIELDS);
    }
}
