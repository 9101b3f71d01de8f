//! Tokens from templates and options, as items, and as the text of a file: the one place where syntax is parsed and printed.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::visit_mut::VisitMut as _;

use super::docs;
use crate::rejection::Rejection;

/// A whole file: its first line, what it is about, and its items.
pub fn file(head: &str, about: &str, items: Vec<syn::Item>) -> String {
    format!("{head}\n//! {about}\n\n{}", unparse(Vec::new(), items))
}

/// What was emitted, as items.
pub fn parse(tokens: TokenStream) -> Result<Vec<syn::Item>, Rejection> {
    let file: syn::File = syn::parse2(tokens).map_err(|error| format!("the emitted text does not parse: {error}"))?;
    Ok(file.items)
}

/// Syntax as text.
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

/// The text of some tokens, for look-ups.
pub fn text(tokens: &impl ToTokens) -> String {
    tokens.to_token_stream().to_string()
}
