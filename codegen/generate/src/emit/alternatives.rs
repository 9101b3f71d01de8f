//! Emits the type of a schema with `oneOf` or `anyOf`: an enum with a variant for each alternative, or, if a value may have the form of several
//! alternatives at once, a struct that keeps the value and reads it as each of them. The template `alternatives.rs` reads alternatives.

use std::collections::BTreeSet;

use colt_numbers_openapi::reference;
use colt_numbers_openapi::value::{self, items, members};
use colt_numbers_openapi::walk;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;

use super::docs;
use super::rust_type::RustTypes;
use crate::names;

/// The enum `name`, for a schema whose alternatives are all references.
pub fn emit(types: &mut RustTypes<'_>, name: &str, schema: &Value) -> TokenStream {
    // The emitted `Deserialize` first reads a `json::Value`.
    types.uses_json_value = true;
    let own = names::type_name(name);
    let ident = format_ident!("{own}");
    let parts = alternatives(types.root, schema);
    let targets: Vec<String> = parts.iter().map(|(target, _)| names::type_name(target)).collect();
    let is_received = types.directions.is_received(name);
    let variants = variant_names(&own, &targets, is_received);
    let tags = tags(types.root, schema, &parts);
    let (mut declared, mut conversions, mut read) = (TokenStream::new(), TokenStream::new(), TokenStream::new());
    for (((_, part), variant), tags) in parts.iter().zip(&variants).zip(&tags) {
        let (variant, ty) = (format_ident!("{variant}"), types.alternative(name, part));
        let docs = docs::of_schema(reference::resolve(types.root, part));
        declared.extend(quote!(#docs #variant(#ty),));
        read.extend(quote!(.or(&[#(#tags),*], Self::#variant)));
        conversions.extend(quote! {
            impl ::core::convert::From<#ty> for #ident {
                fn from(value: #ty) -> Self { Self::#variant(value) }
            }
        });
    }
    let property = schema.pointer("/discriminator/propertyName").and_then(Value::as_str).unwrap_or_default();
    let all_tags = tags.iter().flatten();
    let (derives, docs) = (types.derives(false), docs::of_schema(schema));
    let (unknown, otherwise) = if is_received {
        (
            quote! {
                /// A value that does not fit exactly one of the alternatives, as received.
                Unknown(crate::json::Value),
            },
            quote!(::core::result::Result::Ok(read.unwrap_or(Self::Unknown(value.value)))),
        )
    } else {
        (TokenStream::new(), quote!(read.ok_or_else(|| crate::alternatives::unfit(#own))))
    };
    let deserialize = deserialize(
        &ident,
        &quote! {
            let read = crate::alternatives::best(&value, #property, &[#(#all_tags),*], |reader| reader #read);
            #otherwise
        },
    );
    quote! {
        #docs
        #derives
        #[serde(untagged)]
        #[non_exhaustive]
        pub enum #ident { #declared #unknown }
        #deserialize
        #conversions
    }
}

/// The struct `name`, for a schema of whose alternatives, which are all references, a value may have several.
pub fn emit_overlapping(types: &mut RustTypes<'_>, name: &str, schema: &Value) -> TokenStream {
    types.uses_json_value = true;
    let own = names::type_name(name);
    let ident = format_ident!("{own}");
    let (mut readers, mut conversions, mut read) = (TokenStream::new(), TokenStream::new(), TokenStream::new());
    for (target, part) in alternatives(types.root, schema) {
        let (reader, ty) = (format_ident!("to_{}", names::snake(&target)), types.alternative(name, part));
        let doc = format!(" The value as [`{}`], if it has this form.", names::type_name(&target));
        readers.extend(quote! {
            #[doc = #doc]
            #[must_use]
            pub fn #reader(&self) -> ::core::option::Option<#ty> { crate::value_reader::read(&self.0) }
        });
        read.extend(quote!(.or(&[], ::core::mem::drop::<#ty>)));
        conversions.extend(quote! {
            impl ::core::convert::From<#ty> for #ident {
                fn from(value: #ty) -> Self { Self(crate::value_writer::write(&value)) }
            }
        });
    }
    let is_accepted = quote!(crate::alternatives::fits(&value, |reader| reader #read));
    let result = if types.directions.is_received(name) {
        // A value that fits none of the alternatives is kept too, but another schema may describe it better.
        quote!(#is_accepted; ::core::result::Result::Ok(Self(value.value)))
    } else {
        quote! {
            if #is_accepted {
                ::core::result::Result::Ok(Self(value.value))
            } else {
                ::core::result::Result::Err(crate::alternatives::unfit(#own))
            }
        }
    };
    let deserialize = deserialize(&ident, &result);
    let description = value::text(schema, "description").unwrap_or_default();
    let docs = docs::of(&format!(
        "{description}\n\nA value may have the form of several alternatives. It keeps all members, also those that the spec does not describe."
    ));
    quote! {
        #docs
        #[derive(Clone, Debug, Eq, PartialEq, ::serde::Serialize)]
        #[serde(transparent)]
        pub struct #ident(pub crate::json::Value);
        impl #ident {
            #readers
            /// Adds the members of another value.
            #[must_use]
            pub fn and(self, other: impl ::core::convert::Into<Self>) -> Self {
                Self(crate::value_writer::merge(self.0, other.into().0))
            }
        }
        #deserialize
        #conversions
    }
}

/// The alternatives of a schema with the names of their schemas, the strictest one first: if several fit equally, it is the best one. An alternative
/// that is listed twice is one alternative.
fn alternatives<'v>(root: &Value, schema: &'v Value) -> Vec<(String, &'v Value)> {
    let mut seen = BTreeSet::new();
    let listed = items(schema.get("oneOf")).chain(items(schema.get("anyOf")));
    let mut parts: Vec<(String, &Value)> =
        listed.filter_map(|part| Some((reference::schema_name(part)?, part))).collect();
    parts.retain(|(target, _)| seen.insert(names::type_name(target)));
    parts.sort_by_key(|(_, part)| std::cmp::Reverse(strictness(root, part)));
    parts
}

/// The implementation of `Deserialize`, with code that turns `value` into the result.
fn deserialize(ident: &Ident, result: &TokenStream) -> TokenStream {
    quote! {
        impl<'de> ::serde::Deserialize<'de> for #ident {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                let value = <crate::value_reader::PlacedValue as ::serde::Deserialize>::deserialize(deserializer)?;
                #result
            }
        }
    }
}

/// The names of the variants: the names of their types, without the name of the enum at the beginning if the rest are distinct names. If the enum
/// has the variant `Unknown` for all other values, no alternative has this name.
fn variant_names(own: &str, targets: &[String], has_unknown: bool) -> Vec<String> {
    let is_name = |name: &str| name.starts_with(char::is_uppercase) && syn::parse_str::<syn::Ident>(name).is_ok();
    let short = |target: &String| {
        let short = target.strip_prefix(own).filter(|name| is_name(name));
        short.unwrap_or(target).to_owned()
    };
    let short: Vec<String> = targets.iter().map(short).collect();
    let is_distinct = short.iter().collect::<BTreeSet<_>>().len() == short.len();
    let mut names = if is_distinct { short } else { targets.to_vec() };
    for name in names.iter_mut().filter(|name| has_unknown && *name == "Unknown") {
        name.push('_');
    }
    names
}

/// The values of the discriminator that select each alternative: the values that `mapping` maps to its schema, the name of the schema, and the values
/// that the schema lists for the property, unless they select another alternative.
fn tags<'v>(root: &'v Value, schema: &'v Value, parts: &'v [(String, &'v Value)]) -> Vec<Vec<&'v str>> {
    let Some(property) = schema.pointer("/discriminator/propertyName").and_then(Value::as_str) else {
        return vec![Vec::new(); parts.len()];
    };
    let of = |to: &str| reference::component(to, "schemas").map_or_else(|| to.to_owned(), |name| name.to_string());
    let mapping = members(schema.pointer("/discriminator/mapping"));
    let mapping: Vec<(&str, String)> = mapping.filter_map(|(tag, to)| Some((tag.as_str(), of(to.as_str()?)))).collect();
    let stated = |target: &'v str| -> Vec<&'v str> {
        let mapped = mapping.iter().filter(|(_, to)| to == target).map(|(tag, _)| *tag);
        let is_mapped = mapping.iter().any(|(tag, _)| *tag == target);
        mapped.chain((!is_mapped).then_some(target)).collect()
    };
    let stated: Vec<Vec<&str>> = parts.iter().map(|(target, _)| stated(target)).collect();
    let listed = |part: &'v Value| {
        let properties = walk::properties(root, part).into_iter().filter(|(name, _)| *name == property);
        let values = properties.flat_map(|(_, schema)| items(reference::resolve(root, schema).get("enum")));
        values.filter_map(Value::as_str).filter(|value| !stated.iter().flatten().any(|tag| tag == value))
    };
    parts.iter().zip(&stated).map(|((_, part), stated)| stated.iter().copied().chain(listed(part)).collect()).collect()
}

/// How strict a schema is: the number of required members, the number of properties, and a rank of scalar types.
fn strictness(root: &Value, part: &Value) -> (usize, usize, u8) {
    let mut required = 0;
    walk::all_of_parts(root, part, &mut |part| required += items(part.get("required")).count());
    let schema = reference::resolve(root, part);
    let is_listed = schema.get("enum").is_some();
    let narrowness = match (value::text(schema, "type"), value::text(schema, "format")) {
        (Some("string"), _) if is_listed => 4,
        (Some("string"), _) if ["pattern", "minLength", "maxLength"].iter().any(|key| schema.get(*key).is_some()) => 3,
        (Some("number"), Some("float")) => 1,
        (Some("number"), _) => 2,
        // Integers come before numbers, because an `f64` loses digits of a long integer.
        (Some("integer"), _) => 3,
        (Some(_), _) => 2,
        (None, _) => u8::from(schema.as_object().is_some_and(|keywords| !keywords.is_empty())),
    };
    (required, walk::properties(root, part).len(), narrowness)
}
