//! The Rust type of a schema, where it is used: the name of a type, or a type of the standard library.

use std::collections::{BTreeMap, BTreeSet};

use colt_numbers_openapi::reference;
use colt_numbers_openapi::value::{self, items, members};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;

use crate::names;

/// The types of a document in which every type has a name.
pub struct RustTypes<'v> {
    pub root: &'v Value,
    /// Whether a value of any form is named.
    pub json: bool,
    /// For each schema those that a value of it holds within itself, not behind a list or a map.
    held: BTreeMap<String, Vec<String>>,
    /// Whether any type holds a floating-point number; such types are never `Eq`.
    holds_floats: bool,
}

impl<'v> RustTypes<'v> {
    pub fn new(root: &'v Value) -> Self {
        let schemas = members(root.pointer("/components/schemas"));
        let held = schemas.map(|(name, schema)| {
            let mut found = Vec::new();
            held(schema, &mut found);
            (name.clone(), found)
        });
        let is_float = |schema: &Value| schema.get("type").is_some_and(|kind| kind == "number");
        let holds_floats = colt_numbers_openapi::walk::has_schema(root, is_float);
        Self { root, json: false, held: held.collect(), holds_floats }
    }

    /// What every type that holds others derives.
    pub fn derives(&self) -> TokenStream {
        let eq = (!self.holds_floats).then(|| quote!(Eq,));
        quote!(#[derive(Clone, Debug, #eq PartialEq, ::serde::Deserialize, ::serde::Serialize)])
    }

    /// The type of a schema, in any file.
    pub fn of(&mut self, schema: &Value) -> TokenStream {
        self.any(None, schema)
    }

    /// The type of a schema as a part of a named one, in `types.rs`: in a box where it leads back to that one.
    pub fn within(&mut self, owner: &str, schema: &Value) -> TokenStream {
        self.any(Some(owner), schema)
    }

    /// The same without null.
    pub fn not_null(&mut self, schema: &Value) -> TokenStream {
        self.without_null(None, schema)
    }

    /// The type of a part of a named one, without null.
    pub fn not_null_within(&mut self, owner: &str, schema: &Value) -> TokenStream {
        self.without_null(Some(owner), schema)
    }

    fn any(&mut self, owner: Option<&str>, schema: &Value) -> TokenStream {
        let inner = self.without_null(owner, schema);
        if value::flag(schema, "nullable") { quote!(::core::option::Option<#inner>) } else { inner }
    }

    fn without_null(&mut self, owner: Option<&str>, schema: &Value) -> TokenStream {
        if let Some(name) = component(schema) {
            let ident = format_ident!("{}", names::type_name(&name));
            return match owner {
                Some(owner) if self.leads_back(&name, owner) => quote!(::std::boxed::Box<#ident>),
                Some(_) => quote!(#ident),
                None => quote!(crate::types::#ident),
            };
        }
        if let [only] = items(schema.get("allOf")).collect::<Vec<_>>()[..] {
            return self.any(owner, only);
        }
        // Behind a list or a map there is no need of a box.
        let outer = owner.map(|_| "");
        match (value::text(schema, "type"), value::text(schema, "format")) {
            (Some("string"), _) => quote!(::std::string::String),
            (Some("boolean"), _) => quote!(bool),
            (Some("number"), Some("float")) => quote!(f32),
            (Some("number"), _) => quote!(f64),
            (Some("integer"), format) => integer(format),
            (Some("array"), _) => {
                let item = self.any(outer, schema.get("items").unwrap_or(&Value::Null));
                quote!(::std::vec::Vec<#item>)
            }
            (Some("object"), _) => {
                let values = schema.get("additionalProperties").filter(|values| values.is_object());
                let value = self.any(outer, values.unwrap_or(&Value::Null));
                quote!(::std::collections::BTreeMap<::std::string::String, #value>)
            }
            _ => {
                self.json = true;
                quote!(crate::json::Value)
            }
        }
    }

    /// Whether a value of a schema may hold a value of another within itself.
    fn leads_back(&self, from: &str, to: &str) -> bool {
        let mut seen = BTreeSet::new();
        let mut open = vec![from];
        while let Some(name) = open.pop() {
            if name == to {
                return true;
            }
            if seen.insert(name) {
                open.extend(self.held.get(name).into_iter().flatten().map(String::as_str));
            }
        }
        false
    }
}

/// The name of the schema that is referred to.
fn component(schema: &Value) -> Option<String> {
    reference::of(schema).and_then(|target| reference::component(target, "schemas")).map(|name| name.to_string())
}

/// The schemas that a value holds within itself.
fn held(schema: &Value, found: &mut Vec<String>) {
    if let Some(name) = component(schema) {
        found.push(name);
        return;
    }
    let parts = ["allOf", "oneOf", "anyOf"].into_iter().flat_map(|keyword| items(schema.get(keyword)));
    let properties = members(schema.get("properties")).map(|(_, property)| property);
    parts.chain(properties).for_each(|inner| held(inner, found));
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
