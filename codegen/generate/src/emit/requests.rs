//! Emits `requests.rs`: a struct for each operation. It has a constructor with all mandatory values, a setter for each optional value, and a
//! method that builds the HTTP request.

use std::collections::{BTreeMap, BTreeSet};

use colt_numbers_openapi::operation::{
    self, BodyContent, Operation, RequestBody, ResponseContent, operations, placeholders,
};
use colt_numbers_openapi::value::{self, items, members};
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;

use super::docs;
use super::helper::Helper;
use super::rust_type::RustTypes;
use crate::names;
use crate::request::{self, Location, Parameter, operation_id};

/// The code that is emitted for the operations.
#[derive(Default)]
pub struct EmittedRequests {
    /// The items of `requests.rs`.
    pub requests: TokenStream,
    /// The helpers of `client.rs` that the requests call.
    pub called: BTreeSet<Helper>,
}

/// Emits the requests of a spec in which every type has a name.
pub fn emit(types: &mut RustTypes<'_>) -> EmittedRequests {
    let mut emitted = EmittedRequests::default();
    for operation in operations(types.root) {
        let tokens = request_items(types, &operation, &mut emitted.called);
        emitted.requests.extend(tokens);
    }
    emitted
}

fn request_items(types: &mut RustTypes<'_>, operation: &Operation<'_>, called: &mut BTreeSet<Helper>) -> TokenStream {
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
    let constant = operation_constant(root, operation, &id);
    let (responses, media_types) = operation::success_contents(root, operation);
    let accept = if media_types.is_empty() { "application/json".to_owned() } else { media_types.join(", ") };
    let steps = builder_calls(root, operation, called);
    let ResponseReader { ty, body, items } = response_reader(&name, &responses, types, called);
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
            const OPERATION: crate::client::Operation = #constant;
            fn to_http(
                &self,
                base: &str,
            ) -> ::core::result::Result<::http::Request<::bytes::Bytes>, crate::client::InvalidRequest> {
                crate::client::HttpRequestParts::new(&Self::OPERATION, base, #accept) #steps .finish()
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
    /// Whether the field is the body. Callers may pass any value that converts to the type of the body.
    is_body: bool,
    description: String,
    deprecated: bool,
}

impl RequestField {
    fn argument(&self) -> TokenStream {
        let Self { name, ty, is_body, .. } = self;
        if *is_body { quote!(#name: impl ::core::convert::Into<#ty>) } else { quote!(#name: #ty) }
    }

    fn converted(&self) -> TokenStream {
        let name = &self.name;
        if self.is_body { quote!(#name.into()) } else { quote!(#name) }
    }

    fn initializer(&self) -> TokenStream {
        let (name, converted) = (&self.name, self.converted());
        match (self.required, self.is_body) {
            (true, false) => quote!(#name),
            (true, true) => quote!(#name: #converted),
            (false, _) => quote!(#name: ::core::option::Option::None),
        }
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
        let (ty, description) = match content {
            BodyContent::Json(schema) => {
                let ty = types.of(schema);
                (
                    quote!(crate::client::Body<#ty>),
                    "The body: a value that is sent as JSON, or JSON that is sent unchanged.",
                )
            }
            BodyContent::Form(schema) => (types.of(schema), "The body, which is sent as a form."),
            BodyContent::Bytes => (quote!(::bytes::Bytes), "The bytes of the body."),
        };
        fields.push(RequestField {
            name: format_ident!("body"),
            ty,
            required,
            is_body: true,
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
        is_body: false,
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

/// The value of the constant `OPERATION`.
fn operation_constant(root: &Value, operation: &Operation<'_>, id: &str) -> TokenStream {
    let (method, path) = (operation.method.to_uppercase(), operation.path);
    let security = operation.value.get("security").or_else(|| root.get("security"));
    let alternatives = items(security).map(|alternative| {
        let schemes = members(Some(alternative)).map(|(name, scopes)| {
            let scopes = items(Some(scopes)).filter_map(Value::as_str);
            quote!(crate::client::RequiredScheme { name: #name, scopes: &[#(#scopes),*] })
        });
        quote!(&[#(#schemes),*])
    });
    let servers = own_servers(operation);
    quote! {
        crate::client::Operation {
            id: #id, method: #method, path: #path, security: &[#(#alternatives),*], servers: &[#(#servers),*],
        }
    }
}

/// The base URLs of the servers that the operation or its path item lists; empty if neither lists servers.
fn own_servers<'v>(operation: &Operation<'v>) -> Vec<&'v str> {
    let of = |holder: &'v Value| -> Vec<&'v str> {
        items(holder.get("servers")).filter_map(|server| value::text(server, "url")).collect()
    };
    let own = of(operation.value);
    if own.is_empty() { of(operation.item) } else { own }
}

/// The method calls that add path, query, headers and body to `HttpRequestParts`.
fn builder_calls(root: &Value, operation: &Operation<'_>, called: &mut BTreeSet<Helper>) -> TokenStream {
    let parameters = request::parameters(root, operation);
    let mut steps = path_calls(operation.path, &parameters, called);
    for parameter in &parameters {
        let (name, field, exploded) = (parameter.name, format_ident!("{}", parameter.rust_name), parameter.exploded);
        let value = if parameter.is_mandatory() {
            quote!(::core::option::Option::Some(&self.#field))
        } else {
            quote!(self.#field.as_ref())
        };
        match parameter.location {
            Location::Path(_) => {}
            Location::Query => {
                called.extend([Helper::Query, Helper::Encoded, Helper::Texts]);
                steps.extend(quote!(.query(#name, #value, #exploded)));
            }
            Location::Header => {
                called.extend([Helper::Header, Helper::Texts]);
                steps.extend(quote!(.header(#name, #value)));
            }
        }
    }
    if let Some(RequestBody { media_type, content, required }) = operation::request_body(root, operation) {
        let body = if required { quote!(::core::option::Option::Some(&self.body)) } else { quote!(self.body.as_ref()) };
        let step = match content {
            BodyContent::Json(_) => {
                called.insert(Helper::Json);
                quote!(.body(#media_type, #body))
            }
            BodyContent::Form(_) => {
                called.extend([Helper::Form, Helper::Encoded, Helper::Texts]);
                quote!(.form(#media_type, #body))
            }
            BodyContent::Bytes => quote!(.bytes(#media_type, #body)),
        };
        steps.extend(step);
    }
    steps
}

/// The method calls that append the path, with the values of its parameters.
fn path_calls(template: &str, parameters: &[Parameter<'_>], called: &mut BTreeSet<Helper>) -> TokenStream {
    let mut steps = TokenStream::new();
    let mut rest = template;
    for name in placeholders(template) {
        let is_it =
            |parameter: &&Parameter<'_>| parameter.name == name && matches!(parameter.location, Location::Path(_));
        let Some(parameter) = parameters.iter().find(is_it) else { continue };
        let Some((before, after)) = rest.split_once(&format!("{{{name}}}")) else { continue };
        let field = format_ident!("{}", parameter.rust_name);
        called.extend([Helper::Segment, Helper::Encoded, Helper::Texts]);
        steps.extend(quote!(.path(#before).segment(#name, &self.#field)));
        rest = after;
    }
    if !rest.is_empty() {
        steps.extend(quote!(.path(#rest)));
    }
    steps
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
    called: &mut BTreeSet<Helper>,
) -> ResponseReader {
    let mut contents: Vec<ResponseContent<'_>> = responses.iter().map(|(_, content)| *content).collect();
    contents.dedup();
    let is_success = quote!(response.status().is_success());
    let failed = quote! {
        ::core::result::Result::Err(crate::client::UnreadableResponse::Status(response.status()))
    };
    if let [] | [_] = contents[..] {
        let (ty, value) = read_content(contents.first().copied().unwrap_or(ResponseContent::None), types, called);
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
        let pattern: TokenStream = if status.to_ascii_uppercase().ends_with("XX") {
            quote!(200..=299)
        } else {
            let number = proc_macro2::Literal::u16_unsuffixed(status.parse().unwrap_or_default());
            quote!(#number)
        };
        let doc = format!(" Status {status}.");
        let (ty, value) = read_content(content, types, called);
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

/// The type of a response's content, and the expression that reads the content. Without content, both are missing.
fn read_content(
    content: ResponseContent<'_>,
    types: &mut RustTypes<'_>,
    called: &mut BTreeSet<Helper>,
) -> (TokenStream, Option<TokenStream>) {
    match content {
        ResponseContent::None => (TokenStream::new(), None),
        ResponseContent::Bytes => (quote!(::bytes::Bytes), Some(quote!(::core::clone::Clone::clone(response.body())))),
        ResponseContent::Json(schema) => {
            called.insert(Helper::Read);
            (types.of(schema), Some(quote!(crate::client::read(response.body())?)))
        }
    }
}
