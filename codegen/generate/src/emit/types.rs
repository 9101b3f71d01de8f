//! Emits `types.rs` and `checks.rs`: a type for each named schema, and the checks of the types that are strings.

use colt_numbers_openapi::value::{self, members};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;

use super::rust_type::RustTypes;
use super::type_form::TypeForm;
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
            TypeForm::Overlapping => alternatives::emit_overlapping(types, name, schema),
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

/// Whether the type of any named schema has one of these forms.
pub fn has_form(root: &Value, forms: &[TypeForm]) -> bool {
    members(root.pointer("/components/schemas")).any(|(_, schema)| forms.contains(&TypeForm::of(root, schema)))
}
