//! Whether a schema allows null, which depends on several keywords.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::schema::json_types::{JsonTypes, implied_types};
use crate::schema::located_schema::LocatedSchema;

/// The largest number of schemas that are checked. Beyond it, the result is undecided.
const MOST_SCHEMAS: usize = 128;

/// Whether a schema allows null: `nullable` allows it, and so does a schema that does not restrict the type. `known` has earlier results by
/// pointer; `None` means that the schema contains itself and is undecided.
pub(crate) fn allows_null(schema: &LocatedSchema<'_>, known: &mut BTreeMap<String, Option<bool>>) -> Option<bool> {
    if let Some(known) = known.get(&schema.node.pointer) {
        return *known;
    }
    if known.len() > MOST_SCHEMAS {
        return None;
    }
    known.insert(schema.node.pointer.clone(), None);
    let allows = compute_null(schema, known);
    known.insert(schema.node.pointer.clone(), Some(allows));
    Some(allows)
}

fn compute_null(schema: &LocatedSchema<'_>, known: &mut BTreeMap<String, Option<bool>>) -> bool {
    let Ok(node) = schema.node.target() else {
        return true;
    };
    if node.flag("nullable") {
        return true;
    }
    let listed = node.value.get("enum").and_then(Value::as_array).is_none_or(|values| values.contains(&Value::Null));
    if node.value.get("type").is_some() || implied_types(node.value) != JsonTypes::ALL || !listed {
        return false;
    }
    let mut branches = |keyword: &str| -> Vec<bool> {
        let stated = node.child(keyword).filter(|node| !schema.replaced_unions.contains(&node.pointer));
        let branches = stated.map(|node| node.items()).unwrap_or_default().into_iter();
        branches.map(|branch| allows_null(&schema.inner(branch), known).unwrap_or(true)).collect()
    };
    let all_of_allows = branches("allOf").into_iter().all(|null| null);
    let one_of = branches("oneOf");
    // Like any other value, null may satisfy only one branch of `oneOf`.
    let one_of_allows = one_of.is_empty() || one_of.into_iter().filter(|null| *null).count() == 1;
    let any_of = branches("anyOf");
    let any_of_allows = any_of.is_empty() || any_of.contains(&true);
    let not_excludes = node.child("not").is_some_and(|not| allows_null(&schema.inner(not), known).unwrap_or(false));
    all_of_allows && one_of_allows && any_of_allows && !not_excludes
}
