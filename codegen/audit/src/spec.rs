//! What a spec says of the things that a document speaks of: parameters and groups with their schemas, URLs, examples. It judges nothing.

pub(crate) mod citations;

use colt_numbers_openapi::operation::{Operation, operations};
use colt_numbers_openapi::pointer;
use colt_numbers_openapi::reference;
use colt_numbers_openapi::text;
use colt_numbers_openapi::value::{items, members};
use serde_json::Value;

use crate::document::nest::Names;
use crate::document::table::Place;
use crate::error::AuditError;

/// How deep schemas may stand in one another.
const MAX_DEPTH: usize = 16;
/// How many parameters and groups are read.
const MAX_FIELDS: usize = 10_000;

/// Parses a spec.
///
/// # Errors
/// When it is no YAML, or no object.
pub(crate) fn parse(yaml: &str) -> Result<Value, AuditError> {
    let value = text::value(yaml).map_err(|error| AuditError::Spec { reason: error.to_string() })?;
    if value.is_object() { Ok(value) } else { Err(AuditError::Spec { reason: "it is no object".to_owned() }) }
}

/// The hash of the text that the spec was written from.
pub(crate) fn hash(spec: &Value) -> Option<&str> {
    spec.pointer("/info/x-document/sha256")?.as_str()
}

/// A part of the spec with its pointer.
#[derive(Clone, Debug)]
pub(crate) struct At<'v> {
    pub(crate) at: String,
    pub(crate) value: &'v Value,
}

/// A parameter or a group of parameters.
#[derive(Clone, Debug)]
pub(crate) struct Field<'v> {
    pub(crate) name: String,
    pub(crate) place: Place,
    /// The group around it, by its index in [`View::groups`].
    pub(crate) group: Option<usize>,
    pub(crate) required: bool,
    /// Where its being required is written, or is to be.
    pub(crate) required_at: String,
    /// The element, and the schemas that it refers to, the nearest first.
    pub(crate) chain: Vec<At<'v>>,
    /// The schemas of its items, where it is a list.
    pub(crate) items: Vec<At<'v>>,
}

impl<'v> Field<'v> {
    /// The pointer of the element.
    pub(crate) fn at(&self) -> &str {
        self.chain.first().map_or("", |link| &link.at)
    }

    /// The nearest value of a keyword, with its pointer.
    pub(crate) fn keyword(&self, keyword: &str) -> Option<At<'v>> {
        self.chain
            .iter()
            .find_map(|link| Some(At { at: pointer::join(&link.at, keyword), value: link.value.get(keyword)? }))
    }

    /// Where a keyword is to be written that is nowhere yet: at the schema, not at the property that refers to it.
    pub(crate) fn place_for(&self, keyword: &str) -> String {
        self.chain.last().map_or(String::new(), |link| pointer::join(&link.at, keyword))
    }

    /// The listed values, where there are any.
    pub(crate) fn values(&self) -> Option<Vec<String>> {
        let values = self.keyword("enum")?;
        Some(items(Some(values.value)).map(text).collect())
    }

    /// What the element and its schemas assume.
    pub(crate) fn assumptions(&self) -> impl Iterator<Item = &'v str> {
        self.chain.iter().filter_map(|link| link.value.get("x-assumption")?.as_str())
    }
}

/// A scalar as a document would write it.
pub(crate) fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Whether a pointer is that of a rule or an effect.
pub(crate) fn is_statement(at: &str) -> bool {
    let parts: Vec<&str> = at.split('/').collect();
    matches!(parts[..], ["", "x-rules", _] | [.., "x-effects", _])
}

/// The data of a rule or an effect: the pointer, the key and the value of each.
pub(crate) fn data<'v>(at: &str, element: &'v Value) -> impl Iterator<Item = (String, &'v str, &'v Value)> {
    const WORDS: [&str; 5] = ["statement", "severity", "x-source", "x-assumption", "description"];
    let (at, holder) = match element.get("data") {
        Some(data) => (pointer::join(at, "data"), data),
        None => (at.to_owned(), element),
    };
    let all = members(Some(holder)).filter(|(key, _)| !WORDS.contains(&key.as_str()));
    all.map(move |(key, value)| (pointer::join(&at, key), key.as_str(), value))
}

