//! Emits `operations.rs`: a table of the operations, with everything that a request of any of them needs. The table depends on no HTTP crate.

use colt_numbers_openapi::assumption;
use colt_numbers_openapi::error_codes::{ErrorCode, error_codes};
use colt_numbers_openapi::operation::{self, BodyContent, Operation, RequestBody, operations};
use colt_numbers_openapi::tracking_id::tracking_ids;
use colt_numbers_openapi::value::{self, items, members};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;

use super::print::{option, template};
use super::schema;
use crate::lint::security::{is_bearer, security_scheme};
use crate::names;
use crate::rejection::Rejection;
use crate::request::{self, Location, Parameter, operation_id};

/// The tokens of `operations.rs`. `written` is the spec as written, before schemas were hoisted.
pub fn emit(written: &Value, root: &Value) -> Result<TokenStream, Rejection> {
    let model = template(include_str!("../../templates/operations.rs"))?;
    let all = operations(root);
    let names = all.iter().map(|operation| static_name(&operation_id(operation)));
    // An inline schema may be hoisted under any name, so a tracking id is recognized in the spec as written.
    let tracking_ids: Vec<String> =
        operations(written).iter().flat_map(|operation| tracking_ids(written, operation)).map(|(at, _)| at).collect();
    let statics = all.iter().map(|operation| static_item(root, operation, &tracking_ids));
    let statics = statics.collect::<Result<Vec<_>, _>>()?;
    let rules = root.get("x-rules").map(|_| {
        quote! {
            /// The rules that a request must satisfy, in the order of the spec.
            pub rules: &'static [crate::rules::Rule],
        }
    });
    Ok(quote! {
        use crate::schema::*;
        /// An operation of the API.
        #[derive(Clone, Copy, Debug)]
        #[non_exhaustive]
        pub struct Operation {
            /// The `operationId`. If the spec has none, a name made from method and path.
            pub id: &'static str,
            /// The HTTP method in upper case.
            pub method: &'static str,
            /// The path template, relative to the base URL of a server.
            pub path: &'static str,
            /// The summary; empty if the spec has none.
            pub summary: &'static str,
            /// The parameters: first those of the path in its order, and then the others by name.
            pub parameters: &'static [OperationParameter],
            /// The body of a request; `None` if a request has no body.
            pub body: Option<OperationBody>,
            /// The media types of successful responses, as in the header `Accept`.
            pub accept: &'static str,
            /// The alternatives for authorization. A request needs all schemes of one alternative. If the list is empty, a request needs no
            /// authorization.
            pub security: &'static [&'static [RequiredScheme]],
            /// The base URLs of this operation, if the spec lists separate servers for it. If the list is empty, the servers of the API apply.
            pub servers: &'static [&'static str],
            /// The error codes that the cited document lists. A response may have another code.
            pub error_codes: &'static [ErrorCode],
            /// The side effects, in the order of the spec.
            pub effects: &'static [SideEffect],
            /// Whether a call orders something, so that it costs money.
            pub orders: bool,
            /// The JSON Pointer of the order's id in the body of a successful response. A response without the id does not prove an order.
            pub order: Option<&'static str>,
            /// Whether a request may be sent again although the server may have received it before.
            pub repeatable: bool,
            /// The number of calendar days that the result of a call lasts, if the cited document states the number.
            pub holds_days: Option<u32>,
            #rules
            /// Whether the operation is deprecated.
            pub deprecated: bool,
        }
        impl Operation {
            /// Every operation, in the order of the spec.
            pub const ALL: &'static [&'static Self] = &[#(&#names),*];
        }
        #model
        #(#statics)*
    })
}

/// The name of the static of an operation.
pub fn static_name(id: &str) -> Ident {
    format_ident!("{}", names::upper(id))
}

