//! Emits `requests.rs`: a struct for each operation. It has a constructor with all mandatory values, a setter for each optional value, and a
//! method that returns the values as JSON. `client.rs` builds the HTTP request from these values and the table of operations.

use std::collections::BTreeMap;

use colt_numbers_openapi::operation::{self, BodyContent, Operation, RequestBody, ResponseContent, operations};
use colt_numbers_openapi::value;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens as _, format_ident, quote};

use super::docs;
use super::operations::static_name;
use super::rust_type::RustTypes;
use crate::names;
use crate::request::{self, Parameter, operation_id};

/// The tokens of `requests.rs`, from a spec in which every type has a name.
pub fn emit(types: &mut RustTypes<'_>) -> TokenStream {
    let all = operations(types.root);
    let ids: Vec<_> = all.iter().map(operation_id).collect();
    let names = ids.iter().map(|id| format_ident!("{}", names::pascal(id)));
    let requests = all.iter().map(|operation| request_items(types, operation)).collect::<TokenStream>();
    quote! {
        #requests
        /// Checks that a response of an operation is successful and has the form that the spec states.
        ///
        /// # Errors
        /// The same as for [`Request::read`](crate::client::Request::read) of the operation's request.
        #[allow(deprecated)]
        pub fn check_response(
            operation: &crate::operations::Operation,
            response: &::http::Response<::bytes::Bytes>,
        ) -> ::core::result::Result<(), crate::client::UnreadableResponse> {
            match operation.id {
                #(#ids => <#names as crate::client::Request>::read(response).map(::core::mem::drop),)*
                _ => ::core::result::Result::Err(crate::client::UnreadableResponse::Status(response.status())),
            }
        }
    }
}

