//! Whether an operation wants a token, as `security` has it. Keys and passwords are not read: no run sends any.

use serde_json::Value;

use crate::model::documentation::Described;
use crate::model::json::sorted;
use crate::model::pointer;
use crate::model::reference::resolve;

/// A token that every request of an operation needs.
#[derive(Debug, Clone)]
pub struct Security {
    /// What the first of the schemes says.
    pub described: Described,
    /// Where the spec says that it is needed, as a JSON Pointer.
    pub at: String,
}

/// The token of an operation; its own `security` goes before that of the whole document. `None` where a request may do without one.
pub(crate) fn read(root: &Value, node: &Value, at: &str) -> Option<Security> {
    let (listed, at) = match node.get("security") {
        Some(own) => (own, format!("{at}/security")),
        None => (root.get("security")?, "/security".to_owned()),
    };
    let alternatives = listed.as_array().filter(|alternatives| !alternatives.is_empty())?;
    let mut described = None;
    for alternative in alternatives {
        let schemes = alternative.as_object().map(sorted).unwrap_or_default();
        let mut tokens = schemes.iter().filter_map(|(name, _)| scheme(root, name));
        // Of schemes that are needed together one is enough, and with `{}` none is needed.
        let token = tokens.next()?;
        described.get_or_insert(token);
    }
    Some(Security { described: described?, at })
}

/// What a scheme says, if it is one whose token comes in `Authorization: Bearer`.
fn scheme(root: &Value, name: &str) -> Option<Described> {
    let at = pointer::join("/components/securitySchemes", name);
    let (node, _) = resolve(root, root.pointer(&at)?, &at);
    let text = |key: &str| node.get(key).and_then(Value::as_str).unwrap_or_default().to_ascii_lowercase();
    let bearer = match text("type").as_str() {
        "oauth2" | "openidconnect" => true,
        "http" => text("scheme") == "bearer",
        _ => false,
    };
    bearer.then(|| Described::of(node))
}
