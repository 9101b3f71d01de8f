//! `rules.rs`: the rules as an enum that the hand-written layer must match whole, what is known of countries, and stated effects.

use colt_numbers_openapi::operation::operations;
use colt_numbers_openapi::value::{items, members};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;

use super::docs;
use super::print::template;
use crate::names;
use crate::refused::Refused;

/// The tokens of `rules.rs`.
pub fn emit(root: &Value) -> Result<TokenStream, Refused> {
    let rules: Vec<(&String, &Value)> = members(root.get("x-rules")).collect();
    let model = template(include_str!("../../templates/rules.rs"))?;
    let variants: Vec<Ident> = rules.iter().map(|(id, _)| format_ident!("{}", names::pascal(id))).collect();
    let ids: Vec<&str> = rules.iter().map(|(id, _)| id.as_str()).collect();
    let field = |key: &'static str| rules.iter().map(move |(_, rule)| rule.get(key).and_then(Value::as_str));
    let statements: Vec<&str> = field("statement").map(Option::unwrap_or_default).collect();
    let docs = statements.iter().map(|statement| docs::of(statement));
    let sources = field("x-source").map(option);
    let assumptions = field("x-assumption").map(option);
    let severities =
        field("severity").map(|severity| if severity == Some("error") { quote!(Error) } else { quote!(Warning) });
    let count = Literal::usize_unsuffixed(rules.len());
    let countries = countries(root, &rules, &variants);
    let effects = effects(root);
    Ok(quote! {
        #model
        /// A rule that the document states, or that we advise, and that OpenAPI cannot say.
        ///
        /// The enum is exhaustive on purpose: who judges by rules is told by the compiler when there is a new one.
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub enum Rule {
            #(#docs #variants,)*
        }
        impl Rule {
            /// Every rule, in the order of the spec.
            pub const ALL: [Self; #count] = [#(Self::#variants),*];
            /// The rule's id.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { #(Self::#variants => #ids,)* }
            }
            /// What holds where the rule is kept.
            #[must_use]
            pub const fn statement(self) -> &'static str {
                match self { #(Self::#variants => #statements,)* }
            }
            /// The lines of the document that state it, as `file:lines`; none for our own advice.
            #[must_use]
            pub const fn source(self) -> Option<&'static str> {
                match self { #(Self::#variants => #sources,)* }
            }
            /// What was assumed where the document leaves something open.
            #[must_use]
            pub const fn assumption(self) -> Option<&'static str> {
                match self { #(Self::#variants => #assumptions,)* }
            }
            /// Whether breaking it makes a request invalid.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self { #(Self::#variants => Severity::#severities,)* }
            }
        }
        #countries
        #effects
    })
}

fn option(text: Option<&str>) -> TokenStream {
    text.map_or_else(|| quote!(None), |text| quote!(Some(#text)))
}

/// The countries that a rule names, and what is known of each country. Nothing where the spec has no countries.
fn countries(root: &Value, rules: &[(&String, &Value)], variants: &[Ident]) -> TokenStream {
    let found = members(root.pointer("/components/schemas"))
        .find_map(|(name, schema)| Some((name, schema.get("x-countries")?)));
    let Some((name, countries)) = found else { return TokenStream::new() };
    let ident = format_ident!("{}", names::pascal(name));
    let named = rules.iter().map(|(_, rule)| {
        let codes = items(rule.pointer("/data/countries")).filter_map(Value::as_str);
        let codes = codes.map(|code| format_ident!("{}", names::pascal(code)));
        quote!(&[#(crate::types::#ident::#codes),*])
    });
    let codes: Vec<Ident> =
        members(Some(countries)).map(|(code, _)| format_ident!("{}", names::pascal(code))).collect();
    let field = |key: &'static str| {
        members(Some(countries)).map(move |(_, country)| country.get(key).and_then(Value::as_str).unwrap_or_default())
    };
    let (titles, calling, zones) = (field("name"), field("callingCode"), field("zone"));
    quote! {
        impl Rule {
            /// The countries that the rule names; empty where it names none.
            #[must_use]
            pub const fn countries(self) -> &'static [crate::types::#ident] {
                match self { #(Self::#variants => #named,)* }
            }
        }
        impl crate::types::#ident {
            /// Its name in English, as ISO 3166-1 has it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { #(Self::#codes => #titles,)* }
            }
            /// Its calling code, as ITU-T E.164 has it, without a plus sign.
            #[must_use]
            pub const fn calling_code(self) -> &'static str {
                match self { #(Self::#codes => #calling,)* }
            }
            /// The vendor's zone that it lies in.
            #[must_use]
            pub const fn zone(self) -> &'static str {
                match self { #(Self::#codes => #zones,)* }
            }
        }
    }
}

/// What operations do, as constants.
fn effects(root: &Value) -> TokenStream {
    let mut tokens = TokenStream::new();
    for operation in operations(root) {
        for (id, effect) in members(operation.value.get("x-effects")) {
            let name = format_ident!("{}", names::upper(id));
            let statement = effect.get("statement").and_then(Value::as_str).unwrap_or_default();
            let docs = docs::of(statement);
            let source = option(effect.get("x-source").and_then(Value::as_str));
            let days = effect.get("days").and_then(Value::as_u64).map(Literal::u64_unsuffixed);
            let days = days.map_or_else(|| quote!(None), |days| quote!(Some(#days)));
            tokens.extend(quote! {
                #docs
                pub const #name: Effect = Effect { id: #id, statement: #statement, source: #source, days: #days };
            });
        }
    }
    tokens
}