/// A URL that the spec describes.
#[derive(Clone, Debug)]
pub(crate) struct Url {
    pub(crate) url: String,
    /// The pointers of its server and of its operation.
    pub(crate) server: String,
    pub(crate) operation: String,
    /// The method in capitals.
    pub(crate) method: String,
}

/// An example of a request or response.
#[derive(Clone, Debug)]
pub(crate) struct Shown<'v> {
    /// The example object; its JSON is in `value`.
    pub(crate) example: At<'v>,
    pub(crate) is_response: bool,
}

/// A spec, as the document speaks of it.
#[derive(Debug, Default)]
pub(crate) struct View<'v> {
    pub(crate) groups: Vec<Field<'v>>,
    pub(crate) parameters: Vec<Field<'v>>,
    pub(crate) urls: Vec<Url>,
    pub(crate) examples: Vec<Shown<'v>>,
    /// The effects of operations.
    pub(crate) effects: Vec<At<'v>>,
}

impl<'v> View<'v> {
    /// Reads a spec.
    pub(crate) fn of(root: &'v Value) -> Self {
        let mut view = Self::default();
        for operation in operations(root) {
            view.operation(root, &operation);
        }
        view
    }

    /// The names of the bodies.
    pub(crate) fn names(&self) -> Names {
        let mut names = Names::default();
        for field in self.groups.iter().chain(&self.parameters) {
            let mut path = vec![field.name.as_str()];
            let mut around = field.group;
            while let Some(group) = around.and_then(|group| self.groups.get(group)) {
                path.push(&group.name);
                around = group.group;
            }
            path.iter().rev().fold(&mut names, |names, name| names.add(name));
        }
        names
    }

    fn operation(&mut self, root: &'v Value, operation: &Operation<'v>) {
        for (index, server) in items(root.get("servers")).enumerate() {
            let base = server.get("url").and_then(Value::as_str).unwrap_or_default().trim_end_matches('/');
            self.urls.push(Url {
                url: format!("{base}{}", operation.path),
                server: format!("/servers/{index}"),
                operation: operation.at.clone(),
                method: operation.method.to_ascii_uppercase(),
            });
        }
        let item_at = operation.at.rsplit_once('/').map_or("", |(item, _)| item).to_owned();
        for (at, holder) in [(&item_at, operation.item), (&operation.at, operation.value)] {
            for (index, parameter) in items(holder.get("parameters")).enumerate() {
                self.parameter(root, format!("{at}/parameters/{index}"), parameter);
            }
        }
        for (id, effect) in members(operation.value.get("x-effects")) {
            self.effects.push(At { at: pointer::join(&format!("{}/x-effects", operation.at), id), value: effect });
        }
        if let Some(body) = operation.value.get("requestBody") {
            self.content(root, At { at: format!("{}/requestBody", operation.at), value: body }, Place::Body);
        }
        for (status, response) in
            members(operation.value.get("responses")).filter(|(status, _)| status.starts_with('2'))
        {
            let at = pointer::join(&format!("{}/responses", operation.at), status);
            self.content(root, At { at, value: response }, Place::Response);
        }
    }

    fn parameter(&mut self, root: &'v Value, at: String, parameter: &'v Value) {
        let Some(element) = chain(root, At { at, value: parameter }).pop() else { return };
        let text = |key: &str| element.value.get(key).and_then(Value::as_str);
        let place = match text("in") {
            Some("header") => Place::Header,
            Some("path") => Place::Path,
            Some("query") => Place::Query,
            _ => return,
        };
        let Some(name) = text("name") else { return };
        let mut links = vec![element.clone()];
        if let Some(schema) = element.value.get("schema") {
            links.extend(chain(root, At { at: pointer::join(&element.at, "schema"), value: schema }));
        }
        if self.parameters.iter().any(|other| other.at() == element.at) {
            return;
        }
        self.parameters.push(Field {
            name: name.to_owned(),
            place,
            group: None,
            required: element.value.get("required").and_then(Value::as_bool).unwrap_or(false),
            required_at: pointer::join(&element.at, "required"),
            chain: links,
            items: Vec::new(),
        });
    }

