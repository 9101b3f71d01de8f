//! Compares functions and methods, and the HTTP requests that they build.
//!
//! The worst change for a caller is a request that calls another operation, because the code still compiles.

use colt_numbers_openapi::pointer::join;

use crate::document::base_path::BasePathMove;
use crate::rust::api_pair::{ApiPair, name};
use crate::rust::generated_request::GeneratedRequest;
use crate::rust::public_api::{FunctionItem, PublicApi, request_path};
use crate::rust::rust_difference::ItemDifference;
use crate::rust::signature::{Signature, shortened};
use crate::rust::spec_locator::SpecLocator;
use crate::rust::types::json_name;

/// Compares all functions. `base_path_move` converts old paths to new paths.
pub(super) fn compare_functions(api_pair: &ApiPair<'_>, base_path_move: Option<&BasePathMove>) -> Vec<ItemDifference> {
    let (old, new) = (&api_pair.old, api_pair.new);
    let mut differences = Vec::new();
    for (path, before) in old.functions.iter().filter(|(path, _)| !api_pair.is_of_unmatched_type(path)) {
        match new.functions.get(path) {
            Some(after) => differences.extend(compare_signatures(api_pair, path, before, after)),
            None => differences.push(ItemDifference::removed(old_pointer(api_pair, path), label(path))),
        }
    }
    for path in new.functions.keys().filter(|path| !api_pair.is_of_unmatched_type(path)) {
        if !old.functions.contains_key(path) {
            differences.push(ItemDifference::added(new_pointer(api_pair, path), label(path)));
        }
    }
    for (path, was) in &old.requests {
        if let Some(is) = new.requests.get(path) {
            differences.extend(compare_requests(api_pair, path, base_path_move, (was, is)));
        }
    }
    differences
}

/// The pointer at which a function of the old crate is reported. A setter is reported at its parameter.
fn old_pointer(api_pair: &ApiPair<'_>, path: &str) -> String {
    let argument = api_pair.old.setter(path).and_then(|(request, field)| {
        api_pair.old_locator.pointer_of_field(request, api_pair.old.requests.get(request)?.location(field))
    });
    let member = || member_pointer(&api_pair.old, &api_pair.old_locator, path, name(path));
    argument.or_else(member).unwrap_or_else(|| api_pair.old_locator.pointer_of_item(path))
}

/// The pointer at which a function of the new crate is reported.
fn new_pointer(api_pair: &ApiPair<'_>, path: &str) -> String {
    let argument = api_pair.new.setter(path).and_then(|(request, field)| {
        api_pair.new_locator.pointer_of_field(request, api_pair.new.requests.get(request)?.location(field))
    });
    let member = || member_pointer(api_pair.new, &api_pair.new_locator, path, name(path));
    argument.or_else(member).unwrap_or_else(|| api_pair.new_locator.pointer_of_item(path))
}

/// The pointer of the property from which a field of the function's type is generated. A setter and an argument of a constructor have the name of
/// their field.
fn member_pointer(api: &PublicApi, locator: &SpecLocator<'_>, function: &str, field: &str) -> Option<String> {
    let (owner, _) = function.rsplit_once("::").filter(|(owner, _)| owner.starts_with("types::"))?;
    let member = api.types.get(owner)?.members.iter().find(|member| member.name == field)?;
    Some(locator.pointer_of_member(name(owner), field, json_name(member)))
}

/// The name of a function in messages.
fn label(path: &str) -> String {
    let request = request_path(path).map(name);
    match (request, name(path)) {
        (Some(request), "new") => format!("the constructor of request `{request}`"),
        (Some(request), setter) => format!("setter `{setter}` of request `{request}`"),
        (None, _) => format!("`{}`", path.split_once("::").map_or(path, |(_, rest)| rest)),
    }
}

