//! Checks that `security` names security schemes of the spec, and notes those that the client of this project does not support.

use colt_numbers_openapi::finding::Findings;
use colt_numbers_openapi::operation::operations;
use colt_numbers_openapi::pointer::{item, join};
use colt_numbers_openapi::reference::resolve;
use colt_numbers_openapi::value::{self, items, members};
use serde_json::Value;

/// Checks the `security` of the API and of each operation.
pub fn check(root: &Value, lint: &mut Findings) {
    let operations = operations(root);
    let holders = operations.iter().map(|operation| (&*operation.at, operation.value)).chain([("", root)]);
    for (at, holder) in holders {
        for (index, alternative) in items(holder.get("security")).enumerate() {
            for (name, _) in members(Some(alternative)) {
                check_scheme(root, &join(&item(&join(at, "security"), index), name), name, lint);
            }
        }
    }
}

fn check_scheme(root: &Value, at: &str, name: &str, lint: &mut Findings) {
    match security_scheme(root, name) {
        None => lint
            .error(at, format!("`{name}` is not one of `components/securitySchemes`"))
            .hint("correct the name, or add the scheme"),
        Some(scheme) if !is_bearer(scheme) => lint
            .note(at, format!("`{name}` is not a bearer token, so the crate `colt-numbers` does not send it"))
            .hint("none needed for the generated crate: the caller's transport adds it"),
        Some(_) => {}
    }
}

/// The security scheme with this name.
pub fn security_scheme<'v>(root: &'v Value, name: &str) -> Option<&'v Value> {
    Some(resolve(root, root.pointer("/components/securitySchemes")?.get(name)?))
}

/// Whether requests prove a security scheme by a bearer token.
pub fn is_bearer(scheme: &Value) -> bool {
    match value::text(scheme, "type") {
        Some("http") => value::text(scheme, "scheme").is_some_and(|scheme| scheme.eq_ignore_ascii_case("bearer")),
        kind => matches!(kind, Some("oauth2" | "openIdConnect")),
    }
}
