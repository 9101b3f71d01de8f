//! Derives cases for the token: no token, and an unknown one.

use serde_json::{Value, json};

use super::deriver::{Deriver, NewCase, Subject};
use crate::cases::{
    case::Expectation,
    element_kind::ElementKind,
    operation_impact::Impact,
    request_draft::{RequestEdit, TokenChoice},
};

/// A token that no server has issued. A server that accepts it accepts any token.
const UNKNOWN_TOKEN: &str = "ct-a-token-that-nobody-issued";

/// A server should check the token before anything else, so requests that may change something also violate another constraint: a server that
/// does not check the token rejects them with another status than 401, and orders and changes nothing.
pub(super) fn derive(deriver: &mut Deriver<'_>) {
    let operation = deriver.operation;
    let Some(security) = &operation.security else { return };
    let Some((invalid, and_invalid)) = harmless(deriver) else { return };
    let documentation = security.documentation.clone().or(&operation.documentation);
    let subject = Subject {
        id: "header/authorization".to_owned(),
        case_id: "header/authorization".to_owned(),
        kind: ElementKind::Authorization,
        documentation: &documentation,
        at: security.at.clone(),
    };
    let cases = [
        ("required", "is present, or the response is 401", "missing", "no token", TokenChoice::Missing),
        (
            "token",
            "has a valid token, or the response is 401",
            "unknown",
            "an unknown token",
            TokenChoice::Unknown(UNKNOWN_TOKEN.to_owned()),
        ),
    ];
    for (keyword, demand, slug, about, token) in cases {
        let edits = invalid.iter().cloned().chain([RequestEdit::Token(token)]).collect();
        let new_case = NewCase::new(slug, format!("{about}{and_invalid}"), edits);
        deriver.push(&subject, keyword, demand.to_owned(), Expectation::Reject, new_case);
    }
}

/// The edits that make a request harmless even at a server that does not check the token, and their description. `None` if the request may change
/// something and no edit makes it invalid.
fn harmless(deriver: &Deriver<'_>) -> Option<(Vec<RequestEdit>, &'static str)> {
    if deriver.tested.impact == Impact::Reads {
        return Some((Vec::new(), ""));
    }
    let bodies = [json!({}), json!([]), Value::Null].map(|body| vec![RequestEdit::Body(body)]);
    let is_invalid =
        |edits: &Vec<RequestEdit>| deriver.violations(edits).is_some_and(|violations| !violations.is_empty());
    if let Some(edits) = bodies.into_iter().find(|edits| deriver.operation.body.is_some() && is_invalid(edits)) {
        return Some((edits, ", and an invalid body"));
    }
    let rejected = deriver.cases.iter().filter(|case| case.expect == Expectation::Reject);
    let edits = rejected
        .map(|case| case.edits.clone())
        .find(|edits| edits.iter().all(|edit| matches!(edit, RequestEdit::Parameter { .. })) && is_invalid(edits))?;
    Some((edits, ", and an invalid parameter"))
}
