//! Types and signatures as text: in full where they are compared, and shortened where a sentence shows them.

use quote::ToTokens;
use syn::visit_mut::VisitMut;
use syn::{Expr, FnArg, Pat, Type, TypeArray};

/// A function as callers see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Signature {
    /// Name and type of each argument. No caller writes the name.
    pub(super) arguments: Vec<(String, String)>,
    /// What it returns.
    pub(super) output: String,
    /// All else but the name: `const`, `async`, how it takes `self`, generics.
    pub(super) rest: String,
}

impl Signature {
    pub(super) fn of(signature: &syn::Signature) -> Self {
        let mut arguments = Vec::new();
        let mut rest = signature.clone();
        for input in &signature.inputs {
            if let FnArg::Typed(input) = input {
                let name = match &*input.pat {
                    Pat::Ident(name) => name.ident.to_string(),
                    other => other.to_token_stream().to_string(),
                };
                arguments.push((name, written(&input.ty)));
            }
        }
        rest.inputs = rest.inputs.into_iter().filter(|input| matches!(input, FnArg::Receiver(_))).collect();
        rest.output = syn::ReturnType::Default;
        rest.ident = quote::format_ident!("f");
        let output = match &signature.output {
            syn::ReturnType::Default => "()".to_owned(),
            syn::ReturnType::Type(_, ty) => written(ty),
        };
        Self { arguments, output, rest: rest.to_token_stream().to_string() }
    }

    /// The types of the arguments in order.
    pub(super) fn types(&self) -> Vec<&str> {
        self.arguments.iter().map(|(_, written)| written.as_str()).collect()
    }
}

/// A type as text, by which two are compared. The length of an array is left out: it counts items that are compared themselves.
pub(super) fn written(ty: &Type) -> String {
    let mut ty = ty.clone();
    WithoutLengths.visit_type_mut(&mut ty);
    ty.to_token_stream().to_string()
}

struct WithoutLengths;

impl VisitMut for WithoutLengths {
    fn visit_type_array_mut(&mut self, array: &mut TypeArray) {
        array.len = Expr::Infer(syn::ExprInfer { attrs: Vec::new(), underscore_token: Default::default() });
        syn::visit_mut::visit_type_array_mut(self, array);
    }
}

/// A type as a sentence shows it: without the paths of the standard library and of the module of the types, and without blanks between
/// tokens.
pub(super) fn short(written: &str) -> String {
    const PATHS: [&str; 8] = [
        "crate :: json :: ",
        ":: std :: convert :: ",
        ":: std :: option :: ",
        ":: std :: string :: ",
        ":: std :: vec :: ",
        ":: std :: boxed :: ",
        "crate :: types :: ",
        "types :: ",
    ];
    let text = PATHS.iter().fold(written.to_owned(), |text, path| text.replace(path, ""));
    let is_word =
        |character: Option<char>| character.is_some_and(|character| character.is_alphanumeric() || character == '_');
    let mut short = String::new();
    for token in text.split(' ') {
        let parted = is_word(short.chars().next_back()) && is_word(token.chars().next()) || short.ends_with([',', ';']);
        if parted {
            short.push(' ');
        }
        short.push_str(token);
    }
    short
}

/// A text with the names of types replaced that stand in it with their module.
pub(super) fn replaced_types(text: &str, names: &std::collections::BTreeMap<String, String>) -> String {
    const MODULE: &str = "types :: ";
    let mut parts = text.split(MODULE);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(|character: char| !character.is_alphanumeric() && character != '_').unwrap_or(part.len());
        let (name, rest) = part.split_at(end);
        out.push_str(MODULE);
        out.push_str(names.get(name).map_or(name, String::as_str));
        out.push_str(rest);
    }
    out
}

/// A text with words of it replaced.
pub(super) fn replaced(text: &str, words: &std::collections::BTreeMap<String, String>) -> String {
    let is_word = |character: char| character.is_alphanumeric() || character == '_';
    let mut out = String::new();
    for part in text.split_inclusive(|character| !is_word(character)) {
        let word = part.trim_end_matches(|character| !is_word(character));
        out.push_str(words.get(word).map_or(word, String::as_str));
        out.push_str(&part[word.len()..]);
    }
    out
}
