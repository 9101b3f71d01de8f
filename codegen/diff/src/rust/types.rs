//! Structs and enums: what they are declared as, their fields and variants, and what is derived.

use crate::effect::Effect;
use crate::rust::api_pair::{Apis, is_of_form, name};
use crate::rust::public_api::{Form, Part, Type};
use crate::rust::rust_difference::Found;
use crate::rust::signature::short;

/// Compares all types.
pub(super) fn types(apis: &Apis<'_>) -> Vec<Found> {
    let renamed = apis.types.iter().map(|(before, after)| {
        Found::breaking(apis.new_places.of_type(after), format!("type `{before}` is `{after}` now"))
    });
    let mut found: Vec<Found> = renamed.collect();
    let label = |path: &str| format!("type `{}`", name(path));
    for (path, old) in &apis.old.types {
        match apis.new.types.get(path) {
            Some(new) => found.extend(of_type(apis, name(path), old, new)),
            None => found.push(Found::old(apis.old_places.of_declared(path), label(path))),
        }
    }
    let added = apis.new.types.keys().filter(|path| !apis.old.types.contains_key(*path));
    found.extend(added.map(|path| Found::new(apis.new_places.of_declared(path), label(path))));
    found
}

fn of_type(apis: &Apis<'_>, name: &str, old: &Type, new: &Type) -> Vec<Found> {
    let place = apis.new_places.of_type(name);
    let mut found = Vec::new();
    if old.gate != new.gate {
        found.push(Found::breaking(&*place, format!("type `{name}` needs other features")));
    }
    if !is_of_form(&old.form, &new.form) {
        let why = format!("`{name}` is {} now, and was {}", described(&new.form), described(&old.form));
        found.push(Found::breaking(place, why));
        return found;
    }
    found.extend(parts(apis, name, old, new));
    if let Some(why) = reordered(name, old, new) {
        let first = new.parts.first().map(|part| apis.new_places.of_part(name, &part.name, wire(part)));
        found.push(Found::breaking(first.unwrap_or_else(|| place.clone()), why));
    }
    for lost in old.derives.difference(&new.derives) {
        found.push(Found::breaking(&*place, format!("`{name}` is no longer `{lost}`")));
    }
    for gained in new.derives.difference(&old.derives) {
        found.push(Found::one(&*place, Effect::Compatible, format!("`{name}` is `{gained}` now")));
    }
    if new.can_grow && !old.can_grow {
        let why = format!("`{name}` may grow, so code that names all of it does not compile");
        found.push(Found::breaking(place, why));
    }
    found
}

/// Fields and variants. One more breaks code that names them all, unless the type may grow.
fn parts(apis: &Apis<'_>, name: &str, old: &Type, new: &Type) -> Vec<Found> {
    let noun = if new.form == Form::Enum { "variant" } else { "field" };
    let is_at = |part: &Part| apis.new_places.of_part(name, &part.name, wire(part));
    let mut found = Vec::new();
    for before in &old.parts {
        let part = &before.name;
        match new.parts.iter().find(|after| after.name == before.name) {
            Some(after) if after.written != before.written => {
                let (is, was) = (short(&after.written), short(&before.written));
                let why = format!("{noun} `{part}` of `{name}` is `{is}` now, and was `{was}`");
                found.push(Found::breaking(is_at(after), why));
            }
            Some(after) if after.absent != before.absent => {
                let why = format!("field `{part}` of `{name}` has another value where JSON leaves it out");
                found.push(Found::behaviour(is_at(after), why));
            }
            Some(_) => {}
            None => {
                let was_at = apis.old_places.of_part(name, &before.name, wire(before));
                found.push(Found::breaking(was_at, format!("{noun} `{part}` of `{name}` is gone")));
            }
        }
    }
    let effect = if old.can_grow && new.can_grow { Effect::Compatible } else { Effect::Breaking };
    for after in new.parts.iter().filter(|after| !old.parts.iter().any(|before| before.name == after.name)) {
        found.push(Found::one(is_at(after), effect, format!("`{name}` has a new {noun} `{}`", after.name)));
    }
    found
}

fn wire(part: &Part) -> &str {
    part.wire.as_deref().unwrap_or(&part.name)
}

fn described(form: &Form) -> String {
    match form {
        Form::Struct => "a struct".to_owned(),
        Form::Enum => "an enum".to_owned(),
        Form::Tuple(fields) => match &fields[..] {
            [field] if field == "_" => "a checked string".to_owned(),
            fields => {
                format!("a newtype of `{}`", fields.iter().map(|field| short(field)).collect::<Vec<_>>().join(", "))
            }
        },
    }
}

/// Whether what both lists have stands in another order.
pub(super) fn are_reordered(old: &[String], new: &[String]) -> bool {
    let common = |from: &[String], other: &[String]| -> Vec<String> {
        from.iter().filter(|item| other.contains(item)).cloned().collect()
    };
    common(old, new) != common(new, old)
}

/// What follows where the parts that both have stand in another order.
fn reordered(name: &str, old: &Type, new: &Type) -> Option<String> {
    let names = |of: &Type| of.parts.iter().map(|part| part.name.clone()).collect::<Vec<_>>();
    if !are_reordered(&names(old), &names(new)) {
        return None;
    }
    let sorts = new.derives.contains("Ord") || new.derives.contains("PartialOrd");
    if sorts && old.derives.is_superset(&new.derives) {
        return Some(format!("values of `{name}` sort otherwise, since its variants stand in another order"));
    }
    if new.form == Form::Enum && new.untagged {
        return Some(format!(
            "a value that fits several variants of `{name}` is read as another one, since they stand in another order"
        ));
    }
    let plain = new.form == Form::Enum && new.parts.iter().all(|part| part.written.is_empty());
    plain.then(|| format!("variants of `{name}` have other discriminants, since they stand in another order"))
}
