//! Names of the spec as names of Rust: every one makes an identifier, and they stay apart from each other and from the names that the
//! generated text gives to things of its own.

use std::collections::{BTreeMap, BTreeSet};

use colt_numbers_openapi::finding::Findings;
use colt_numbers_openapi::operation::{operations, parameters};
use colt_numbers_openapi::pointer::{item, join};
use colt_numbers_openapi::reference;
use colt_numbers_openapi::value::{self, items, members};
use colt_numbers_openapi::walk;
use serde_json::Value;

use super::servers::server_id;
use crate::hoist::{HoistedSpec, hoist};
use crate::names;

/// Checks every name that becomes one of Rust.
pub fn check(root: &Value, lint: &mut Findings) {
    component_names(root, lint);
    let schemas = members(root.pointer("/components/schemas"));
    Namespace::new(names::type_name).claim_all(schemas.map(|(name, _)| ("/components/schemas".to_owned(), name)), lint);
    walk::schemas(root, &mut |at, schema| {
        if !walk::is_data(at) && reference::of(schema).is_none() {
            variants(at, schema, lint);
            fields(root, at, schema, lint);
        }
    });
    client(root, lint);
    let servers = items(root.get("servers")).enumerate();
    let servers = servers.map(|(index, server)| (item("/servers", index), server_id(server, index)));
    Namespace::new(names::upper).claim_all(servers, lint);
    let mut rules = Namespace::new(names::pascal);
    rules.reserve("ALL", "the list of all rules");
    rules.claim_all(members(root.get("x-rules")).map(|(id, _)| (join("/x-rules", id), id)), lint);
    let effects = operations(root).into_iter().flat_map(|operation| {
        let at = join(&operation.at, "x-effects");
        members(operation.value.get("x-effects")).map(move |(id, _)| (join(&at, id), id))
    });
    Namespace::new(names::upper).claim_all(effects, lint);
}

/// The document in which every type has a schema with a name, and checks those names.
pub fn hoisted(root: &Value, lint: &mut Findings) -> Option<HoistedSpec> {
    match hoist(root) {
        Ok(named) => {
            let mut constants = Namespace::new(names::upper);
            for (name, at) in &named.places {
                constants.claim(at, name, lint);
            }
            Some(named)
        }
        Err(rejection) => {
            lint.error(&rejection.at, rejection.reason)
                .hint("name the schema in `components/schemas`, and refer to it");
            None
        }
    }
}

/// Where names must stay apart: a module, an enum, a struct, a function's arguments.
struct Namespace {
    /// How a name of the spec becomes one of Rust here.
    to_rust: fn(&str) -> String,
    /// By the name in Rust: the name in the spec, or what the generated text uses it for.
    taken: BTreeMap<String, NameOwner>,
}

enum NameOwner {
    Spec(String),
    Generated(&'static str),
}

impl Namespace {
    fn new(to_rust: fn(&str) -> String) -> Self {
        Self { to_rust, taken: BTreeMap::new() }
    }

    /// Keeps a name for the generated text.
    fn reserve(&mut self, rust: &str, purpose: &'static str) {
        self.taken.insert(rust.to_owned(), NameOwner::Generated(purpose));
    }

    /// Gives names of the spec, each with its place, their names in Rust.
    fn claim_all(mut self, names: impl Iterator<Item = (String, impl AsRef<str>)>, lint: &mut Findings) {
        names.for_each(|(at, name)| self.claim(&at, name.as_ref(), lint));
    }

