//! What each method of the generated client sends: its method, its path, and where each argument goes. Read from the emitted code that
//! builds the request.

use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ExprCall, ExprMethodCall, ImplItemFn, Lit};

use crate::rust::signature::Signature;

/// One request as a method builds it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Request {
    pub(super) method: String,
    /// The path, with `{}` for each of its parameters.
    pub(super) path: String,
    /// Arguments by name, each with the place that its value goes to. The body is not among them.
    pub(super) places: Vec<(String, Place)>,
}

/// Where a value goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Into the path, as the parameter of this index.
    Path(usize),
    /// Into the query, under this name.
    Query(String),
    /// Into a header, by its name in lower case.
    Header(String),
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Path(index) => write!(f, "path parameter {}", index + 1),
            Self::Query(name) => write!(f, "query parameter `{name}`"),
            Self::Header(name) => write!(f, "header `{name}`"),
        }
    }
}

impl Request {
    /// The request that a function of the client builds, if it builds one.
    pub(super) fn of(function: &ImplItemFn) -> Option<Self> {
        let arguments = Signature::of(&function.sig).arguments.into_iter().map(|(name, _)| name).collect();
        let mut reader = Reader { request: Self::default(), arguments };
        // It changes nothing; the visitor that reads only is another feature of `syn`.
        reader.visit_block_mut(&mut function.block.clone());
        Some(reader.request).filter(|request| !request.method.is_empty())
    }

    /// Where the value of an argument goes.
    pub(super) fn place(&self, argument: &str) -> Option<&Place> {
        self.places.iter().find(|(name, _)| name == argument).map(|(_, place)| place)
    }

    /// Method and path.
    pub(super) fn line(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

/// Reads the chain `Draft::new(method, …).path(text).segment(argument).query(name, argument).header(name, argument)`, in which an argument
/// that is always sent stands as `Some(argument)`.
struct Reader {
    request: Request,
    arguments: Vec<String>,
}

impl Reader {
    fn takes(&mut self, value: Option<&Expr>, place: Place) {
        let name = match value {
            Some(Expr::Call(call)) => call.args.first().map(text),
            other => other.map(text),
        };
        if let Some(name) = name.filter(|name| self.arguments.contains(name)) {
            self.request.places.push((name, place));
        }
    }
}

fn text(expression: &Expr) -> String {
    expression.to_token_stream().to_string()
}

impl VisitMut for Reader {
    fn visit_expr_call_mut(&mut self, call: &mut ExprCall) {
        if text(&call.func) == "Draft :: new"
            && let Some(method) = call.args.first().and_then(literal)
        {
            self.request.method = method;
        }
        visit_mut::visit_expr_call_mut(self, call);
    }

    fn visit_expr_method_call_mut(&mut self, call: &mut ExprMethodCall) {
        // What stands before the dot is written first.
        visit_mut::visit_expr_method_call_mut(self, call);
        let name = call.args.first().and_then(literal);
        match (call.method.to_string().as_str(), name) {
            ("path", Some(text)) => self.request.path.push_str(&text),
            ("segment", None) => {
                let index = self.request.path.matches("{}").count();
                self.request.path.push_str("{}");
                self.takes(call.args.first(), Place::Path(index));
            }
            ("query", Some(name)) => self.takes(call.args.last(), Place::Query(name)),
            ("header", Some(name)) => self.takes(call.args.last(), Place::Header(name.to_lowercase())),
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
