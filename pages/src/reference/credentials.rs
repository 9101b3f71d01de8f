//! What a request proves its caller with, from the security schemes of its operation.

use crate::reference::spec::{Node, Operation, Spec};

/// What a request proves its caller with.
#[derive(Debug)]
pub(crate) enum Credential<'a> {
    /// A bearer token.
    Token,
    /// A user name and a password.
    Password,
    /// A key in a header, the query or a cookie.
    Key { name: &'a str, location: &'a str },
}

/// The credentials of the first alternative that an operation accepts; none if it is open.
pub(crate) fn credentials<'a>(spec: &Spec<'a>, operation: &Operation<'a>) -> Vec<Credential<'a>> {
    let alternatives = operation.node.member("security").or_else(|| spec.root().member("security"));
    let first = alternatives.and_then(|alternatives| alternatives.items().next());
    let names = first.iter().flat_map(Node::members).map(|(name, _)| name);
    let schemes = spec.components("securitySchemes");
    let scheme = |name: &str| schemes.iter().find(|(known, _)| *known == name).map(|(_, scheme)| spec.resolve(scheme));
    names.filter_map(scheme).filter_map(|scheme| credential(&scheme)).collect()
}

fn credential<'a>(scheme: &Node<'a>) -> Option<Credential<'a>> {
    let is_basic = scheme.text("scheme").is_some_and(|name| name.eq_ignore_ascii_case("basic"));
    match scheme.text("type")? {
        "oauth2" | "openIdConnect" => Some(Credential::Token),
        "http" if is_basic => Some(Credential::Password),
        "http" => Some(Credential::Token),
        "apiKey" => Some(Credential::Key { name: scheme.text("name")?, location: scheme.text("in")? }),
        _ => None,
    }
}
