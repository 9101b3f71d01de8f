//! Emits `types.rs` and `checks.rs`: a type for each named schema, and the checks of the types that are strings.

use colt_numbers_openapi::value::{self, items, members};
use colt_numbers_openapi::walk;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;

use super::rust_type::{RustTypes, merges_other_forms};
use super::{alternatives, checks, docs, enums, newtypes, structs};
use crate::names;
use crate::rejection::Rejection;

/// The code that is emitted for the named schemas.
pub struct EmittedTypes {
    /// The tokens of `types.rs`.
    pub types: TokenStream,
    /// The tokens of `checks.rs`.
    pub checks: TokenStream,
}

/// The form of the Rust type for a schema.
#[derive(Clone, Copy, Eq, PartialEq)]
enum TypeForm {
    Enum,
    CheckedString,
    Struct,
    Alternatives,
    /// A newtype around the type that the schema would have without a name.
    Wrapper,
}

impl TypeForm {
    fn of(root: &Value, schema: &Value) -> Self {
        let has = |keyword: &str| schema.get(keyword).is_some();
        let has_alternatives = has("oneOf") || has("anyOf");
        let is_text = value::text(schema, "type") == Some("string");
        let is_nullable = value::flag(schema, "nullable");
        match () {
            () if is_nullable => Self::Wrapper,
            () if is_text && has("enum") => Self::Enum,
            () if is_text && is_checked(schema) => Self::CheckedString,
            () if merges_other_forms(root, schema) => Self::Wrapper,
            () if has_alternatives && !["properties", "allOf", "additionalProperties"].into_iter().any(has) => {
                Self::Alternatives
            }
            // A schema with both properties and alternatives becomes a `json::Value`.
            () if has_alternatives => Self::Wrapper,
            () if !has_fields(root, schema) => Self::Wrapper,
            () if has("properties") || items(schema.get("allOf")).nth(1).is_some() => Self::Struct,
            () if has("allOf") && (has("required") || has("additionalProperties")) => Self::Struct,
            () if has("required") && !walk::properties(root, schema).is_empty() => Self::Struct,
            () => Self::Wrapper,
        }
    }
}

/// Whether a schema or one of its parts describes members of an object. Otherwise a struct would have no fields, and lose every member.
fn has_fields(root: &Value, schema: &Value) -> bool {
    let mut found = false;
    walk::all_of_parts(root, schema, &mut |part| {
        found |= members(part.get("properties")).next().is_some();
        found |= items(part.get("required")).next().is_some();
        found |= !matches!(part.get("additionalProperties"), None | Some(Value::Bool(true)));
    });
    found
}

/// Whether a string has a pattern or a limit.
fn is_checked(schema: &Value) -> bool {
    ["pattern", "minLength", "maxLength"].iter().any(|keyword| schema.get(keyword).is_some())
}

/// Emits the types of all named schemas.
pub fn emit(types: &mut RustTypes<'_>) -> Result<EmittedTypes, Rejection> {
    let root = types.root;
    let mut tokens = TokenStream::new();
    let mut checked: Vec<(&str, &Value)> = Vec::new();
    for (name, schema) in members(root.pointer("/components/schemas")) {
        tokens.extend(match TypeForm::of(root, schema) {
            TypeForm::Enum => enums::emit(&names::type_name(name), schema),
            TypeForm::CheckedString => {
                checked.push((name, schema));
                newtypes::emit(name, schema)
            }
            TypeForm::Struct => structs::emit(types, name, schema),
            TypeForm::Alternatives => alternatives::emit(types, name, schema),
            TypeForm::Wrapper => wrapper(types, name, schema),
        });
    }
    Ok(EmittedTypes { types: tokens, checks: checks::emit(&checked)? })
}

/// A newtype around the type of a schema that becomes no struct, enum or checked string.
fn wrapper(types: &mut RustTypes<'_>, name: &str, schema: &Value) -> TokenStream {
    let ident = format_ident!("{}", names::type_name(name));
    let inner = types.within(name, schema);
    let (derives, docs) = (types.derives(true), docs::of_schema(schema));
    let is_text = value::text(schema, "type") == Some("string") && !value::flag(schema, "nullable");
    let from_text = is_text.then(|| {
        quote! {
            impl ::core::convert::From<&str> for #ident {
                fn from(text: &str) -> Self { Self(text.to_owned()) }
            }
        }
    });
    quote! {
        #docs
        #derives
        #[serde(transparent)]
        pub struct #ident(pub #inner);
        impl ::core::convert::From<#inner> for #ident {
            fn from(value: #inner) -> Self { Self(value) }
        }
        #from_text
    }
}

/// Whether any type is a checked string or an enum of strings.
pub fn has_conversions(root: &Value) -> bool {
    let mut schemas = members(root.pointer("/components/schemas"));
    schemas.any(|(_, schema)| matches!(TypeForm::of(root, schema), TypeForm::Enum | TypeForm::CheckedString))
}

/// Whether any type is an enum of alternatives.
pub fn has_alternatives(root: &Value) -> bool {
    members(root.pointer("/components/schemas")).any(|(_, schema)| TypeForm::of(root, schema) == TypeForm::Alternatives)
}
