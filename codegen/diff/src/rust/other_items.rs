//! Compares constants, traits, aliases and implementations.

use std::collections::BTreeMap;

use crate::rust::api_pair::{ApiPair, name};
use crate::rust::public_api::{OtherItem, PublicApi, TypeKind};
use crate::rust::rust_difference::ItemDifference;
use crate::rust::signature::shortened;
use crate::rust::types::are_reordered;

/// Compares all items that are neither types nor functions.
pub(super) fn compare_other_items(api_pair: &ApiPair<'_>) -> Vec<ItemDifference> {
    let (old, new) = (&api_pair.old.other_items, &api_pair.new.other_items);
    // Implementations of a removed or new trait are not reported separately.
    let traits = |from: &BTreeMap<String, OtherItem>, other: &BTreeMap<String, OtherItem>| -> Vec<String> {
        let unmatched = from.iter().filter(|(path, item)| item.item_kind == "trait" && !other.contains_key(*path));
        unmatched.map(|(path, _)| format!("{} for ", name(path))).collect()
    };
    let unmatched = [traits(old, new), traits(new, old)].concat();
    let is_of_unmatched = |path: &str| {
        api_pair.is_of_unmatched_type(path) || unmatched.iter().any(|implemented| path.starts_with(implemented))
    };
    let mut differences = Vec::new();
    for (path, before) in old.iter().filter(|(path, _)| !is_of_unmatched(path)) {
        match new.get(path) {
            Some(after) if before.is_declared_as(after) => {
                if is_of_struct(api_pair.new, path) && are_reordered(&before.list_items, &after.list_items) {
                    let list = path.split_once("::").map_or(path.as_str(), |(_, rest)| rest);
                    let reason = format!("the items of `{list}` are reordered");
                    let task = format!("check what depends on the order of `{list}`");
                    let pointer = api_pair.new_locator.pointer_of_item(path);
                    differences.push(ItemDifference::changed_behaviour(pointer, reason, task));
                }
            }
            Some(after) => {
                let item = label(path, after.item_kind);
                differences.push(ItemDifference::breaking(
                    api_pair.new_locator.pointer_of_item(path),
                    format!("{item} has a different declaration"),
                    format!("adapt uses of {item}"),
                ));
            }
            None => differences.push(ItemDifference::removed(
                api_pair.old_locator.pointer_of_item(path),
                label(path, before.item_kind),
            )),
        }
    }
    for (path, after) in new.iter().filter(|(path, _)| !old.contains_key(*path) && !is_of_unmatched(path)) {
        differences
            .push(ItemDifference::added(api_pair.new_locator.pointer_of_item(path), label(path, after.item_kind)));
    }
    differences
}

impl OtherItem {
    fn is_declared_as(&self, other: &Self) -> bool {
        (self.item_kind, &self.declaration, &self.cfg) == (other.item_kind, &other.declaration, &other.cfg)
    }
}

/// Whether a constant belongs to a struct. For an enum, the order of the values is the order of the variants, which `types` compares.
fn is_of_struct(api: &PublicApi, path: &str) -> bool {
    let owner = path.rsplit_once("::").and_then(|(owner, _)| api.types.get(owner));
    owner.is_some_and(|owner| owner.kind == TypeKind::Struct)
}

/// The name of an item in messages.
fn label(path: &str, noun: &str) -> String {
    match (noun, path.split_once(" for ")) {
        ("impl", Some((implemented, owner))) => format!("`{}` for `{}`", shortened(implemented), shortened(owner)),
        ("macro", Some((_, owner))) => format!("string conversions of `{owner}`"),
        _ => format!("{noun} `{}`", path.strip_prefix("client::").or(path.strip_prefix("rules::")).unwrap_or(path)),
    }
}