    fn content(&mut self, root: &'v Value, holder: At<'v>, place: Place) {
        let Some(holder) = chain(root, holder).pop() else { return };
        for (media, content) in members(holder.value.get("content")) {
            let at = pointer::join(&format!("{}/content", holder.at), media);
            for (name, example) in members(content.get("examples")) {
                let example = At { at: pointer::join(&format!("{at}/examples"), name), value: example };
                if let Some(example) = chain(root, example).pop() {
                    self.examples.push(Shown { example, is_response: place == Place::Response });
                }
            }
            if let Some(schema) = content.get("schema") {
                let at = format!("{at}/schema");
                self.properties(root, &chain(root, At { at, value: schema }), place, None, 0);
            }
        }
    }

    fn properties(&mut self, root: &'v Value, links: &[At<'v>], place: Place, group: Option<usize>, depth: usize) {
        let requires =
            |link: &At<'v>, name: &str| items(link.value.get("required")).any(|item| item.as_str() == Some(name));
        for link in links {
            for (name, property) in members(link.value.get("properties")) {
                let at = pointer::join(&format!("{}/properties", link.at), name);
                let chained = chain(root, At { at, value: property });
                let items = items_of(root, &chained);
                let inner: Vec<At<'v>> = chained.iter().chain(&items).cloned().collect();
                let field = Field {
                    name: name.clone(),
                    place,
                    group,
                    required: links.iter().any(|link| requires(link, name)),
                    required_at: pointer::join(&link.at, "required"),
                    chain: chained,
                    items,
                };
                if depth >= MAX_DEPTH || self.groups.len() + self.parameters.len() >= MAX_FIELDS {
                    return;
                }
                if inner.iter().any(|link| link.value.get("properties").is_some()) {
                    self.groups.push(field);
                    let index = self.groups.len() - 1;
                    self.properties(root, &inner, place, Some(index), depth + 1);
                } else {
                    self.parameters.push(field);
                }
            }
        }
    }
}

/// A value and what it refers to, by `$ref` and `allOf`, the nearest first.
pub(crate) fn chain<'v>(root: &'v Value, start: At<'v>) -> Vec<At<'v>> {
    let mut found: Vec<At<'v>> = Vec::new();
    let mut waiting = vec![start];
    while let Some(link) = waiting.pop() {
        if found.len() >= 64 || found.iter().any(|known| known.at == link.at) {
            continue;
        }
        let reference = reference::of(link.value);
        if let Some((at, value)) =
            reference.and_then(|reference| Some((reference::pointer(reference)?, reference::follow(root, reference)?)))
        {
            waiting.push(At { at: at.into_owned(), value });
        }
        let parts = items(link.value.get("allOf")).enumerate();
        let mut parts: Vec<At<'v>> =
            parts.map(|(index, value)| At { at: format!("{}/allOf/{index}", link.at), value }).collect();
        parts.reverse();
        waiting.extend(parts);
        // A mere reference says nothing itself.
        let mere = link.value.as_object().is_some_and(|members| members.len() == 1) && reference.is_some();
        if !mere {
            found.push(link);
        }
    }
    found
}

/// The schemas of the items of the lists in a chain.
fn items_of<'v>(root: &'v Value, links: &[At<'v>]) -> Vec<At<'v>> {
    let of_link =
        |link: &At<'v>| Some(chain(root, At { at: pointer::join(&link.at, "items"), value: link.value.get("items")? }));
    links.iter().filter_map(of_link).flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_through_references_lists_and_circles() {
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
        let view = View::of(&root);
        let header = &view.parameters[0];
        assert_eq!((header.name.as_str(), header.required, header.at()), ("x-id", true, "/components/parameters/Id"));
        let code = &view.parameters[1];
        assert_eq!((code.name.as_str(), code.at()), ("code", "/components/schemas/Item/properties/code"));
        assert_eq!(code.keyword("maxLength").unwrap().at, "/components/schemas/Code/maxLength");
        assert_eq!(code.assumptions().collect::<Vec<_>>(), ["Three."]);
        assert_eq!(view.groups[0].required_at, "/components/schemas/Top/required");
        assert_eq!(view.urls[0].url, "https://a.example/v1/x");
        // The circle ends.
        assert!(view.parameters.len() <= MAX_FIELDS);
    }
}
