//! Chooses the Rust type for a use of a schema: a generated type, or a type of the standard library.

use std::collections::{BTreeMap, BTreeSet};

use colt_numbers_openapi::reference;
use colt_numbers_openapi::value::{self, items, members};
use colt_numbers_openapi::walk;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;

use crate::names;

/// The Rust types of a spec in which every schema that becomes a type has a name.
pub struct RustTypes<'v> {
    pub root: &'v Value,
    /// Whether emitted code uses `json::Value`, the type for a value of any form.
    pub uses_json_value: bool,
    /// The schemas that each named schema contains directly: a `Vec` or a map would be an indirection.
    contained: BTreeMap<String, Vec<String>>,
    /// Whether any schema is a floating-point number. If so, no struct and no enum with data implements `Eq`.
    has_floats: bool,
}

impl<'v> RustTypes<'v> {
    pub fn new(root: &'v Value) -> Self {
        let schemas = members(root.pointer("/components/schemas"));
        let contained = schemas.map(|(name, schema)| {
            let mut found = Vec::new();
            add_contained(schema, &mut found);
            (name.clone(), found)
        });
        let is_float = |schema: &Value| schema.get("type").is_some_and(|kind| kind == "number");
        let has_floats = walk::has_schema(root, is_float);
        Self { root, uses_json_value: false, contained: contained.collect(), has_floats }
    }

    /// The derive attribute of a type that contains other types. `deserialize` states whether it derives `Deserialize` too.
    pub fn derives(&self, deserialize: bool) -> TokenStream {
        let eq = (!self.has_floats).then(|| quote!(Eq,));
        let deserialize = deserialize.then(|| quote!(::serde::Deserialize,));
        quote!(#[derive(Clone, Debug, #eq PartialEq, #deserialize ::serde::Serialize)])
    }

    /// The type of a schema, written with its full path.
    pub fn of(&mut self, schema: &Value) -> TokenStream {
        self.with_null(None, schema)
    }

    /// The type of a schema inside the named schema `owner`, as written in `types.rs`. It is in a `Box` if it contains the type of `owner`.
    pub fn within(&mut self, owner: &str, schema: &Value) -> TokenStream {
        self.with_null(Some(owner), schema)
    }

    /// The type of a schema without null, written with its full path.
    pub fn not_null(&mut self, schema: &Value) -> TokenStream {
        self.without_null(None, schema)
    }

    /// The type of a schema inside the named schema `owner`, without null.
    pub fn not_null_within(&mut self, owner: &str, schema: &Value) -> TokenStream {
        self.without_null(Some(owner), schema)
    }

    fn with_null(&mut self, owner: Option<&str>, schema: &Value) -> TokenStream {
        let inner = self.without_null(owner, schema);
        if value::flag(schema, "nullable") { quote!(::core::option::Option<#inner>) } else { inner }
    }

    fn without_null(&mut self, owner: Option<&str>, schema: &Value) -> TokenStream {
        if let Some(name) = component(schema) {
            let ident = format_ident!("{}", names::type_name(&name));
            return match owner {
                Some(owner) if self.contains(&name, owner) => quote!(::std::boxed::Box<#ident>),
                Some(_) => quote!(#ident),
                None => quote!(crate::types::#ident),
            };
        }
        if merges_other_forms(self.root, schema) {
            self.uses_json_value = true;
            return quote!(crate::json::Value);
        }
        if let [only] = items(schema.get("allOf")).collect::<Vec<_>>()[..] {
            return self.with_null(owner, only);
        }
        // Inside a list or a map, a type needs no `Box`: no owner has an empty name.
        let outer = owner.map(|_| "");
        match (value::text(schema, "type"), value::text(schema, "format")) {
            (Some("string"), _) => quote!(::std::string::String),
            (Some("boolean"), _) => quote!(bool),
            // Also for the format `float`: an `f32` in a URL would get the digits that its conversion to `f64` adds.
            (Some("number"), _) => quote!(f64),
            (Some("integer"), format) => integer(format),
            (Some("array"), _) => {
                let item = self.with_null(outer, schema.get("items").unwrap_or(&Value::Null));
                quote!(::std::vec::Vec<#item>)
            }
            (Some("object"), _) => {
                let values = schema.get("additionalProperties").filter(|values| values.is_object());
                let value = self.with_null(outer, values.unwrap_or(&Value::Null));
                quote!(::std::collections::BTreeMap<::std::string::String, #value>)
            }
            _ => {
                self.uses_json_value = true;
                quote!(crate::json::Value)
            }
        }
    }

    /// Whether a value of the schema `from` may directly contain a value of the schema `to`.
    fn contains(&self, from: &str, to: &str) -> bool {
        let mut seen = BTreeSet::new();
        let mut open = vec![from];
        while let Some(name) = open.pop() {
            if name == to {
                return true;
            }
            if seen.insert(name) {
                open.extend(self.contained.get(name).into_iter().flatten().map(String::as_str));
            }
        }
        false
    }
}

/// Whether a schema with `allOf` merges alternatives, or values that are not objects, with other schemas. A struct cannot hold all values of such a
/// schema.
pub fn merges_other_forms(root: &Value, schema: &Value) -> bool {
    let has = |keyword: &str| schema.get(keyword).is_some();
    let own = ["properties", "required", "additionalProperties", "oneOf", "anyOf"].into_iter().any(has);
    if !has("allOf") || !own && items(schema.get("allOf")).nth(1).is_none() {
        return false;
    }
    let mut found = false;
    walk::all_of_parts(root, schema, &mut |part| {
        let has_alternatives = ["oneOf", "anyOf"].iter().any(|keyword| part.get(*keyword).is_some());
        found |= has_alternatives || value::text(part, "type").is_some_and(|kind| kind != "object");
    });
    found
}

/// The name of the schema to which a reference refers.
pub fn component(schema: &Value) -> Option<String> {
    reference::of(schema).and_then(|target| reference::component(target, "schemas")).map(|name| name.to_string())
}

/// Adds the names of the schemas that a value of this schema directly contains.
fn add_contained(schema: &Value, found: &mut Vec<String>) {
    if let Some(name) = component(schema) {
        found.push(name);
        return;
    }
    let parts = ["allOf", "oneOf", "anyOf"].into_iter().flat_map(|keyword| items(schema.get(keyword)));
    let properties = members(schema.get("properties")).map(|(_, property)| property);
    parts.chain(properties).for_each(|inner| add_contained(inner, found));
}

fn integer(format: Option<&str>) -> TokenStream {
    match format {
        Some("int8") => quote!(i8),
        Some("int16") => quote!(i16),
        Some("int32") => quote!(i32),
        Some("uint8") => quote!(u8),
        Some("uint16") => quote!(u16),
        Some("uint32") => quote!(u32),
        Some("uint" | "uint64") => quote!(u64),
        _ => quote!(i64),
    }
}
