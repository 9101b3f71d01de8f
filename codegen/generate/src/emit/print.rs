//! Parses and prints Rust syntax: templates to tokens, tokens to items, items to the text of a file.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::visit_mut::VisitMut as _;

use super::docs;
use crate::rejection::Rejection;

/// The text of a file from its first line, its doc and its items.
pub fn file(head: &str, about: &str, items: Vec<syn::Item>) -> String {
    format!("{head}\n//! {about}\n\n{}", unparse(Vec::new(), items))
}

/// Parses emitted tokens as items.
pub fn parse(tokens: TokenStream) -> Result<Vec<syn::Item>, Rejection> {
    let file: syn::File = syn::parse2(tokens).map_err(|error| format!("the emitted code does not parse: {error}"))?;
    Ok(file.items)
}

/// Prints items as text.
pub fn unparse(attrs: Vec<syn::Attribute>, items: Vec<syn::Item>) -> String {
    let mut file = syn::File { shebang: None, attrs, items, frontmatter: None };
    docs::DocEscaper.visit_file_mut(&mut file);
    prettyplease::unparse(&file)
}

/// The tokens of a template.
pub fn template(text: &str) -> Result<TokenStream, Rejection> {
    text.parse().map_err(|error| format!("template: {error}").into())
}

/// An expression of type `Option`.
pub fn option(value: Option<impl ToTokens>) -> TokenStream {
    value.map_or_else(|| quote!(None), |value| quote!(Some(#value)))
}
