//! Cases of the token: none, and one that no server has issued.

use serde_json::{Value, json};

use super::deriver::{Deriver, Draw, Place};
use crate::cases::{
    case::Expect,
    element_kind::ElementKind,
    request_draft::{Edit, Token},
};

/// No token of any server's: whoever takes it takes them all.
const UNKNOWN: &str = "ct-a-token-that-nobody-issued";

/// The token is looked at before anything else, so these requests break the schema as well: a server that does not ask for it cannot
/// take them for orders, and refuses them by another status than 401.
pub(super) fn derive(deriver: &mut Deriver<'_>) {
    let operation = deriver.operation;
    let Some(security) = &operation.security else { return };
    let Some(harmless) = harmless(deriver) else { return };
    let described = security.described.clone().or(&operation.described);
    let place = Place {
        id: "header/authorization".to_owned(),
        case: "header/authorization".to_owned(),
        kind: ElementKind::Authorization,
        described: &described,
        at: security.at.clone(),
    };
    let cases = [
        ("required", "is there, or the answer is 401", "missing", "no token, and no valid body", Token::Missing),
        (
            "token",
            "holds a token that was issued for it, or the answer is 401",
            "unknown",
            "a token that nobody issued, and no valid body",
            Token::Unknown(UNKNOWN.to_owned()),
        ),
    ];
    for (keyword, demand, slug, about, token) in cases {
        let edits = harmless.iter().cloned().chain([Edit::Token(token)]).collect();
        deriver.push(&place, keyword, demand.to_owned(), Expect::Reject, Draw::new(slug, about, edits));
    }
}

/// The edits that leave a request nothing to order: the first body that the schema refuses. `None` where it refuses none of them;
/// a request without a body orders nothing.
fn harmless(deriver: &Deriver<'_>) -> Option<Vec<Edit>> {
    if deriver.operation.body.is_none() {
        return Some(Vec::new());
    }
    let bodies = [json!({}), json!([]), Value::Null];
    let edits = bodies.map(|body| vec![Edit::Body(body)]);
    edits.into_iter().find(|edits| deriver.breaches(edits).is_some_and(|breaches| !breaches.is_empty()))
}
