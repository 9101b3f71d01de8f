//! What a request of an operation needs to be authorized.

use colt_numbers_api::operations::{Operation, RequiredScheme, SecurityProof};

/// What a request of an operation needs to be authorized.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Authorization {
    /// Nothing.
    None,
    /// A bearer token with these scopes.
    Bearer(Vec<&'static str>),
    /// The security scheme with this name, which is not a bearer token. This client cannot send such a request.
    Unsupported(&'static str),
}

impl Authorization {
    /// The alternative of the operation that needs only a bearer token, with the fewest scopes; the order of alternatives means nothing. Without such
    /// an alternative, nothing, if the operation allows that.
    pub(crate) fn of(operation: &Operation) -> Self {
        let is_bearer = |scheme: &RequiredScheme| scheme.proof == SecurityProof::Bearer;
        let of_token = operation.security.iter().filter(|schemes| !schemes.is_empty() && schemes.iter().all(is_bearer));
        let scopes = of_token.map(|schemes| {
            let mut scopes: Vec<_> = schemes.iter().flat_map(|scheme| scheme.scopes).copied().collect();
            scopes.sort_unstable();
            scopes.dedup();
            scopes
        });
        if let Some(scopes) = scopes.min_by_key(|scopes| (scopes.len(), scopes.clone())) {
            return Self::Bearer(scopes);
        }
        if operation.security.iter().any(|schemes| schemes.is_empty()) {
            return Self::None;
        }
        let mut others =
            operation.security.iter().flat_map(|schemes| schemes.iter()).filter(|scheme| !is_bearer(scheme));
        others.next().map_or(Self::None, |scheme| Self::Unsupported(scheme.name))
    }
}
