//! A checked string: a type whose every value satisfies its schema.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;

use super::types::doc;
use crate::names;

/// The type `name` of a string schema with a pattern or limits. What it can do follows from its check (`conversions.rs`).
pub fn emit(name: &str, schema: &Value) -> TokenStream {
    let ident = Ident::new(name, Span::call_site());
    let check = check_ident(name);
    let doc = doc(schema);
    quote! {
        #doc
        #[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, ::serde::Serialize)]
        #[serde(transparent)]
        pub struct #ident(::std::string::String);
        checked_string!(#ident, #check);
    }
}

/// The function that checks every constraint of a type.
pub fn check_ident(name: &str) -> Ident {
    format_ident!("{}", names::snake(name))
}

/// The function that checks the pattern of a type, without its limits.
pub fn pattern_ident(name: &str) -> Ident {
    format_ident!("{}_pattern", names::snake(name))
}
