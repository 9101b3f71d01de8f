//! Compares structs and enums: their kinds, their fields and variants, and derived traits.

use crate::rust::api_pair::{ApiPair, is_same_kind, name};
use crate::rust::public_api::{TypeItem, TypeKind, TypeMember};
use crate::rust::rust_difference::ItemDifference;
use crate::rust::signature::shortened;

/// Compares all types.
pub(super) fn compare_types(api_pair: &ApiPair<'_>) -> Vec<ItemDifference> {
    let renamed = api_pair.renamed_types.iter().map(|(before, after)| {
        ItemDifference::breaking(
            api_pair.new_locator.pointer_of_type(after),
            format!("type `{before}` is renamed to `{after}`"),
            format!("write `{after}` instead of `{before}`"),
        )
    });
    let requests = api_pair.renamed_requests.iter().map(|(before, after)| {
        let pointer = format!("{}/operationId", api_pair.new_locator.pointer_of_type_path(after));
        let (before, after) = (name(before), name(after));
        ItemDifference::breaking(
            pointer,
            format!("request `{before}` is renamed to `{after}`"),
            format!("write `{after}` instead of `{before}`"),
        )
    });
    let mut differences: Vec<ItemDifference> = renamed.chain(requests).collect();
    let is_request = |path: &str| [&api_pair.old, api_pair.new].iter().any(|api| api.requests.contains_key(path));
    let label = |path: &str| format!("{} `{}`", if is_request(path) { "request" } else { "type" }, name(path));
    for (path, old) in &api_pair.old.types {
        match api_pair.new.types.get(path) {
            Some(new) => differences.extend(compare_type(api_pair, path, old, new)),
            None => {
                differences.push(ItemDifference::removed(api_pair.old_locator.pointer_of_type_path(path), label(path)))
            }
        }
    }
    let added = api_pair.new.types.keys().filter(|path| !api_pair.old.types.contains_key(*path));
    differences
        .extend(added.map(|path| ItemDifference::added(api_pair.new_locator.pointer_of_type_path(path), label(path))));
    differences
}

fn compare_type(api_pair: &ApiPair<'_>, path: &str, old: &TypeItem, new: &TypeItem) -> Vec<ItemDifference> {
    let (name, pointer) = (name(path), api_pair.new_locator.pointer_of_type_path(path));
    let mut differences = Vec::new();
    if old.cfg != new.cfg {
        differences.push(ItemDifference::breaking(
            &*pointer,
            format!("type `{name}` requires different Cargo features"),
            format!("enable the Cargo features of `{name}`"),
        ));
    }
    if !is_same_kind(&old.kind, &new.kind) {
        let reason = format!("`{name}` was {} and is now {}", described(&old.kind), described(&new.kind));
        differences.push(ItemDifference::breaking(pointer, reason, format!("adapt uses of `{name}`")));
        return differences;
    }
    differences.extend(compare_members(api_pair, name, old, new));
    if let Some(reason) = reordered(name, old, new) {
        let first = new
            .members
            .first()
            .map(|member| api_pair.new_locator.pointer_of_member(name, &member.name, json_name(member)));
        let task = format!("check what depends on the order of the variants of `{name}`");
        differences.push(ItemDifference::breaking(first.unwrap_or_else(|| pointer.clone()), reason, task));
    }
    for lost in old.derives.difference(&new.derives) {
        differences.push(ItemDifference::breaking(
            &*pointer,
            format!("`{name}` no longer implements `{lost}`"),
            format!("remove uses of `{lost}` for `{name}`"),
        ));
    }
    for gained in new.derives.difference(&old.derives) {
        differences.push(ItemDifference::compatible(
            &*pointer,
            format!("`{name}` now implements `{gained}`"),
            format!("use `{gained}` for `{name}`"),
        ));
    }
    if new.is_non_exhaustive && !old.is_non_exhaustive {
        let reason = format!(
            "`{name}` is now `#[non_exhaustive]`, so code that names all its fields or variants does not compile"
        );
        let task = format!("create `{name}` with its constructor, and match on it with a wildcard");
        differences.push(ItemDifference::breaking(pointer, reason, task));
    }
    differences
}

