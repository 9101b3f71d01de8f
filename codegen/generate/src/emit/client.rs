//! `client.rs`: one method an operation. Names, arguments and docs are the generator crate's; what a method does is emitted here,
//! over a transport that the caller brings, so that every answer arrives with status, headers and body.

use std::collections::BTreeSet;

use colt_numbers_openapi::operation::{Operation, operations, parameters, placeholders};
use colt_numbers_openapi::reference::resolve;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;
use syn::visit_mut::VisitMut;
use syn::{FnArg, GenericArgument, ImplItemFn, Pat, PathArguments, ReturnType, Type, TypeReference};

use super::helper::{self, Helper};
use super::print::{template, text};
use super::{fixups, paths};
use crate::names;
use crate::refused::Refused;

/// The tokens of `client.rs`; `json` is set where a method names a value of any form.
pub fn emit(generated: &syn::File, root: &Value, json: &mut bool) -> Result<TokenStream, Refused> {
    let mut methods = fixups::methods_of(generated)?;
    let mut whole = paths::Whole::default();
    let mut constants = TokenStream::new();
    let mut emitted = TokenStream::new();
    let mut called = BTreeSet::new();
    for operation in operations(root) {
        let id = operation.value.get("operationId").and_then(Value::as_str).unwrap_or_default();
        let name = names::snake(id);
        let method = methods.iter_mut().find(|method| method.sig.ident == name);
        let method = method.ok_or_else(|| fixups::gone(&format!("the method `{name}`")))?;
        whole.visit_signature_mut(&mut method.sig);
        if let Some(path) = &whole.foreign {
            let reason = format!("a parameter or a body would need `{path}`, on which nothing generated depends");
            return Err(Refused { at: operation.at, reason });
        }
        constants.extend(constant(&operation, id));
        emitted.extend(call(root, &operation, id, method, &mut called)?);
    }
    *json |= whole.json;
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

/// An argument: its name, its type without lifetimes, whether it may be left out.
struct Argument {
    name: syn::Ident,
    ty: Type,
    optional: bool,
}

fn call(
    root: &Value,
    operation: &Operation<'_>,
    id: &str,
    method: &ImplItemFn,
    called: &mut BTreeSet<Helper>,
) -> Result<TokenStream, Refused> {
    let arguments = arguments(method)?;
    let answer = answer_of(method)?;
    let constant = format_ident!("{}", names::upper(id));
    let body = arguments.iter().find(|argument| argument.name == "body");
    let request = request(root, operation, &arguments, called)?;
    let docs = docs(method);
    let name = &method.sig.ident;
    let plain: Vec<&Argument> = arguments.iter().filter(|argument| argument.name != "body").collect();
    let declared: Vec<TokenStream> = plain.iter().map(|argument| declare(argument)).collect();
    let result = quote!(Result<Answer<#answer>, CallError<T::Error>>);
    let sent = quote!(self::send(&self.transport, &#constant, #request).await);
    let Some(body) = body else {
        return Ok(quote! {
            #(#docs)*
            pub async fn #name(&self, #(#declared,)*) -> #result { #sent }
        });
    };
    called.insert(Helper::Json);
    let passed = plain.iter().map(|argument| &argument.name);
    let raw_name = format_ident!("{}_raw", name);
    let raw_doc = format!(" As [`Client::{name}`], with a body that is JSON already; it is sent as it is.");
    let body_type = &body.ty;
    let (body_declared, to_bytes) = if root_body_required(root, operation) {
        (quote!(body: #body_type), quote!(self::json(body)?))
    } else {
        (
            quote!(body: Option<#body_type>),
            quote!(match body {
                Some(body) => self::json(body)?,
                None => ::bytes::Bytes::new(),
            }),
        )
    };
    Ok(quote! {
        #(#docs)*
        pub async fn #name(&self, #(#declared,)* #body_declared) -> #result {
            let body = #to_bytes;
            self.#raw_name(#(#passed,)* body).await
        }
        #[doc = #raw_doc]
        ///
        /// # Errors
        /// As there.
        pub async fn #raw_name(&self, #(#declared,)* body: ::bytes::Bytes) -> #result { #sent }
    })
}

fn root_body_required(root: &Value, operation: &Operation<'_>) -> bool {
    let body = operation.value.get("requestBody").map(|body| resolve(root, body));
    body.and_then(|body| body.get("required")) == Some(&Value::Bool(true))
}

fn declare(argument: &Argument) -> TokenStream {
    let Argument { name, ty, optional } = argument;
    if *optional { quote!(#name: Option<#ty>) } else { quote!(#name: #ty) }
}

/// The expression that makes the request of the arguments. It has no variable of its own: a parameter may have any name.
fn request(
    root: &Value,
    operation: &Operation<'_>,
    arguments: &[Argument],
    called: &mut BTreeSet<Helper>,
) -> Result<TokenStream, Refused> {
    let method = operation.method.to_uppercase();
    let mut steps = path(operation.path, called);
    let mut headers = TokenStream::new();
    for (at, parameter) in parameters(root, operation) {
        let wire = parameter.get("name").and_then(Value::as_str).unwrap_or_default();
        let rust = names::snake(wire);
        let argument = arguments.iter().find(|argument| argument.name == rust);
        let Argument { name, optional, .. } =
            argument.ok_or_else(|| fixups::gone(&format!("the argument `{rust}` of `{at}`")))?;
        let value = if *optional { quote!(#name) } else { quote!(Some(#name)) };
        match parameter.get("in").and_then(Value::as_str) {
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
    let body = arguments.iter().any(|argument| argument.name == "body").then(|| quote!(.body(body)));
    Ok(quote!(Draft::new(#method, &self.base) #steps #body #headers .finish()))
}

/// The steps that append a path template, its placeholders filled from arguments.
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

fn arguments(method: &ImplItemFn) -> Result<Vec<Argument>, Refused> {
    let mut found = Vec::new();
    for input in &method.sig.inputs {
        let FnArg::Typed(input) = input else { continue };
        let Pat::Ident(name) = &*input.pat else { return Err(fixups::gone("plain arguments")) };
        let (ty, optional) = match option_of(&input.ty) {
            Some(inner) => (inner.clone(), true),
            None => ((*input.ty).clone(), false),
        };
        found.push(Argument { name: name.ident.clone(), ty: without_lifetime(ty), optional });
    }
    Ok(found)
}

fn option_of(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|segment| segment.ident == "Option")?;
    match &last.arguments {
        PathArguments::AngleBracketed(arguments) => arguments.args.iter().find_map(|argument| match argument {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        }),
        _ => None,
    }
}

fn without_lifetime(ty: Type) -> Type {
    match ty {
        Type::Reference(reference) => Type::Reference(TypeReference { lifetime: None, ..reference }),
        other => other,
    }
}

/// The type of a successful answer: what stands in `ResponseValue<…>`.
fn answer_of(method: &ImplItemFn) -> Result<Type, Refused> {
    let gone = || fixups::gone(&format!("`ResponseValue` in what `{}` returns", method.sig.ident));
    let ReturnType::Type(_, ty) = &method.sig.output else { return Err(gone()) };
    let value = first_argument(ty).ok_or_else(gone)?;
    if !text(value).starts_with("ResponseValue") {
        return Err(gone());
    }
    first_argument(value).cloned().ok_or_else(gone)
}

fn first_argument(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    match &path.path.segments.last()?.arguments {
        PathArguments::AngleBracketed(arguments) => match arguments.args.first()? {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        },
        _ => None,
    }
}

/// The generator crate's docs of a method, line by line, and what its errors mean here.
fn docs(method: &ImplItemFn) -> Vec<TokenStream> {
    let mut lines = Vec::new();
    for attribute in &method.attrs {
        if let syn::Meta::NameValue(doc) = &attribute.meta
            && let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) = &doc.value
        {
            lines.extend(text.value().lines().map(|line| format!(" {}", line.trim())));
        }
    }
    while lines.last().is_some_and(|line| line.trim().is_empty()) {
        lines.pop();
    }
    lines.extend(
        [
            "",
            " Every answer is `Ok`, whatever its status.",
            "",
            " # Errors",
            " [`CallError::Body`] where a body cannot be written as JSON; [`CallError::Request`] where no request can be built;",
            " [`CallError::Transport`] where the transport gave no answer.",
        ]
        .map(str::to_owned),
    );
    lines.iter().map(|line| quote!(#[doc = #line])).collect()
}
