//! Emits a checked string: a newtype whose values all satisfy their schema.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;

use super::docs;
use crate::names;

/// The type of a string schema with a pattern or limits. `conversions.rs` implements its methods and traits.
pub fn emit(name: &str, schema: &Value) -> TokenStream {
    let ident = format_ident!("{}", names::type_name(name));
    let check = check_ident(name);
    let doc = docs::of_schema(schema);
    quote! {
        #doc
        #[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, ::serde::Serialize)]
        #[serde(transparent)]
        pub struct #ident(::std::string::String);
        checked_string!(#ident, #check);
    }
}

/// The name of the functions that check a schema's length, its pattern and all constraints.
pub fn check_ident(name: &str) -> Ident {
    format_ident!("{}", names::snake(name))
}
