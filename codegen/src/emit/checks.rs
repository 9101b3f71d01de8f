//! `checks.rs`: the checks of strings as straight-line code, and the error that they give.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;

use super::Refused;
use super::newtypes::{check_ident, pattern_ident};
use crate::pattern::{Pattern, StringRules, Support, emit_check};

/// The checks of the given types, each with the schema it comes from.
pub fn emit(checked: &[(String, &Value)]) -> Result<TokenStream, Refused> {
    let mut support = Support::default();
    let mut functions = TokenStream::new();
    for (name, schema) in checked {
        functions.extend(one(name, schema, &mut support)?);
    }
    let support = support.emit();
    let error: TokenStream =
        include_str!("../../templates/invalid_value.rs").parse().map_err(|error| format!("template: {error}"))?;
    Ok(quote! { #error #support #functions })
}

/// The check of one type: first its length, then its pattern, which stands alone so that it can be judged by itself.
fn one(name: &str, schema: &Value, support: &mut Support) -> Result<TokenStream, Refused> {
    let limit = |key: &str| schema.get(key).and_then(Value::as_u64).and_then(|limit| u32::try_from(limit).ok());
    let (min_length, max_length) = (limit("minLength"), limit("maxLength"));
    let mut parts = Vec::new();
    let mut items = TokenStream::new();
    if min_length.is_some() || max_length.is_some() {
        let ident = format_ident!("{}_length", check_ident(name));
        let check = emit_check(&ident, &StringRules { pattern: None, min_length, max_length })
            .map_err(|error| error.to_string())?;
        support.include(check.support);
        items.extend(check.items);
        parts.push(check.call);
    }
    if let Some(pattern) = schema.get("pattern").and_then(Value::as_str) {
        let pattern = Pattern::compile(pattern).map_err(|error| format!("`{name}`: {error}"))?;
        let ident = pattern_ident(name);
        let check = emit_check(&ident, &StringRules { pattern: Some(&pattern), min_length: None, max_length: None })
            .map_err(|error| error.to_string())?;
        support.include(check.support);
        items.extend(check.items);
        parts.push(check.call);
    }
    let ident = check_ident(name);
    let doc = format!(" Checks every constraint of `{name}`.");
    let (last, first) = parts.split_last().ok_or_else(|| format!("`{name}` has no constraint"))?;
    Ok(quote! {
        #items
        #[doc = #doc]
        pub(crate) fn #ident(text: &str) -> Result<(), Mismatch> {
            #(#first?;)*
            #last
        }
    })
}
