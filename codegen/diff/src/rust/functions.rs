//! Functions and methods: their signatures, and what methods of the client send. The same call that goes to another operation is the
//! worst that can happen to a caller: it compiles.

use crate::document::base_path::Rebase;
use crate::rust::api_pair::{Apis, name};
use crate::rust::generated_request::{Place, Request};
use crate::rust::public_api::{Api, Function};
use crate::rust::rust_difference::Found;
use crate::rust::signature::short;

/// Compares all functions. `rebase` says how paths are written now.
pub(super) fn methods(apis: &Apis<'_>, rebase: Option<&Rebase>) -> Vec<Found> {
    let (old, new) = (&apis.old, apis.new);
    let mut found = Vec::new();
    let is_compared = |api: &Api, path: &str| api.requests.contains_key(path) || !apis.is_of_single(path);
    for (path, before) in old.functions.iter().filter(|(path, _)| is_compared(old, path)) {
        let now = apis.methods.get(path).unwrap_or(path);
        let Some(after) = new.functions.get(now) else {
            found.push(Found::old(apis.old_places.of_item(path), label(path)));
            continue;
        };
        // What changes is reported of the first of the two methods of an operation.
        if old.first(path).is_some_and(|first| first != path) {
            continue;
        }
        if now != path {
            let pointer = format!("{}/operationId", apis.new_places.of_item(now));
            found.push(Found::breaking(pointer, format!("{} is `{}` now", label(path), name(now))));
        }
        found.extend(signature(apis, now, before, after));
        if let (Some(was), Some(is)) = (old.requests.get(path), new.requests.get(now)) {
            found.extend(request(apis, now, rebase, (before, was), (after, is)));
        }
    }
    for path in new.functions.keys().filter(|path| is_compared(new, path)) {
        let is_old = old.functions.contains_key(path) && is_compared(old, path);
        if !is_old && !apis.methods.values().any(|renamed| renamed == path) {
            found.push(Found::new(apis.new_places.of_item(path), label(path)));
        }
    }
    found
}

/// How sentences call a function.
fn label(path: &str) -> String {
    match path.strip_prefix("client::Client::") {
        Some(method) => format!("method `{method}`"),
        None => format!("`{}`", path.split_once("::").map_or(path, |(_, rest)| rest)),
    }
}

fn signature(apis: &Apis<'_>, path: &str, old: &Function, new: &Function) -> Vec<Found> {
    let (before, after) = (&old.signature, &new.signature);
    let place = apis.new_places.of_item(path);
    let mut found = Vec::new();
    if old.gate != new.gate {
        found.push(Found::breaking(&*place, format!("{} needs other features", label(path))));
    }
    if before.rest != after.rest {
        found.push(Found::breaking(&*place, format!("{} is declared otherwise", label(path))));
    }
    if before.types() != after.types() {
        found.extend(arguments(apis, path, old, new, &place));
    }
    if before.output != after.output {
        let (is, was) = (output(&after.output), output(&before.output));
        let pointer = apis.new_places.of_output(path).unwrap_or(place);
        found.push(Found::breaking(pointer, format!("{} gives `{is}`, and gave `{was}`", label(path))));
    }
    found
}

/// What a call gives on success, where it is a call of the client.
fn output(written: &str) -> String {
    let short = short(written);
    let success = short.strip_prefix("Result<Answer<").and_then(|rest| rest.strip_suffix(">, CallError<T::Error>>"));
    success.unwrap_or(&short).to_owned()
}

fn arguments(apis: &Apis<'_>, path: &str, old: &Function, new: &Function, place: &str) -> Vec<Found> {
    let (before, after) = (&old.signature.arguments, &new.signature.arguments);
    let owner = label(path);
    let of = |name: &str, arguments: &[(String, String)]| arguments.iter().find(|(other, _)| other == name).cloned();
    let is_at = |name: &str| {
        let goes = apis.new.requests.get(path).and_then(|request| request.place(name));
        apis.new_places.of_argument(path, goes).unwrap_or_else(|| place.to_owned())
    };
    let was_at = |name: &str| {
        let goes = apis.old.requests.get(path).and_then(|request| request.place(name));
        apis.old_places.of_argument(path, goes).unwrap_or_else(|| place.to_owned())
    };
    let mut found = Vec::new();
    for (name, was) in before {
        match of(name, after) {
            Some((_, is)) if is == *was => {}
            Some((_, is)) => {
                let why = format!("argument `{name}` of {owner} is `{}` now, and was `{}`", short(&is), short(was));
                found.push(Found::breaking(is_at(name), why));
            }
            None => found.push(Found::breaking(was_at(name), format!("argument `{name}` of {owner} is gone"))),
        }
    }
    for (name, _) in after.iter().filter(|(name, _)| of(name, before).is_none()) {
        found.push(Found::breaking(is_at(name), format!("{owner} has a new argument `{name}`")));
    }
    if found.is_empty() {
        found.push(Found::breaking(place, format!("{owner} takes its arguments in another order")));
    }
    found
}

/// What the same call sends: a caller's code compiles as before.
fn request(
    apis: &Apis<'_>,
    path: &str,
    rebase: Option<&Rebase>,
    (before, was): (&Function, &Request),
    (after, is): (&Function, &Request),
) -> Vec<Found> {
    let place = apis.new_places.of_item(path);
    let moved = rebase.and_then(|rebase| rebase.path(&was.path)).unwrap_or_else(|| was.path.clone());
    if (&was.method, &moved) != (&is.method, &is.path) {
        let (is, was) = (is.line(), was.line());
        let why = format!(
            "{} sends `{is}` now, and sent `{was}`: a call of it still compiles, and goes elsewhere",
            label(path)
        );
        return vec![Found::breaking(format!("{place}/operationId"), why)];
    }
    if before.signature.types() != after.signature.types() {
        return Vec::new();
    }
    let shown = |place: Option<&Place>| place.map_or_else(|| "body".to_owned(), ToString::to_string);
    let mut found = Vec::new();
    for ((old_name, _), (new_name, _)) in before.signature.arguments.iter().zip(&after.signature.arguments) {
        let (from, to) = (was.place(old_name), is.place(new_name));
        if from != to {
            let pointer = apis.new_places.of_argument(path, to).unwrap_or_else(|| place.clone());
            let why = format!(
                "argument `{new_name}` of {} is sent as {} now, and was sent as {}: a call of it still compiles, and its value goes elsewhere",
                label(path),
                shown(to),
                shown(from)
            );
            found.push(Found::breaking(pointer, why));
        }
    }
    found
}
