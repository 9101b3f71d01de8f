//! Chooses the Rust type for a use of a schema: a generated type, or a type of the standard library.

use std::collections::{BTreeMap, BTreeSet};

use colt_numbers_openapi::pointer::join;
use colt_numbers_openapi::reference::schema_name;
use colt_numbers_openapi::value::{self, items, members};
use colt_numbers_openapi::walk;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;

use super::directions::Directions;
use super::type_form::{TypeForm, merges_other_forms};
use crate::names;

/// The Rust types of a spec in which every schema that becomes a type has a name.
pub struct RustTypes<'v> {
    pub root: &'v Value,
    pub directions: Directions,
    /// Whether emitted code uses `json::Value`, the type for a value of any form.
    pub uses_json_value: bool,
    /// Whether emitted code uses a type of `received.rs`.
    pub uses_received: bool,
    /// The schemas that each named schema contains directly: a `Vec` or a map would be an indirection.
    contained: BTreeMap<String, Vec<String>>,
    /// The schemas that are alternatives of `oneOf` or `anyOf`.
    alternatives: BTreeSet<String>,
    /// Whether any schema is a floating-point number. If so, no struct and no enum with data implements `Eq`.
    has_floats: bool,
}

/// Where a type is written.
#[derive(Clone, Copy, Default)]
struct Place<'o> {
    /// The named schema whose type contains it; `None` outside of `types.rs`, where the type is written with its full path.
    owner: Option<&'o str>,
    /// Whether it is inside a list or a map, where a type needs no `Box`.
    is_indirect: bool,
    /// Whether a response contains its values. If so, unknown values are kept.
    is_received: bool,
}

impl<'v> RustTypes<'v> {
    pub fn new(root: &'v Value) -> Self {
        let schemas = members(root.pointer("/components/schemas"));
        let contained = schemas.map(|(name, schema)| {
            let mut found = Vec::new();
            // A value that may have several forms is JSON.
            if TypeForm::of(root, schema) != TypeForm::Overlapping {
                add_contained(schema, &mut found);
            }
            (name.clone(), found)
        });
        let contained = contained.collect();
        let (mut has_floats, mut alternatives) = (false, BTreeSet::new());
        walk::schemas(root, &mut |_, schema| {
            has_floats |= schema.get("type").is_some_and(|kind| kind == "number");
            let listed = items(schema.get("oneOf")).chain(items(schema.get("anyOf")));
            alternatives.extend(listed.filter_map(schema_name));
        });
        let directions = Directions::of(root);
        Self { root, directions, uses_json_value: false, uses_received: false, contained, alternatives, has_floats }
    }