fn compare_signatures(
    api_pair: &ApiPair<'_>,
    path: &str,
    old: &FunctionItem,
    new: &FunctionItem,
) -> Vec<ItemDifference> {
    let (before, after) = (&old.signature, &new.signature);
    let pointer = new_pointer(api_pair, path);
    let mut differences = Vec::new();
    if old.cfg != new.cfg {
        differences.push(ItemDifference::breaking(
            &*pointer,
            format!("{} requires different Cargo features", label(path)),
            format!("enable the Cargo features of {}", label(path)),
        ));
    }
    if before.rest != after.rest {
        differences.push(ItemDifference::breaking(
            &*pointer,
            format!("{} has a different declaration", label(path)),
            format!("adapt calls of {}", label(path)),
        ));
    }
    if before.types() != after.types() {
        differences.extend(compare_arguments(api_pair, path, old, new, &pointer));
    } else if is_reordered(before, after) {
        let reason = format!(
            "{} has its arguments in another order: a call still compiles, but passes its values to other arguments",
            label(path)
        );
        let task = format!("check the order of the arguments in each call of {}", label(path));
        differences.push(ItemDifference::breaking(&*pointer, reason, task));
    }
    if before.output != after.output {
        let (was, is) = (shortened(&before.output), shortened(&after.output));
        differences.push(ItemDifference::breaking(
            pointer,
            format!("{} returned `{was}` and now returns `{is}`", label(path)),
            format!("adapt uses of the result of {}", label(path)),
        ));
    }
    differences
}

/// Whether both functions have arguments of the same names, but in different orders.
fn is_reordered(old: &Signature, new: &Signature) -> bool {
    let names = |signature: &Signature| signature.arguments.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    let (old, new) = (names(old), names(new));
    old != new && old.iter().all(|name| new.contains(name)) && new.len() == old.len()
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
    let request = request_path(path);
    let new_pointer = |name: &str| {
        let of_field = request.and_then(|request| {
            let location = api_pair.new.requests.get(request)?.location(name);
            api_pair.new_locator.pointer_of_field(request, location)
        });
        let of_member = || member_pointer(api_pair.new, &api_pair.new_locator, path, name);
        of_field.or_else(of_member).unwrap_or_else(|| pointer.to_owned())
    };
    let old_pointer = |name: &str| {
        let of_field = request.and_then(|request| {
            let location = api_pair.old.requests.get(request)?.location(name);
            api_pair.old_locator.pointer_of_field(request, location)
        });
        let of_member = || member_pointer(&api_pair.old, &api_pair.old_locator, path, name);
        of_field.or_else(of_member).unwrap_or_else(|| pointer.to_owned())
    };
    let mut differences = Vec::new();
    for (name, was) in before {
        match of(name, after) {
            Some((_, is)) if is == *was => {}
            Some((_, is)) => {
                let reason =
                    format!("argument `{name}` of {owner} was `{}` and is now `{}`", shortened(was), shortened(&is));
                let task = format!("pass a `{}` as `{name}` to {owner}", shortened(&is));
                differences.push(ItemDifference::breaking(new_pointer(name), reason, task));
            }
            None => differences.push(ItemDifference::breaking(
                old_pointer(name),
                format!("argument `{name}` of {owner} is removed"),
                format!("do not pass `{name}` to {owner}"),
            )),
        }
    }
    for (name, _) in after.iter().filter(|(name, _)| of(name, before).is_none()) {
        differences.push(ItemDifference::breaking(
            new_pointer(name),
            format!("{owner} has a new argument `{name}`"),
            format!("pass `{name}` to {owner}"),
        ));
    }
    if differences.is_empty() {
        differences.push(ItemDifference::breaking(
            pointer,
            format!("{owner} has its arguments in another order"),
            format!("reorder the arguments in each call of {owner}"),
        ));
    }
    differences
}

