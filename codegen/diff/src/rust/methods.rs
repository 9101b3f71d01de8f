//! Functions and methods: their signatures, and what methods of the client send. The same call that goes to another operation is the
//! worst that can happen to a caller: it compiles.

use super::compare::Items;
use super::items::Function;
use super::places::Places;
use super::requests::{Place, Request};
use super::signature::short;
use crate::check::base_path::Rebase;
use crate::effect::Effect;
use crate::rust::documents::Documents;

const CLIENT: &str = "client::Client::";

/// Compares all functions.
pub(super) fn compare(documents: &Documents<'_>, items: &mut Items<'_>) {
    let mut old = std::mem::take(&mut items.old.functions);
    let is_sent = |places: &Places<'_>, path: &str| {
        path.strip_prefix(CLIENT).is_some_and(|method| places.of_method(method).is_some())
    };
    old.retain(|path, _| is_sent(&items.old_places, path) || !items.is_of_single(path));
    let renamed: Vec<(String, String)> = old.keys().filter_map(|path| renamed(documents, items, path)).collect();
    for (path, before) in &old {
        let new_path = renamed.iter().find(|(old, _)| old == path).map_or(path, |(_, new)| new);
        let Some(after) = items.new.functions.get(new_path) else {
            let pointer = items.old_places.of_item(path);
            items.single(pointer, false, label(path));
            continue;
        };
        if is_second(&items.old_places, path) {
            continue;
        }
        if new_path != path {
            items.rename_constant(name(path), name(new_path));
            let pointer = format!("{}/operationId", items.new_places.of_item(new_path));
            items.note(pointer, Effect::Breaking, format!("{} is `{}` now", label(path), name(new_path)));
        }
        signature(items, new_path, before, after);
        if let (Some(was), Some(is)) = (items.old.requests.get(path), items.new.requests.get(new_path)) {
            let (was, is) = (was.clone(), is.clone());
            request(documents, items, new_path, (before, &was), (after, &is));
        }
    }
    for path in items.new.functions.keys() {
        if items.is_of_single(path) && !is_sent(&items.new_places, path) {
            continue;
        }
        if !old.contains_key(path) && !renamed.iter().any(|(_, new)| new == path) {
            let pointer = items.new_places.of_item(path);
            items.single(pointer, true, label(path));
        }
    }
}

fn name(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path)
}

/// How sentences call a function.
pub(super) fn label(path: &str) -> String {
    match path.strip_prefix(CLIENT) {
        Some(method) => format!("method `{method}`"),
        None => format!("`{}`", path.split_once("::").map_or(path, |(_, rest)| rest)),
    }
}

/// Whether a method is the second one of an operation: what changes is reported of the first. An operation may have such a name itself.
fn is_second(places: &Places<'_>, path: &str) -> bool {
    let Some(method) = path.strip_prefix(CLIENT) else { return false };
    let first = method.strip_suffix("_raw").and_then(|first| places.of_method(first));
    first.is_some() && places.of_method(method).is_none()
}

/// A method of the client that has another name, where its operation is the same.
fn renamed(documents: &Documents<'_>, items: &Items<'_>, path: &str) -> Option<(String, String)> {
    let method = path.strip_prefix(CLIENT)?;
    if items.new.functions.contains_key(path) {
        return None;
    }
    let (first, second) = match method.strip_suffix("_raw") {
        Some(first) if items.old_places.of_method(method).is_none() => (first, "_raw"),
        _ => (method, ""),
    };
    let place = documents.moved.place(&items.old_places.of_method(first)?.pointer);
    let is_same = |new: &&String| {
        let first = new.strip_prefix(CLIENT).and_then(|new| new.strip_suffix(second));
        first.and_then(|first| items.new_places.of_method(first)).is_some_and(|operation| operation.pointer == place)
    };
    let new = items.new.functions.keys().find(is_same)?;
    Some((path.to_owned(), new.clone()))
}

