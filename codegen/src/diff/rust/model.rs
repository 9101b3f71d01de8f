//! The generated API of one document: its types and its methods, each with the place that it comes from.

use std::collections::BTreeMap;

use super::super::document::{Document, Node};
use super::super::shape::View;
use super::super::uses::METHODS;
use crate::names::{pascal, snake, upper};

/// A type, or a part of a signature, as it is written in Rust.
pub(super) type Written = String;

/// Something with a type, and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) written: Written,
    pub(super) pointer: String,
}

/// What a generated type is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Fields by name.
    Struct(BTreeMap<String, Part>),
    /// Variants by name, with what each holds.
    Enum(BTreeMap<String, Part>),
    /// What it wraps.
    Newtype(Written),
}

/// A generated type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Type {
    pub(super) kind: Kind,
    pub(super) pointer: String,
}

/// A generated method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Method {
    pub(super) pointer: String,
    /// Arguments in order, with their names, which no caller writes.
    pub(super) arguments: Vec<(String, Part)>,
    pub(super) answer: Part,
}

/// The generated API.
#[derive(Clone, Debug, Default)]
pub(super) struct Api {
    pub(super) types: BTreeMap<String, Type>,
    pub(super) methods: BTreeMap<String, Method>,
    /// Constants by name, with the place of what each stands for.
    pub(super) constants: BTreeMap<String, String>,
}

/// Where an argument stands: those of the path as the path has them, then those of the query, then headers, by name.
type Order = (u8, usize, String);

impl Api {
    pub(super) fn of(document: &Document) -> Self {
        let mut api = Self::default();
        let schemas = document.node("/components/schemas").map(|node| node.members());
        for (name, node) in schemas.unwrap_or_default() {
            if node.value.is_object() && !name.starts_with("x-") {
                api.define(&pascal(name), View::new(node));
            }
        }
        let servers = document.node("/servers").map(|node| node.items());
        for (index, server) in servers.unwrap_or_default().into_iter().enumerate() {
            let unnamed = format!("server-{}", index + 1);
            let name = upper(server.text("x-id").unwrap_or(&unnamed));
            api.constants.insert(name, server.pointer);
        }
        let paths = document.node("/paths").map(|node| node.members());
        for (path, item) in paths.unwrap_or_default() {
            let Ok(item) = item.target() else {
                continue;
            };
            for method in METHODS {
                if let Some(operation) = item.child(method) {
                    api.method(method, path, &item, &operation);
                }
            }
        }
        api
    }

    fn method(&mut self, method: &str, path: &str, item: &Node<'_>, operation: &Node<'_>) {
        let unnamed = format!("{method} {path}");
        let id = operation.text("operationId").unwrap_or(&unnamed);
        let mut arguments: Vec<(Order, String, Part)> = Vec::new();
        for list in [item.child("parameters"), operation.child("parameters")] {
            for parameter in list.map(|list| list.items()).unwrap_or_default() {
                let argument = parameter.target().ok().and_then(|parameter| self.argument(id, path, &parameter));
                if let Some(argument) = argument {
                    arguments.retain(|known| known.0 != argument.0);
                    arguments.push(argument);
                }
            }
        }
        arguments.sort_by(|a, b| a.0.cmp(&b.0));
        let mut arguments: Vec<(String, Part)> = arguments.into_iter().map(|(_, name, part)| (name, part)).collect();
        if let Some(body) = operation.child("requestBody").and_then(|body| body.target().ok())
            && let Some(mut part) = self.content(&body, &pascal(&format!("{id}-body")))
        {
            part.pointer.clone_from(&body.pointer);
            if !body.flag("required") {
                part.written = format!("Option<{}>", part.written);
            }
            arguments.push(("body".to_owned(), part));
        }
        for (effect, node) in operation.child("x-effects").map(|effects| effects.members()).unwrap_or_default() {
            self.constants.insert(upper(effect), node.pointer);
        }
        let answer = self.answer(id, operation);
        let method = Method { pointer: operation.pointer.clone(), arguments, answer };
        self.methods.insert(snake(id), method);
    }

    fn argument(&mut self, id: &str, path: &str, parameter: &Node<'_>) -> Option<(Order, String, Part)> {
        let (name, place) = (parameter.text("name")?, parameter.text("in")?);
        let ignored = ["accept", "content-type", "authorization"].contains(&name.to_lowercase().as_str());
        if ignored && place == "header" {
            return None;
        }
        let schema = parameter.child("schema").into_iter().map(View::new).collect::<Vec<_>>();
        let mut written = self.written(&schema, &pascal(&format!("{id}-{name}")));
        if !parameter.flag("required") && place != "path" && !written.starts_with("Option<") {
            written = format!("Option<{written}>");
        }
        let order = match place {
            "path" => (0, path.find(&format!("{{{name}}}")).unwrap_or(usize::MAX), String::new()),
            "query" => (1, 0, name.to_owned()),
            _ => (2, 0, name.to_owned()),
        };
        let pointer = parameter.pointer.clone();
        Some((order, snake(name), Part { written, pointer }))
    }

    /// The type of a body: that of its media type, JSON before others, and then the first by name: members have no order.
    fn content(&mut self, owner: &Node<'_>, name: &str) -> Option<Part> {
        let media = owner.child("content")?.members();
        let json = media.iter().find(|(name, _)| name.to_lowercase().contains("json"));
        let (kind, media) = json.or(media.iter().min_by_key(|(kind, _)| kind.to_lowercase()))?;
        if !kind.to_lowercase().contains("json") {
            return Some(Part {
                written: format!("a body of type {}", kind.to_lowercase()),
                pointer: media.pointer.clone(),
            });
        }
        let schema = media.child("schema");
        let pointer = schema.as_ref().map_or(&media.pointer, |schema| &schema.pointer).clone();
        let views = schema.into_iter().map(View::new).collect::<Vec<_>>();
        Some(Part { written: self.written(&views, name), pointer })
    }

    /// What a call gives back on success. Other answers have no type: they arrive with status, headers and body as they are.
    fn answer(&mut self, id: &str, operation: &Node<'_>) -> Part {
        let responses = operation.child("responses").map(|responses| responses.members());
        let mut written: Vec<Written> = Vec::new();
        let mut pointer = operation.pointer.clone();
        for (status, response) in responses.unwrap_or_default() {
            if !status.starts_with('2') {
                continue;
            }
            pointer.clone_from(&response.pointer);
            let content =
                response.target().ok().and_then(|response| self.content(&response, &pascal(&format!("{id}-response"))));
            if let Some(part) = content {
                pointer = part.pointer;
                written.push(part.written);
            }
        }
        written.sort();
        written.dedup();
        let written = if written.is_empty() { "()".to_owned() } else { written.join(" or ") };
        Part { written, pointer }
    }
}
