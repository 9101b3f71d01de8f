//! Doc attributes from text of the spec. They are always emitted as tokens, never as the text of a comment.

use colt_numbers_openapi::value;
use colt_numbers_terminal_text::escape_lines;
use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;
use syn::visit_mut::VisitMut;
use syn::{Attribute, Expr, ExprLit, Lit, LitStr, Meta};

use crate::doc_text::doc_text;

/// The doc attributes of an item, one for each line of a text of the spec.
pub fn of(text: &str) -> TokenStream {
    doc_text(text).lines().map(|line| format!(" {line}")).map(|line| quote!(#[doc = #line])).collect()
}

/// The doc attributes of a schema's description.
pub fn of_schema(schema: &Value) -> TokenStream {
    of(value::text(schema, "description").unwrap_or_default())
}

/// The doc attributes of a file, from texts of one line each.
pub fn of_file<'l>(lines: impl IntoIterator<Item = &'l str>) -> Vec<Attribute> {
    let spaced = |line: &str| if line.is_empty() { String::new() } else { format!(" {line}") };
    lines.into_iter().map(spaced).map(|line| syn::parse_quote!(#![doc = #line])).collect()
}

/// Escapes the unsafe characters of every doc attribute. The printer turns the attribute into a comment, where the compiler rejects a bare
/// carriage return and characters that change the writing direction.
pub struct DocEscaper;

impl VisitMut for DocEscaper {
    fn visit_attribute_mut(&mut self, attribute: &mut Attribute) {
        if let Meta::NameValue(doc) = &mut attribute.meta
            && doc.path.is_ident("doc")
            && let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = &mut doc.value
        {
            *text = LitStr::new(&escape_lines(&text.value()), text.span());
        }
    }
}