fn request_items(types: &mut RustTypes<'_>, operation: &Operation<'_>) -> TokenStream {
    let root = types.root;
    let id = operation_id(operation);
    let name = format_ident!("{}", names::pascal(&id));
    let fields = request_fields(types, operation);
    let (mandatory, optional): (Vec<_>, Vec<_>) = fields.iter().partition(|field| field.required);
    let names: Vec<&Ident> = fields.iter().map(|field| &field.name).collect();
    let stored =
        fields.iter().map(|RequestField { ty, required, .. }| if *required { quote!(#ty) } else { option(ty) });
    let initializers = fields.iter().map(RequestField::initializer);
    let arguments = mandatory.iter().map(|field| field.argument());
    let setters = optional.iter().map(|field| field.setter());
    let constructor_docs = constructor_docs(&mandatory);
    let docs = docs_of(operation);
    let deprecated = value::flag(operation.value, "deprecated");
    let (attribute, allowed) = if deprecated {
        (quote!(#[deprecated]), quote!(#[allow(deprecated)]))
    } else {
        (TokenStream::new(), TokenStream::new())
    };
    let table = static_name(&id);
    let (responses, _) = operation::success_contents(root, operation);
    let values = fields.iter().map(RequestField::value);
    let ResponseReader { ty, body, items } = response_reader(&name, &responses, types);
    quote! {
        #docs
        #attribute
        #[derive(Clone, Debug)]
        #[must_use = "a request does nothing until it is sent"]
        pub struct #name { #(#names: #stored,)* }
        #allowed
        impl #name {
            #constructor_docs
            pub fn new(#(#arguments),*) -> Self { Self { #(#initializers,)* } }
            #(#setters)*
        }
        #allowed
        impl crate::client::Request for #name {
            type Response = #ty;
            const OPERATION: &'static crate::operations::Operation = &crate::operations::#table;
            fn values(
                &self,
            ) -> ::core::result::Result<crate::client::RequestValues, crate::client::InvalidRequest> {
                ::core::result::Result::Ok(crate::client::RequestValues::default() #(#values)*)
            }
            fn read(
                response: &::http::Response<::bytes::Bytes>,
            ) -> ::core::result::Result<Self::Response, crate::client::UnreadableResponse> {
                #body
            }
        }
        #items
    }
}

/// A field of a generated request: a parameter or the body.
struct RequestField {
    name: Ident,
    /// The type of the value; the field of an optional value is an `Option` of this type.
    ty: TokenStream,
    required: bool,
    /// The name of the parameter on the wire; `None` for the body. Callers may pass any value that converts to the type of the body.
    parameter: Option<String>,
    /// The method of `RequestValues` that adds the value.
    adder: &'static str,
    description: String,
    deprecated: bool,
}

impl RequestField {
    fn argument(&self) -> TokenStream {
        let Self { name, ty, parameter, .. } = self;
        if parameter.is_none() { quote!(#name: impl ::core::convert::Into<#ty>) } else { quote!(#name: #ty) }
    }

    fn converted(&self) -> TokenStream {
        let name = &self.name;
        if self.parameter.is_none() { quote!(#name.into()) } else { quote!(#name) }
    }

    fn initializer(&self) -> TokenStream {
        let (name, converted) = (&self.name, self.converted());
        match (self.required, self.parameter.is_some()) {
            (true, true) => quote!(#name),
            (true, false) => quote!(#name: #converted),
            (false, _) => quote!(#name: ::core::option::Option::None),
        }
    }

    /// The method call that adds the value to `RequestValues`.
    fn value(&self) -> TokenStream {
        let (name, adder) = (&self.name, format_ident!("{}", self.adder));
        let parameter = self.parameter.iter();
        let value =
            if self.required { quote!(::core::option::Option::Some(&self.#name)) } else { quote!(self.#name.as_ref()) };
        quote!(.#adder(#(#parameter,)* #value)?)
    }

    fn setter(&self) -> TokenStream {
        let (name, argument, converted) = (&self.name, self.argument(), self.converted());
        let docs = match self.description.as_str() {
            "" => docs::of(&format!("Sets `{name}`.")),
            description => docs::of(description),
        };
        let attribute = self.deprecated.then(|| quote!(#[deprecated]));
        quote! {
            #docs
            #attribute
            pub fn #name(mut self, #argument) -> Self {
                self.#name = ::core::option::Option::Some(#converted);
                self
            }
        }
    }
}

fn option(ty: &TokenStream) -> TokenStream {
    quote!(::core::option::Option<#ty>)
}

/// The fields for the parameters and the body. Mandatory fields are in the order of the constructor's arguments.
fn request_fields(types: &mut RustTypes<'_>, operation: &Operation<'_>) -> Vec<RequestField> {
    let root = types.root;
    let parameters = request::parameters(root, operation);
    let mut fields: Vec<RequestField> = parameters.iter().map(|parameter| parameter_field(parameter, types)).collect();
    if let Some(RequestBody { content, required, .. }) = operation::request_body(root, operation) {
        let (ty, adder, description) = match content {
            BodyContent::Json(schema) => {
                let ty = types.of(schema);
                let description = "The body: a value that is sent as JSON, or JSON that is sent unchanged.";
                (quote!(crate::client::Body<#ty>), "json", description)
            }
            BodyContent::Form(schema) => (types.of(schema), "serialized", "The body, which is sent as a form."),
            BodyContent::Bytes => (quote!(::bytes::Bytes), "bytes", "The bytes of the body."),
        };
        fields.push(RequestField {
            name: format_ident!("body"),
            ty,
            required,
            parameter: None,
            adder,
            description: description.to_owned(),
            deprecated: false,
        });
    }
    fields
}

fn parameter_field(parameter: &Parameter<'_>, types: &mut RustTypes<'_>) -> RequestField {
    RequestField {
        name: format_ident!("{}", parameter.rust_name),
        ty: types.not_null(parameter.schema),
        required: parameter.is_mandatory(),
        parameter: Some(parameter.name.to_owned()),
        adder: "parameter",
        description: parameter.description.to_owned(),
        deprecated: parameter.deprecated,
    }
}

/// The docs of a constructor, with the description of each argument.
fn constructor_docs(mandatory: &[&RequestField]) -> TokenStream {
    let mut text = "Creates a request from the mandatory values. All optional values are absent.".to_owned();
    for (index, RequestField { name, description, .. }) in mandatory.iter().enumerate() {
        let heading = if index == 0 { "\n\n" } else { "\n" };
        let description = description.split_whitespace().collect::<Vec<_>>().join(" ");
        let colon = if description.is_empty() { "" } else { ": " };
        text += &format!("{heading}- `{name}`{colon}{description}");
    }
    docs::of(&text)
}

fn docs_of(operation: &Operation<'_>) -> TokenStream {
    let text = |key: &str| value::text(operation.value, key).unwrap_or_default().trim().to_owned();
    let line = format!("`{} {}`", operation.method.to_uppercase(), operation.path);
    let texts = [text("summary"), text("description"), line];
    let texts: Vec<&str> = texts.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
    docs::of(&texts.join("\n\n"))
}

/// The code that reads a response.
struct ResponseReader {
    /// The associated type `Response`.
    ty: TokenStream,
    /// The body of the function `read`.
    body: TokenStream,
    /// The declaration of the response type; empty if the type is declared elsewhere.
    items: TokenStream,
}

fn response_reader(
    request: &Ident,
    responses: &[(&str, ResponseContent<'_>)],
    types: &mut RustTypes<'_>,
) -> ResponseReader {
    let mut contents: Vec<ResponseContent<'_>> = responses.iter().map(|(_, content)| *content).collect();
    contents.dedup();
    let is_class = |status: &str| status.to_ascii_uppercase().ends_with("XX");
    let is_success = if responses.iter().all(|(status, _)| !is_class(status)) && !responses.is_empty() {
        let statuses = responses.iter().map(|(status, _)| status_literal(status));
        quote!(::core::matches!(response.status().as_u16(), #(#statuses)|*))
    } else {
        quote!(response.status().is_success())
    };
    let failed = quote! {
        ::core::result::Result::Err(crate::client::UnreadableResponse::Status(response.status()))
    };
    if let [] | [_] = contents[..] {
        let (ty, value) = read_content(contents.first().copied().unwrap_or(ResponseContent::None), types);
        let value = value.unwrap_or_else(|| quote!(()));
        let body = quote!(if #is_success { ::core::result::Result::Ok(#value) } else { #failed });
        let ty = if ty.is_empty() { quote!(()) } else { ty };
        return ResponseReader { ty, body, items: TokenStream::new() };
    }
    let name = format_ident!("{}Response", request);
    let by_status: BTreeMap<&str, ResponseContent<'_>> = responses.iter().copied().collect();
    let (mut variants, mut arms) = (TokenStream::new(), TokenStream::new());
    // A status comes before the class that it belongs to: `200` before `2XX`.
    for (status, content) in by_status {
        let variant = format_ident!("Status{}", status.to_ascii_uppercase());
        let pattern = if is_class(status) { quote!(200..=299) } else { status_literal(status).to_token_stream() };
        let doc = format!(" Status {status}.");
        let (ty, value) = read_content(content, types);
        match value {
            Some(value) => {
                variants.extend(quote!(#[doc = #doc] #variant(#ty),));
                arms.extend(quote!(#pattern => ::core::result::Result::Ok(#name::#variant(#value)),));
            }
            None => {
                variants.extend(quote!(#[doc = #doc] #variant,));
                arms.extend(quote!(#pattern => ::core::result::Result::Ok(#name::#variant),));
            }
        }
    }
    let doc = format!(" A successful response to [`{request}`], with a variant for each status.");
    let items = quote! {
        #[doc = #doc]
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #name { #variants }
    };
    ResponseReader { ty: quote!(#name), body: quote!(match response.status().as_u16() { #arms _ => #failed }), items }
}

/// A status such as `204` as a number.
fn status_literal(status: &str) -> Literal {
    Literal::u16_unsuffixed(status.parse().unwrap_or_default())
}

/// The type of a response's content, and the expression that reads the content. Without content, both are missing.
fn read_content(content: ResponseContent<'_>, types: &mut RustTypes<'_>) -> (TokenStream, Option<TokenStream>) {
    match content {
        ResponseContent::None => (TokenStream::new(), None),
        ResponseContent::Bytes => (quote!(::bytes::Bytes), Some(quote!(::core::clone::Clone::clone(response.body())))),
        ResponseContent::Json(schema) => (types.received(schema), Some(quote!(crate::client::read(response.body())?))),
    }
}
