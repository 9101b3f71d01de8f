//! The generated API of one document: its types and its methods, each with the place that it comes from.

use std::collections::BTreeMap;

use heck::{ToPascalCase, ToSnakeCase};

use super::super::document::{Document, Node};
use super::super::shape::View;
use super::super::uses::METHODS;

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
    /// Arguments by name; the body is `body`.
    pub(super) arguments: BTreeMap<String, Part>,
    pub(super) answer: Part,
}

/// The generated API.
#[derive(Clone, Debug, Default)]
pub(super) struct Api {
    pub(super) types: BTreeMap<String, Type>,
    pub(super) methods: BTreeMap<String, Method>,
}

/// A type's name.
pub(super) fn pascal(name: &str) -> String {
    identifier(&plain(name).to_pascal_case(), "X")
}

/// A field's, an argument's or a method's name.
pub(super) fn snake(name: &str) -> String {
    identifier(&plain(name).to_snake_case(), "x")
}

/// Signs that no identifier has part words.
fn plain(name: &str) -> String {
    let part = |character: char| {
        if character.is_alphanumeric() || character == '_' {
            character
        } else {
            '-'
        }
    };
    match name {
        "+1" => "plus1".to_owned(),
        "-1" => "minus1".to_owned(),
        name => name.replace('\'', "").chars().map(part).collect(),
    }
}

fn identifier(name: &str, empty: &str) -> String {
    match name.chars().next() {
        None => empty.to_owned(),
        Some(first) if first.is_alphabetic() => name.to_owned(),
        Some(_) => format!("_{name}"),
    }
}

impl Api {
    pub(super) fn of(document: &Document) -> Self {
        let mut api = Self::default();
        let schemas = document.node("/components/schemas").map(|node| node.members());
        for (name, node) in schemas.unwrap_or_default() {
            if node.value.is_object() && !name.starts_with("x-") {
                api.define(&pascal(name), View::new(node));
            }
        }
        let paths = document.node("/paths").map(|node| node.members());
        for (path, item) in paths.unwrap_or_default() {
            let Ok(item) = item.target() else {
                continue;
            };
            for method in METHODS {
                if let Some(operation) = item.child(method) {
                    api.method(&format!("{method} {path}"), &item, &operation);
                }
            }
        }
        api
    }

    fn method(&mut self, unnamed: &str, item: &Node<'_>, operation: &Node<'_>) {
        let id = operation.text("operationId").unwrap_or(unnamed);
        let mut arguments = BTreeMap::new();
        for list in [item.child("parameters"), operation.child("parameters")] {
            for parameter in list.map(|list| list.items()).unwrap_or_default() {
                if let Ok(parameter) = parameter.target()
                    && let Some((name, part)) = self.argument(id, &parameter)
                {
                    arguments.insert(name, part);
                }
            }
        }
        if let Some(body) = operation.child("requestBody").and_then(|body| body.target().ok()) {
            let part = self.content(&body, &pascal(&format!("{id}-body")));
            arguments.extend(part.map(|part| ("body".to_owned(), part)));
        }
        let answer = self.answer(id, operation);
        let method = Method {
            pointer: operation.pointer.clone(),
            arguments,
            answer,
        };
        self.methods.insert(snake(id), method);
    }

    fn argument(&mut self, id: &str, parameter: &Node<'_>) -> Option<(String, Part)> {
        let name = parameter.text("name")?;
        let ignored = ["accept", "content-type", "authorization"].contains(&name.to_lowercase().as_str());
        if ignored && parameter.text("in") == Some("header") {
            return None;
        }
        let schema = parameter.child("schema").into_iter().map(View::new).collect::<Vec<_>>();
        let mut written = self.written(&schema, &pascal(&format!("{id}-{name}")));
        let required = parameter.flag("required") || parameter.text("in") == Some("path");
        if !required && !written.starts_with("Option<") {
            written = format!("Option<{written}>");
        }
        let pointer = parameter.pointer.clone();
        Some((snake(name), Part { written, pointer }))
    }

    /// The type of a body: that of its first media type, JSON before others.
    fn content(&mut self, owner: &Node<'_>, name: &str) -> Option<Part> {
        let media = owner.child("content")?.members();
        let json = media.iter().find(|(name, _)| name.to_lowercase().contains("json"));
        let (kind, media) = json.or(media.first())?;
        if !kind.to_lowercase().contains("json") {
            return Some(Part {
                written: format!("a body of type {}", kind.to_lowercase()),
                pointer: media.pointer.clone(),
            });
        }
        let schema = media.child("schema");
        let pointer = schema.as_ref().map_or(&media.pointer, |schema| &schema.pointer).clone();
        let views = schema.into_iter().map(View::new).collect::<Vec<_>>();
        Some(Part {
            written: self.written(&views, name),
            pointer,
        })
    }

    /// What a call gives back on success. Errors are not typed: they arrive with status, headers and body as they are.
    fn answer(&mut self, id: &str, operation: &Node<'_>) -> Part {
        let responses = operation.child("responses");
        let members = responses.as_ref().map(Node::members).unwrap_or_default();
        let success = members.iter().filter(|(status, _)| status.starts_with('2'));
        let fallback = members.iter().find(|(status, _)| *status == "default");
        let mut written: Vec<Written> = Vec::new();
        let mut pointer = operation.pointer.clone();
        for (_, response) in success.chain(fallback).take(members.len()) {
            let part = response
                .target()
                .ok()
                .and_then(|response| self.content(&response, &pascal(&format!("{id}-response"))));
            if let Some(part) = &part {
                pointer.clone_from(&part.pointer);
            } else {
                pointer.clone_from(&response.pointer);
            }
            let type_ = part.map_or_else(|| "()".to_owned(), |part| part.written);
            if !written.contains(&type_) {
                written.push(type_);
            }
        }
        written.sort();
        Part {
            written: written.join(" or "),
            pointer,
        }
    }
}