/// Compares fields or variants. A new field or variant breaks code that names all of them, unless the type is `#[non_exhaustive]`.
fn compare_members(api_pair: &ApiPair<'_>, name: &str, old: &TypeItem, new: &TypeItem) -> Vec<ItemDifference> {
    let noun = if new.kind == TypeKind::Enum { "variant" } else { "field" };
    let new_pointer =
        |member: &TypeMember| api_pair.new_locator.pointer_of_member(name, &member.name, json_name(member));
    let mut differences = Vec::new();
    for before in &old.members {
        let member = &before.name;
        match new.members.iter().find(|after| after.name == before.name) {
            Some(after) if after.type_text != before.type_text => {
                let (was, is) = (shortened(&before.type_text), shortened(&after.type_text));
                let reason = format!("{noun} `{member}` of `{name}` was `{was}` and is now `{is}`");
                let task = format!("adapt uses of {noun} `{member}` of `{name}`, which is now `{is}`");
                differences.push(ItemDifference::breaking(new_pointer(after), reason, task));
            }
            Some(_) => {}
            None => {
                let old_pointer = api_pair.old_locator.pointer_of_member(name, &before.name, json_name(before));
                differences.push(ItemDifference::breaking(
                    old_pointer,
                    format!("{noun} `{member}` of `{name}` is removed"),
                    format!("remove uses of {noun} `{member}` of `{name}`"),
                ));
            }
        }
    }
    let can_grow = old.is_non_exhaustive && new.is_non_exhaustive;
    for after in new.members.iter().filter(|after| !old.members.iter().any(|before| before.name == after.name)) {
        let (pointer, member) = (new_pointer(after), &after.name);
        let reason = format!("`{name}` has a new {noun} `{member}`");
        differences.push(match (can_grow, &new.kind) {
            (true, TypeKind::Enum) => ItemDifference::compatible(pointer, reason, format!("use `{name}::{member}`")),
            (true, _) => ItemDifference::compatible(pointer, reason, format!("use field `{member}` of `{name}`")),
            (false, TypeKind::Enum) => {
                let task = format!("add an arm for `{name}::{member}` where you match on `{name}`");
                ItemDifference::breaking(pointer, reason, task)
            }
            (false, _) => {
                ItemDifference::breaking(pointer, reason, format!("set field `{member}` where you create `{name}`"))
            }
        });
    }
    differences
}

pub(super) fn json_name(member: &TypeMember) -> &str {
    member.json_name.as_deref().unwrap_or(&member.name)
}

fn described(kind: &TypeKind) -> String {
    match kind {
        TypeKind::Struct => "a struct".to_owned(),
        TypeKind::Enum => "an enum".to_owned(),
        TypeKind::Tuple(fields) => match &fields[..] {
            [field] if field == "_" => "a validated string".to_owned(),
            fields => {
                format!("a newtype of `{}`", fields.iter().map(|field| shortened(field)).collect::<Vec<_>>().join(", "))
            }
        },
    }
}

/// Whether the items that are in both lists have a different order.
pub(super) fn are_reordered(old: &[String], new: &[String]) -> bool {
    let common = |from: &[String], other: &[String]| -> Vec<String> {
        from.iter().filter(|item| other.contains(item)).cloned().collect()
    };
    common(old, new) != common(new, old)
}

/// The consequence of a different order of fields or variants, if there is one.
fn reordered(name: &str, old: &TypeItem, new: &TypeItem) -> Option<String> {
    let names = |item: &TypeItem| item.members.iter().map(|member| member.name.clone()).collect::<Vec<_>>();
    if !are_reordered(&names(old), &names(new)) {
        return None;
    }
    let sorts = new.derives.contains("Ord") || new.derives.contains("PartialOrd");
    if sorts && old.derives.is_superset(&new.derives) {
        return Some(format!("values of `{name}` sort differently, since its variants are reordered"));
    }
    if new.kind == TypeKind::Enum && new.is_untagged {
        return Some(format!(
            "a value that matches several variants of `{name}` is deserialized as a different one, since they are reordered"
        ));
    }
    let is_fieldless = new.kind == TypeKind::Enum && new.members.iter().all(|member| member.type_text.is_empty());
    is_fieldless.then(|| format!("variants of `{name}` have different discriminants, since they are reordered"))
}
