//! Types and signatures as text: in full for comparison, and shortened for messages.

use quote::ToTokens;
use syn::visit_mut::VisitMut;
use syn::{Expr, FnArg, Pat, Type, TypeArray};

/// The signature of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Signature {
    /// The name and the type of each argument.
    pub(super) arguments: Vec<(String, String)>,
    /// The return type.
    pub(super) output: String,
    /// Everything else except the name: `const`, `async`, the receiver, generics.
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
                arguments.push((name, type_text(&input.ty)));
            }
        }
        rest.inputs = rest.inputs.into_iter().filter(|input| matches!(input, FnArg::Receiver(_))).collect();
        rest.output = syn::ReturnType::Default;
        rest.ident = quote::format_ident!("f");
        let output = match &signature.output {
            syn::ReturnType::Default => "()".to_owned(),
            syn::ReturnType::Type(_, ty) => type_text(ty),
        };
        Self { arguments, output, rest: rest.to_token_stream().to_string() }
    }

    /// The types of the arguments in order.
    pub(super) fn types(&self) -> Vec<&str> {
        self.arguments.iter().map(|(_, type_text)| type_text.as_str()).collect()
    }
}

/// A type as text, for comparison. Array lengths are left out, because the items of arrays are compared one by one.
pub(super) fn type_text(ty: &Type) -> String {
    let mut ty = ty.clone();
    ArrayLengthEraser.visit_type_mut(&mut ty);
    ty.to_token_stream().to_string()
}

struct ArrayLengthEraser;

impl VisitMut for ArrayLengthEraser {
    fn visit_type_array_mut(&mut self, array: &mut TypeArray) {
        array.len = Expr::Infer(syn::ExprInfer { attrs: Vec::new(), underscore_token: Default::default() });
        syn::visit_mut::visit_type_array_mut(self, array);
    }
}

/// A type for a message: without the paths of the standard library and of the generated types, and without blanks between tokens.
pub(super) fn shortened(type_text: &str) -> String {
    const PATHS: [&str; 10] = [
        "crate :: json :: ",
        "crate :: received :: ",
        "crate :: client :: ",
        ":: core :: convert :: ",
        ":: core :: option :: ",
        ":: std :: string :: ",
        ":: std :: vec :: ",
        ":: std :: boxed :: ",
        "crate :: types :: ",
        "types :: ",
    ];
    let text = PATHS.iter().fold(type_text.to_owned(), |text, path| text.replace(path, ""));
    let is_word =
        |character: Option<char>| character.is_some_and(|character| character.is_alphanumeric() || character == '_');
    let mut shortened = String::new();
    for token in text.split(' ') {
        let needs_blank =
            is_word(shortened.chars().next_back()) && is_word(token.chars().next()) || shortened.ends_with([',', ';']);
        if needs_blank {
            shortened.push(' ');
        }
        shortened.push_str(token);
    }
    shortened
}

/// Replaces the names of types that are written with their module.
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

/// Replaces whole words.
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
