//! Finds the members of a body to which a JSON Pointer in `x-rules` or `x-effects` can lead.

use colt_numbers_openapi::reference::{MAX_HOPS, resolve};
use colt_numbers_openapi::value::items;
use serde_json::Value;

/// Whether a value of a schema can have a member at a pointer. `-` stands for every item of an array.
pub fn has_member(root: &Value, schema: &Value, pointer: &str) -> bool {
    let steps = pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~"));
    let mut schemas = vec![schema];
    for step in steps {
        schemas = schemas.into_iter().flat_map(|schema| members_of(root, schema, &step, MAX_HOPS)).collect();
    }
    !schemas.is_empty()
}

/// The schemas of a member of a schema, also of the parts that the schema is composed of.
fn members_of<'v>(root: &'v Value, schema: &'v Value, step: &str, hops: usize) -> Vec<&'v Value> {
    let schema = resolve(root, schema);
    let own = if step == "-" { schema.get("items") } else { schema.get("properties").and_then(|all| all.get(step)) };
    let parts = ["allOf", "oneOf", "anyOf"].into_iter().flat_map(|key| items(schema.get(key))).filter(|_| hops > 0);
    own.into_iter().chain(parts.flat_map(|part| members_of(root, part, step, hops - 1))).collect()
}
