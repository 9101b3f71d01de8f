//! Makes the paths of the generator crate's text whole, so that no name of the spec can hide what they mean: a schema may be named
//! `String`, `Ok` or `Iterator`.
//!
//! What the generator crate takes from `serde_json` becomes a type of ours (`json.rs`): the models alone do without that crate.

use proc_macro2::{Group, Literal, TokenStream, TokenTree};
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::visit_mut::{VisitMut, visit_expr_mut, visit_item_impl_mut, visit_path_mut};
use syn::{Attribute, Expr, ExprMacro, GenericArgument, ItemImpl, Meta, Path, PathArguments, Token, Type, parse_quote};

/// The crates that the generated text may name in every feature set.
const CRATES: [&str; 3] = ["std", "core", "serde"];

/// Rewrites paths, and notes what it met on the way.
#[derive(Default)]
pub struct Whole {
    within: Within,
    /// Whether a value of any form is named.
    pub json: bool,
    /// A path into a crate that is not there.
    pub foreign: Option<String>,
}

/// What `Ok` and `String` mean depends on the implementation that they stand in.
#[derive(Clone, Copy, Default, PartialEq)]
enum Within {
    #[default]
    Any,
    /// `impl Default`: values of the spec's own types stand here.
    Default,
    /// `impl TryFrom<String>`, where `String` is that of Rust.
    TryFromString,
}

impl VisitMut for Whole {
    fn visit_item_impl_mut(&mut self, item: &mut ItemImpl) {
        self.within = item.trait_.as_ref().map_or(Within::Any, |(path, _)| within(path));
        visit_item_impl_mut(self, item);
        self.within = Within::Any;
    }

    fn visit_path_mut(&mut self, path: &mut Path) {
        visit_path_mut(self, path);
        let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        match (path.leading_colon.is_some(), &names[..]) {
            (true, ["serde_json", "Value"]) => {
                self.json = true;
                *path = parse_quote!(crate::json::Value);
            }
            (true, ["serde_json", "Map"]) => {
                let arguments = path.segments.last().map(|last| last.arguments.clone()).unwrap_or_default();
                *path = parse_quote!(::std::collections::BTreeMap);
                if let Some(last) = path.segments.last_mut() {
                    last.arguments = arguments;
                }
            }
            (true, [first, ..]) if !CRATES.contains(first) => {
                self.foreign.get_or_insert_with(|| path.to_token_stream().to_string().replace(' ', ""));
            }
            (false, ["types", _]) => {
                let segments = path.segments.iter();
                *path = parse_quote!(crate::#(#segments)::*);
            }
            (false, ["Default", "default"]) => *path = parse_quote!(::std::default::Default::default),
            (false, ["Ok"]) if self.within != Within::Default => *path = parse_quote!(::std::result::Result::Ok),
            (false, ["Err"]) if self.within != Within::Default => *path = parse_quote!(::std::result::Result::Err),
            (false, ["String"]) if self.within == Within::TryFromString => *path = parse_quote!(::std::string::String),
            _ => {}
        }
    }

    /// A call of a trait's method names the trait.
    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        visit_expr_mut(self, expression);
        let Expr::MethodCall(call) = expression else { return };
        let receiver = &call.receiver;
        let whole: Expr = match call.method.to_string().as_str() {
            "to_string" => parse_quote!(::std::string::ToString::to_string(&#receiver)),
            "into" => parse_quote!(::std::convert::Into::into(#receiver)),
            "into_iter" => parse_quote!(::std::iter::IntoIterator::into_iter(#receiver)),
            "collect" => parse_quote!(::std::iter::Iterator::collect(#receiver)),
            _ => return,
        };
        *expression = whole;
    }

    fn visit_expr_macro_mut(&mut self, expression: &mut ExprMacro) {
        let items = expression.mac.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated);
        if expression.mac.path.is_ident("vec")
            && let Ok(mut items) = items
        {
            items.iter_mut().for_each(|item| self.visit_expr_mut(item));
            expression.mac.tokens = items.to_token_stream();
        }
    }

    fn visit_attribute_mut(&mut self, attribute: &mut Attribute) {
        if let Meta::List(list) = &mut attribute.meta {
            list.tokens = list.tokens.clone().into_iter().map(whole_literal).collect();
        }
    }
}

/// The functions that `serde` is given are named in strings.
fn whole_literal(token: TokenTree) -> TokenTree {
    match &token {
        TokenTree::Literal(literal) if literal.to_string() == "\"::serde_json::Map::is_empty\"" => {
            Literal::string("::std::collections::BTreeMap::is_empty").into()
        }
        TokenTree::Group(group) => {
            let inner: TokenStream = group.stream().into_iter().map(whole_literal).collect();
            Group::new(group.delimiter(), inner).into()
        }
        _ => token,
    }
}

fn within(path: &Path) -> Within {
    let Some(last) = path.segments.last() else { return Within::Any };
    let of = match &last.arguments {
        PathArguments::AngleBracketed(arguments) => arguments.args.first(),
        _ => None,
    };
    match (last.ident.to_string().as_str(), of) {
        ("Default", _) => Within::Default,
        ("TryFrom", Some(GenericArgument::Type(Type::Path(of)))) if of.path.is_ident("String") => Within::TryFromString,
        _ => Within::Any,
    }
}
