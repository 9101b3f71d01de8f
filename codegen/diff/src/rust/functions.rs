//! Compares functions and methods: their signatures, and the requests that methods of the client send.
//!
//! A call that reaches another operation is the worst change for a caller, since it still compiles.

use crate::document::base_path::BasePathMove;
use crate::rust::api_pair::{ApiPair, name};
use crate::rust::generated_request::{ArgumentLocation, GeneratedRequest};
use crate::rust::public_api::{FunctionItem, PublicApi};
use crate::rust::rust_difference::ItemDifference;
use crate::rust::signature::shortened;

/// Compares all functions. `base_path_move` translates old paths.
pub(super) fn compare_functions(api_pair: &ApiPair<'_>, base_path_move: Option<&BasePathMove>) -> Vec<ItemDifference> {
    let (old, new) = (&api_pair.old, api_pair.new);
    let mut differences = Vec::new();
    let is_compared =
        |api: &PublicApi, path: &str| api.requests.contains_key(path) || !api_pair.is_of_unmatched_type(path);
    for (path, before) in old.functions.iter().filter(|(path, _)| is_compared(old, path)) {
        let new_path = api_pair.methods.get(path).unwrap_or(path);
        let Some(after) = new.functions.get(new_path) else {
            differences.push(ItemDifference::removed(api_pair.old_locator.pointer_of_item(path), label(path)));
            continue;
        };
        // An operation with two methods is compared once, by its primary method.
        if old.primary_method(path).is_some_and(|primary| primary != path) {
            continue;
        }
        if new_path != path {
            let pointer = format!("{}/operationId", api_pair.new_locator.pointer_of_item(new_path));
            differences
                .push(ItemDifference::breaking(pointer, format!("{} is renamed to `{}`", label(path), name(new_path))));
        }
        differences.extend(compare_signatures(api_pair, new_path, before, after));
        if let (Some(was), Some(is)) = (old.requests.get(path), new.requests.get(new_path)) {
            differences.extend(compare_requests(api_pair, new_path, base_path_move, (before, was), (after, is)));
        }
    }
    for path in new.functions.keys().filter(|path| is_compared(new, path)) {
        let is_old = old.functions.contains_key(path) && is_compared(old, path);
        if !is_old && !api_pair.methods.values().any(|renamed| renamed == path) {
            differences.push(ItemDifference::added(api_pair.new_locator.pointer_of_item(path), label(path)));
        }
    }
    differences
}

/// The name of a function in messages.
fn label(path: &str) -> String {
    match path.strip_prefix("client::Client::") {
        Some(method) => format!("method `{method}`"),
        None => format!("`{}`", path.split_once("::").map_or(path, |(_, rest)| rest)),
    }
}

fn compare_signatures(
    api_pair: &ApiPair<'_>,
    path: &str,
    old: &FunctionItem,
    new: &FunctionItem,
) -> Vec<ItemDifference> {
    let (before, after) = (&old.signature, &new.signature);
    let pointer = api_pair.new_locator.pointer_of_item(path);
    let mut differences = Vec::new();
    if old.cfg != new.cfg {
        differences
            .push(ItemDifference::breaking(&*pointer, format!("{} requires different Cargo features", label(path))));
    }
    if before.rest != after.rest {
        differences.push(ItemDifference::breaking(&*pointer, format!("{} has a different declaration", label(path))));
    }
    if before.types() != after.types() {
        differences.extend(compare_arguments(api_pair, path, old, new, &pointer));
    }
    if before.output != after.output {
        let (was, is) = (output(&before.output), output(&after.output));
        let pointer = api_pair.new_locator.pointer_of_output(path).unwrap_or(pointer);
        differences.push(ItemDifference::breaking(
            pointer,
            format!("{} returned `{was}` and now returns `{is}`", label(path)),
        ));
    }
    differences
}

