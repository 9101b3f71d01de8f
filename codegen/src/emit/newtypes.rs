//! A checked string: a type whose every value satisfies its schema.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;

use super::types::doc;
use crate::names;

/// The type `name` of a string schema with a pattern or limits.
pub fn emit(name: &str, schema: &Value) -> TokenStream {
    let ident = Ident::new(name, Span::call_site());
    let check = check_ident(name);
    let doc = doc(schema);
    let conversions = conversions(&ident);
    quote! {
        #doc
        #[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, ::serde::Serialize)]
        #[serde(transparent)]
        pub struct #ident(::std::string::String);
        impl #ident {
            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
            /// Whether a text is a value of this type.
            ///
            /// # Errors
            /// Names the constraint that the text breaks, and where.
            pub fn check(text: &str) -> ::core::result::Result<(), crate::checks::InvalidValue> {
                crate::checks::#check(text).map_err(|mismatch| crate::checks::InvalidValue::mismatch(#name, mismatch))
            }
        }
        impl ::core::str::FromStr for #ident {
            type Err = crate::checks::InvalidValue;
            fn from_str(text: &str) -> ::core::result::Result<Self, Self::Err> {
                Self::check(text)?;
                Ok(Self(text.to_owned()))
            }
        }
        impl ::core::convert::TryFrom<::std::string::String> for #ident {
            type Error = crate::checks::InvalidValue;
            fn try_from(text: ::std::string::String) -> ::core::result::Result<Self, Self::Error> {
                Self::check(&text)?;
                Ok(Self(text))
            }
        }
        #conversions
    }
}

/// What follows from `as_str` and the two checked conversions.
fn conversions(ident: &Ident) -> TokenStream {
    quote! {
        impl ::core::convert::TryFrom<&str> for #ident {
            type Error = crate::checks::InvalidValue;
            fn try_from(text: &str) -> ::core::result::Result<Self, Self::Error> {
                text.parse()
            }
        }
        impl<'de> ::serde::Deserialize<'de> for #ident {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                let text = <::std::string::String as ::serde::Deserialize>::deserialize(deserializer)?;
                Self::try_from(text).map_err(::serde::de::Error::custom)
            }
        }
        impl ::core::fmt::Display for #ident {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(&self.0)
            }
        }
        impl ::core::convert::AsRef<str> for #ident {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
        impl ::core::borrow::Borrow<str> for #ident {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
        impl ::core::ops::Deref for #ident {
            type Target = str;
            fn deref(&self) -> &str {
                &self.0
            }
        }
        impl ::core::convert::From<#ident> for ::std::string::String {
            fn from(value: #ident) -> Self {
                value.0
            }
        }
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
