//! Emits `rules.rs`: the rules as an exhaustive enum, the data of each rule, and the data about countries.

use colt_numbers_openapi::assumption;
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
    let of_assumption = "What the spec assumes because the cited document does not state it.";
    let is_invalid = "Whether a request that violates the rule is invalid.";
    let of_operations = "The ids of the operations whose requests must satisfy the rule.";
    let assumptions = rules.iter().map(|(_, rule)| option(assumption::text(rule))).collect();
    let operations = rules.iter().map(|(_, rule)| {
        let ids = items(rule.get("operations")).filter_map(Value::as_str);
        quote!(&[#(#ids),*])
    });
    let methods = [
        each("The rule's id.", "id", &text, rules.iter().map(|(id, _)| quote!(#id)).collect()),
        each(
            "The rule, as a statement about valid requests.",
            "statement",
            &text,
            statements.iter().map(|it| quote!(#it)).collect(),
        ),
        each(source, "source", &quote!(Option<#text>), optional("x-source")),
        each(of_assumption, "assumption", &quote!(Option<#text>), assumptions),
        each(is_invalid, "severity", &quote!(Severity), field("severity").into_iter().map(severity).collect()),
        each(of_operations, "operations", &quote!(&'static [#text]), operations.collect()),
    ];
    let data = rules.iter().map(|(id, rule)| data_module(root, id, rule));
    let countries = countries(root, &rules, &variants);
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
        #(#data)*
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

/// The module with the data of a rule, a constant for each key; empty if the rule has no data.
fn data_module(root: &Value, id: &str, rule: &Value) -> TokenStream {
    let constants: Vec<TokenStream> = members(rule.get("data"))
        .filter_map(|(key, data)| {
            let (name, doc) = (format_ident!("{}", names::upper(key)), format!(" `{key}`."));
            let (ty, value) = if key == COUNTRIES { country_list(root, data)? } else { typed(data)? };
            Some(quote! {
                #[doc = #doc]
                pub const #name: #ty = #value;
            })
        })
        .collect();
    if constants.is_empty() {
        return TokenStream::new();
    }
    let (name, doc) = (data_module_name(id), format!(" The data of the rule `{id}`."));
    quote! {
        #[doc = #doc]
        pub mod #name { #(#constants)* }
    }
}

fn data_module_name(id: &str) -> Ident {
    format_ident!("{}", names::snake(id))
}

/// The key of a rule's data that lists values of the schema with `x-countries`.
const COUNTRIES: &str = "countries";

/// The type and the value of a rule's data.
fn typed(data: &Value) -> Option<(TokenStream, TokenStream)> {
    match data {
        Value::String(text) => Some((quote!(&str), quote!(#text))),
        Value::Bool(flag) => Some((quote!(bool), quote!(#flag))),
        Value::Number(number) => {
            let number = Literal::i64_unsuffixed(number.as_i64()?);
            Some((quote!(i64), quote!(#number)))
        }
        Value::Array(list) => {
            let list = list.iter().map(typed).collect::<Option<Vec<_>>>()?;
            let ((ty, _), values) = (list.first()?, list.iter().map(|(_, value)| value));
            Some((quote!(&[#ty]), quote!(&[#(#values),*])))
        }
        Value::Null | Value::Object(_) => None,
    }
}

/// The schema with `x-countries`: its name, and what it states about each country.
fn country_schema(root: &Value) -> Option<(Ident, &Value)> {
    let mut schemas = members(root.pointer("/components/schemas"));
    schemas.find_map(|(name, schema)| Some((format_ident!("{}", names::type_name(name)), schema.get("x-countries")?)))
}

/// The type and the value of a list of countries.
fn country_list(root: &Value, codes: &Value) -> Option<(TokenStream, TokenStream)> {
    let (country, _) = country_schema(root)?;
    let codes = items(Some(codes)).filter_map(Value::as_str).map(|code| format_ident!("{}", names::pascal(code)));
    Some((quote!(&[crate::types::#country]), quote!(&[#(crate::types::#country::#codes),*])))
}

/// The countries that each rule names, and the data about each country; empty if the spec has no countries.
fn countries(root: &Value, rules: &[(&String, &Value)], variants: &[Ident]) -> TokenStream {
    let Some((ident, countries)) = country_schema(root) else { return TokenStream::new() };
    let named = rules.iter().map(|(id, rule)| {
        let (module, is_named) = (data_module_name(id), rule.pointer("/data/countries").is_some());
        if is_named { quote!(#module::COUNTRIES) } else { quote!(&[]) }
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
