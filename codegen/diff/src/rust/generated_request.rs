//! Reads from a generated request what it sends (HTTP method, path, location of each field) and what its response contains.

use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ExprMethodCall, ImplItem, ItemImpl, Lit};

use crate::rust::signature::type_text;

/// What a generated request sends, and what its response contains.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct GeneratedRequest {
    pub(super) method: String,
    /// The path, with `{}` for each parameter.
    pub(super) path: String,
    /// The fields except the body, each with the location of its value in the HTTP request.
    pub(super) fields: Vec<(String, FieldLocation)>,
    /// The type of a successful response.
    pub(super) response: String,
}

/// The part of an HTTP request that contains the value of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FieldLocation {
    /// The path parameter with this index.
    Path(usize),
    /// The query parameter with this name.
    Query(String),
    /// The header with this name in lower case.
    Header(String),
}

impl std::fmt::Display for FieldLocation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Path(index) => write!(f, "path parameter {}", index + 1),
            Self::Query(name) => write!(f, "query parameter `{name}`"),
            Self::Header(name) => write!(f, "header `{name}`"),
        }
    }
}

impl GeneratedRequest {
    /// Reads an implementation of the trait `Request`.
    pub(super) fn of(implementation: &ItemImpl) -> Self {
        let mut visitor = RequestVisitor::default();
        for item in &implementation.items {
            match item {
                ImplItem::Type(item) => visitor.0.response = type_text(&item.ty),
                ImplItem::Const(item) => visitor.0.method = field_text(&item.expr, "method").unwrap_or_default(),
                // The visitor changes nothing; a read-only visitor would need another feature of `syn`.
                ImplItem::Fn(item) if item.sig.ident == "to_http" => visitor.visit_block_mut(&mut item.block.clone()),
                _ => {}
            }
        }
        visitor.0
    }

    /// The location of the value of a field.
    pub(super) fn location(&self, field: &str) -> Option<&FieldLocation> {
        self.fields.iter().find(|(name, _)| name == field).map(|(_, location)| location)
    }

    /// Method and path.
    pub(super) fn method_and_path(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

/// The text that a struct expression gives a field.
fn field_text(expression: &Expr, name: &str) -> Option<String> {
    let Expr::Struct(expression) = expression else { return None };
    let field = expression.fields.iter().find(|field| field.member.to_token_stream().to_string() == name)?;
    literal(&field.expr)
}

/// Reads the call chain `.path(text).segment(name, &self.field).query(name, self.field.as_ref(), …).header(name, Some(&self.field))`.
#[derive(Default)]
struct RequestVisitor(GeneratedRequest);

impl RequestVisitor {
    fn add_field(&mut self, value: Option<&Expr>, location: FieldLocation) {
        let text = value.map(|value| value.to_token_stream().to_string()).unwrap_or_default();
        let field = text.split_once("self . ").map(|(_, field)| field);
        let name = field.and_then(|field| field.split([' ', ')']).next());
        self.0.fields.extend(name.map(|name| (name.to_owned(), location)));
    }
}

impl VisitMut for RequestVisitor {
    fn visit_expr_method_call_mut(&mut self, call: &mut ExprMethodCall) {
        // The receiver of the call comes first in the chain.
        visit_mut::visit_expr_method_call_mut(self, call);
        let (first, second) = (call.args.first().and_then(literal), call.args.get(1));
        match (call.method.to_string().as_str(), first) {
            ("path", Some(text)) => self.0.path.push_str(&text),
            ("segment", Some(_)) => {
                let index = self.0.path.matches("{}").count();
                self.0.path.push_str("{}");
                self.add_field(second, FieldLocation::Path(index));
            }
            ("query", Some(name)) => self.add_field(second, FieldLocation::Query(name)),
            ("header", Some(name)) => self.add_field(second, FieldLocation::Header(name.to_lowercase())),
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
