//! Decides which form the Rust type of a schema has: struct, enum, newtype.

use colt_numbers_openapi::reference;
use colt_numbers_openapi::value::{self, items, members};
use colt_numbers_openapi::walk;
use serde_json::Value;

/// The form of the Rust type for a schema.
#[derive(Clone, Copy, Eq, PartialEq)]
pub enum TypeForm {
    Enum,
    CheckedString,
    Struct,
    /// An enum with a variant for each alternative.
    Alternatives,
    /// A struct whose values may have the form of several alternatives.
    Overlapping,
    /// A newtype around the type that the schema would have without a name.
    Wrapper,
}

impl TypeForm {
    pub fn of(root: &Value, schema: &Value) -> Self {
        let has = |keyword: &str| schema.get(keyword).is_some();
        let has_alternatives = has("oneOf") || has("anyOf");
        let is_text = value::text(schema, "type") == Some("string");
        let is_nullable = value::flag(schema, "nullable");
        match () {
            () if is_nullable => Self::Wrapper,
            () if is_text && has("enum") => Self::Enum,
            () if is_text && ["pattern", "minLength", "maxLength"].into_iter().any(has) => Self::CheckedString,
            () if merges_other_forms(root, schema) => Self::Wrapper,
            () if has_alternatives && !["properties", "allOf", "additionalProperties"].into_iter().any(has) => {
                if may_overlap(root, schema) {
                    Self::Overlapping
                } else {
                    Self::Alternatives
                }
            }
            // A schema with both properties and alternatives becomes a `json::Value`.
            () if has_alternatives => Self::Wrapper,
            () if !has_fields(root, schema) => Self::Wrapper,
            () if has("properties") || items(schema.get("allOf")).nth(1).is_some() => Self::Struct,
            () if has("allOf") && (has("required") || has("additionalProperties")) => Self::Struct,
            () if has("required") && !walk::properties(root, schema).is_empty() => Self::Struct,
            () => Self::Wrapper,
        }
    }
}

/// Whether a value may be of several alternatives: those of `anyOf` that are objects, unless a discriminator selects one of them.
fn may_overlap(root: &Value, schema: &Value) -> bool {
    let may_be_object =
        |part: &&Value| value::text(reference::resolve(root, part), "type").is_none_or(|kind| kind == "object");
    schema.get("discriminator").is_none() && items(schema.get("anyOf")).filter(may_be_object).nth(1).is_some()
}

/// Whether a schema or one of its parts describes members of an object. Otherwise a struct would have no fields, and lose every member.
fn has_fields(root: &Value, schema: &Value) -> bool {
    let mut found = false;
    walk::all_of_parts(root, schema, &mut |part| {
        found |= members(part.get("properties")).next().is_some();
        found |= items(part.get("required")).next().is_some();
        found |= !matches!(part.get("additionalProperties"), None | Some(Value::Bool(true)));
    });
    found
}

/// Whether a schema with `allOf` merges alternatives, or values that are not objects, with other schemas. A struct cannot hold all values of such a
/// schema.
pub fn merges_other_forms(root: &Value, schema: &Value) -> bool {
    let has = |keyword: &str| schema.get(keyword).is_some();
    let own = ["properties", "required", "additionalProperties", "oneOf", "anyOf"].into_iter().any(has);
    if !has("allOf") || !own && items(schema.get("allOf")).nth(1).is_none() {
        return false;
    }
    let mut found = false;
    walk::all_of_parts(root, schema, &mut |part| {
        let has_alternatives = ["oneOf", "anyOf"].iter().any(|keyword| part.get(*keyword).is_some());
        found |= has_alternatives || value::text(part, "type").is_some_and(|kind| kind != "object");
    });
    found
}
