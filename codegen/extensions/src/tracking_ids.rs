//! Checks the tracking ids: those of an operation's requests, and the header (`x-tracking-header`) for those of token requests.

use colt_numbers_openapi::finding::Findings;
use colt_numbers_openapi::operation::{Operation, is_header_name, operations, parameters};
use colt_numbers_openapi::pointer::join;
use colt_numbers_openapi::tracking_id::{SCHEMA, TOKEN_KEYWORD, is_tracking_id, tracking_ids};
use colt_numbers_openapi::value::{members, text};
use serde_json::Value;

/// The headers that a token request has in any case.
const OF_TOKEN_REQUEST: [&str; 3] = ["accept", "authorization", "content-type"];

/// Checks the operations and the security schemes.
pub fn check(root: &Value, lint: &mut Findings) {
    let operations = operations(root);
    let names: Vec<&str> =
        operations.iter().flat_map(|operation| tracking_ids(root, operation)).map(|(_, name)| name).collect();
    for operation in &operations {
        check_operation(root, operation, &names, lint);
    }
    for (name, scheme) in members(root.pointer("/components/securitySchemes")) {
        if let Some(header) = scheme.get(TOKEN_KEYWORD) {
            let at = join(&join("/components/securitySchemes", name), TOKEN_KEYWORD);
            check_token_header(&at, scheme, header, lint);
        }
    }
}

/// Checks that it is clear which parameter of an operation is the tracking id. `names` are the headers of all tracking ids.
fn check_operation(root: &Value, operation: &Operation<'_>, names: &[&str], lint: &mut Findings) {
    let found = tracking_ids(root, operation);
    if let [_, (at, _), ..] = &found[..] {
        lint.error(at, "another header of the operation is its tracking id too")
            .hint(format!("give only one header parameter the schema `{SCHEMA}`"));
    }
    let mut effects = members(operation.value.get("x-effects"));
    if found.is_empty() && effects.any(|(_, effect)| effect.get("orders").is_some()) {
        lint.error(&operation.at, "the operation orders, but its requests have no tracking id").hint(format!(
            "write `$ref: '#/components/schemas/{SCHEMA}'` as the schema of the header parameter that identifies a request"
        ));
    }
    for (at, parameter) in parameters(root, operation).iter().filter(|(_, parameter)| !is_tracking_id(parameter)) {
        let name = text(parameter, "name").filter(|_| text(parameter, "in") == Some("header"));
        if let Some(name) = name.filter(|name| names.iter().any(|known| known.eq_ignore_ascii_case(name))) {
            lint.error(at, format!("`{name}` is the tracking id of another operation, but not of this one"))
                .hint(format!("write `$ref: '#/components/schemas/{SCHEMA}'` as its schema"));
        }
    }
}

fn check_token_header(at: &str, scheme: &Value, header: &Value, lint: &mut Findings) {
    let is_usable =
        |name: &str| is_header_name(name) && !OF_TOKEN_REQUEST.iter().any(|other| other.eq_ignore_ascii_case(name));
    if !header.as_str().is_some_and(is_usable) {
        lint.error(at, format!("{header} is not the name of a header that a token request can have"))
            .hint("write the name of the header");
    }
    if scheme.pointer("/flows/clientCredentials/tokenUrl").is_none() {
        lint.error(at, "the security scheme has no token endpoint")
            .hint("remove it, or state `flows/clientCredentials/tokenUrl`");
    }
}
