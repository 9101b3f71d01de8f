//! Authentication: credentials, and the tokens that they give.

pub(crate) mod credentials;
pub(crate) mod secret;
pub(crate) mod token;
pub(crate) mod token_cache;
pub(crate) mod token_endpoint;
pub(crate) mod token_response;
