//! Reads from `security` whether an operation requires a bearer token. API keys and passwords are not supported: contract tests do not send
//! them.

use serde_json::Value;

use crate::model::documentation::Documentation;
use crate::model::json::sorted;
use crate::model::pointer;
use crate::model::reference::resolve;

/// The requirement of a bearer token for an operation.
#[derive(Debug, Clone)]
pub struct Security {
    /// The documentation of the first security scheme that uses a bearer token.
    pub documentation: Documentation,
    /// The place of the `security` requirement in the spec, as a JSON Pointer.
    pub at: String,
}

/// The requirement of an operation; the `security` of the operation overrides the `security` of the document. `None` if a request without a
/// token is allowed.
pub(crate) fn read(root: &Value, node: &Value, at: &str) -> Option<Security> {
    let (listed, at) = match node.get("security") {
        Some(own) => (own, format!("{at}/security")),
        None => (root.get("security")?, "/security".to_owned()),
    };
    let alternatives = listed.as_array().filter(|alternatives| !alternatives.is_empty())?;
    let mut documentation = None;
    for alternative in alternatives {
        let schemes = alternative.as_object().map(sorted).unwrap_or_default();
        let mut tokens = schemes.iter().filter_map(|(name, _)| scheme(root, name));
        // If an alternative requires several schemes together, one bearer scheme suffices. The alternative `{}` requires no token.
        let token = tokens.next()?;
        documentation.get_or_insert(token);
    }
    Some(Security { documentation: documentation?, at })
}

/// The documentation of a scheme, if its token is sent as `Authorization: Bearer`.
fn scheme(root: &Value, name: &str) -> Option<Documentation> {
    let at = pointer::join("/components/securitySchemes", name);
    let (node, _) = resolve(root, root.pointer(&at)?, &at);
    let text = |key: &str| node.get(key).and_then(Value::as_str).unwrap_or_default().to_ascii_lowercase();
    let bearer = match text("type").as_str() {
        "oauth2" | "openidconnect" => true,
        "http" => text("scheme") == "bearer",
        _ => false,
    };
    bearer.then(|| Documentation::of(node))
}
