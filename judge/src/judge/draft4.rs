//! Translates a schema of OpenAPI 3.0 to JSON Schema Draft 4, from which OpenAPI took its keywords.
//!
//! Where OpenAPI and Draft 4 differ, or OpenAPI leaves a meaning open, the translation uses the client's meaning:
//!
//! - `nullable: true` allows `null`, whatever the other keywords of the schema are. OpenAPI 3.0.3 states this for `nullable` beside `type`.
//!   `nullable` beside `allOf` is the only way to write a reference that may be null, and the generator gives it the same meaning.
//! - `integer` is a number without fraction and exponent (OpenAPI 3.0.3, Data Types), so `1.0` is not an integer. Draft 4 agrees. A number
//!   that does not fit into 64 bits counts as an integer, because the parser does not record how the number was written.
//! - `format`: the string formats in the two tables below are checked, and the bounds of the integer formats. An `email` must have the form
//!   that browsers require (HTML, "valid email address"). For a `uri`, the scheme and the characters are checked. For all other formats,
//!   only the type of the value is checked (OpenAPI 3.0.3, Data Types).
//! - A schema with `properties` and without `type` is an object schema, as in the generator.
//! - `pattern`: a negative look-ahead at the start becomes a separate pattern that must not match. The reason: the validator gives `\d`, `.`
//!   and similar escapes their ECMA-262 meaning only in patterns without look-around.
//! - `readOnly` and `writeOnly`: in a request, a property that is `readOnly` is not required; in a response, one that is `writeOnly`. Otherwise
//!   the two keywords have no effect.
//! - Keywords in the same object as `$ref` have no effect.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::model::flat_schema::FlatSchema;
use crate::model::pattern::{LookAhead, look_ahead};
use crate::model::reference;

/// The string formats that the validator checks itself under Draft 4.
const FORMATS: [&str; 6] = ["date", "date-time", "time", "hostname", "ipv4", "ipv6"];

/// The string formats that are checked by a pattern. The validator does not know `uuid` (RFC 4122, 3), and its checks of `email` and `uri`
/// cannot be reproduced by another implementation.
const PATTERNS: [(&str, &str); 3] = [
    (
        "email",
        "^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?([.][A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$",
    ),
    ("uri", "^[A-Za-z][A-Za-z0-9+.-]*:([A-Za-z0-9._~:/?#@!$&'()*+,;=\\[\\]-]|%[0-9A-Fa-f]{2})*$"),
    ("uuid", "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$"),
];

/// The member that holds the targets of references.
const REFERENCES: &str = "references";

/// The member of a translated schema that names the original keyword, if the translation uses different keywords.
pub(crate) const MARK: &str = "x-original-keyword";

/// The mark of an `anyOf` of `null` and the schema itself.
pub(crate) const NULLABLE: &str = "nullable";

/// The mark of keywords that express a `format`.
pub(crate) const FORMAT: &str = "format";

/// The mark of a pattern that must not match.
pub(crate) const PATTERN: &str = "pattern";

/// Translates a schema, and includes the targets of all its references. A property with the keyword `optional` is not required.
pub(crate) fn translate(document: &Value, schema: &Value, optional: Option<&'static str>) -> Value {
    let mut translator = Translator { document, optional, numbers: BTreeMap::new(), open: Vec::new() };
    let own = translator.schema(schema, &[]);
    let mut references = Map::new();
    while let Some((number, target)) = translator.open.pop() {
        let target = document.pointer(&target).unwrap_or(&Value::Null);
        references.insert(number.to_string(), translator.schema(target, &[]));
    }
    json!({ "allOf": [own], REFERENCES: references })
}

struct Translator<'a> {
    document: &'a Value,
    /// The keyword of properties that are not required.
    optional: Option<&'static str>,
    /// The pointers of reference targets, numbered.
    numbers: BTreeMap<Cow<'a, str>, usize>,
    /// The targets that are not translated yet.
    open: Vec<(usize, Cow<'a, str>)>,
}

impl<'a> Translator<'a> {
    /// Translates a schema. `outer` has the names of the properties that are optional in the schema whose `allOf` has this schema.
    fn schema(&mut self, node: &'a Value, outer: &[String]) -> Value {
        let Some(keywords) = node.as_object() else { return node.clone() };
        if let Some(reference) = keywords.get("$ref") {
            let target = reference::target(node).filter(|target| self.document.pointer(target).is_some());
            // A dangling reference stays as it is: the validator reports it.
            return target.map_or_else(|| json!({ "$ref": reference }), |target| self.reference(target));
        }
        let mut translated = Map::new();
        let optional = [outer, &self.optional_properties(node)].concat();
        for (keyword, value) in keywords {
            if let Some(value) = self.keyword(keyword, value, &optional) {
                translated.insert(keyword.clone(), value);
            }
        }
        let text = |keyword| keywords.get(keyword).and_then(Value::as_str);
        let look_ahead = text("pattern").and_then(look_ahead);
        if let Some(look_ahead) = &look_ahead {
            translated.insert("pattern".to_owned(), json!(look_ahead.rest));
        }
        for part in text("format").and_then(format).into_iter().chain(look_ahead.as_ref().map(excluded)) {
            match translated.get_mut("allOf") {
                Some(Value::Array(parts)) => parts.push(part),
                Some(_) => {}
                None => drop(translated.insert("allOf".to_owned(), json!([part]))),
            }
        }
        if translated.contains_key("properties") {
            translated.entry("type").or_insert_with(|| "object".into());
        }
        match keywords.get("nullable") {
            Some(Value::Bool(true)) => json!({ "anyOf": [{ "enum": [null] }, translated], MARK: NULLABLE }),
            _ => Value::Object(translated),
        }
    }

