//! Constants, traits, aliases, and what is implemented.

use std::collections::BTreeMap;

use crate::rust::api_pair::{Apis, name};
use crate::rust::public_api::{Api, Form, Other};
use crate::rust::rust_difference::Found;
use crate::rust::signature::short;
use crate::rust::types::are_reordered;

/// Compares all of them.
pub(super) fn others(apis: &Apis<'_>) -> Vec<Found> {
    let (old, new) = (&apis.old.others, &apis.new.others);
    // What is implemented goes with its trait.
    let traits = |from: &BTreeMap<String, Other>, other: &BTreeMap<String, Other>| -> Vec<String> {
        let single = from.iter().filter(|(path, item)| item.noun == "trait" && !other.contains_key(*path));
        single.map(|(path, _)| format!("{} for ", name(path))).collect()
    };
    let single = [traits(old, new), traits(new, old)].concat();
    let is_of_single =
        |path: &str| apis.is_of_single(path) || single.iter().any(|implemented| path.starts_with(implemented));
    let mut found = Vec::new();
    for (path, before) in old.iter().filter(|(path, _)| !is_of_single(path)) {
        match new.get(path) {
            Some(after) if before.is_declared_as(after) => {
                if is_of_struct(apis.new, path) && are_reordered(&before.listed, &after.listed) {
                    let list = path.split_once("::").map_or(path.as_str(), |(_, rest)| rest);
                    let why = format!("the items of `{list}` stand in another order");
                    found.push(Found::behaviour(apis.new_places.of_item(path), why));
                }
            }
            Some(after) => {
                let why = format!("{} is declared otherwise", label(path, after.noun));
                found.push(Found::breaking(apis.new_places.of_item(path), why));
            }
            None => found.push(Found::old(apis.old_places.of_item(path), label(path, before.noun))),
        }
    }
    for (path, after) in new.iter().filter(|(path, _)| !old.contains_key(*path) && !is_of_single(path)) {
        found.push(Found::new(apis.new_places.of_item(path), label(path, after.noun)));
    }
    found
}

impl Other {
    fn is_declared_as(&self, other: &Self) -> bool {
        (self.noun, &self.written, &self.gate) == (other.noun, &other.written, &other.gate)
    }
}

/// Whether a constant belongs to a struct. The order of an enum's values is that of its variants, which is compared by itself.
fn is_of_struct(api: &Api, path: &str) -> bool {
    let owner = path.rsplit_once("::").and_then(|(owner, _)| api.types.get(owner));
    owner.is_some_and(|owner| owner.form == Form::Struct)
}

/// How a sentence calls an item.
fn label(path: &str, noun: &str) -> String {
    match (noun, path.split_once(" for ")) {
        ("impl", Some((implemented, owner))) => format!("`{}` for `{}`", short(implemented), short(owner)),
        ("macro", Some((_, owner))) => format!("string conversions of `{owner}`"),
        _ => format!("{noun} `{}`", path.strip_prefix("client::").or(path.strip_prefix("rules::")).unwrap_or(path)),
    }
}