fn signature(items: &mut Items<'_>, path: &str, old: &Function, new: &Function) {
    let (before, after) = (&old.signature, &new.signature);
    let place = items.new_places.of_item(path);
    if old.gate != new.gate {
        items.note(place.clone(), Effect::Breaking, format!("{} needs other features", label(path)));
    }
    if before.rest != after.rest {
        items.note(place.clone(), Effect::Breaking, format!("{} is declared otherwise", label(path)));
    }
    if before.types() != after.types() {
        arguments(items, path, old, new, &place);
    }
    if before.output != after.output {
        let (is, was) = (output(&after.output), output(&before.output));
        let places = &items.new_places;
        let pointer = path.strip_prefix(CLIENT).and_then(|method| places.of_output(method)).unwrap_or(place);
        items.note(pointer, Effect::Breaking, format!("{} gives `{is}`, and gave `{was}`", label(path)));
    }
}

/// What a call gives on success, where it is a call of the client.
fn output(written: &str) -> String {
    let short = short(written);
    let success = short.strip_prefix("Result<Answer<").and_then(|rest| rest.strip_suffix(">, CallError<T::Error>>"));
    success.unwrap_or(&short).to_owned()
}

fn arguments(items: &mut Items<'_>, path: &str, old: &Function, new: &Function, place: &str) {
    let (before, after) = (&old.signature.arguments, &new.signature.arguments);
    let owner = label(path);
    let of = |name: &str, arguments: &[(String, String)]| arguments.iter().find(|(other, _)| other == name).cloned();
    let mut found = Vec::new();
    for (name, was) in before {
        match of(name, after) {
            Some((_, is)) if is == *was => {}
            Some((_, is)) => {
                let why = format!("argument `{name}` of {owner} is `{}` now, and was `{}`", short(&is), short(was));
                found.push((name, true, why));
            }
            None => found.push((name, false, format!("argument `{name}` of {owner} is gone"))),
        }
    }
    for (name, _) in after.iter().filter(|(name, _)| of(name, before).is_none()) {
        found.push((name, true, format!("{owner} has a new argument `{name}`")));
    }
    if found.is_empty() {
        return items.note(place.to_owned(), Effect::Breaking, format!("{owner} takes its arguments in another order"));
    }
    for (name, is_there, why) in found {
        let (places, api) = if is_there { (&items.new_places, items.new) } else { (&items.old_places, &items.old) };
        let goes = api.requests.get(path).and_then(|request| request.place(name));
        let method = path.strip_prefix(CLIENT).unwrap_or(path);
        let pointer = places.of_argument(method, name, goes).unwrap_or_else(|| place.to_owned());
        items.note(pointer, Effect::Breaking, why);
    }
}

/// What the same call sends: a caller's code compiles as before.
fn request(
    documents: &Documents<'_>,
    items: &mut Items<'_>,
    path: &str,
    (before, was): (&Function, &Request),
    (after, is): (&Function, &Request),
) {
    let place = items.new_places.of_item(path);
    let rebase = Rebase::between(documents.old, documents.new);
    let moved = rebase.and_then(|rebase| rebase.path(&was.path)).unwrap_or_else(|| was.path.clone());
    if (&was.method, &moved) != (&is.method, &is.path) {
        let pointer = format!("{place}/operationId");
        let why = format!(
            "{} sends `{}` now, and sent `{}`: a call of it still compiles, and goes elsewhere",
            label(path),
            is.line(),
            was.line()
        );
        return items.note(pointer, Effect::Breaking, why);
    }
    if before.signature.types() != after.signature.types() {
        return;
    }
    for ((old_name, _), (new_name, _)) in before.signature.arguments.iter().zip(&after.signature.arguments) {
        let (from, to) = (was.place(old_name), is.place(new_name));
        if from == to {
            continue;
        }
        let shown = |place: Option<&Place>| place.map_or_else(|| "body".to_owned(), ToString::to_string);
        let method = name(path);
        let pointer = items.new_places.of_argument(method, new_name, to).unwrap_or_else(|| place.clone());
        let why = format!(
            "argument `{new_name}` of {} is sent as {} now, and was sent as {}: a call of it still compiles, and its value goes elsewhere",
            label(path),
            shown(to),
            shown(from)
        );
        items.note(pointer, Effect::Breaking, why);
    }
}