/// Compares what a request sends, and what its response contains. Code that uses the request compiles as before.
fn compare_requests(
    api_pair: &ApiPair<'_>,
    path: &str,
    base_path_move: Option<&BasePathMove>,
    (was, is): (&GeneratedRequest, &GeneratedRequest),
) -> Vec<ItemDifference> {
    let (pointer, name) = (api_pair.new_locator.pointer_of_type_path(path), name(path));
    let moved = base_path_move
        .and_then(|base_path_move| base_path_move.new_path(&was.path))
        .unwrap_or_else(|| was.path.clone());
    if (&was.method, &moved) != (&is.method, &is.path) {
        let (was, is) = (was.method_and_path(), is.method_and_path());
        let reason = format!(
            "request `{name}` sent `{was}` and now sends `{is}`: code that uses it still compiles, but calls another operation"
        );
        let task = format!("check each use of request `{name}`");
        return vec![ItemDifference::breaking(format!("{pointer}/operationId"), reason, task)];
    }
    let mut differences = Vec::new();
    // Callers identify an argument of the constructor by its position, and any other field by its name.
    let constructor = format!("{path}::new");
    let arguments = |api: &PublicApi| {
        api.functions.get(&constructor).map(|function| function.signature.arguments.clone()).unwrap_or_default()
    };
    let by_position = arguments(&api_pair.old).into_iter().zip(arguments(api_pair.new));
    let by_position =
        by_position.filter(|(old, new)| old.0 != new.0 && old.1 == new.1).map(|(old, new)| (old.0, new.0));
    let by_name = was.fields.iter().map(|(field, _)| (field.clone(), field.clone()));
    for (old_field, field) in by_position.chain(by_name) {
        let (Some(from), Some(to)) = (was.location(&old_field), is.location(&field)) else { continue };
        if from == to {
            continue;
        }
        let pointer = api_pair.new_locator.pointer_of_field(path, Some(to)).unwrap_or_else(|| pointer.clone());
        let reason = format!(
            "`{field}` of request `{name}` was sent as {from} and is now sent as {to}: code that sets it still compiles"
        );
        let task = format!("check each value that you give as `{field}` of request `{name}`");
        differences.push(ItemDifference::breaking(pointer, reason, task));
    }
    differences.extend(compare_forms(api_pair, path, was, is));
    if was.response != is.response {
        let pointer = api_pair.new_locator.pointer_of_response(path).unwrap_or(pointer);
        let (was, is) = (shortened(&was.response), shortened(&is.response));
        let reason = format!("the response of request `{name}` was `{was}` and is now `{is}`");
        let task = format!("adapt what reads the response of request `{name}`");
        differences.push(ItemDifference::breaking(pointer, reason, task));
    }
    differences
}

/// Compares the form in which a request sends its values, and the form that it accepts. Code compiles as before, and sends the new form.
fn compare_forms(
    api_pair: &ApiPair<'_>,
    path: &str,
    was: &GeneratedRequest,
    is: &GeneratedRequest,
) -> Vec<ItemDifference> {
    let (locator, name) = (&api_pair.new_locator, name(path));
    let operation = locator.pointer_of_type_path(path);
    let mut differences = Vec::new();
    for (field, location) in &is.fields {
        let exploded = (was.exploded.contains(field), is.exploded.contains(field));
        if was.location(field) != Some(location) || exploded.0 == exploded.1 {
            continue;
        }
        let form = |exploded| if exploded { "an entry of the query for each item" } else { "one entry of the query" };
        let (before, after) = (form(exploded.0), form(exploded.1));
        let pointer = locator.pointer_of_field(path, Some(location)).unwrap_or_else(|| operation.clone());
        differences.push(ItemDifference::changed_behaviour(
            join(&pointer, "explode"),
            format!("`{field}` of request `{name}` was sent as {before} and is now sent as {after}"),
            format!("check that the server expects {after} for `{field}` of request `{name}`"),
        ));
    }
    if let (Some(before), Some(after)) = (&was.body, &is.body)
        && before != after
        // Otherwise, the argument for the body has another type.
        && before.content == after.content
    {
        let pointer = locator.pointer_of_field(path, None).unwrap_or_else(|| operation.clone());
        differences.push(ItemDifference::changed_behaviour(
            pointer,
            format!("the body of request `{name}` was sent as {before} and is now sent as {after}"),
            format!("check that the server expects {after} from request `{name}`"),
        ));
    }
    if was.accept != is.accept {
        let pointer = locator.pointer_of_response(path).unwrap_or(operation);
        let (before, after) = (&was.accept, &is.accept);
        differences.push(ItemDifference::changed_behaviour(
            pointer,
            format!("request `{name}` sent `Accept: {before}` and now sends `Accept: {after}`"),
            format!("check what depends on the media type of the response of request `{name}`"),
        ));
    }
    differences
}
