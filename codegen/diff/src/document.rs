//! Reading an OpenAPI document as values, and walking it by JSON Pointer.
//!
//! Values rather than a model: a model drops what it does not know, and what it drops cannot be compared. Not here: what
//! any of the values means.

pub(crate) mod pair;
pub(crate) mod schema_names;
pub(crate) mod uses;

use std::fmt;

use colt_numbers_terminal_text::Safe;
use serde_json::{Map, Number, Value};

/// How many references in a row are followed before they count as leading nowhere.
const MOST_HOPS: usize = 64;

/// Why a text cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiffError {
    which: &'static str,
    what: String,
    hint: &'static str,
}

impl fmt::Display for DiffError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the {} document {}", self.which, Safe::new(&self.what))?;
        write!(f, "\nhint: {}", self.hint)
    }
}

impl std::error::Error for DiffError {}

/// One document.
#[derive(Debug)]
pub(crate) struct Document {
    root: Value,
}

impl Document {
    /// Reads YAML or JSON; `which` names the document in errors.
    pub(crate) fn read(text: &str, which: &'static str) -> Result<Self, DiffError> {
        let fail = |what: String, hint| Err(DiffError { which, what, hint });
        let root = match parse(text.trim_start_matches('\u{feff}')) {
            Ok(root) => root,
            Err(error) => {
                return fail(
                    format!("is neither YAML nor JSON: {error}"),
                    "give a file that holds one OpenAPI 3.0 document",
                );
            }
        };
        match version(&root).as_deref() {
            Some(version) if is_three_zero(version) => Ok(Self { root }),
            Some(version) => {
                fail(format!("has `openapi: {version}`, and only 3.0 is compared"), "convert it to OpenAPI 3.0 first")
            }
            None => fail("has no member `openapi`".to_owned(), "give a file that holds one OpenAPI 3.0 document"),
        }
    }

    /// The whole of it.
    pub(crate) fn root(&self) -> Node<'_> {
        Node { doc: self, pointer: String::new(), value: &self.root }
    }

    /// Whether both hold the same values in the same order.
    pub(crate) fn is_written_as(&self, other: &Self) -> bool {
        let text = |document: &Self| document.root.to_string();
        self.root == other.root && text(self) == text(other)
    }

    /// Every place of it.
    pub(crate) fn nodes(&self) -> impl Iterator<Item = Node<'_>> {
        let mut open = vec![self.root()];
        std::iter::from_fn(move || {
            let node = open.pop()?;
            open.extend(node.members().into_iter().map(|(_, member)| member));
            open.extend(node.items());
            Some(node)
        })
    }

    /// The value at a JSON Pointer.
    pub(crate) fn node(&self, pointer: &str) -> Option<Node<'_>> {
        Some(Node { doc: self, pointer: pointer.to_owned(), value: self.root.pointer(pointer)? })
    }

    /// The lines of the vendor's document that the nearest `x-source` at or above this place names.
    pub(crate) fn line(&self, pointer: &str) -> Option<String> {
        let mut at = pointer;
        loop {
            if let Some(source) = self.root.pointer(at).and_then(|value| value.get("x-source")) {
                return lines_of(source);
            }
            at = &at[..at.rfind('/')?];
        }
    }
}

/// The line part of `file:lines`, or of a list of these.
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
        // `openapi: 3.0` without quotes is a number to YAML.
        Value::Number(number) if number.as_f64() == Some(3.0) => Some("3.0".to_owned()),
        other => Some(other.to_string()),
    }
}

fn is_three_zero(version: &str) -> bool {
    version == "3.0" || version.starts_with("3.0.")
}

/// JSON where it is JSON, since a YAML reader is less exact about its numbers and escapes; YAML otherwise.
fn parse(text: &str) -> Result<Value, String> {
    if text.trim_start().starts_with('{')
        && let Ok(value) = serde_json::from_str::<Value>(text)
    {
        return Ok(plain_numbers(value));
    }
    let mut value: serde_yaml::Value = serde_yaml::from_str(text).map_err(|error| error.to_string())?;
    value.apply_merge().map_err(|error| error.to_string())?;
    Ok(from_yaml(value))
}