    /// The derive attribute of a type that contains other types. `deserialize` states whether it derives `Deserialize` too.
    pub fn derives(&self, deserialize: bool) -> TokenStream {
        let eq = (!self.has_floats).then(|| quote!(Eq,));
        let deserialize = deserialize.then(|| quote!(::serde::Deserialize,));
        quote!(#[derive(Clone, Debug, #eq PartialEq, #deserialize ::serde::Serialize)])
    }

    /// The type of a schema in a request, written with its full path.
    pub fn of(&mut self, schema: &Value) -> TokenStream {
        self.with_null(Place::default(), schema)
    }

    /// The type of a schema in a request without null, written with its full path.
    pub fn not_null(&mut self, schema: &Value) -> TokenStream {
        self.without_null(Place::default(), schema)
    }

    /// The type of a schema in a response, written with its full path.
    pub fn received(&mut self, schema: &Value) -> TokenStream {
        self.with_null(Place { is_received: true, ..Place::default() }, schema)
    }

    /// The type of a schema inside the named schema `owner`, as written in `types.rs`. It is in a `Box` if it contains the type of `owner`.
    pub fn within(&mut self, owner: &str, schema: &Value) -> TokenStream {
        self.with_null(self.place_in(owner), schema)
    }

    /// The type of a schema inside the named schema `owner`, without null.
    pub fn not_null_within(&mut self, owner: &str, schema: &Value) -> TokenStream {
        self.without_null(self.place_in(owner), schema)
    }

    /// The type of the members of the named schema `owner` that have no field of their own.
    pub fn extra(&mut self, owner: &str, schema: &Value) -> TokenStream {
        self.entry(self.place_in(owner), schema)
    }

    /// The type of an alternative of the named schema `owner`. An enum has only its listed values, because these identify the alternative.
    pub fn alternative(&mut self, owner: &str, schema: &Value) -> TokenStream {
        // A schema that directly contains no other is not the type of its alternatives, but reads them.
        let is_indirect = self.contained.get(owner).is_none_or(Vec::is_empty);
        self.with_null(Place { is_received: false, is_indirect, ..self.place_in(owner) }, schema)
    }

    fn place_in<'o>(&self, owner: &'o str) -> Place<'o> {
        Place { owner: Some(owner), is_indirect: false, is_received: self.directions.is_received(owner) }
    }

    fn with_null(&mut self, place: Place<'_>, schema: &Value) -> TokenStream {
        let inner = self.without_null(place, schema);
        if value::flag(schema, "nullable") { quote!(::core::option::Option<#inner>) } else { inner }
    }

    fn without_null(&mut self, place: Place<'_>, schema: &Value) -> TokenStream {
        if let Some(name) = schema_name(schema) {
            return self.named(place, &name);
        }
        if merges_other_forms(self.root, schema) {
            self.uses_json_value = true;
            return quote!(crate::json::Value);
        }
        if let [only] = items(schema.get("allOf")).collect::<Vec<_>>()[..] {
            return self.with_null(place, only);
        }
        match (value::text(schema, "type"), value::text(schema, "format")) {
            (Some("string"), _) => quote!(::std::string::String),
            (Some("boolean"), _) => quote!(bool),
            // Also for the format `float`: an `f32` in a URL would get the digits that its conversion to `f64` adds.
            (Some("number"), _) => quote!(f64),
            (Some("integer"), format) => integer(format),
            (Some("array"), _) => {
                let item = self.entry(place, schema.get("items").unwrap_or(&Value::Null));
                quote!(::std::vec::Vec<#item>)
            }
            (Some("object"), _) => {
                let values = schema.get("additionalProperties").filter(|values| values.is_object());
                let value = self.entry(place, values.unwrap_or(&Value::Null));
                quote!(::std::collections::BTreeMap<::std::string::String, #value>)
            }
            _ => {
                self.uses_json_value = true;
                quote!(crate::json::Value)
            }
        }
    }

    /// The type of an entry of a list or a map. In responses, an entry that cannot be read does not make the other entries unreadable.
    fn entry(&mut self, place: Place<'_>, schema: &Value) -> TokenStream {
        let entry = self.with_null(Place { is_indirect: true, ..place }, schema);
        // Every JSON can be read as `json::Value`.
        let accepts_any_json = entry.to_string() == quote!(crate::json::Value).to_string();
        if !place.is_received || accepts_any_json {
            return entry;
        }
        self.uses_received = true;
        quote!(crate::received::Entry<#entry>)
    }

    /// The type of a named schema. In responses, an enum also has unknown values, unless its only value identifies an alternative.
    fn named(&mut self, place: Place<'_>, name: &str) -> TokenStream {
        let ident = format_ident!("{}", names::type_name(name));
        let ty = match place.owner {
            Some(owner) if !place.is_indirect && self.contains(name, owner) => quote!(::std::boxed::Box<#ident>),
            Some(_) => quote!(#ident),
            None => quote!(crate::types::#ident),
        };
        let values = self.enum_values(name);
        let is_label = values == 1 && place.owner.is_some_and(|owner| self.alternatives.contains(owner));
        if values == 0 || is_label || !place.is_received {
            return ty;
        }
        self.uses_received = true;
        quote!(crate::received::EnumValue<#ty>)
    }

    /// The number of values of a named schema that becomes an enum of strings, otherwise 0.
    fn enum_values(&self, name: &str) -> usize {
        let schema = self.root.pointer(&join("/components/schemas", name));
        let schema = schema.filter(|schema| TypeForm::of(self.root, schema) == TypeForm::Enum);
        items(schema.and_then(|schema| schema.get("enum"))).count()
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

/// Adds the names of the schemas that a value of this schema directly contains.
fn add_contained(schema: &Value, found: &mut Vec<String>) {
    if let Some(name) = schema_name(schema) {
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