    fn reference(&mut self, target: Cow<'a, str>) -> Value {
        let next = self.numbers.len();
        let number = *self.numbers.entry(target.clone()).or_insert(next);
        if number == next {
            self.open.push((number, target));
        }
        json!({ "$ref": format!("#/{REFERENCES}/{number}") })
    }

    /// The names of the properties that have the keyword of optional properties.
    fn optional_properties(&self, node: &'a Value) -> Vec<String> {
        let Some(keyword) = self.optional else { return Vec::new() };
        let is_optional = |schema: &Value| {
            FlatSchema::of(self.document, schema, "").get(keyword).is_some_and(|keyword| keyword.value == true)
        };
        let properties = FlatSchema::of(self.document, node, "").properties;
        properties.into_iter().filter(|(_, schema, _)| is_optional(schema)).map(|(name, _, _)| name).collect()
    }

    /// The translated value of a keyword; `None` if the keyword has no effect.
    fn keyword(&mut self, keyword: &str, value: &'a Value, optional: &[String]) -> Option<Value> {
        Some(match (keyword, value) {
            ("properties", Value::Object(members)) => {
                members.iter().map(|(name, schema)| (name.clone(), self.schema(schema, &[]))).collect()
            }
            ("allOf" | "anyOf" | "oneOf", Value::Array(parts)) => {
                parts.iter().map(|part| self.schema(part, optional)).collect()
            }
            ("items" | "not" | "additionalProperties" | "properties" | "allOf" | "anyOf" | "oneOf", _) => {
                self.schema(value, &[])
            }
            ("required", Value::Array(names)) => {
                let is_optional = |name: &Value| optional.iter().any(|optional| name == optional);
                let required: Vec<_> = names.iter().filter(|name| !is_optional(name)).cloned().collect();
                // Draft 4 requires at least one name.
                if required.is_empty() {
                    return None;
                }
                Value::Array(required)
            }
            ("type" | "enum" | "required" | "uniqueItems" | "multipleOf" | "pattern", _)
            | ("minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum", _)
            | ("minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties", _) => {
                value.clone()
            }
            ("format", Value::String(format)) if FORMATS.contains(&&**format) => value.clone(),
            _ => return None,
        })
    }
}

/// The schema of a negative look-ahead. A text that does not match the rest of the pattern is valid here, so that a text never has two
/// violations of one pattern.
fn excluded(LookAhead { excluded, rest }: &LookAhead) -> Value {
    json!({ "not": { "type": "string", "pattern": excluded, "allOf": [{ "pattern": rest }] }, MARK: PATTERN })
}

/// Whether the format `name` is checked for values of the type `kind`.
pub(crate) fn is_checked(kind: &str, name: &str) -> bool {
    match kind {
        "string" => FORMATS.contains(&name) || PATTERNS.iter().any(|(known, _)| *known == name),
        "integer" | "number" => format(name).is_some_and(|keywords| keywords.get("minimum").is_some()),
        _ => false,
    }
}

/// The keywords that express a format which the validator does not know.
fn format(name: &str) -> Option<Value> {
    if let Some((_, pattern)) = PATTERNS.iter().find(|(known, _)| *known == name) {
        return Some(json!({ "pattern": pattern, MARK: FORMAT }));
    }
    let (minimum, maximum) = match name {
        "int8" => (json!(i8::MIN), json!(i8::MAX)),
        "int16" => (json!(i16::MIN), json!(i16::MAX)),
        "int32" => (json!(i32::MIN), json!(i32::MAX)),
        "int64" => (json!(i64::MIN), json!(i64::MAX)),
        "uint8" => (json!(0), json!(u8::MAX)),
        "uint16" => (json!(0), json!(u16::MAX)),
        "uint32" => (json!(0), json!(u32::MAX)),
        "uint" | "uint64" => (json!(0), json!(u64::MAX)),
        _ => return None,
    };
    Some(json!({ "minimum": minimum, "maximum": maximum, MARK: FORMAT }))
}
