//! An enum of strings: its values, their texts, and every conversion.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;
use serde_json::Value;

use super::types::doc;
use crate::names;
use crate::walk::items;

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
    let count = Literal::usize_unsuffixed(texts.len());
    let doc = doc(schema);
    let conversions = conversions(&ident);
    quote! {
        #doc
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, ::serde::Deserialize, ::serde::Serialize)]
        pub enum #ident {
            #(#[doc = #docs] #[serde(rename = #texts)] #variants,)*
        }
        impl #ident {
            /// Every value, in the order of the spec.
            pub const ALL: [Self; #count] = [#(Self::#variants),*];
            /// The texts of every value, in the same order.
            pub const TEXTS: [&'static str; #count] = [#(#texts),*];
            /// The value as it is sent.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    #(Self::#variants => #texts,)*
                }
            }
        }
        impl ::core::str::FromStr for #ident {
            type Err = crate::checks::InvalidValue;
            fn from_str(text: &str) -> ::core::result::Result<Self, Self::Err> {
                match text {
                    #(#texts => Ok(Self::#variants),)*
                    _ => Err(crate::checks::InvalidValue::not_listed(#name, &Self::TEXTS)),
                }
            }
        }
        #conversions
    }
}

/// What follows from `as_str` and `FromStr`.
fn conversions(ident: &Ident) -> TokenStream {
    quote! {
        impl ::core::fmt::Display for #ident {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }
        impl ::core::convert::AsRef<str> for #ident {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }
        impl ::core::convert::TryFrom<&str> for #ident {
            type Error = crate::checks::InvalidValue;
            fn try_from(text: &str) -> ::core::result::Result<Self, Self::Error> {
                text.parse()
            }
        }
        impl ::core::convert::TryFrom<::std::string::String> for #ident {
            type Error = crate::checks::InvalidValue;
            fn try_from(text: ::std::string::String) -> ::core::result::Result<Self, Self::Error> {
                text.parse()
            }
        }
    }
}