/// The static of one operation. `tracking_ids` are the pointers of the parameters that are tracking ids.
fn static_item(root: &Value, operation: &Operation<'_>, tracking_ids: &[String]) -> Result<TokenStream, Rejection> {
    let id = &*operation_id(operation);
    let (name, doc) = (static_name(id), format!(" The operation `{id}`."));
    let (method, path) = (operation.method.to_uppercase(), operation.path);
    let summary = value::text(operation.value, "summary").unwrap_or_default().trim();
    let parameters = request::parameters(root, operation);
    let parameters = parameters.iter().map(|one| parameter(one, tracking_ids.contains(&one.at)));
    let parameters = parameters.collect::<Result<Vec<_>, _>>()?;
    let body = option(operation::request_body(root, operation).map(|found| body(&found)).transpose()?);
    let (_, media_types) = operation::success_contents(root, operation);
    let accept = if media_types.is_empty() { "application/json".to_owned() } else { media_types.join(", ") };
    let (security, servers) = (security(root, operation), own_servers(operation));
    let effects = operation.value.get("x-effects");
    let stated = |key: &str| members(effects).find_map(|(_, effect)| effect.get(key));
    let (orders, repeatable) = (stated("orders").is_some(), stated("repeatable").is_some());
    let order = option(stated("order").and_then(Value::as_str));
    let days = stated("holds").and_then(|holds| holds.get("days")?.as_u64());
    let days = option(days.map(Literal::u64_unsuffixed));
    let effects = members(effects).map(|(id, effect)| side_effect(id, effect));
    let error_codes = error_codes(root, operation);
    let error_codes = error_codes.iter().map(error_code);
    let rules = root.get("x-rules").map(|all| {
        let is_of = |rule: &Value| items(rule.get("operations")).any(|of| of == id);
        let rules = members(Some(all)).filter(|(_, rule)| is_of(rule));
        let rules = rules.map(|(id, _)| format_ident!("{}", names::pascal(id)));
        quote!(rules: &[#(crate::rules::Rule::#rules),*],)
    });
    let deprecated = value::flag(operation.value, "deprecated");
    Ok(quote! {
        #[doc = #doc]
        pub static #name: Operation = Operation {
            id: #id,
            method: #method,
            path: #path,
            summary: #summary,
            parameters: &[#(#parameters),*],
            body: #body,
            accept: #accept,
            security: #security,
            servers: &[#(#servers),*],
            error_codes: &[#(#error_codes),*],
            effects: &[#(#effects),*],
            orders: #orders,
            order: #order,
            repeatable: #repeatable,
            holds_days: #days,
            #rules
            deprecated: #deprecated,
        };
    })
}

fn parameter(parameter: &Parameter<'_>, is_tracking_id: bool) -> Result<TokenStream, Rejection> {
    let Parameter { name, description, .. } = parameter;
    let exploded = parameter.exploded && parameter.location == Location::Query;
    let location = match parameter.location {
        Location::Path(_) => quote!(Path),
        Location::Query => quote!(Query),
        Location::Header => quote!(Header),
    };
    let (required, schema) = (parameter.is_mandatory(), schema::reference(parameter.schema)?);
    let description = description.trim();
    Ok(quote! {
        OperationParameter {
            name: #name,
            location: ParameterLocation::#location,
            required: #required,
            exploded: #exploded,
            schema: #schema,
            is_tracking_id: #is_tracking_id,
            description: #description,
        }
    })
}

fn body(RequestBody { media_type, content, required }: &RequestBody<'_>) -> Result<TokenStream, Rejection> {
    let content = match content {
        BodyContent::Json(schema) => schema::reference(schema).map(|schema| quote!(Json(#schema)))?,
        BodyContent::Form(schema) => schema::reference(schema).map(|schema| quote!(Form(#schema)))?,
        BodyContent::Bytes => quote!(Bytes),
    };
    Ok(quote!(OperationBody { media_type: #media_type, required: #required, content: BodyContent::#content }))
}

fn security(root: &Value, operation: &Operation<'_>) -> TokenStream {
    let security = operation.value.get("security").or_else(|| root.get("security"));
    let alternatives = items(security).map(|alternative| {
        let schemes = members(Some(alternative)).map(|(name, scopes)| {
            let (proof, scopes) = (proof(root, name), items(Some(scopes)).filter_map(Value::as_str));
            quote!(RequiredScheme { name: #name, proof: SecurityProof::#proof, scopes: &[#(#scopes),*] })
        });
        quote!(&[#(#schemes),*])
    });
    quote!(&[#(#alternatives),*])
}

/// The variant of `SecurityProof` for a security scheme.
fn proof(root: &Value, name: &str) -> TokenStream {
    let Some(scheme) = security_scheme(root, name).filter(|scheme| !is_bearer(scheme)) else { return quote!(Bearer) };
    let text = |key: &str| value::text(scheme, key).unwrap_or_default();
    let (http, key) = (text("scheme").to_ascii_lowercase(), text("name"));
    match text("in") {
        "header" => quote!(HeaderKey(#key)),
        "query" => quote!(QueryKey(#key)),
        "cookie" => quote!(CookieKey(#key)),
        _ => quote!(Http(#http)),
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

fn side_effect(id: &str, effect: &Value) -> TokenStream {
    let statement = value::text(effect, "statement").unwrap_or_default();
    let (source, assumption) = (option(value::text(effect, "x-source")), option(assumption::text(effect)));
    quote!(SideEffect { id: #id, statement: #statement, source: #source, assumption: #assumption })
}

fn error_code(ErrorCode { pointer, code, status, entry }: &ErrorCode<'_>) -> TokenStream {
    let status = option(status.map(Literal::u64_unsuffixed));
    let statement = value::text(entry, "statement").unwrap_or_default().trim();
    let (source, assumption) = (option(value::text(entry, "x-source")), option(assumption::text(entry)));
    quote! {
        ErrorCode {
            code: #code,
            status: #status,
            pointer: #pointer,
            statement: #statement,
            source: #source,
            assumption: #assumption,
        }
    }
}