/// The type that a call returns on success, if it is a call of the client; otherwise the whole return type.
fn output(type_text: &str) -> String {
    let shortened = shortened(type_text);
    let success =
        shortened.strip_prefix("Result<TypedResponse<").and_then(|rest| rest.strip_suffix(">, CallError<T::Error>>"));
    success.unwrap_or(&shortened).to_owned()
}

fn compare_arguments(
    api_pair: &ApiPair<'_>,
    path: &str,
    old: &FunctionItem,
    new: &FunctionItem,
    pointer: &str,
) -> Vec<ItemDifference> {
    let (before, after) = (&old.signature.arguments, &new.signature.arguments);
    let owner = label(path);
    let of = |name: &str, arguments: &[(String, String)]| arguments.iter().find(|(other, _)| other == name).cloned();
    let new_pointer = |name: &str| {
        let location = api_pair.new.requests.get(path).and_then(|request| request.location(name));
        api_pair.new_locator.pointer_of_argument(path, location).unwrap_or_else(|| pointer.to_owned())
    };
    let old_pointer = |name: &str| {
        let location = api_pair.old.requests.get(path).and_then(|request| request.location(name));
        api_pair.old_locator.pointer_of_argument(path, location).unwrap_or_else(|| pointer.to_owned())
    };
    let mut differences = Vec::new();
    for (name, was) in before {
        match of(name, after) {
            Some((_, is)) if is == *was => {}
            Some((_, is)) => {
                let reason =
                    format!("argument `{name}` of {owner} was `{}` and is now `{}`", shortened(was), shortened(&is));
                differences.push(ItemDifference::breaking(new_pointer(name), reason));
            }
            None => differences
                .push(ItemDifference::breaking(old_pointer(name), format!("argument `{name}` of {owner} is removed"))),
        }
    }
    for (name, _) in after.iter().filter(|(name, _)| of(name, before).is_none()) {
        differences.push(ItemDifference::breaking(new_pointer(name), format!("{owner} has a new argument `{name}`")));
    }
    if differences.is_empty() {
        differences.push(ItemDifference::breaking(pointer, format!("{owner} takes its arguments in another order")));
    }
    differences
}

/// Compares the requests that the same call sends. Code with such a call compiles as before.
fn compare_requests(
    api_pair: &ApiPair<'_>,
    path: &str,
    base_path_move: Option<&BasePathMove>,
    (before, was): (&FunctionItem, &GeneratedRequest),
    (after, is): (&FunctionItem, &GeneratedRequest),
) -> Vec<ItemDifference> {
    let pointer = api_pair.new_locator.pointer_of_item(path);
    let moved = base_path_move
        .and_then(|base_path_move| base_path_move.new_path(&was.path))
        .unwrap_or_else(|| was.path.clone());
    if (&was.method, &moved) != (&is.method, &is.path) {
        let (was, is) = (was.method_and_path(), is.method_and_path());
        let reason = format!(
            "{} sent `{was}` and now sends `{is}`: a call still compiles, but reaches another operation",
            label(path)
        );
        return vec![ItemDifference::breaking(format!("{pointer}/operationId"), reason)];
    }
    if before.signature.types() != after.signature.types() {
        return Vec::new();
    }
    let shown = |location: Option<&ArgumentLocation>| location.map_or_else(|| "body".to_owned(), ToString::to_string);
    let mut differences = Vec::new();
    for ((old_name, _), (new_name, _)) in before.signature.arguments.iter().zip(&after.signature.arguments) {
        let (from, to) = (was.location(old_name), is.location(new_name));
        if from != to {
            let pointer = api_pair.new_locator.pointer_of_argument(path, to).unwrap_or_else(|| pointer.clone());
            let reason = format!(
                "argument `{new_name}` of {} was sent as {} and is now sent as {}: a call still compiles, but its value goes elsewhere",
                label(path),
                shown(from),
                shown(to)
            );
            differences.push(ItemDifference::breaking(pointer, reason));
        }
    }
    differences
}
