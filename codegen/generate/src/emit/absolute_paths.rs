//! Makes the paths in progenitor's output absolute, so that a schema named `String`, `Ok` or `Default` does not shadow them. Method calls need
//! no change: a trait of the prelude stays in scope even if a type has its name.
//!
//! Types of `serde_json` are replaced with ours (`json.rs`), because the models do not depend on that crate.

use proc_macro2::{Group, Literal, TokenStream, TokenTree};
use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{
    Attribute, Expr, ExprCall, FnArg, GenericArgument, ImplItem, ItemImpl, Meta, PatTupleStruct, Path, PathArguments,
    Type, parse_quote,
};

/// The crates that the generated code may use with any set of features.
const CRATES: [&str; 3] = ["std", "core", "serde"];

/// Rewrites paths, and records which special ones it found.
#[derive(Default)]
pub struct AbsolutePaths {
    /// Inside `impl Default`, where `Ok` and `Err` may be variants of the spec's own types.
    in_default: bool,
    /// Whether `json::Value` is used.
    pub json: bool,
    /// The first path into a crate that the generated crate does not depend on.
    pub foreign: Option<String>,
}

impl VisitMut for AbsolutePaths {
    fn visit_item_impl_mut(&mut self, item: &mut ItemImpl) {
        rewrite_string_argument(item);
        let of_default = |(path, _): &(Path, _)| path.segments.last().is_some_and(|last| last.ident == "Default");
        self.in_default = item.trait_.as_ref().is_some_and(of_default);
        visit_mut::visit_item_impl_mut(self, item);
        self.in_default = false;
    }

    fn visit_pat_tuple_struct_mut(&mut self, pattern: &mut PatTupleStruct) {
        visit_mut::visit_pat_tuple_struct_mut(self, pattern);
        rewrite_result(&mut pattern.path);
    }

    fn visit_expr_call_mut(&mut self, call: &mut ExprCall) {
        visit_mut::visit_expr_call_mut(self, call);
        if let Expr::Path(function) = &mut *call.func
            && !self.in_default
        {
            rewrite_result(&mut function.path);
        }
    }

    fn visit_path_mut(&mut self, path: &mut Path) {
        visit_mut::visit_path_mut(self, path);
        let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        match (path.leading_colon.is_some(), &names[..]) {
            (true, ["serde_json", "Value"]) => {
                self.json = true;
                *path = parse_quote!(crate::json::Value);
            }
            (true, ["serde_json", "Map"]) => {
                let arguments = path.segments.last().map(|last| last.arguments.clone()).unwrap_or_default();
                *path = parse_quote!(::std::collections::BTreeMap #arguments);
            }
            (true, [first, ..]) if !CRATES.contains(first) => {
                self.foreign.get_or_insert_with(|| path.to_token_stream().to_string().replace(' ', ""));
            }
            (false, ["types", _]) => {
                let segments = path.segments.iter();
                *path = parse_quote!(crate::#(#segments)::*);
            }
            (false, ["Default", "default"]) => *path = parse_quote!(::std::default::Default::default),
            _ => {}
        }
    }

    fn visit_attribute_mut(&mut self, attribute: &mut Attribute) {
        if let Meta::List(list) = &mut attribute.meta {
            list.tokens = list.tokens.clone().into_iter().map(rewrite_literal).collect();
        }
    }
}

/// Rewrites a path in a string literal, as in attributes of `serde`.
fn rewrite_literal(token: TokenTree) -> TokenTree {
    match &token {
        TokenTree::Literal(literal) if literal.to_string() == "\"::serde_json::Map::is_empty\"" => {
            Literal::string("::std::collections::BTreeMap::is_empty").into()
        }
        TokenTree::Group(group) => {
            let inner: TokenStream = group.stream().into_iter().map(rewrite_literal).collect();
            Group::new(group.delimiter(), inner).into()
        }
        _ => token,
    }
}

/// Rewrites `String` in `impl TryFrom<String>`, where it is always Rust's own type.
fn rewrite_string_argument(item: &mut ItemImpl) {
    let Some((path, _)) = &mut item.trait_ else { return };
    let Some(last) = path.segments.last_mut().filter(|last| last.ident == "TryFrom") else { return };
    let PathArguments::AngleBracketed(arguments) = &mut last.arguments else { return };
    let Some(GenericArgument::Type(of)) = arguments.args.first_mut() else { return };
    let is_string = |ty: &Type| matches!(ty, Type::Path(path) if path.path.is_ident("String"));
    if !is_string(of) {
        return;
    }
    *of = parse_quote!(::std::string::String);
    for function in &mut item.items {
        let ImplItem::Fn(function) = function else { continue };
        for input in &mut function.sig.inputs {
            if let FnArg::Typed(input) = input
                && is_string(&input.ty)
            {
                *input.ty = parse_quote!(::std::string::String);
            }
        }
    }
}

fn rewrite_result(path: &mut Path) {
    if path.is_ident("Ok") {
        *path = parse_quote!(::std::result::Result::Ok);
    } else if path.is_ident("Err") {
        *path = parse_quote!(::std::result::Result::Err);
    }
}
