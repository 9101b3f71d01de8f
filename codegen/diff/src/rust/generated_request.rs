//! Reads the request that each method of the generated client sends: HTTP method, path, and the location of each argument.

use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ExprCall, ExprMethodCall, ImplItemFn, Lit};

use crate::rust::signature::Signature;

/// The request that a method builds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct GeneratedRequest {
    pub(super) method: String,
    /// The path, with `{}` for each parameter.
    pub(super) path: String,
    /// The arguments except the body, each with the location of its value.
    pub(super) arguments: Vec<(String, ArgumentLocation)>,
}

/// The part of a request that has the value of an argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ArgumentLocation {
    /// The path parameter with this index.
    Path(usize),
    /// The query parameter with this name.
    Query(String),
    /// The header with this name in lower case.
    Header(String),
}

impl std::fmt::Display for ArgumentLocation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Path(index) => write!(f, "path parameter {}", index + 1),
            Self::Query(name) => write!(f, "query parameter `{name}`"),
            Self::Header(name) => write!(f, "header `{name}`"),
        }
    }
}

impl GeneratedRequest {
    /// The request that a function of the client builds, if it builds one.
    pub(super) fn of(function: &ImplItemFn) -> Option<Self> {
        let names = Signature::of(&function.sig).arguments.into_iter().map(|(name, _)| name).collect();
        let mut visitor = RequestVisitor { request: Self::default(), names };
        // The visitor changes nothing; the read-only one would need another feature of `syn`.
        visitor.visit_block_mut(&mut function.block.clone());
        Some(visitor.request).filter(|request| !request.method.is_empty())
    }

    /// The location of the value of an argument.
    pub(super) fn location(&self, argument: &str) -> Option<&ArgumentLocation> {
        self.arguments.iter().find(|(name, _)| name == argument).map(|(_, location)| location)
    }

    /// Method and path.
    pub(super) fn method_and_path(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

/// Reads the call chain `RequestBuilder::new(method, …).path(text).segment(argument).query(name, argument).header(name, argument)`. An argument that
/// is always sent is written as `Some(argument)`.
struct RequestVisitor {
    request: GeneratedRequest,
    /// The names of the arguments of the function.
    names: Vec<String>,
}

impl RequestVisitor {
    fn add_argument(&mut self, value: Option<&Expr>, location: ArgumentLocation) {
        let name = match value {
            Some(Expr::Call(call)) => call.args.first().map(text),
            other => other.map(text),
        };
        if let Some(name) = name.filter(|name| self.names.contains(name)) {
            self.request.arguments.push((name, location));
        }
    }
}

fn text(expression: &Expr) -> String {
    expression.to_token_stream().to_string()
}

impl VisitMut for RequestVisitor {
    fn visit_expr_call_mut(&mut self, call: &mut ExprCall) {
        if text(&call.func) == "RequestBuilder :: new"
            && let Some(method) = call.args.first().and_then(literal)
        {
            self.request.method = method;
        }
        visit_mut::visit_expr_call_mut(self, call);
    }

    fn visit_expr_method_call_mut(&mut self, call: &mut ExprMethodCall) {
        // The receiver of the call comes first in the chain.
        visit_mut::visit_expr_method_call_mut(self, call);
        let name = call.args.first().and_then(literal);
        match (call.method.to_string().as_str(), name) {
            ("path", Some(text)) => self.request.path.push_str(&text),
            ("segment", None) => {
                let index = self.request.path.matches("{}").count();
                self.request.path.push_str("{}");
                self.add_argument(call.args.first(), ArgumentLocation::Path(index));
            }
            ("query", Some(name)) => self.add_argument(call.args.last(), ArgumentLocation::Query(name)),
            ("header", Some(name)) => {
                self.add_argument(call.args.last(), ArgumentLocation::Header(name.to_lowercase()))
            }
            _ => {}
        }
    }
}

fn literal(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Lit(syn::ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
        _ => None,
    }
}
