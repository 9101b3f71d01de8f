//! `types.rs` and `checks.rs`: the generator crate's structs with their fields in the spec's order, and our own checked strings and
//! enums in place of its.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use serde_json::Value;
use syn::{Field, Fields, File, Item};

use super::{Refused, checks, docs, enums, fixups, newtypes};
use crate::names;
use crate::walk::{items, members, resolve};

/// The items of `types.rs`, which are taken out of what was generated, and the tokens of `checks.rs`.
pub fn emit(generated: &mut File, root: &Value) -> Result<(Vec<Item>, TokenStream), Refused> {
    let mut types = fixups::Types::out_of(generated)?;
    let mut own = TokenStream::new();
    let mut checked = Vec::new();
    for (name, schema) in members(root.pointer("/components/schemas")) {
        let rust = names::pascal(name);
        if schema.get("enum").is_some() {
            types.take(&rust)?;
            own.extend(enums::emit(&rust, schema));
        } else if is_checked_string(schema) {
            types.take(&rust)?;
            own.extend(newtypes::emit(&rust, schema));
            checked.push((rust, schema));
        } else if let Some(item) = types.structure(&rust) {
            in_order(item, root, schema)?;
        }
    }
    let mut items = types.rest()?;
    items.extend(super::parsed(own)?.items);
    Ok((items, checks::emit(&checked)?))
}

/// Whether any type is a checked string or an enum of strings.
pub fn has_conversions(root: &Value) -> bool {
    let mut schemas = members(root.pointer("/components/schemas"));
    schemas.any(|(_, schema)| schema.get("enum").is_some() || is_checked_string(schema))
}

/// Whether a schema is a string with a pattern or a limit.
pub fn is_checked_string(schema: &Value) -> bool {
    let has = |key: &str| schema.get(key).is_some();
    !has("enum") && (has("pattern") || has("minLength") || has("maxLength"))
}

/// Puts the fields into the order of the spec, so that what is sent looks like the document's examples, and marks the lenient ones.
fn in_order(item: &mut syn::ItemStruct, root: &Value, schema: &Value) -> Result<(), Refused> {
    let Fields::Named(fields) = &mut item.fields else { return Ok(()) };
    let mut wire: Vec<(String, &Value)> = Vec::new();
    gather(root, schema, &mut wire);
    let order: BTreeMap<String, usize> =
        wire.iter().enumerate().map(|(index, (name, _))| (names::snake(name), index)).collect();
    let mut found: Vec<Field> = std::mem::take(&mut fields.named).into_iter().collect();
    let place = |field: &Field| {
        field.ident.as_ref().and_then(|ident| order.get(&ident.to_string()).copied()).unwrap_or(usize::MAX)
    };
    found.sort_by_key(place);
    for (name, property) in wire.iter().filter(|(_, property)| property.get("x-lenient").is_some()) {
        let rust = names::snake(name);
        let field = found.iter_mut().find(|field| field.ident.as_ref().is_some_and(|ident| *ident == rust));
        let field = field.ok_or_else(|| fixups::gone(&format!("the field `{rust}` in `{}`", item.ident)))?;
        mark_lenient(field, property);
    }
    fields.named = found.into_iter().collect();
    Ok(())
}

/// The properties of a schema and of what it is composed of, in order.
fn gather<'v>(root: &'v Value, schema: &'v Value, found: &mut Vec<(String, &'v Value)>) {
    for part in items(schema.get("allOf")) {
        gather(root, resolve(root, part), found);
    }
    found.extend(members(schema.get("properties")).map(|(name, property)| (name.clone(), property)));
}

fn mark_lenient(field: &mut Field, property: &Value) {
    let with = if property.get("type").is_some() { "crate::lenient::text" } else { "crate::lenient::object" };
    field.attrs.push(syn::parse_quote!(#[serde(default, deserialize_with = #with)]));
}

/// The doc attributes of a schema's description.
pub fn doc(schema: &Value) -> TokenStream {
    docs::of(schema.get("description").and_then(Value::as_str).unwrap_or_default())
}
