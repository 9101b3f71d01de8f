//! Derives cases for the token: no token, and an unknown one.

use serde_json::{Value, json};

use super::deriver::{Deriver, NewCase, Subject};
use crate::cases::{
    case::Expectation,
    element_kind::ElementKind,
    request_draft::{RequestEdit, TokenChoice},
};

/// A token that no server has issued. A server that accepts it accepts any token.
const UNKNOWN_TOKEN: &str = "ct-a-token-that-nobody-issued";

/// A server should check the token before anything else, so these requests also violate the schema: a server that does not check the token
/// rejects them with another status than 401, and orders nothing.
pub(super) fn derive(deriver: &mut Deriver<'_>) {
    let operation = deriver.operation;
    let Some(security) = &operation.security else { return };
    let Some(invalid_body) = invalid_body(deriver) else { return };
    let documentation = security.documentation.clone().or(&operation.documentation);
    let subject = Subject {
        id: "header/authorization".to_owned(),
        case_id: "header/authorization".to_owned(),
        kind: ElementKind::Authorization,
        documentation: &documentation,
        at: security.at.clone(),
    };
    let cases = [
        (
            "required",
            "is present, or the response is 401",
            "missing",
            "no token, and an invalid body",
            TokenChoice::Missing,
        ),
        (
            "token",
            "has a valid token, or the response is 401",
            "unknown",
            "an unknown token, and an invalid body",
            TokenChoice::Unknown(UNKNOWN_TOKEN.to_owned()),
        ),
    ];
    for (keyword, demand, slug, about, token) in cases {
        let edits = invalid_body.iter().cloned().chain([RequestEdit::Token(token)]).collect();
        deriver.push(&subject, keyword, demand.to_owned(), Expectation::Reject, NewCase::new(slug, about, edits));
    }
}

/// The edits that make the body invalid, so that nothing is ordered. `None` if the schema accepts every body tried here. A request without a
/// body orders nothing anyway.
fn invalid_body(deriver: &Deriver<'_>) -> Option<Vec<RequestEdit>> {
    if deriver.operation.body.is_none() {
        return Some(Vec::new());
    }
    let bodies = [json!({}), json!([]), Value::Null];
    let edits = bodies.map(|body| vec![RequestEdit::Body(body)]);
    edits.into_iter().find(|edits| deriver.violations(edits).is_some_and(|violations| !violations.is_empty()))
}
