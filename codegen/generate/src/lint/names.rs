//! Checks that the names of the spec become distinct Rust identifiers, and that no identifier is a name that the generated code uses itself.

use std::collections::{BTreeMap, BTreeSet};

use colt_numbers_openapi::finding::Findings;
use colt_numbers_openapi::operation::{self, operations, parameters};
use colt_numbers_openapi::pointer::{item, join};
use colt_numbers_openapi::reference;
use colt_numbers_openapi::value::{self, items, members};
use colt_numbers_openapi::walk;
use serde_json::Value;

use super::servers::server_id;
use crate::hoist::{HoistedSpec, hoist};
use crate::names;
use crate::request::operation_id;

/// Checks every name that becomes a Rust identifier.
pub fn check(root: &Value, lint: &mut Findings) {
    check_component_names(root, lint);
    let schemas = members(root.pointer("/components/schemas"));
    Namespace::new(names::type_name).claim_all(schemas.map(|(name, _)| ("/components/schemas".to_owned(), name)), lint);
    walk::schemas(root, &mut |at, schema| {
        if !walk::is_data(at) && reference::of(schema).is_none() {
            check_variants(at, schema, lint);
            check_fields(root, at, schema, lint);
        }
    });
    check_client(root, lint);
    let servers = items(root.get("servers")).enumerate();
    let servers = servers.map(|(index, server)| (item("/servers", index), server_id(server, index)));
    Namespace::new(names::upper).claim_all(servers, lint);
    let mut rules = Namespace::new(names::pascal);
    rules.reserve("ALL", "the list of all rules");
    rules.claim_all(members(root.get("x-rules")).map(|(id, _)| (join("/x-rules", id), id)), lint);
    for (id, rule) in members(root.get("x-rules")) {
        let at = join(&join("/x-rules", id), "data");
        let keys = members(rule.get("data")).map(|(key, _)| (join(&at, key), key));
        Namespace::new(names::upper).claim_all(keys, lint);
    }
}

/// Hoists the spec, and checks the names of its schemas.
pub fn hoist_and_check(root: &Value, lint: &mut Findings) -> Option<HoistedSpec> {
    match hoist(root) {
        Ok(hoisted) => {
            let mut constants = Namespace::new(names::upper);
            for (name, at) in &hoisted.pointers {
                constants.claim(at, name, lint);
            }
            // Merged schemas and hoisted schemas may have collisions that the schemas as written do not have.
            for (name, at) in &hoisted.pointers {
                if let Some(schema) = hoisted.root["components"]["schemas"].get(name) {
                    check_variants(at, schema, lint);
                    check_fields(&hoisted.root, at, schema, lint);
                }
            }
            check_client(&hoisted.root, lint);
            Some(hoisted)
        }
        Err(rejection) => {
            lint.error(&rejection.at, rejection.reason)
                .hint("name the schema in `components/schemas`, and refer to it");
            None
        }
    }
}

/// A namespace of Rust, in which names must differ: a module, an enum, a struct or the arguments of a function.
struct Namespace {
    /// Converts a name of the spec to the Rust name.
    to_rust: fn(&str) -> String,
    /// The owner of each Rust name.
    taken: BTreeMap<String, NameOwner>,
}

/// What a Rust name is used for.
enum NameOwner {
    /// A name of the spec.
    Spec(String),
    /// The generated code uses it for this purpose.
    Generated(&'static str),
}

impl Namespace {
    fn new(to_rust: fn(&str) -> String) -> Self {
        Self { to_rust, taken: BTreeMap::new() }
    }

    /// Reserves a name for the generated code.
    fn reserve(&mut self, rust: &str, purpose: &'static str) {
        self.taken.insert(rust.to_owned(), NameOwner::Generated(purpose));
    }

    /// Claims the Rust names of names of the spec, each with its pointer.
    fn claim_all(mut self, names: impl Iterator<Item = (String, impl AsRef<str>)>, lint: &mut Findings) {
        names.for_each(|(at, name)| _ = self.claim(&at, name.as_ref(), lint));
    }