    /// Gives a name of the spec its name in Rust, or reports why it cannot have that one.
    fn claim(&mut self, at: &str, name: &str, lint: &mut Findings) {
        letters(at, name, lint);
        let rust = (self.to_rust)(name);
        let message = match self.taken.get(&rust) {
            None => {
                self.taken.insert(rust, NameOwner::Spec(name.to_owned()));
                return;
            }
            Some(NameOwner::Spec(other)) if other == name => format!("the name `{name}` is used twice"),
            Some(NameOwner::Spec(other)) => format!("`{other}` and `{name}` both become `{rust}` in Rust"),
            Some(NameOwner::Generated(purpose)) => format!("`{name}` becomes `{rust}` in Rust, which is {purpose}"),
        };
        let remedy = "rename one of them; where the wire names are fixed, this document cannot be expressed";
        lint.error(at, message).hint(remedy);
    }
}

/// Letters of which the compiler makes no others: it compares names after normalization (NFC), and readers of the spec do not.
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

fn letters(at: &str, name: &str, lint: &mut Findings) {
    let odd = |c: &char| !c.is_ascii() && names::continues(*c) && !LETTERS.iter().any(|letters| letters.contains(c));
    if let Some(c) = name.chars().find(odd) {
        let message = format!("`{}` in a name that becomes one of Rust", c.escape_unicode());
        lint.error(at, message)
            .hint("use letters of Latin, Greek, Cyrillic, Japanese, Chinese or Korean, digits and `_`");
    }
}

/// A name is a part of references, and of a form that needs no escapes in them.
fn component_names(root: &Value, lint: &mut Findings) {
    for (section, components) in members(root.get("components")) {
        for (name, _) in members(Some(components)).filter(|_| !section.starts_with("x-")) {
            let of_form = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
            if name.is_empty() || !name.bytes().all(of_form) {
                let at = join(&join("/components", section), name);
                lint.error(&at, format!("`{name}` is not a valid name of a component"))
                    .hint("use ASCII letters, digits, `.`, `_` and `-`, as OpenAPI 3.0.3, chapter 4.7.7 asks for");
            }
        }
    }
}

fn variants(at: &str, schema: &Value, lint: &mut Findings) {
    let mut namespace = Namespace::new(names::pascal);
    namespace.reserve("ALL", "the list of all values");
    namespace.reserve("TEXTS", "the list of the texts of all values");
    for value in items(schema.get("enum")).filter_map(Value::as_str) {
        namespace.claim(&join(at, "enum"), value, lint);
    }
}

fn fields(root: &Value, at: &str, schema: &Value, lint: &mut Findings) {
    if items(schema.get("allOf")).count() < 2 && ["properties", "required"].iter().all(|key| schema.get(key).is_none())
    {
        return;
    }
    let (mut typed_others, mut required, mut composed) = (false, Vec::new(), 0);
    walk::parts(root, schema, &mut |part| {
        typed_others |= part.get("additionalProperties").is_some_and(Value::is_object);
        required.extend(items(part.get("required")).filter_map(Value::as_str));
        composed += 1;
    });
    let properties = walk::properties(root, schema);
    let mut namespace = Namespace::new(names::field);
    if typed_others && !properties.is_empty() {
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

/// Methods and constants of operations, and the letters of their parameters; [`super::operations`] keeps parameters apart.
fn client(root: &Value, lint: &mut Findings) {
    let mut methods = Namespace::new(names::snake);
    for own in ["new", "base", "transport"] {
        methods.reserve(own, "a method that every client has");
    }
    let operations = operations(root);
    for operation in operations.iter().filter(|operation| operation.value.get("requestBody").is_some()) {
        if let Some(id) = operation.id() {
            let raw = format!("{}_raw", names::snake(id));
            methods.reserve(&raw, "the method that sends a body as it is, of another operation");
        }
    }
    let mut constants = Namespace::new(names::upper);
    for operation in &operations {
        for (at, parameter) in parameters(root, operation) {
            letters(&at, value::text(parameter, "name").unwrap_or_default(), lint);
        }
        let Some(id) = operation.id() else { continue };
        let before = lint.0.len();
        methods.claim(&operation.at, id, lint);
        if lint.0.len() == before {
            constants.claim(&operation.at, id, lint);
        }
    }
}
