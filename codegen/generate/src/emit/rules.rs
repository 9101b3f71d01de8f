//! Emits `rules.rs`: the rules as an exhaustive enum, the data about countries, and the side effects of operations.

use colt_numbers_openapi::operation::operations;
use colt_numbers_openapi::value::{self, items, members};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;

use super::docs;
use super::print::{option, template};
use crate::names;
use crate::rejection::Rejection;

/// The tokens of `rules.rs`.
pub fn emit(root: &Value) -> Result<TokenStream, Rejection> {
    let rules: Vec<(&String, &Value)> = members(root.get("x-rules")).collect();
    let model = template(include_str!("../../templates/rules.rs"))?;
    let variants: Vec<Ident> = rules.iter().map(|(id, _)| format_ident!("{}", names::pascal(id))).collect();
    let field = |key: &str| -> Vec<_> { rules.iter().map(|(_, rule)| value::text(rule, key)).collect() };
    let statements: Vec<&str> = field("statement").into_iter().map(Option::unwrap_or_default).collect();
    let docs = statements.iter().map(|statement| docs::of(statement));
    let severity = |text| if text == Some("error") { quote!(Severity::Error) } else { quote!(Severity::Warning) };
    let count = Literal::usize_unsuffixed(rules.len());
    let text = quote!(&'static str);
    let each = |doc, name, ty, values| method(doc, name, ty, &variants, values);
    let optional = |key| field(key).into_iter().map(option).collect();
    let source = "The lines of the cited document that state the rule, as `file:lines`; `None` for advice that the document does not state.";
    let assumption = "What the spec assumes because the cited document does not state it.";
    let is_invalid = "Whether a request that violates the rule is invalid.";
    let methods = [
        each("The rule's id.", "id", &text, rules.iter().map(|(id, _)| quote!(#id)).collect()),
        each(
            "The rule, as a statement about valid requests.",
            "statement",
            &text,
            statements.iter().map(|it| quote!(#it)).collect(),
        ),
        each(source, "source", &quote!(Option<#text>), optional("x-source")),
        each(assumption, "assumption", &quote!(Option<#text>), optional("x-assumption")),
        each(is_invalid, "severity", &quote!(Severity), field("severity").into_iter().map(severity).collect()),
    ];
    let countries = countries(root, &rules, &variants);
    let effects = effects(root);
    Ok(quote! {
        #model
        /// A rule that OpenAPI cannot express: a statement of the cited document, or advice that the document does not state.
        ///
        /// The enum is exhaustive on purpose: the compiler reports every `match` that lacks a new rule.
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub enum Rule {
            #(#docs #variants,)*
        }
        impl Rule {
            /// Every rule, in the order of the spec.
            pub const ALL: [Self; #count] = [#(Self::#variants),*];
            #(#methods)*
        }
        #countries
        #effects
    })
}

/// A method that returns a value for each variant.
fn method(doc: &str, name: &str, ty: &TokenStream, variants: &[Ident], values: Vec<TokenStream>) -> TokenStream {
    let (doc, name) = (format!(" {doc}"), format_ident!("{name}"));
    quote! {
        #[doc = #doc]
        #[must_use]
        pub const fn #name(self) -> #ty {
            match self { #(Self::#variants => #values,)* }
        }
    }
}

/// The countries that each rule names, and the data about each country; empty if the spec has no countries.
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
    let texts = |key| members(Some(countries)).map(move |(_, country)| value::text(country, key).unwrap_or_default());
    let field = |key| texts(key).map(|text| quote!(#text)).collect();
    let text = quote!(&'static str);
    let doc = "The countries that the rule names.";
    let of_rules = method(doc, "countries", &quote!(&'static [crate::types::#ident]), variants, named.collect());
    let of_countries = [
        ("Its English name in ISO 3166-1.", "name", "name"),
        ("Its calling code (ITU-T E.164), without a plus sign.", "calling_code", "callingCode"),
        ("The vendor's zone that it belongs to.", "zone", "zone"),
    ];
    let of_countries = of_countries.map(|(doc, name, key)| method(doc, name, &text, &codes, field(key)));
    quote! {
        impl Rule { #of_rules }
        impl crate::types::#ident { #(#of_countries)* }
    }
}

/// The side effects of operations, as constants.
fn effects(root: &Value) -> TokenStream {
    let mut tokens = TokenStream::new();
    for operation in operations(root) {
        for (id, effect) in members(operation.value.get("x-effects")) {
            let name = format_ident!("{}", names::upper(id));
            let statement = value::text(effect, "statement").unwrap_or_default();
            let docs = docs::of(statement);
            let source = option(value::text(effect, "x-source"));
            let days = option(effect.pointer("/holds/days").and_then(Value::as_u64).map(Literal::u64_unsuffixed));
            tokens.extend(quote! {
                #docs
                pub const #name: SideEffect = SideEffect { id: #id, statement: #statement, source: #source, days: #days };
            });
        }
    }
    tokens
}
