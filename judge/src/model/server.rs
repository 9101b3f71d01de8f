//! Servers of the spec, each with its token URL.

use serde_json::Value;

use crate::model::pointer;

/// A server of the spec.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// Its name (`x-id`): `sandbox`, `production`.
    pub id: Option<String>,
    /// The base URL of its API.
    pub url: Option<String>,
    /// The URL of its token endpoint.
    pub token_url: Option<String>,
    /// The pointer of the token URL in the spec; the pointer of `x-security-scheme` if the server names no scheme.
    pub token_url_at: String,
    /// Its place in the spec, as a JSON Pointer.
    pub at: String,
}

/// All servers of a document, in the order of the document.
pub(crate) fn read(root: &Value) -> Vec<Server> {
    let listed = root.get("servers").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    listed.iter().enumerate().map(|(index, node)| server(root, node, format!("/servers/{index}"))).collect()
}

fn server(root: &Value, node: &Value, at: String) -> Server {
    let text = |key: &str| node.get(key).and_then(Value::as_str);
    let token_url_at = match text("x-security-scheme") {
        Some(scheme) => {
            format!("{}/flows/clientCredentials/tokenUrl", pointer::join("/components/securitySchemes", scheme))
        }
        None => format!("{at}/x-security-scheme"),
    };
    let token_url = root.pointer(&token_url_at).and_then(Value::as_str).map(str::to_owned);
    let token_url = token_url.filter(|_| text("x-security-scheme").is_some());
    Server { id: text("x-id").map(str::to_owned), url: text("url").map(str::to_owned), token_url, token_url_at, at }
}
