//! `checks.rs`: the checks of strings as straight-line code, and the error that they give.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;

use super::Refused;
use super::newtypes::{check_ident, pattern_ident};
use crate::pattern::{IdleLimit, Patterns, StringRules, Support, emit_check};

/// The checks of the given types, each with the schema it comes from.
pub fn emit(checked: &[(String, &Value)]) -> Result<TokenStream, Refused> {
    let mut support = Support::default();
    let mut patterns = Patterns::default();
    let mut functions = TokenStream::new();
    for (name, schema) in checked {
        functions.extend(one(name, schema, &mut patterns, &mut support)?);
    }
    let support = support.emit();
    let error: TokenStream =
        include_str!("../../templates/invalid_value.rs").parse().map_err(|error| format!("template: {error}"))?;
    Ok(quote! { #error #support #functions })
}

/// The check of one type: first its length, then its pattern, which stands alone so that it can be judged by itself. A limit that the
/// pattern keeps in any case is not checked again.
fn one<'v>(
    name: &str,
    schema: &'v Value,
    patterns: &mut Patterns<'v>,
    support: &mut Support,
) -> Result<TokenStream, Refused> {
    let pattern = schema.get("pattern").and_then(Value::as_str).map(|source| patterns.compiled(source)).transpose();
    let pattern = pattern.map_err(|error| format!("`{name}`: {error}"))?;
    let limit = |key: &str| schema.get(key).and_then(Value::as_u64).and_then(|limit| u32::try_from(limit).ok());
    let mut lengths = StringRules { pattern, min_length: limit("minLength"), max_length: limit("maxLength") };
    for idle in lengths.idle_limits() {
        match idle {
            IdleLimit::Min { .. } => lengths.min_length = None,
            IdleLimit::Max { .. } => lengths.max_length = None,
        }
    }
    let lengths = StringRules { pattern: None, ..lengths };
    let mut parts = Vec::new();
    let mut items = TokenStream::new();
    let mut add = |ident: &Ident, rules: &StringRules<'_>| {
        let check = emit_check(ident, rules).map_err(|error| format!("`{name}`: {error}"))?;
        support.include(check.support);
        items.extend(check.items);
        parts.push(check.call);
        Ok::<(), Refused>(())
    };
    if lengths.min_length.is_some() || lengths.max_length.is_some() {
        add(&format_ident!("{}_length", check_ident(name)), &lengths)?;
    }
    if pattern.is_some() {
        let rules = StringRules { pattern, min_length: None, max_length: None };
        add(&pattern_ident(name), &rules)?;
    }
    let ident = check_ident(name);
    let doc = format!(" Checks every constraint of `{name}`.");
    let (last, first) = match parts.split_last() {
        Some((last, first)) => (last.clone(), first),
        None => (quote!(Ok(())), &[][..]),
    };
    let text = if parts.is_empty() { format_ident!("_text") } else { format_ident!("text") };
    Ok(quote! {
        #items
        #[doc = #doc]
        pub(crate) fn #ident(#text: &str) -> Result<(), Mismatch> {
            #(#first?;)*
            #last
        }
    })
}
