//! Doc attributes: the one way of the spec's text into comments, always as tokens, never by writing a comment.

use colt_numbers_openapi::value;
use colt_numbers_terminal_text::lines;
use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;
use syn::visit_mut::VisitMut;
use syn::{Attribute, Expr, ExprLit, Lit, LitStr, Meta};

use crate::doc_text::doc_text;

/// The doc attributes of an item that a text of the spec describes, a line each.
pub fn of(text: &str) -> TokenStream {
    doc_text(text).lines().map(|line| format!(" {line}")).map(|line| quote!(#[doc = #line])).collect()
}

/// The doc attributes of a schema's description.
pub fn of_schema(schema: &Value) -> TokenStream {
    of(value::text(schema, "description").unwrap_or_default())
}

/// The same for the file as a whole, from lines of which each is one line indeed.
pub fn of_file<'l>(lines: impl IntoIterator<Item = &'l str>) -> Vec<Attribute> {
    let spaced = |line: &str| if line.is_empty() { String::new() } else { format!(" {line}") };
    lines.into_iter().map(spaced).map(|line| syn::parse_quote!(#![doc = #line])).collect()
}

/// Writes the unsafe characters of every doc attribute as escapes: a printer turns the attribute into a comment, in which they would
/// stand as they are, and the compiler rejects a bare carriage return or a change of the writing direction there.
pub struct DocEscaper;

impl VisitMut for DocEscaper {
    fn visit_attribute_mut(&mut self, attribute: &mut Attribute) {
        if let Meta::NameValue(doc) = &mut attribute.meta
            && doc.path.is_ident("doc")
            && let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = &mut doc.value
        {
            *text = LitStr::new(&lines(&text.value()), text.span());
        }
    }
}
