//! Reads from the table of operations and from a generated request what the request sends (HTTP method, path, location of each field) and
//! what its response contains.

use std::collections::BTreeMap;

use colt_numbers_openapi::operation::placeholders;
use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ExprMethodCall, ImplItem, ItemImpl, Lit};

use crate::check::bodies::normalized;
use crate::document::path_template::without_parameter_names;
use crate::rust::signature::type_text;

/// The operations of a generated crate: method, path and parameters of each, by the name of its static.
pub(super) type OperationTable = BTreeMap<String, GeneratedOperation>;

/// An operation in the generated table.
#[derive(Clone, Debug, Default)]
pub(super) struct GeneratedOperation {
    method: String,
    path: String,
    parameters: Vec<GeneratedParameter>,
    body: Option<GeneratedBody>,
    accept: String,
}

/// The form in which a body is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct GeneratedBody {
    media_type: String,
    /// The name of the variant of `BodyContent`: `Json`, `Form` or `Bytes`.
    pub(super) content: String,
}

impl std::fmt::Display for GeneratedBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "`{}`", self.media_type)
    }
}

/// A parameter in the generated table.
#[derive(Clone, Debug)]
struct GeneratedParameter {
    location: FieldLocation,
    is_exploded: bool,
}

impl GeneratedOperation {
    /// Reads the expression of an operation's static.
    pub(super) fn of(expression: &Expr) -> Self {
        let path = text(expression, "path");
        let list = match field(expression, "parameters") {
            Some(Expr::Reference(list)) => Some(&*list.expr),
            _ => None,
        };
        let parameters = match list {
            Some(Expr::Array(list)) => {
                list.elems.iter().map(|parameter| generated_parameter(&path, parameter)).collect()
            }
            _ => Vec::new(),
        };
        Self {
            method: text(expression, "method"),
            path: without_parameter_names(&path),
            parameters,
            body: field(expression, "body").and_then(body),
            accept: text(expression, "accept").split(", ").map(normalized).collect::<Vec<_>>().join(", "),
        }
    }
}

fn generated_parameter(path: &str, parameter: &Expr) -> GeneratedParameter {
    let is_exploded = field(parameter, "exploded").is_some_and(|value| value.to_token_stream().to_string() == "true");
    GeneratedParameter { location: location(path, parameter), is_exploded }
}

/// Reads an optional body: `Some(OperationBody { … })`.
fn body(expression: &Expr) -> Option<GeneratedBody> {
    let Expr::Call(call) = expression else { return None };
    let body = call.args.first()?;
    let content = match field(body, "content")? {
        Expr::Call(content) => content.func.to_token_stream().to_string(),
        content => content.to_token_stream().to_string(),
    };
    let content = content.rsplit(' ').next().unwrap_or_default().to_owned();
    Some(GeneratedBody { media_type: normalized(&text(body, "media_type")), content })
}

/// The location of a parameter in the table.
fn location(path: &str, parameter: &Expr) -> FieldLocation {
    let name = text(parameter, "name");
    let location = field(parameter, "location").map(|location| location.to_token_stream().to_string());
    match location.as_deref().and_then(|location| location.rsplit(' ').next()) {
        Some("Path") => FieldLocation::Path(placeholders(path).iter().position(|other| *other == name).unwrap_or(0)),
        Some("Header") => FieldLocation::Header(name.to_lowercase()),
        _ => FieldLocation::Query(name),
    }
}

/// What a generated request sends, and what its response contains.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct GeneratedRequest {
    pub(super) method: String,
    /// The path, with `{}` for each parameter.
    pub(super) path: String,
    /// The fields except the body, each with the location of its value in the HTTP request.
    pub(super) fields: Vec<(String, FieldLocation)>,
    /// The fields of which the query has an entry for each item.
    pub(super) exploded: Vec<String>,
    /// The form of the body.
    pub(super) body: Option<GeneratedBody>,
    /// The header `Accept`.
    pub(super) accept: String,
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
    pub(super) fn of(implementation: &ItemImpl, operations: &OperationTable) -> Self {
        let (mut request, mut fields) = (Self::default(), ParameterFields::default());
        let mut operation = GeneratedOperation::default();
        for item in &implementation.items {
            match item {
                ImplItem::Type(item) => request.response = type_text(&item.ty),
                ImplItem::Const(item) => {
                    let path = item.expr.to_token_stream().to_string();
                    let name = path.rsplit(' ').next().unwrap_or_default();
                    operation = operations.get(name).cloned().unwrap_or_default();
                }
                // The visitor changes nothing; a read-only visitor would need another feature of `syn`.
                ImplItem::Fn(item) if item.sig.ident == "values" => fields.visit_block_mut(&mut item.block.clone()),
                _ => {}
            }
        }
        // The fields are added in the order of the operation's parameters.
        for (field, parameter) in fields.0.into_iter().zip(operation.parameters) {
            request.exploded.extend(parameter.is_exploded.then(|| field.clone()));
            request.fields.push((field, parameter.location));
        }
        (request.method, request.path) = (operation.method, operation.path);
        (request.body, request.accept) = (operation.body, operation.accept);
        request
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

/// The expression that a struct expression gives a field.
fn field<'e>(expression: &'e Expr, name: &str) -> Option<&'e Expr> {
    let Expr::Struct(expression) = expression else { return None };
    let field = expression.fields.iter().find(|field| field.member.to_token_stream().to_string() == name)?;
    Some(&field.expr)
}

/// The text that a struct expression gives a field.
fn text(expression: &Expr, name: &str) -> String {
    match field(expression, name) {
        Some(Expr::Lit(syn::ExprLit { lit: Lit::Str(text), .. })) => text.value(),
        _ => String::new(),
    }
}

/// Reads the fields of the parameters from the call chain `.parameter(name, Some(&self.field))?.parameter(name, self.field.as_ref())?`.
#[derive(Default)]
struct ParameterFields(Vec<String>);

impl VisitMut for ParameterFields {
    fn visit_expr_method_call_mut(&mut self, call: &mut ExprMethodCall) {
        // The receiver of the call comes first in the chain.
        visit_mut::visit_expr_method_call_mut(self, call);
        let value = call.args.get(1).filter(|_| call.method == "parameter");
        let value = value.map(|value| value.to_token_stream().to_string()).unwrap_or_default();
        let field = value.split_once("self . ").and_then(|(_, field)| field.split([' ', ')']).next());
        self.0.extend(field.map(str::to_owned));
    }
}
