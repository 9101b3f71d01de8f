//! The public APIs of the old and the new generated crate. In the old API, types and requests that were renamed have their new names, so that
//! the items of both APIs can be matched by name.

use std::collections::{BTreeMap, BTreeSet};

use colt_numbers_generate::names::upper;

use crate::document::OpenApiDocument;
use crate::pointer_map::PointerMap;
use crate::rust::generated_code::GeneratedCode;
use crate::rust::public_api::{PublicApi, TypeKind, request_path};
use crate::rust::signature::{replaced, replaced_types};
use crate::rust::spec_locator::SpecLocator;

/// The public APIs of both generated crates.
pub(super) struct ApiPair<'d> {
    /// The old API, with types and requests under their new names.
    pub(super) old: PublicApi,
    pub(super) new: &'d PublicApi,
    pub(super) old_locator: SpecLocator<'d>,
    pub(super) new_locator: SpecLocator<'d>,
    /// The new name of each renamed type, by its old name.
    pub(super) renamed_types: BTreeMap<String, String>,
    /// The new path of each renamed request, by its old path.
    pub(super) renamed_requests: BTreeMap<String, String>,
    /// The names of types that only one API has, or that have another kind in the other API. Every item of such a type is removed or new.
    unmatched_types: BTreeSet<String>,
}

impl<'d> ApiPair<'d> {
    pub(super) fn new(
        (old_document, old): (&'d OpenApiDocument, &'d GeneratedCode),
        (new_document, new): (&'d OpenApiDocument, &'d GeneratedCode),
        moved: &PointerMap,
    ) -> Self {
        let old_locator = SpecLocator { document: old_document, code: old };
        let new_locator = SpecLocator { document: new_document, code: new };
        let renamed_types = match_renamed_types(old, new, moved);
        let renamed_requests = match_renamed_requests(&old_locator, &new_locator, moved);
        let mut api = with_renamed_types(&old.api, &renamed_types);
        rename_requests(&mut api, &renamed_requests);
        let unmatched_types =
            unmatched_type_names(&api, &new.api).chain(unmatched_type_names(&new.api, &api)).collect();
        Self { old: api, new: &new.api, old_locator, new_locator, renamed_types, renamed_requests, unmatched_types }
    }

    /// Whether a path contains an unmatched type, whose items are all removed or new.
    pub(super) fn is_of_unmatched_type(&self, path: &str) -> bool {
        // A request and a type may have the same name.
        if let Some(request) = request_path(path) {
            return !(self.old.types.contains_key(request) && self.new.types.contains_key(request));
        }
        path.split(|character: char| !character.is_alphanumeric() && character != '_')
            .any(|word| self.unmatched_types.contains(word))
    }
}

/// The last segment of a path, which messages use as the name of the item.
pub(super) fn name(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path)
}

/// Whether two types are declared as the same kind.
pub(super) fn is_same_kind(old: &TypeKind, new: &TypeKind) -> bool {
    old == new || !matches!(new, TypeKind::Tuple(_)) && std::mem::discriminant(old) == std::mem::discriminant(new)
}

fn unmatched_type_names<'a>(api: &'a PublicApi, other: &'a PublicApi) -> impl Iterator<Item = String> {
    let is_unmatched =
        |path: &str, kind: &TypeKind| other.types.get(path).is_none_or(|item| !is_same_kind(kind, &item.kind));
    let types = api.types.iter().filter(|(path, _)| !path.starts_with("requests::"));
    types.filter(move |(path, item)| is_unmatched(path, &item.kind)).map(|(path, _)| name(path).to_owned())
}

/// Matches removed and new types that belong to the same schema: new name by old name.
fn match_renamed_types(old: &GeneratedCode, new: &GeneratedCode, moved: &PointerMap) -> BTreeMap<String, String> {
    let has = |code: &GeneratedCode, name: &str| code.api.types.contains_key(&format!("types::{name}"));
    let removed = old.types.iter().filter(|(name, _)| has(old, name) && !has(new, name));
    let pairs = removed.filter_map(|(name, pointer)| {
        let pointer = moved.new_pointer(pointer);
        let same = new.types.iter().find(|(other, at)| **at == pointer && has(new, other) && !has(old, other));
        same.map(|(other, _)| (name.clone(), other.clone()))
    });
    pairs.collect()
}

