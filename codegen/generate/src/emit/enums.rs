//! Emits an enum of strings: its variants and their texts. `conversions.rs` implements its methods and traits.

use colt_numbers_openapi::value::items;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use serde_json::Value;

use super::docs;
use crate::names;

/// The enum `name` of a schema with `enum`.
pub fn emit(name: &str, schema: &Value) -> TokenStream {
    let texts: Vec<&str> = items(schema.get("enum")).filter_map(Value::as_str).collect();
    let variants: Vec<Ident> = texts.iter().map(|text| Ident::new(&names::pascal(text), Span::call_site())).collect();
    let docs =
        texts.iter().map(|text| match schema.pointer(&format!("/x-countries/{text}/name")).and_then(Value::as_str) {
            Some(name) => format!(" {name}, `{text}`."),
            None => format!(" `{text}`."),
        });
    let ident = Ident::new(name, Span::call_site());
    let doc = docs::of_schema(schema);
    quote! {
        #doc
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, ::serde::Deserialize, ::serde::Serialize)]
        #[non_exhaustive]
        pub enum #ident {
            #(#[doc = #docs] #[serde(rename = #texts)] #variants,)*
        }
        listed_strings! { #ident, #(#texts => #variants,)* }
    }
}
