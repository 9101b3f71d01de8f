//! What each method of the generated client sends: its method, its path, and where each argument goes. Read from the emitted code that
//! builds the request.

use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ExprCall, ExprMethodCall, ImplItemFn, Lit};

use super::signature::Signature;

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
    /// The request that a function of the client builds.
    pub(super) fn of(function: &ImplItemFn) -> Self {
        let names = Signature::of(&function.sig).arguments.into_iter().map(|(name, _)| name).collect();
        let mut reader = Reader { request: Self::default(), arguments: names, bound: Vec::new() };
        // It changes nothing; the visitor that reads only is another feature of `syn`.
        reader.visit_block_mut(&mut function.block.clone());
        reader.request
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

struct Reader {
    request: Request,
    arguments: Vec<String>,
    /// Names that stand for an argument: of `if let Some(value) = argument`.
    bound: Vec<(String, String)>,
}

impl Reader {
    /// The argument that an expression gives the text of.
    fn argument(&self, expression: &Expr) -> Option<String> {
        let text = match expression {
            Expr::MethodCall(call) => call.receiver.to_token_stream().to_string(),
            Expr::Reference(reference) => reference.expr.to_token_stream().to_string(),
            other => other.to_token_stream().to_string(),
        };
        let text = text.trim_start_matches("& ").to_owned();
        let bound = self.bound.iter().rev().find(|(name, _)| *name == text);
        let name = bound.map_or(text, |(_, argument)| argument.clone());
        self.arguments.contains(&name).then_some(name)
    }

    fn takes(&mut self, expression: Option<&Expr>, place: Place) {
        if let Some(argument) = expression.and_then(|expression| self.argument(expression)) {
            self.request.places.push((argument, place));
        }
    }
}

impl VisitMut for Reader {
    fn visit_expr_let_mut(&mut self, binding: &mut syn::ExprLet) {
        let pattern = binding.pat.to_token_stream().to_string();
        let name = pattern.rsplit('(').next().unwrap_or_default().trim_end_matches(')').trim();
        self.bound.push((name.to_owned(), binding.expr.to_token_stream().to_string()));
        visit_mut::visit_expr_let_mut(self, binding);
    }

    fn visit_expr_call_mut(&mut self, call: &mut ExprCall) {
        let function = call.func.to_token_stream().to_string();
        match function.rsplit(' ').next() {
            Some("push_encoded") => {
                let index = self.request.path.matches("{}").count();
                self.request.path.push_str("{}");
                self.takes(call.args.last(), Place::Path(index));
            }
            Some("push_query") => {
                if let Some(name) = call.args.iter().find_map(literal) {
                    self.takes(call.args.last(), Place::Query(name));
                }
            }
            _ => {}
        }
        visit_mut::visit_expr_call_mut(self, call);
    }

    fn visit_expr_method_call_mut(&mut self, call: &mut ExprMethodCall) {
        // What stands before the dot is written first.
        visit_mut::visit_expr_method_call_mut(self, call);
        let Some(first) = call.args.first().and_then(literal) else { return };
        match call.method.to_string().as_str() {
            "method" => self.request.method = first,
            "push_str" => self.request.path.push_str(&first),
            "header" => self.takes(call.args.last(), Place::Header(first.to_lowercase())),
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
