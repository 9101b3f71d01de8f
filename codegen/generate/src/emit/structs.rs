//! Emits the struct of an object: its fields in the order of the spec, a constructor with the mandatory fields, and a setter for each optional
//! field.

use std::borrow::Cow;

use colt_numbers_openapi::reference;
use colt_numbers_openapi::value::{self, items, members};
use colt_numbers_openapi::walk;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use serde_json::{Map, Value};

use super::directions::is_marked;
use super::docs;
use super::rust_type::RustTypes;
use crate::names;

/// The struct `name` of a schema, with the properties of all parts of its `allOf`.
pub fn emit(types: &mut RustTypes<'_>, name: &str, schema: &Value) -> TokenStream {
    let ident = format_ident!("{}", names::type_name(name));
    let mut required = Vec::new();
    let mut others = None;
    walk::all_of_parts(types.root, schema, &mut |part| {
        required.extend(items(part.get("required")).filter_map(Value::as_str));
        others = part.get("additionalProperties").filter(|values| values.is_object()).or(others);
    });
    let any = Value::Object(Map::new());
    // A value of a base type may have the members of a subtype.
    let others = others.or_else(|| value::flag(schema, "x-subtypes").then_some(&any));
    let mut properties = merged_properties(types.root, schema);
    // A required member that no part describes has the schema of `additionalProperties`, or any value.
    for json_name in &required {
        if !properties.iter().any(|(known, _)| known == json_name) {
            properties.push((json_name, Cow::Borrowed(others.unwrap_or(&any))));
        }
    }
    properties.retain(|(_, property)| !types.directions.is_never_present(types.root, name, property));
    let fields: Vec<StructField> = properties
        .iter()
        .map(|(json_name, property)| StructField::of(types, name, json_name, property, required.contains(json_name)))
        .collect();
    let declarations = fields.iter().map(StructField::declaration);
    let (mandatory, optional): (Vec<_>, Vec<_>) = fields.iter().partition(|field| field.kind == FieldKind::Mandatory);
    let arguments = mandatory.iter().map(|StructField { name, ty, .. }| quote!(#name: #ty));
    let initializers = fields.iter().map(StructField::initializer);
    let setters = optional.iter().filter(|field| !field.is_read_only).map(|field| field.setter());
    let (extra, no_extra) = match others {
        Some(values) => {
            let value = types.extra(name, values);
            let map = quote!(::std::collections::BTreeMap<::std::string::String, #value>);
            let docs = docs::of("The members that have no field of their own, by name.");
            (quote!(#docs #[serde(flatten)] pub extra: #map,), quote!(extra: ::core::default::Default::default(),))
        }
        None => (TokenStream::new(), TokenStream::new()),
    };
    let derives = types.derives(true);
    let default = mandatory.is_empty().then(|| quote!(#[derive(::core::default::Default)]));
    let docs = docs::of_schema(schema);
    quote! {
        #docs
        #derives
        #default
        #[non_exhaustive]
        pub struct #ident { #(#declarations)* #extra }
        impl #ident {
            /// Creates a value from the mandatory members. All optional members are absent.
            #[must_use]
            pub fn new(#(#arguments),*) -> Self { Self { #(#initializers,)* #no_extra } }
            #(#setters)*
        }
    }
}

/// The properties of a schema and of its parts, each once. If several parts describe a property, the last part that constrains its type is used. If
/// the parts describe different objects or lists, no part describes all of the value, so the property becomes a `json::Value`.
fn merged_properties<'v>(root: &'v Value, schema: &'v Value) -> Vec<(&'v str, Cow<'v, Value>)> {
    let mut merged: Vec<(&str, Cow<'v, Value>)> = Vec::new();
    for (json_name, property) in walk::properties(root, schema) {
        match merged.iter_mut().find(|(known, _)| *known == json_name) {
            None => merged.push((json_name, Cow::Borrowed(property))),
            Some((_, Cow::Owned(_))) => {}
            Some((_, known)) if constrains_type(property) => {
                let describes_all =
                    !constrains_type(known) || is_scalar(root, property) || form(root, known) == form(root, property);
                *known = if describes_all { Cow::Borrowed(property) } else { Cow::Owned(any_form(property)) };
            }
            Some(_) => {}
        }
    }
    merged
}

/// A schema that allows any value, with the annotations of another schema.
fn any_form(schema: &Value) -> Value {
    let annotations = members(Some(schema))
        .filter(|(keyword, _)| ["description", "nullable", "readOnly", "writeOnly"].contains(&keyword.as_str()));
    Value::Object(annotations.map(|(keyword, value)| (keyword.clone(), value.clone())).collect())
}

/// The schema that a schema stands for, with references and an `allOf` of one part resolved.
fn form<'v>(root: &'v Value, schema: &'v Value) -> &'v Value {
    let mut schema = reference::resolve(root, schema);
    for _ in 0..reference::MAX_HOPS {
        match schema.get("allOf").and_then(Value::as_array).map(Vec::as_slice) {
            Some([only]) if !constrains_values(schema) => schema = reference::resolve(root, only),
            _ => break,
        }
    }
    schema
}

fn is_scalar(root: &Value, schema: &Value) -> bool {
    matches!(value::text(form(root, schema), "type"), Some("string" | "integer" | "number" | "boolean"))
}

/// Whether a schema with `allOf` also constrains values with other keywords.
fn constrains_values(schema: &Value) -> bool {
    ["type", "oneOf", "anyOf", "properties", "required", "additionalProperties"]
        .iter()
        .any(|keyword| schema.get(*keyword).is_some())
}

/// Whether a schema constrains the type of its values.
fn constrains_type(schema: &Value) -> bool {
    ["$ref", "type", "allOf", "oneOf", "anyOf", "properties"].iter().any(|keyword| schema.get(*keyword).is_some())
}

/// How a field represents an absent member.
#[derive(Clone, Copy, Eq, PartialEq)]
enum FieldKind {
    /// The member is never absent.
    Mandatory,
    /// The field is `None`.
    Optional,
    /// The field is an empty list.
    List,
}

struct StructField {
    name: Ident,
    json_name: String,
    /// The type of a present value.
    ty: TokenStream,
    kind: FieldKind,
    /// Whether the member is in responses only, although its type is part of requests as well.
    is_read_only: bool,
    /// The path of the function that deserializes a lenient property, which treats a value of another type as absent.
    lenient: Option<&'static str>,
    docs: TokenStream,
}

impl StructField {
    fn of(types: &mut RustTypes<'_>, owner: &str, json_name: &str, property: &Value, required: bool) -> Self {
        let nullable = value::flag(property, "nullable");
        let is_in_one_direction = types.directions.is_in_one_direction(types.root, owner, property);
        let is_read_only = is_in_one_direction && is_marked(types.root, property, "readOnly");
        let required = required && !is_in_one_direction;
        let is_list = value::text(property, "type") == Some("array") && !nullable;
        let kind = match (required, is_list) {
            (true, _) => FieldKind::Mandatory,
            (false, true) => FieldKind::List,
            (false, false) => FieldKind::Optional,
        };
        // `None` represents both an absent member and null.
        let ty = if required { types.within(owner, property) } else { types.not_null_within(owner, property) };
        let lenient = value::flag(property, "x-lenient").then(|| match property.get("type") {
            Some(_) => "crate::lenient::text",
            None => "crate::lenient::object",
        });
        let name = format_ident!("{}", names::field(json_name));
        let description = value::text(property, "description").unwrap_or_default();
        let read_only = if is_read_only { "\n\nRead-only: responses have it, and it is not sent." } else { "" };
        let docs = docs::of(&format!("{description}{read_only}"));
        Self { name, json_name: json_name.to_owned(), ty, kind, is_read_only, lenient, docs }
    }

    fn declaration(&self) -> TokenStream {
        let Self { name, json_name, ty, kind, is_read_only, lenient, docs } = self;
        let mut serde = Vec::new();
        if name != json_name {
            serde.push(quote!(rename = #json_name));
        }
        match kind {
            FieldKind::Mandatory => {}
            _ if *is_read_only => serde.push(quote!(default, skip_serializing)),
            FieldKind::Optional => serde.push(quote!(default, skip_serializing_if = "::core::option::Option::is_none")),
            FieldKind::List => serde.push(quote!(default, skip_serializing_if = "::std::vec::Vec::is_empty")),
        }
        serde.extend(lenient.map(|with| quote!(deserialize_with = #with)));
        let serde = (!serde.is_empty()).then(|| quote!(#[serde(#(#serde),*)]));
        let stored = if *kind == FieldKind::Optional { quote!(::core::option::Option<#ty>) } else { ty.clone() };
        quote!(#docs #serde pub #name: #stored,)
    }

    fn initializer(&self) -> TokenStream {
        let name = &self.name;
        match self.kind {
            FieldKind::Mandatory => quote!(#name),
            FieldKind::Optional | FieldKind::List => quote!(#name: ::core::default::Default::default()),
        }
    }

    fn setter(&self) -> TokenStream {
        let Self { name, ty, docs, .. } = self;
        let docs = if docs.is_empty() { docs::of(&format!("Sets `{name}`.")) } else { docs.clone() };
        // The name `new` belongs to the constructor.
        let setter = if name == "new" { format_ident!("new_") } else { name.clone() };
        let value =
            if self.kind == FieldKind::Optional { quote!(::core::option::Option::Some(#name)) } else { quote!(#name) };
        quote! {
            #docs
            #[must_use]
            pub fn #setter(mut self, #name: #ty) -> Self {
                self.#name = #value;
                self
            }
        }
    }
}
