//! The public items of two generated crates, side by side: types of one schema and methods of one operation have one name.

use std::collections::{BTreeMap, BTreeSet};

use colt_numbers_generate::names::upper;

use crate::document::Document;
use crate::pointer_map::Moved;
use crate::rust::generated_code::Code;
use crate::rust::public_api::{Api, Form};
use crate::rust::signature::{replaced, replaced_types};
use crate::rust::spec_locator::Places;

/// What is compared.
pub(super) struct Apis<'d> {
    /// With old types, and constants of operations, under their new names.
    pub(super) old: Api,
    pub(super) new: &'d Api,
    pub(super) old_places: Places<'d>,
    pub(super) new_places: Places<'d>,
    /// New names of types by old ones.
    pub(super) types: BTreeMap<String, String>,
    /// New paths of methods by old ones.
    pub(super) methods: BTreeMap<String, String>,
    /// Names of types that one of the two has, or that are of another form: all of them is gone or new.
    single: BTreeSet<String>,
}

impl<'d> Apis<'d> {
    pub(super) fn new(
        (old_document, old): (&'d Document, &'d Code),
        (new_document, new): (&'d Document, &'d Code),
        moved: &Moved,
    ) -> Self {
        let old_places = Places { document: old_document, code: old };
        let new_places = Places { document: new_document, code: new };
        let types = renamed_types(old, new, moved);
        let methods = renamed_methods(&old_places, &new_places, moved);
        let mut api = renamed(&old.api, &types);
        for (from, to) in &methods {
            let constant = |path: &str| format!("client::{}", name(path).to_uppercase());
            if let Some(other) = api.others.remove(&constant(from)) {
                api.others.insert(constant(to), other);
            }
        }
        let single = single_types(&api, &new.api).chain(single_types(&new.api, &api)).collect();
        Self { old: api, new: &new.api, old_places, new_places, types, methods, single }
    }

    /// Whether a path names a type that only one of the two has, so that all of it is gone or new.
    pub(super) fn is_of_single(&self, path: &str) -> bool {
        path.split(|character: char| !character.is_alphanumeric() && character != '_')
            .any(|word| self.single.contains(word))
    }
}

/// The last step of a path: the name by which sentences call an item.
pub(super) fn name(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path)
}

/// Whether two types are declared as the same kind of thing.
pub(super) fn is_of_form(old: &Form, new: &Form) -> bool {
    old == new || !matches!(new, Form::Tuple(_)) && std::mem::discriminant(old) == std::mem::discriminant(new)
}

fn single_types<'a>(api: &'a Api, other: &'a Api) -> impl Iterator<Item = String> {
    let is_single = |path: &str, form: &Form| other.types.get(path).is_none_or(|of| !is_of_form(form, &of.form));
    api.types.iter().filter(move |(path, of)| is_single(path, &of.form)).map(|(path, _)| name(path).to_owned())
}

/// Types of the same schema under another name.
fn renamed_types(old: &Code, new: &Code, moved: &Moved) -> BTreeMap<String, String> {
    let has = |code: &Code, name: &str| code.api.types.contains_key(&format!("types::{name}"));
    let gone = old.types.iter().filter(|(name, _)| has(old, name) && !has(new, name));
    let pairs = gone.filter_map(|(name, place)| {
        let place = moved.place(place);
        let same = new.types.iter().find(|(other, at)| **at == place && has(new, other) && !has(old, other));
        same.map(|(other, _)| (name.clone(), other.clone()))
    });
    pairs.collect()
}

/// Methods of the same operation under another name.
fn renamed_methods(old: &Places<'_>, new: &Places<'_>, moved: &Moved) -> BTreeMap<String, String> {
    let (functions, requests) = (&new.code.api.functions, &new.code.api.requests);
    let gone = old.code.api.functions.keys().filter(|path| !functions.contains_key(*path));
    let pairs = gone.filter_map(|path| {
        let first = old.code.api.first(path)?;
        let place = moved.place(&old.of_method(first)?.pointer);
        let is_same = |path: &str| new.of_method(path).is_some_and(|operation| operation.pointer == place);
        let now = requests.keys().find(|path| is_same(path))?;
        let now = format!("{now}{}", &path[first.len()..]);
        functions.contains_key(&now).then(|| (path.clone(), now))
    });
    pairs.collect()
}

/// The items with other names of types.
fn renamed(api: &Api, names: &BTreeMap<String, String>) -> Api {
    let mut api = api.clone();
    if names.is_empty() {
        return api;
    }
    // A parameter of generic code may have the name of a type; only a path distinguishes the two.
    let plain = names.iter().filter(|(old, _)| !api.generics.contains(*old));
    let plain: BTreeMap<String, String> = plain.map(|(old, new)| (old.clone(), new.clone())).collect();
    let text = |text: &mut String| *text = replaced(&replaced_types(text, names), &plain);
    api.types = std::mem::take(&mut api.types).into_iter().map(|(path, of)| (replaced(&path, names), of)).collect();
    for of in api.types.values_mut() {
        if let Form::Tuple(fields) = &mut of.form {
            fields.iter_mut().for_each(text);
        }
        for part in &mut of.parts {
            text(&mut part.written);
            // Variants that hold a type are named by it.
            if of.form == Form::Enum && !part.written.is_empty() {
                text(&mut part.name);
            }
        }
    }
    for function in api.functions.values_mut() {
        text(&mut function.signature.output);
        function.signature.arguments.iter_mut().for_each(|(_, written)| text(written));
    }
    // The schema of a type is a constant that is named by it; what the client has is named by operations.
    let constants = names.iter().map(|(old, new)| (upper(old), upper(new))).collect();
    let path = |path: &str| match path.split("::").next() {
        Some("schema") => replaced(path, &constants),
        Some("client") => path.to_owned(),
        Some("types") => replaced(path, names),
        _ => replaced(path, &plain),
    };
    let functions = std::mem::take(&mut api.functions).into_iter();
    api.functions = functions.map(|(of, function)| (path(&of), function)).collect();
    api.others.values_mut().for_each(|other| text(&mut other.written));
    api.others = std::mem::take(&mut api.others).into_iter().map(|(of, other)| (path(&of), other)).collect();
    api
}
