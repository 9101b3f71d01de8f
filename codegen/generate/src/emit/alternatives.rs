//! Emits the enum of a schema with `oneOf` or `anyOf`: it has a variant for each alternative, and a value is deserialized as the first variant that
//! it matches.

use std::collections::BTreeSet;

use colt_numbers_openapi::reference;
use colt_numbers_openapi::value::items;
use colt_numbers_openapi::walk;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;

use super::docs;
use super::rust_type::RustTypes;
use crate::names;

/// The enum `name`, for a schema whose alternatives are all references.
pub fn emit(types: &mut RustTypes<'_>, name: &str, schema: &Value) -> TokenStream {
    let enum_name = names::type_name(name);
    let ident = format_ident!("{enum_name}");
    let mut parts: Vec<&Value> = items(schema.get("oneOf")).chain(items(schema.get("anyOf"))).collect();
    // The alternative with the most members comes first: as another alternative, a value would lose the members that the other does not have.
    parts.sort_by_key(|part| std::cmp::Reverse(member_counts(types.root, part)));
    let targets: Vec<String> = parts.iter().filter_map(|part| alternative_type(part)).collect();
    let short: Vec<&str> = targets.iter().map(|target| target.strip_prefix(&enum_name).unwrap_or(target)).collect();
    let is_distinct = short.iter().collect::<BTreeSet<_>>().len() == short.len();
    let is_name = |name: &&str| syn::parse_str::<syn::Ident>(name).is_ok();
    let variants: Vec<&str> =
        if is_distinct && short.iter().all(is_name) { short } else { targets.iter().map(String::as_str).collect() };
    let mut tokens = (TokenStream::new(), TokenStream::new());
    for (part, variant) in parts.iter().zip(&variants) {
        let (variant, ty) = (format_ident!("{variant}"), types.within(name, part));
        let docs = docs::of_schema(reference::resolve(types.root, part));
        tokens.0.extend(quote!(#docs #variant(#ty),));
        tokens.1.extend(quote! {
            impl ::core::convert::From<#ty> for #ident {
                fn from(value: #ty) -> Self { Self::#variant(value) }
            }
        });
    }
    let (variants, conversions) = tokens;
    let (derives, docs) = (types.derives(), docs::of_schema(schema));
    quote! {
        #docs
        #derives
        #[serde(untagged)]
        pub enum #ident { #variants }
        #conversions
    }
}

/// The name of the type of an alternative, which is a reference.
fn alternative_type(part: &Value) -> Option<String> {
    reference::of(part).and_then(|target| reference::component(target, "schemas")).map(|name| names::type_name(&name))
}

/// The number of required members of a schema, and the number of its properties.
fn member_counts(root: &Value, part: &Value) -> (usize, usize) {
    let mut required = 0;
    walk::all_of_parts(root, part, &mut |part| required += items(part.get("required")).count());
    (required, walk::properties(root, part).len())
}
