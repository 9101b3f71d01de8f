//! Whether a schema allows null, which no keyword says alone.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::schema::json_types::{Kinds, kinds_without_type};
use crate::schema::located_schema::View;

/// How many schemas are looked at before the question is left open.
const DEEPEST: usize = 128;

/// Whether null is allowed: where a schema says so, or where nothing about it says otherwise. By place, what is known already;
/// `None` is a schema that this is asked of within itself, and says neither.
pub(crate) fn allows_null(view: &View<'_>, known: &mut BTreeMap<String, Option<bool>>) -> Option<bool> {
    if let Some(known) = known.get(&view.node.pointer) {
        return *known;
    }
    if known.len() > DEEPEST {
        return None;
    }
    known.insert(view.node.pointer.clone(), None);
    let allows = judged_null(view, known);
    known.insert(view.node.pointer.clone(), Some(allows));
    Some(allows)
}

fn judged_null(view: &View<'_>, known: &mut BTreeMap<String, Option<bool>>) -> bool {
    let Ok(node) = view.node.target() else {
        return true;
    };
    if node.flag("nullable") {
        return true;
    }
    let listed = node.value.get("enum").and_then(Value::as_array).is_none_or(|values| values.contains(&Value::Null));
    if node.value.get("type").is_some() || kinds_without_type(node.value) != Kinds::ALL || !listed {
        return false;
    }
    let mut branches = |keyword: &str| -> Vec<bool> {
        let stated = node.child(keyword).filter(|node| !view.without.contains(&node.pointer));
        let branches = stated.map(|node| node.items()).unwrap_or_default().into_iter();
        branches.map(|branch| allows_null(&view.inner(branch), known).unwrap_or(true)).collect()
    };
    let all = branches("allOf").into_iter().all(|null| null);
    let one_of = branches("oneOf");
    // As any other value, null may satisfy one branch of `oneOf` only.
    let one = one_of.is_empty() || one_of.into_iter().filter(|null| *null).count() == 1;
    let any_of = branches("anyOf");
    let any = one && (any_of.is_empty() || any_of.contains(&true));
    let denied = node.child("not").is_some_and(|not| allows_null(&view.inner(not), known).unwrap_or(false));
    all && any && !denied
}