/// `1.0` and `1` are one value in JSON Schema.
fn plain_numbers(value: Value) -> Value {
    match value {
        Value::Number(number) => Value::Number(plain_number(number)),
        Value::Array(items) => items.into_iter().map(plain_numbers).collect(),
        Value::Object(members) => members.into_iter().map(|(key, value)| (key, plain_numbers(value))).collect(),
        other => other,
    }
}

fn plain_number(number: Number) -> Number {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match number.as_f64() {
        Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() < EXACT => Number::from(float as i64),
        _ => number,
    }
}

fn from_yaml(value: serde_yaml::Value) -> Value {
    match value {
        serde_yaml::Value::Null => Value::Null,
        serde_yaml::Value::Bool(truth) => Value::Bool(truth),
        serde_yaml::Value::Number(number) => from_yaml_number(&number),
        serde_yaml::Value::String(text) => Value::String(text),
        serde_yaml::Value::Sequence(items) => items.into_iter().map(from_yaml).collect(),
        serde_yaml::Value::Mapping(members) => members
            .into_iter()
            .map(|(key, value)| (key_text(key), from_yaml(value)))
            .collect::<Map<String, Value>>()
            .into(),
        serde_yaml::Value::Tagged(tagged) => from_yaml(tagged.value),
    }
}

fn from_yaml_number(number: &serde_yaml::Number) -> Value {
    let float = || number.as_f64().and_then(Number::from_f64);
    number
        .as_i64()
        .map(Number::from)
        .or_else(|| number.as_u64().map(Number::from))
        .or_else(float)
        .map_or_else(|| Value::String(number.to_string()), |number| Value::Number(plain_number(number)))
}

/// Keys such as `200:` are texts in OpenAPI, whatever YAML takes them for.
fn key_text(key: serde_yaml::Value) -> String {
    match from_yaml(key) {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

/// A place in a document, and the value there.
#[derive(Clone, Debug)]
pub(crate) struct Node<'d> {
    doc: &'d Document,
    /// RFC 6901.
    pub(crate) pointer: String,
    pub(crate) value: &'d Value,
}

/// A reference that leads to nothing in its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dangling;

impl<'d> Node<'d> {
    /// The member of an object.
    pub(crate) fn child(&self, key: &str) -> Option<Self> {
        Some(Self { doc: self.doc, pointer: join(&self.pointer, key), value: self.value.as_object()?.get(key)? })
    }

    /// All members of an object; none where it is none.
    pub(crate) fn members(&self) -> Vec<(&'d str, Self)> {
        let Some(members) = self.value.as_object() else {
            return Vec::new();
        };
        let node = |key: &str, value| Self { doc: self.doc, pointer: join(&self.pointer, key), value };
        members.iter().map(|(key, value)| (key.as_str(), node(key, value))).collect()
    }

    /// All items of an array; none where it is none.
    pub(crate) fn items(&self) -> Vec<Self> {
        let Some(items) = self.value.as_array() else {
            return Vec::new();
        };
        let node = |(index, value): (usize, &'d Value)| Self {
            doc: self.doc,
            pointer: format!("{}/{index}", self.pointer),
            value,
        };
        items.iter().enumerate().map(node).collect()
    }

    /// A member that is a text.
    pub(crate) fn text(&self, key: &str) -> Option<&'d str> {
        self.value.get(key)?.as_str()
    }

    /// Another place of the same document.
    pub(crate) fn sibling(&self, pointer: &str) -> Option<Self> {
        self.doc.node(pointer)
    }

    /// Whether a member is `true`.
    pub(crate) fn flag(&self, key: &str) -> bool {
        self.value.get(key) == Some(&Value::Bool(true))
    }

    /// The text of `$ref`, where this is a reference.
    pub(crate) fn reference(&self) -> Option<&'d str> {
        self.text("$ref")
    }

    /// What this place says once references are followed: itself where it is no reference.
    pub(crate) fn target(&self) -> Result<Self, Dangling> {
        match self.hops()?.pop() {
            Some(target) => Ok(target),
            None => Ok(self.clone()),
        }
    }

    /// Every place that references lead through from here, the last one being no reference.
    pub(crate) fn hops(&self) -> Result<Vec<Self>, Dangling> {
        let mut hops: Vec<Self> = Vec::new();
        while let Some(reference) = hops.last().unwrap_or(self).reference() {
            if hops.len() == MOST_HOPS {
                return Err(Dangling);
            }
            let target = pointer_of(reference).and_then(|pointer| self.doc.node(&pointer));
            hops.push(target.ok_or(Dangling)?);
        }
        Ok(hops)
    }
}

