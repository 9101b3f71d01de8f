//! `types.rs` and `checks.rs`: progenitor's structs with their fields in the order of the spec, and our own checked strings and enums instead
//! of progenitor's.

use std::collections::BTreeMap;

use colt_numbers_openapi::value::members;
use colt_numbers_openapi::walk::properties;
use proc_macro2::TokenStream;
use serde_json::Value;
use syn::{Field, Fields, File, Item, ItemStruct};

use super::{check_items, checks, enums, fixups, newtypes, print};
use crate::hoist::HoistedSpec;
use crate::names;
use crate::rejection::Rejection;

/// The code for the schemas.
pub struct EmittedTypes {
    /// The items of `types.rs`.
    pub types: Vec<Item>,
    /// The tokens of `checks.rs`.
    pub checks: TokenStream,
    /// Whether the types use `json::Value`.
    pub json: bool,
}

/// Emits the types of a spec from progenitor's output.
pub fn emit(generated: &mut File, hoisted: &HoistedSpec) -> Result<EmittedTypes, Rejection> {
    let root = &hoisted.root;
    let mut types = fixups::TypeItems::take_from(generated)?;
    let mut own = TokenStream::new();
    let mut checked: Vec<(&str, &Value)> = Vec::new();
    let mut pointers = BTreeMap::new();
    for (name, schema) in members(root.pointer("/components/schemas")) {
        let rust = names::type_name(name);
        if schema.get("enum").is_some() {
            types.remove(&rust)?;
            own.extend(enums::emit(&rust, schema));
        } else if is_checked_string(schema) {
            types.remove(&rust)?;
            own.extend(newtypes::emit(name, schema));
            checked.push((name, schema));
        } else if let Some(item) = types.structure(&rust) {
            order_fields(item, root, schema)?;
        }
        pointers.insert(rust, hoisted.pointers.get(name).cloned().unwrap_or_default());
    }
    let mut items = types.into_items()?;
    let json = check_items::check(&mut items, &pointers)?;
    items.extend(print::parse(own)?);
    Ok(EmittedTypes { types: items, checks: checks::emit(&checked)?, json })
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

/// Puts the fields into the order of the spec, so that requests look like the document's examples, and marks lenient fields.
fn order_fields(item: &mut ItemStruct, root: &Value, schema: &Value) -> Result<(), Rejection> {
    let Fields::Named(fields) = &mut item.fields else { return Ok(()) };
    let properties = properties(root, schema);
    let order: BTreeMap<String, usize> =
        properties.iter().enumerate().map(|(index, (name, _))| (names::field(name), index)).collect();
    let mut found: Vec<Field> = std::mem::take(&mut fields.named).into_iter().collect();
    let position = |field: &Field| {
        field.ident.as_ref().and_then(|ident| order.get(&ident.to_string()).copied()).unwrap_or(usize::MAX)
    };
    found.sort_by_key(position);
    for (name, property) in properties.iter().filter(|(_, property)| property.get("x-lenient").is_some()) {
        let rust = names::field(name);
        let field = found.iter_mut().find(|field| field.ident.as_ref().is_some_and(|ident| *ident == rust));
        let field = field.ok_or_else(|| fixups::missing(&format!("the field `{rust}` in `{}`", item.ident)))?;
        mark_lenient(field, property);
    }
    fields.named = found.into_iter().collect();
    Ok(())
}

fn mark_lenient(field: &mut Field, property: &Value) {
    let with = if property.get("type").is_some() { "crate::lenient::text" } else { "crate::lenient::object" };
    field.attrs.push(syn::parse_quote!(#[serde(default, deserialize_with = #with)]));
}
