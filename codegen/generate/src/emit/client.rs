//! `client.rs`: one method for each operation. Names, arguments and docs are progenitor's. The bodies are emitted here: they send through the
//! caller's transport and return every response with status, headers and body.

use std::collections::BTreeSet;

use colt_numbers_openapi::operation::{Operation, operations, parameters, placeholders};
use colt_numbers_openapi::reference::resolve;
use colt_numbers_openapi::value;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;
use syn::visit_mut::VisitMut;
use syn::{FnArg, ImplItemFn, Pat, ReturnType, Type, TypeReference};

use super::helper::{self, Helper};
use super::print::template;
use super::{absolute_paths, fixups};
use crate::names;
use crate::rejection::Rejection;

/// The tokens of `client.rs`. Sets `json` if a method uses `json::Value`.
pub fn emit(generated: &syn::File, root: &Value, json: &mut bool) -> Result<TokenStream, Rejection> {
    let mut methods = fixups::methods_of(generated)?;
    let mut paths = absolute_paths::AbsolutePaths::default();
    let mut constants = TokenStream::new();
    let mut emitted = TokenStream::new();
    let mut called = BTreeSet::new();
    for operation in operations(root) {
        let id = operation.id().unwrap_or_default();
        let name = names::snake(id);
        let method = methods.iter_mut().find(|method| method.sig.ident == name);
        let method = method.ok_or_else(|| fixups::missing(&format!("the method `{name}`")))?;
        paths.visit_signature_mut(&mut method.sig);
        if let Some(path) = &paths.foreign {
            let reason =
                format!("a parameter or a body would need `{path}`, which the generated crate does not depend on");
            return Err(Rejection { at: operation.at, reason });
        }
        constants.extend(constant(&operation, id));
        emitted.extend(call(root, &operation, id, method, &mut called)?);
    }
    *json |= paths.json;
    let (support, helpers) = (template(include_str!("../../templates/client.rs"))?, helper::emit(&called)?);
    Ok(quote! {
        #support
        #helpers
        #constants
        impl<T: Transport> Client<T> { #emitted }
    })
}

fn constant(operation: &Operation<'_>, id: &str) -> TokenStream {
    let name = format_ident!("{}", names::upper(id));
    let (method, path) = (operation.method.to_uppercase(), operation.path);
    let doc = format!(" `{method} {path}`.");
    quote! {
        #[doc = #doc]
        pub const #name: Operation = Operation { id: #id, method: #method, path: #path };
    }
}

fn call(
    root: &Value,
    operation: &Operation<'_>,
    id: &str,
    method: &ImplItemFn,
    called: &mut BTreeSet<Helper>,
) -> Result<TokenStream, Rejection> {
    let arguments = arguments(method)?;
    let response = response_type(method)?;
    let constant = format_ident!("{}", names::upper(id));
    let body = arguments.iter().find(|(name, _)| name == "body");
    let request = request(root, operation, &arguments, called)?;
    let docs = docs(method);
    let name = &method.sig.ident;
    let plain: Vec<_> = arguments.iter().filter(|(name, _)| name != "body").collect();
    let declared: Vec<_> = plain.iter().map(|(name, ty)| quote!(#name: #ty)).collect();
    let result = quote!(Result<TypedResponse<#response>, CallError<T::Error>>);
    let sent = quote!(self::send(&self.transport, &#constant, #request).await);
    let Some((_, body)) = body else {
        return Ok(quote! {
            #docs
            pub async fn #name(&self, #(#declared,)*) -> #result { #sent }
        });
    };
    called.insert(Helper::Json);
    let passed = plain.iter().map(|(name, _)| name);
    let raw_name = format_ident!("{}_raw", name);
    let raw_doc = format!(" Like [`Client::{name}`], but sends a body that is already JSON, unchanged.");
    let is_required =
        operation.value.get("requestBody").is_some_and(|body| value::flag(resolve(root, body), "required"));
    let (body_declared, to_bytes) = if is_required {
        (quote!(body: #body), quote!(self::json(body)?))
    } else {
        let to_bytes = quote!(match body {
            Some(body) => self::json(body)?,
            None => ::bytes::Bytes::new(),
        });
        (quote!(body: Option<#body>), to_bytes)
    };
    Ok(quote! {
        #docs
        pub async fn #name(&self, #(#declared,)* #body_declared) -> #result {
            let body = #to_bytes;
            self.#raw_name(#(#passed,)* body).await
        }
        #[doc = #raw_doc]
        ///
        /// # Errors
        /// The errors of that method.
        pub async fn #raw_name(&self, #(#declared,)* body: ::bytes::Bytes) -> #result { #sent }
    })
}

/// The expression that builds the request from the arguments. It defines no variable, because a parameter may have any name.
fn request(
    root: &Value,
    operation: &Operation<'_>,
    arguments: &[(Ident, Type)],
    called: &mut BTreeSet<Helper>,
) -> Result<TokenStream, Rejection> {
    let method = operation.method.to_uppercase();
    let mut steps = path(operation.path, called);
    let mut headers = TokenStream::new();
    for (at, parameter) in parameters(root, operation) {
        let wire = value::text(parameter, "name").unwrap_or_default();
        let rust = names::snake(wire);
        let argument = arguments.iter().find(|(name, _)| *name == rust);
        let (name, ty) = argument.ok_or_else(|| fixups::missing(&format!("the argument `{rust}` of `{at}`")))?;
        let value = if type_argument(ty, "Option").is_some() { quote!(#name) } else { quote!(Some(#name)) };
        match value::text(parameter, "in") {
            Some("query") => {
                called.extend([Helper::Query, Helper::Encoded]);
                steps.extend(quote!(.query(#wire, #value)));
            }
            Some("header") => {
                called.insert(Helper::Header);
                headers.extend(quote!(.header(#wire, #value)));
            }
            _ => {}
        }
    }
    let body = arguments.iter().any(|(name, _)| name == "body").then(|| quote!(.body(body)));
    Ok(quote!(RequestBuilder::new(#method, &self.base) #steps #body #headers .finish()))
}

/// The calls that append a path template, with its placeholders filled from arguments.
fn path(template: &str, called: &mut BTreeSet<Helper>) -> TokenStream {
    let mut steps = TokenStream::new();
    let mut rest = template;
    for name in placeholders(template) {
        let Some((before, after)) = rest.split_once(&format!("{{{name}}}")) else { continue };
        let argument = format_ident!("{}", names::snake(name));
        called.extend([Helper::Segment, Helper::Encoded]);
        steps.extend(quote!(.path(#before).segment(#argument)));
        rest = after;
    }
    if !rest.is_empty() {
        steps.extend(quote!(.path(#rest)));
    }
    steps
}

/// The names and types of the arguments, without lifetimes.
fn arguments(method: &ImplItemFn) -> Result<Vec<(Ident, Type)>, Rejection> {
    let mut found = Vec::new();
    for input in &method.sig.inputs {
        let FnArg::Typed(input) = input else { continue };
        let Pat::Ident(name) = &*input.pat else { return Err(fixups::missing("plain arguments")) };
        let mut ty = (*input.ty).clone();
        LifetimeRemover.visit_type_mut(&mut ty);
        found.push((name.ident.clone(), ty));
    }
    Ok(found)
}

struct LifetimeRemover;

impl VisitMut for LifetimeRemover {
    fn visit_type_reference_mut(&mut self, reference: &mut TypeReference) {
        reference.lifetime = None;
    }
}

/// The first type argument of a generic type with this name.
fn type_argument<'t>(ty: &'t Type, name: &str) -> Option<&'t Type> {
    fixups::type_argument(fixups::path_of(ty)?, name)
}

/// The type of a successful response: the `…` in `Result<ResponseValue<…>, …>`.
fn response_type(method: &ImplItemFn) -> Result<Type, Rejection> {
    let response = match &method.sig.output {
        ReturnType::Type(_, ty) => type_argument(ty, "Result").and_then(|value| type_argument(value, "ResponseValue")),
        ReturnType::Default => None,
    };
    let error = || fixups::missing(&format!("`ResponseValue` in the return type of `{}`", method.sig.ident));
    response.cloned().ok_or_else(error)
}

/// The end of every method's docs.
const ERRORS: &str = "

A response of any status is `Ok`.

# Errors
[`CallError::Body`] if the body cannot be serialized as JSON; [`CallError::Request`] if the request cannot be built;
[`CallError::Transport`] if the transport returns no response.";

/// progenitor's docs of a method, and its errors.
fn docs(method: &ImplItemFn) -> TokenStream {
    let mut text = String::new();
    for attribute in &method.attrs {
        if let syn::Meta::NameValue(doc) = &attribute.meta
            && let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(lines), .. }) = &doc.value
        {
            text += &lines.value();
            text.push('\n');
        }
    }
    let text = text.trim_end().to_owned() + ERRORS;
    text.lines().map(|line| format!(" {}", line.trim())).map(|line| quote!(#[doc = #line])).collect()
}