/// The JSON Pointer of a reference into its own document.
pub(crate) fn pointer_of(reference: &str) -> Option<String> {
    let fragment = reference.strip_prefix('#')?;
    let mut bytes = fragment.bytes();
    let mut decoded = Vec::with_capacity(fragment.len());
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let pair = [bytes.next()?, bytes.next()?];
            let digits = std::str::from_utf8(&pair).ok()?;
            decoded.push(u8::from_str_radix(digits, 16).ok()?);
        } else {
            decoded.push(byte);
        }
    }
    String::from_utf8(decoded).ok()
}

/// The name in a reference to `#/components/schemas/…`.
pub(crate) fn schema_name(reference: &str) -> Option<String> {
    let pointer = pointer_of(reference)?;
    let name = pointer.strip_prefix("/components/schemas/")?;
    (!name.contains('/')).then(|| name.replace("~1", "/").replace("~0", "~"))
}

/// Whether a member is one that anybody may add.
pub(crate) fn is_extension(key: &str) -> bool {
    key.starts_with("x-")
}

/// The steps of a pointer, unescaped.
pub(crate) fn steps(pointer: &str) -> Vec<String> {
    pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~")).collect()
}

/// A pointer one step longer.
pub(crate) fn join(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yaml_and_json_are_read_alike() {
        let yaml = "openapi: 3.0.3\nbase: &b {a: 1.0, 200: x}\nuse: {<<: *b, c: NO}\n";
        let json = r#"{"openapi":"3.0.3","base":{"a":1,"200":"x"},"use":{"c":"NO","a":1.0,"200":"x"}}"#;
        let (yaml, json) = (Document::read(yaml, "old").unwrap(), Document::read(json, "new").unwrap());
        assert_eq!(yaml.root, json.root);
    }

    #[test]
    fn what_is_no_three_zero_document_is_refused() {
        for (text, expected) in [
            ("", "has no member `openapi`"),
            ("[1]", "has no member `openapi`"),
            ("openapi: 3.1.0", "`openapi: 3.1.0`"),
            ("swagger: '2.0'", "has no member `openapi`"),
            ("a: [", "is neither YAML nor JSON"),
        ] {
            let error = Document::read(text, "old").unwrap_err().to_string();
            assert!(error.contains(expected), "{text}: {error}");
        }
    }

    #[test]
    fn references_are_followed_and_never_in_circles() {
        let text = "openapi: 3.0.3\na~/b: {$ref: '#/c%20d'}\nc d: {x: 1}\ne: {$ref: '#/e'}\nf: {$ref: 'g.yaml#/x'}";
        let document = Document::read(text, "old").unwrap();
        let target = |pointer: &str| document.node(pointer).unwrap().target().map(|node| node.pointer);
        assert_eq!(target("/a~0~1b"), Ok("/c d".to_owned()));
        assert_eq!(target("/e"), Err(Dangling));
        assert_eq!(target("/f"), Err(Dangling));
    }

    #[test]
    fn the_nearest_source_gives_the_line() {
        let text = "openapi: 3.0.3\na: {x-source: 'f.txt:1-2,4', b: {c: 1}}\nd: [{x-source: ['f:3', 'f:5']}]";
        let document = Document::read(text, "old").unwrap();
        assert_eq!(document.line("/a/b/c").as_deref(), Some("1-2,4"));
        assert_eq!(document.line("/d/0/gone").as_deref(), Some("3,5"));
        assert_eq!(document.line("/openapi"), None);
    }
}
