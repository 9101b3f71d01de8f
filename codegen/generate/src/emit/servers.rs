//! Emits `servers.rs`: the servers of the API, with their token endpoints.

use colt_numbers_openapi::tracking_id::token_tracking_header;
use colt_numbers_openapi::value::{self, items};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;

use super::docs;
use super::print::option;
use crate::lint::servers::{server_id, token_url};
use crate::names;
use crate::rejection::Rejection;

/// The tokens of `servers.rs`.
pub fn emit(root: &Value) -> Result<TokenStream, Rejection> {
    let servers: Vec<&Value> = items(root.get("servers")).collect();
    let mut constants = TokenStream::new();
    let mut known = Vec::new();
    for (index, server) in servers.iter().enumerate() {
        let text = |key: &str| value::text(server, key);
        let id = server_id(server, index);
        let name = format_ident!("{}", names::upper(&id));
        let (url, description) = (text("url").unwrap_or_default(), text("description").unwrap_or_default());
        let token_url = option(text("x-security-scheme").and_then(|scheme| token_url(root, scheme)));
        let tracking_header = text("x-security-scheme").and_then(|scheme| token_tracking_header(root, scheme));
        let tracking_header = option(tracking_header);
        let docs = docs::of(description);
        constants.extend(quote! {
            #docs
            pub const #name: Server = Server {
                id: #id,
                url: #url,
                token_url: #token_url,
                token_tracking_header: #tracking_header,
                description: #description,
            };
        });
        known.push(name);
    }
    Ok(quote! {
        /// A server of the API.
        #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
        #[non_exhaustive]
        pub struct Server {
            /// The id.
            pub id: &'static str,
            /// Its base URL, without a slash at the end.
            pub url: &'static str,
            /// The URL of its OAuth 2.0 token endpoint.
            pub token_url: Option<&'static str>,
            /// The header in which each token request has a tracking id of its own.
            pub token_tracking_header: Option<&'static str>,
            /// What it is for.
            pub description: &'static str,
        }
        impl Server {
            /// Every server, in the order of the spec.
            pub const ALL: &'static [Self] = &[#(#known),*];
        }
        #constants
    })
}
