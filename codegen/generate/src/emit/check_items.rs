//! Checks progenitor's items, and rejects the spec if they would not compile: types without a named schema, paths into crates that the generated
//! crate does not depend on, two functions with the same name.

use std::collections::{BTreeMap, BTreeSet};

use syn::visit_mut::VisitMut;
use syn::{Item, ItemEnum, ItemMod, ItemStruct};

use super::absolute_paths::AbsolutePaths;
use super::print;
use crate::names;
use crate::rejection::Rejection;

/// Makes all paths absolute and checks every item. `pointers` has the schema of each type. Returns whether an item uses `json::Value`.
pub fn check(items: &mut [Item], pointers: &BTreeMap<String, String>) -> Result<bool, Rejection> {
    let mut paths = AbsolutePaths::default();
    let mut functions = BTreeSet::new();
    for item in items {
        match item {
            // No name of the spec is in scope in these modules; their functions return the values of `default`.
            Item::Mod(ItemMod { content: Some((_, inner)), .. }) => {
                for item in inner.iter_mut().filter(|item| matches!(item, Item::Fn(_))) {
                    check_item(item, &mut paths, &mut functions, pointers)?;
                }
            }
            _ => check_item(item, &mut paths, &mut functions, pointers)?,
        }
    }
    Ok(paths.json)
}

fn check_item(
    item: &mut Item,
    paths: &mut AbsolutePaths,
    functions: &mut BTreeSet<String>,
    pointers: &BTreeMap<String, String>,
) -> Result<(), Rejection> {
    paths.visit_item_mut(item);
    let name = match item {
        Item::Struct(ItemStruct { ident, .. }) | Item::Enum(ItemEnum { ident, .. }) => ident.to_string(),
        Item::Fn(item) => item.sig.ident.to_string(),
        Item::Impl(item) => print::text(&item.self_ty),
        _ => return Ok(()),
    };
    let reason = match (&*item, &paths.foreign) {
        (Item::Impl(_), None) => return Ok(()),
        (Item::Fn(_), None) if functions.insert(name.clone()) => return Ok(()),
        (Item::Fn(_), None) => {
            format!("two values of `default` would be returned by one function `{name}`; rename a schema or a property")
        }
        (Item::Fn(_), Some(_)) => "`default` is not supported for a value of any type".to_owned(),
        (Item::Impl(_), Some(path)) => {
            format!("the code for `{name}` would need `{path}`, which the generated crate does not depend on")
        }
        (_, None) if pointers.contains_key(&name) => return Ok(()),
        (_, None) => {
            format!("a part of this schema would become a type `{name}`, for which there is no named schema")
        }
        (_, Some(path)) => format!("`{name}` would need `{path}`, which the generated crate does not depend on"),
    };
    Err(Rejection { at: pointer_of(&name, pointers), reason })
}

/// The schema that an item belongs to: the one whose type name is the longest prefix of the item's name.
fn pointer_of(name: &str, pointers: &BTreeMap<String, String>) -> String {
    let is_for = |known: &str| name.starts_with(known) || name.starts_with(&names::snake(known));
    let known = pointers.iter().filter(|(known, _)| is_for(known)).max_by_key(|(known, _)| known.len());
    known.map(|(_, at)| at.clone()).unwrap_or_default()
}
