//! Emits `checks.rs`: a function for each check of a string, and the error type of the checks.
//!
//! There are three modules: for checks of lengths, of patterns and of all constraints. So each function has exactly the name of its schema,
//! and no two functions of a module have the same name.

use std::collections::BTreeSet;

use colt_numbers_pattern::{PatternCache, RedundantLimit, StringConstraints};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;

use super::helper::{self, Helper};
use super::newtypes::check_ident;
use super::pattern_check::{self, count};
use super::print::template;
use crate::rejection::Rejection;
use crate::string_constraints::string_constraints;

/// The checks of the given schemas, each with its name.
pub fn emit(checked: &[(&str, &Value)]) -> Result<TokenStream, Rejection> {
    let mut patterns = PatternCache::default();
    let (mut lengths, mut of_patterns, mut whole) =
        (CheckModule::default(), CheckModule::default(), CheckModule::default());
    for (name, schema) in checked {
        let mut rules = string_constraints(schema, &mut patterns).map_err(|error| format!("`{name}`: {error}"))?;
        // A limit that the pattern implies is not checked.
        for limit in rules.redundant_limits() {
            match limit {
                RedundantLimit::Min { .. } => rules.min_length = None,
                RedundantLimit::Max { .. } => rules.max_length = None,
            }
        }
        let ident = check_ident(name);
        let mut calls = Vec::new();
        if let Some((doc, code)) = length(&rules) {
            lengths.called.insert(Helper::Length);
            lengths.add(&ident, &doc, Some(code));
            calls.push(quote!(super::lengths::#ident(text)));
        }
        // A pattern has its own function, because `schema.rs` refers to it.
        if let Some(pattern) = rules.pattern {
            let code = pattern_check::emit(pattern, &mut of_patterns.called);
            let code = code.map_err(|error| format!("`{name}`: {error}"))?;
            of_patterns.add(&ident, &format!("Pattern `{}`.", visible(pattern.source())), code);
            calls.push(quote!(super::patterns::#ident(text)));
        }
        let code = calls.pop().map(|last| quote!(#(#calls?;)* #last));
        whole.add(&ident, &format!("Checks every constraint of `{name}`."), code);
    }
    let called: BTreeSet<Helper> = lengths.called.union(&of_patterns.called).copied().collect();
    let error = template(include_str!("../../templates/invalid_value.rs"))?;
    let mismatch = template(include_str!("../../templates/checks/mismatch.rs"))?;
    let helpers = helper::emit(&called)?;
    let lengths = lengths.module("lengths", "Checks of lengths");
    let of_patterns = of_patterns.module("patterns", "Checks of patterns");
    let whole = whole.module("strings", "Checks of all constraints");
    Ok(quote! {
        #error
        pub use support::Mismatch;
        /// Functions that the checks share.
        mod support { #mismatch #helpers }
        #lengths #of_patterns #whole
    })
}

/// The functions of one module, and the helpers that they call.
#[derive(Default)]
struct CheckModule {
    functions: TokenStream,
    called: BTreeSet<Helper>,
}

impl CheckModule {
    /// Adds the check `name`; without code it accepts every text.
    fn add(&mut self, name: &Ident, doc: &str, code: Option<TokenStream>) {
        let doc = format!(" {doc}");
        let text = format_ident!("{}", if code.is_some() { "text" } else { "_text" });
        let code = code.unwrap_or_else(|| quote!(Ok(())));
        self.functions.extend(quote! {
            #[doc = #doc]
            pub(crate) fn #name(#text: &str) -> Result<(), Mismatch> { #code }
        });
    }

    fn module(&self, name: &str, about: &str) -> Option<TokenStream> {
        if self.functions.is_empty() {
            return None;
        }
        let (name, doc) = (format_ident!("{name}"), format!(" {about}, named after the schemas."));
        let functions = &self.functions;
        let support = (!self.called.is_empty()).then(|| quote! { use super::support; });
        Some(quote! {
            #[doc = #doc]
            pub(crate) mod #name {
                use super::Mismatch;
                #support
                #functions
            }
        })
    }
}

/// The doc and the code of the check of the length; `None` if every length is allowed.
fn length(rules: &StringConstraints<'_>) -> Option<(String, TokenStream)> {
    let characters = |limit: u32| if limit == 1 { "character" } else { "characters" };
    let (min, max) = (rules.min_length.unwrap_or(0), rules.max_length);
    let doc = match (min, max) {
        (0, None) => return None,
        (min, None) => format!("At least {min} {}.", characters(min)),
        (0, Some(max)) => format!("At most {max} {}.", characters(max)),
        (min, Some(max)) => format!("{min} to {max} characters."),
    };
    let (min, max) = (count(Some(min)), count(max));
    Some((doc, quote!(support::length(text, #min, #max))))
}

/// The pattern with every character escaped that is invisible or changes how a source line is displayed.
fn visible(pattern: &str) -> String {
    let shown = |character: char| character.is_alphanumeric() || matches!(character, ' '..='~');
    let escaped = |character: char| format!("\\u{{{:X}}}", u32::from(character));
    pattern.chars().map(|character| if shown(character) { character.to_string() } else { escaped(character) }).collect()
}