    /// Claims the Rust name of a name of the spec, or reports why it is not available. Returns whether it is available.
    fn claim(&mut self, at: &str, name: &str, lint: &mut Findings) -> bool {
        check_letters(at, name, lint);
        let rust = (self.to_rust)(name);
        let message = match self.taken.get(&rust) {
            None => {
                self.taken.insert(rust, NameOwner::Spec(name.to_owned()));
                return true;
            }
            Some(NameOwner::Spec(other)) if other == name => format!("the name `{name}` is used twice"),
            Some(NameOwner::Spec(other)) => format!("`{other}` and `{name}` both become `{rust}` in Rust"),
            Some(NameOwner::Generated(purpose)) => {
                format!("`{name}` would become `{rust}` in Rust, but that name is {purpose}")
            }
        };
        let remedy = "rename one of them, or add a missing `operationId`; if the names on the wire are fixed, this spec is not supported";
        lint.error(at, message).hint(remedy);
        false
    }
}

/// Letters that NFC normalization does not change. The compiler compares names after that normalization.
const LETTERS: [std::ops::RangeInclusive<char>; 9] = [
    '\u{C0}'..='\u{17F}',
    '\u{386}'..='\u{386}',
    '\u{388}'..='\u{3FF}',
    '\u{400}'..='\u{481}',
    '\u{48A}'..='\u{52F}',
    '\u{3041}'..='\u{3096}',
    '\u{30A1}'..='\u{30FA}',
    '\u{4E00}'..='\u{9FFF}',
    '\u{AC00}'..='\u{D7A3}',
];

fn check_letters(at: &str, name: &str, lint: &mut Findings) {
    let is_unsupported =
        |c: &char| !c.is_ascii() && names::continues(*c) && !LETTERS.iter().any(|letters| letters.contains(c));
    if let Some(c) = name.chars().find(is_unsupported) {
        let message = format!("`{}` is not supported in a name that becomes a Rust name", c.escape_unicode());
        lint.error(at, message)
            .hint("use letters of Latin, Greek, Cyrillic, Japanese, Chinese or Korean, digits and `_`");
    }
}

/// Checks the names of components, which need no escapes in references.
fn check_component_names(root: &Value, lint: &mut Findings) {
    for (section, components) in members(root.get("components")) {
        for (name, _) in members(Some(components)).filter(|_| !section.starts_with("x-")) {
            let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
            if name.is_empty() || !name.bytes().all(is_allowed) {
                let at = join(&join("/components", section), name);
                lint.error(&at, format!("`{name}` is not a valid name of a component"))
                    .hint("use ASCII letters, digits, `.`, `_` and `-` (OpenAPI 3.0.3, section 4.7.7)");
            }
        }
    }
}

fn check_variants(at: &str, schema: &Value, lint: &mut Findings) {
    let mut namespace = Namespace::new(names::pascal);
    namespace.reserve("ALL", "the list of all values");
    namespace.reserve("TEXTS", "the list of the texts of all values");
    for value in items(schema.get("enum")).filter_map(Value::as_str) {
        namespace.claim(&join(at, "enum"), value, lint);
    }
}

fn check_fields(root: &Value, at: &str, schema: &Value, lint: &mut Findings) {
    if items(schema.get("allOf")).count() < 2 && ["properties", "required"].iter().all(|key| schema.get(key).is_none())
    {
        return;
    }
    let (mut has_typed_extra, mut required, mut composed) = (value::flag(schema, "x-subtypes"), Vec::new(), 0);
    walk::all_of_parts(root, schema, &mut |part| {
        has_typed_extra |= part.get("additionalProperties").is_some_and(Value::is_object);
        required.extend(items(part.get("required")).filter_map(Value::as_str));
        composed += 1;
    });
    let properties = walk::properties(root, schema);
    let mut namespace = Namespace::new(names::field);
    if has_typed_extra && !properties.is_empty() {
        namespace.reserve("extra", "the map of the members that `additionalProperties` describes");
    }
    let mut seen = BTreeSet::new();
    let here = if composed > 1 { at.to_owned() } else { join(at, "properties") };
    for name in properties.iter().map(|(name, _)| *name).chain(required) {
        if seen.insert(name) {
            namespace.claim(&here, name, lint);
        }
    }
}

/// Checks the names of operations, of their requests and of their responses, and the letters of parameters. [`super::operations`] checks that
/// parameters differ.
fn check_client(root: &Value, lint: &mut Findings) {
    let (mut requests, mut statics) = (Namespace::new(names::pascal), Namespace::new(names::upper));
    for operation in &operations(root) {
        for (at, parameter) in parameters(root, operation) {
            check_letters(&at, value::text(parameter, "name").unwrap_or_default(), lint);
        }
        let id = operation_id(operation);
        // If the requests of two operations collide, their statics usually collide too. Such a collision is reported once.
        if requests.claim(&operation.at, &id, lint) {
            statics.claim(&operation.at, &id, lint);
        }
        if operation::has_several_contents(root, operation) {
            requests.claim(&operation.at, &format!("{id}-response"), lint);
        }
    }
}
