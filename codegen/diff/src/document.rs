//! An OpenAPI document as a JSON value, with the lines of the vendor's document that it cites.
//!
//! It is not a typed model, because a typed model drops unknown members, which have to be compared too.

pub(crate) mod base_path;
pub(crate) mod component_uses;
pub(crate) mod pair;
pub(crate) mod path_template;
pub(crate) mod schema_names;

use std::fmt;

use colt_numbers_openapi::node::Node;
use colt_numbers_openapi::pointer::self_and_ancestors;
use colt_numbers_openapi::yaml::parse_comparable;
use colt_numbers_terminal_text::Safe;
use serde_json::Value;

/// The reason why a text cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiffError {
    which: &'static str,
    problem: String,
    hint: &'static str,
}

impl fmt::Display for DiffError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the {} document {}", self.which, Safe::new(&self.problem))?;
        write!(f, "\nhint: {}", self.hint)
    }
}

impl std::error::Error for DiffError {}

/// An OpenAPI 3.0 document.
#[derive(Debug)]
pub(crate) struct OpenApiDocument {
    root: Value,
}

impl OpenApiDocument {
    /// Reads YAML or JSON; `which` names the document in errors.
    pub(crate) fn read(text: &str, which: &'static str) -> Result<Self, DiffError> {
        const ONE_DOCUMENT: &str = "pass a file with one OpenAPI 3.0 document";
        let fail = |problem: String, hint| Err(DiffError { which, problem, hint });
        let root = match parse_comparable(text) {
            Ok(root) => root,
            Err(error) => return fail(format!("is neither YAML nor JSON: {error}"), ONE_DOCUMENT),
        };
        match version(&root).as_deref() {
            Some(version) if is_3_0(version) => Ok(Self { root }),
            Some(version) => {
                fail(format!("has `openapi: {version}`, but only 3.0 is supported"), "convert it to OpenAPI 3.0")
            }
            None => fail("has no member `openapi`".to_owned(), ONE_DOCUMENT),
        }
    }

    /// The root node.
    pub(crate) fn root(&self) -> Node<'_> {
        Node::root(&self.root)
    }

    /// Every node.
    pub(crate) fn nodes(&self) -> impl Iterator<Item = Node<'_>> {
        let mut queue = vec![self.root()];
        std::iter::from_fn(move || {
            let node = queue.pop()?;
            queue.extend(node.members().into_iter().map(|(_, member)| member));
            queue.extend(node.items());
            Some(node)
        })
    }

    /// Whether both documents have the same values in the same order.
    pub(crate) fn has_same_values_and_order(&self, other: &Self) -> bool {
        let text = |document: &Self| document.root.to_string();
        self.root == other.root && text(self) == text(other)
    }

    /// The value at a JSON Pointer.
    pub(crate) fn node(&self, pointer: &str) -> Option<Node<'_>> {
        self.root().at(pointer)
    }

    /// The members of the object at a JSON Pointer; empty if there is no object.
    pub(crate) fn members(&self, pointer: &str) -> Vec<(&str, Node<'_>)> {
        self.node(pointer).map(|node| node.members()).unwrap_or_default()
    }

    /// The lines of the vendor's document that the nearest `x-source` at or above this pointer cites.
    pub(crate) fn source_lines(&self, pointer: &str) -> Option<String> {
        self_and_ancestors(pointer).find_map(|at| self.root.pointer(at)?.get("x-source")).and_then(lines_of)
    }
}

/// The lines of `file:lines`, or of a list of such citations.
fn lines_of(source: &Value) -> Option<String> {
    match source {
        Value::String(text) => Some(text.rsplit(':').next().unwrap_or(text).trim().to_owned()),
        Value::Array(items) => {
            let lines: Vec<String> = items.iter().filter_map(lines_of).collect();
            (!lines.is_empty()).then(|| lines.join(","))
        }
        _ => None,
    }
}

fn version(root: &Value) -> Option<String> {
    match root.get("openapi")? {
        Value::String(version) => Some(version.clone()),
        // In YAML, `openapi: 3.0` without quotes is a number.
        Value::Number(number) if number.as_f64() == Some(3.0) => Some("3.0".to_owned()),
        other => Some(other.to_string()),
    }
}

fn is_3_0(version: &str) -> bool {
    version == "3.0" || version.starts_with("3.0.")
}

/// Whether a member is a specification extension.
pub(crate) fn is_extension(key: &str) -> bool {
    key.starts_with("x-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_openapi_3_0_documents_are_accepted() {
        for (text, expected) in [
            ("", "has no member `openapi`"),
            ("[1]", "has no member `openapi`"),
            ("openapi: 3.1.0", "`openapi: 3.1.0`"),
            ("swagger: '2.0'", "has no member `openapi`"),
            ("a: [", "is neither YAML nor JSON"),
        ] {
            let error = OpenApiDocument::read(text, "old").unwrap_err().to_string();
            assert!(error.contains(expected), "{text}: {error}");
        }
    }

    #[test]
    fn the_nearest_x_source_gives_the_lines() {
        let text = "openapi: 3.0.3\na: {x-source: 'f.txt:1-2,4', b: {c: 1}}\nd: [{x-source: ['f:3', 'f:5']}]";
        let document = OpenApiDocument::read(text, "old").unwrap();
        assert_eq!(document.source_lines("/a/b/c").as_deref(), Some("1-2,4"));
        assert_eq!(document.source_lines("/d/0/missing").as_deref(), Some("3,5"));
        assert_eq!(document.source_lines("/openapi"), None);
    }
}