/// Matches removed and new requests that belong to the same operation: new path by old path.
fn match_renamed_requests(
    old: &SpecLocator<'_>,
    new: &SpecLocator<'_>,
    moved: &PointerMap,
) -> BTreeMap<String, String> {
    let (before, after) = (&old.code.api.requests, &new.code.api.requests);
    let removed = before.keys().filter(|path| !after.contains_key(*path));
    let pairs = removed.filter_map(|path| {
        let pointer = moved.new_pointer(&old.operation_of_request(path)?.pointer);
        let is_same = |path: &str| new.operation_of_request(path).is_some_and(|operation| operation.pointer == pointer);
        let new_path = after.keys().find(|path| !before.contains_key(*path) && is_same(path))?;
        Some((path.clone(), new_path.clone()))
    });
    pairs.collect()
}

/// Renames requests, and the responses that are named after them.
fn rename_requests(api: &mut PublicApi, names: &BTreeMap<String, String>) {
    fn rename<T>(items: &mut BTreeMap<String, T>, from: &str, to: &str) {
        let renamed = |path: &str| match path.strip_prefix(from) {
            Some(rest) if rest.is_empty() || rest.starts_with("::") => format!("{to}{rest}"),
            _ => path.to_owned(),
        };
        *items = std::mem::take(items).into_iter().map(|(path, item)| (renamed(&path), item)).collect();
    }
    for (from, to) in names {
        for ending in ["", "Response"] {
            let (from, to) = (format!("{from}{ending}"), format!("{to}{ending}"));
            rename(&mut api.types, &from, &to);
            rename(&mut api.functions, &from, &to);
            rename(&mut api.requests, &from, &to);
            for request in api.requests.values_mut().filter(|request| request.response == name(&from)) {
                name(&to).clone_into(&mut request.response);
            }
        }
    }
}

/// The API with renamed types.
fn with_renamed_types(api: &PublicApi, names: &BTreeMap<String, String>) -> PublicApi {
    let mut api = api.clone();
    if names.is_empty() {
        return api;
    }
    // A bare name may be a type parameter, so a name that is also a type parameter is replaced only where it is written with its path.
    let unambiguous = names.iter().filter(|(old, _)| !api.generics.contains(*old));
    let unambiguous: BTreeMap<String, String> = unambiguous.map(|(old, new)| (old.clone(), new.clone())).collect();
    let rename = |text: &mut String| *text = replaced(&replaced_types(text, names), &unambiguous);
    let type_path = |path: &str| if path.starts_with("requests::") { path.to_owned() } else { replaced(path, names) };
    api.types = std::mem::take(&mut api.types).into_iter().map(|(path, item)| (type_path(&path), item)).collect();
    for item in api.types.values_mut() {
        if let TypeKind::Tuple(fields) = &mut item.kind {
            fields.iter_mut().for_each(rename);
        }
        for member in &mut item.members {
            rename(&mut member.type_text);
            // The name of a variant is the name of the type that the variant contains.
            if item.kind == TypeKind::Enum && !member.type_text.is_empty() {
                rename(&mut member.name);
            }
        }
    }
    for function in api.functions.values_mut() {
        rename(&mut function.signature.output);
        function.signature.arguments.iter_mut().for_each(|(_, type_text)| rename(type_text));
    }
    api.requests.values_mut().for_each(|request| rename(&mut request.response));
    // The schema of a type is a constant with the name of the type. Requests have the names of operations, not of types.
    let constants = names.iter().map(|(old, new)| (upper(old), upper(new))).collect();
    let path = |path: &str| match path.split("::").next() {
        Some("schema") => replaced(path, &constants),
        Some("client" | "operations" | "requests") => path.to_owned(),
        Some("types") => replaced(path, names),
        _ => replaced(path, &unambiguous),
    };
    let functions = std::mem::take(&mut api.functions).into_iter();
    api.functions = functions.map(|(old, function)| (path(&old), function)).collect();
    api.other_items.values_mut().for_each(|other| rename(&mut other.declaration));
    api.other_items =
        std::mem::take(&mut api.other_items).into_iter().map(|(old, other)| (path(&old), other)).collect();
    api
}
