//! Checks the servers: variables in the URL, and the security scheme that provides tokens.

use colt_numbers_openapi::finding::Findings;
use colt_numbers_openapi::operation::operations;
use colt_numbers_openapi::pointer::{item, join};
use colt_numbers_openapi::value::{self, items, members};
use serde_json::Value;

/// Checks the servers of the API, of each path item and of each operation.
pub fn check(root: &Value, lint: &mut Findings) {
    check_list(root, "", root, lint);
    for (path, item) in members(root.get("paths")) {
        check_list(root, &join("/paths", path), item, lint);
    }
    for operation in operations(root) {
        check_list(root, &operation.at, operation.value, lint);
    }
}

fn check_list(root: &Value, holder_at: &str, holder: &Value, lint: &mut Findings) {
    for (index, server) in items(holder.get("servers")).enumerate() {
        let at = item(&join(holder_at, "servers"), index);
        if server.get("variables").is_some() {
            let message = "`variables` are not filled in; the generated URL is the template";
            lint.note(&join(&at, "variables"), message)
                .hint("none needed if the caller fills it in; otherwise write the full URL");
        }
        let Some(scheme) = server.get("x-security-scheme") else { continue };
        if scheme.as_str().and_then(|scheme| token_url(root, scheme)).is_none() {
            let message = format!("{scheme} is not an OAuth 2.0 scheme with client credentials");
            lint.error(&join(&at, "x-security-scheme"), message)
                .hint("name one of `components/securitySchemes` that has `flows/clientCredentials/tokenUrl`");
        }
    }
}

/// The token URL of a security scheme, if it is OAuth 2.0 with client credentials.
pub fn token_url<'v>(root: &'v Value, scheme: &str) -> Option<&'v str> {
    let scheme = root.pointer("/components/securitySchemes")?.get(scheme)?;
    scheme.pointer("/flows/clientCredentials/tokenUrl")?.as_str()
}

/// The id of a server: its `x-id`, or else made from its index.
pub fn server_id(server: &Value, index: usize) -> String {
    value::text(server, "x-id").map_or_else(|| format!("server-{}", index + 1), str::to_owned)
}
