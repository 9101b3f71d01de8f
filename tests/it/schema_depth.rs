//! Code that is generated from the deepest schemas that the generator accepts compiles.

use std::collections::BTreeMap;

use colt_numbers_generate::generate;
use colt_numbers_generate::load::load;
use colt_numbers_openapi::source::Source;
use serde_json::{Map, Value, json};

use crate::golden::compile;

/// Makes a schema that refers to the next schema of a chain or cycle.
type Link = fn(Value) -> Value;

/// All kinds of links. The name is part of the name of the generated crate.
const LINKS: [(&str, Link); 9] = [
    ("alias", |next| next),
    ("required", |next| json!({ "type": "object", "required": ["p"], "properties": { "p": next } })),
    ("optional", |next| json!({ "type": "object", "properties": { "p": next } })),
    (
        "nullable",
        |next| json!({ "type": "object", "required": ["p"], "properties": { "p": { "nullable": true, "allOf": [next] } } }),
    ),
    ("list", |next| json!({ "type": "array", "items": next })),
    ("map", |next| json!({ "type": "object", "additionalProperties": next })),
    ("one-of", |next| json!({ "oneOf": [next, { "$ref": "#/components/schemas/Other" }] })),
    ("any-of", |next| json!({ "anyOf": [next, { "$ref": "#/components/schemas/Other" }] })),
    ("all-of", |next| json!({ "allOf": [next] })),
];

/// A spec with a chain or a cycle of schemas.
fn spec(length: usize, link: Link, cycle: bool) -> Value {
    let object = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
    let mut schemas = Map::from_iter([("Other".to_owned(), object.clone())]);
    for at in 0..length {
        let next = if cycle { (at + 1) % length } else { at + 1 };
        let is_last = !cycle && next == length;
        let schema =
            if is_last { object.clone() } else { link(json!({ "$ref": format!("#/components/schemas/S{next}") })) };
        schemas.insert(format!("S{at}"), schema);
    }
    json!({ "openapi": "3.0.3", "info": { "title": "T", "version": "1" }, "paths": {}, "components": { "schemas": schemas } })
}

/// Code that uses the first type, so that the compiler checks all types that it contains.
const USE: &str = "const _: fn() = || {
    fn check<T: Send + Sync + Clone + ::serde::Serialize + ::serde::de::DeserializeOwned + 'static>() -> bool { ::core::mem::needs_drop::<T>() }
    let _ = check::<types::S0>();
};
";

#[test]
fn the_deepest_schemas_compile() {
    let mut crates = BTreeMap::new();
    for (name, link) in LINKS {
        for cycle in [false, true] {
            // The generator rejects a type that consists only of itself.
            if cycle && ["alias", "required", "one-of", "any-of", "all-of", "nullable"].contains(&name) {
                continue;
            }
            let source = |length| Source::of_text("t.yaml", &spec(length, link, cycle).to_string());
            let longest = (1..200).take_while(|length| load(&source(*length)).is_ok()).last().unwrap();
            assert!((10..120).contains(&longest), "{name}: {longest}");
            let mut files = generate(&source(longest)).unwrap_or_else(|findings| panic!("{name}: {findings}"));
            files.get_mut("lib.rs").unwrap().push_str(USE);
            crates.insert(format!("{name}-{}", if cycle { "cycle" } else { "chain" }), files);
        }
    }
    compile(&crates);
}
