//! Refuses what the generator crate makes up where it cannot express a schema, instead of code that does not compile: types that no
//! schema is named after, calls into crates that are not there, two functions of one name.

use std::collections::{BTreeMap, BTreeSet};

use syn::visit_mut::VisitMut;
use syn::{Item, ItemEnum, ItemMod, ItemStruct};

use super::absolute_paths::AbsolutePaths;
use super::print;
use crate::names;
use crate::rejection::Rejection;

/// Makes the paths of the types paths, and checks every item; `places` holds where each type comes from. Gives whether a value of any
/// form is named.
pub fn check(items: &mut [Item], places: &BTreeMap<String, String>) -> Result<bool, Rejection> {
    let mut paths = AbsolutePaths::default();
    let mut functions = BTreeSet::new();
    for item in items {
        match item {
            // No name of the spec is in scope in the modules; their functions make the values of `default`.
            Item::Mod(ItemMod { content: Some((_, inner)), .. }) => {
                for item in inner.iter_mut().filter(|item| matches!(item, Item::Fn(_))) {
                    one(item, &mut paths, &mut functions, places)?;
                }
            }
            _ => one(item, &mut paths, &mut functions, places)?,
        }
    }
    Ok(paths.json)
}

fn one(
    item: &mut Item,
    paths: &mut AbsolutePaths,
    functions: &mut BTreeSet<String>,
    places: &BTreeMap<String, String>,
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
            format!("two values of `default` would come from one function `{name}`; rename a schema or a property")
        }
        (Item::Fn(_), Some(_)) => "`default` of a value of any form cannot be expressed".to_owned(),
        (Item::Impl(_), Some(path)) => {
            format!("the code for `{name}` would need `{path}`, on which nothing generated depends")
        }
        (_, None) if places.contains_key(&name) => return Ok(()),
        (_, None) => {
            format!("a part of this schema would become a type `{name}`, which belongs to no schema with a name")
        }
        (_, Some(path)) => format!("`{name}` would need `{path}`, on which nothing generated depends"),
    };
    Err(Rejection { at: nearest(&name, places), reason })
}

/// Where something that was made up comes from: its name begins with that of the type that it was made for.
fn nearest(name: &str, places: &BTreeMap<String, String>) -> String {
    let is_for = |known: &str| name.starts_with(known) || name.starts_with(&names::snake(known));
    let known = places.iter().filter(|(known, _)| is_for(known)).max_by_key(|(known, _)| known.len());
    known.map(|(_, at)| at.clone()).unwrap_or_default()
}
