//! Servers of the spec, each with its token URL.

use serde_json::Value;

use crate::model::pointer;

/// The place of the token URL in a security scheme.
const TOKEN_URL: &str = "/flows/clientCredentials/tokenUrl";

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
    /// The header in which each token request has a tracking id of its own.
    pub token_tracking_header: Option<String>,
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
    let scheme_at = text("x-security-scheme").map(|scheme| pointer::join("/components/securitySchemes", scheme));
    let of_scheme = |member: &str| Some(root.pointer(scheme_at.as_deref()?)?.pointer(member)?.as_str()?.to_owned());
    Server {
        id: text("x-id").map(str::to_owned),
        url: text("url").map(str::to_owned),
        token_url: of_scheme(TOKEN_URL),
        token_url_at: scheme_at
            .as_ref()
            .map_or_else(|| format!("{at}/x-security-scheme"), |at| format!("{at}{TOKEN_URL}")),
        token_tracking_header: of_scheme("/x-tracking-header"),
        at,
    }
}
