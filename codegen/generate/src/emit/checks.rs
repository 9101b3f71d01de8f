//! `checks.rs`: the checks of strings as straight-line code, and the error that they give.
//!
//! Lengths, patterns and the checks of whole types stand in a module each, so that a function is named after its schema alone: no
//! two names of schemas can then make one name of a function.

use colt_numbers_pattern::{IdleLimit, Patterns, StringRules};
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use serde_json::Value;

use super::Refused;
use super::newtypes::check_ident;
use super::pattern_check::emit_check;
use super::pattern_check::support::Support;

/// The checks of the given schemas, each with its name.
pub fn emit(checked: &[(&str, &Value)]) -> Result<TokenStream, Refused> {
    let mut patterns = Patterns::default();
    let (mut lengths, mut of_patterns) = (Part::default(), Part::default());
    let mut whole = TokenStream::new();
    for (name, schema) in checked {
        whole.extend(one(name, schema, &mut patterns, &mut lengths, &mut of_patterns)?);
    }
    let mut support = lengths.support;
    support.include(of_patterns.support);
    let support = support.emit();
    let error: TokenStream =
        include_str!("../../templates/invalid_value.rs").parse().map_err(|error| format!("template: {error}"))?;
    let lengths = lengths.module(quote!(lengths), " The checks of lengths, by the names of the schemas.");
    let of_patterns = of_patterns.module(quote!(patterns), " The checks of patterns, by the names of the schemas.");
    let whole = (!whole.is_empty()).then(|| {
        quote! {
            /// The checks of all constraints, by the names of the schemas.
            pub(crate) mod strings {
                use super::Mismatch;
                #whole
            }
        }
    });
    Ok(quote! { #error #support #lengths #of_patterns #whole })
}

/// The checks of one keyword.
#[derive(Default)]
struct Part {
    functions: TokenStream,
    support: Support,
}

impl Part {
    fn add(&mut self, name: &Ident, rules: &StringRules<'_>) -> Result<(), Refused> {
        let check = emit_check(name, rules).map_err(|error| format!("`{name}`: {error}"))?;
        self.support.include(check.support);
        self.functions.extend(check.items);
        Ok(())
    }

    fn module(&self, name: TokenStream, doc: &str) -> TokenStream {
        if self.functions.is_empty() {
            return TokenStream::new();
        }
        let functions = &self.functions;
        let support = (self.support != Support::default()).then(|| {
            quote!(
                use super::support;
            )
        });
        quote! {
            #[doc = #doc]
            pub(crate) mod #name {
                use super::Mismatch;
                #support
                #functions
            }
        }
    }
}

/// The check of one type: first its length, then its pattern, which stands alone so that it can be judged by itself. A limit that the
/// pattern keeps in any case is not checked again.
fn one<'v>(
    name: &str,
    schema: &'v Value,
    patterns: &mut Patterns<'v>,
    lengths: &mut Part,
    of_patterns: &mut Part,
) -> Result<TokenStream, Refused> {
    let pattern = schema.get("pattern").and_then(Value::as_str).map(|source| patterns.compiled(source)).transpose();
    let pattern = pattern.map_err(|error| format!("`{name}`: {error}"))?;
    let limit = |key: &str| schema.get(key).and_then(Value::as_u64).and_then(|limit| u32::try_from(limit).ok());
    let mut limits = StringRules { pattern, min_length: limit("minLength"), max_length: limit("maxLength") };
    for idle in limits.idle_limits() {
        match idle {
            IdleLimit::Min { .. } => limits.min_length = None,
            IdleLimit::Max { .. } => limits.max_length = None,
        }
    }
    let limits = StringRules { pattern: None, ..limits };
    let ident = check_ident(name);
    let mut calls = Vec::new();
    if limits.min_length.is_some() || limits.max_length.is_some() {
        lengths.add(&ident, &limits)?;
        calls.push(quote!(super::lengths::#ident(text)));
    }
    if pattern.is_some() {
        of_patterns.add(&ident, &StringRules { pattern, min_length: None, max_length: None })?;
        calls.push(quote!(super::patterns::#ident(text)));
    }
    let doc = format!(" Checks every constraint of `{name}`.");
    let (last, first) = match calls.split_last() {
        Some((last, first)) => (last.clone(), first),
        None => (quote!(Ok(())), &[][..]),
    };
    let text = if calls.is_empty() { quote!(_text) } else { quote!(text) };
    Ok(quote! {
        #[doc = #doc]
        pub(crate) fn #ident(#text: &str) -> Result<(), Mismatch> {
            #(#first?;)*
            #last
        }
    })
}
