//! Authentication: client credentials, and the bearer tokens that they are exchanged for.

pub(crate) mod credentials;
pub(crate) mod token;
pub(crate) mod token_cache;
pub(crate) mod token_endpoint;
pub(crate) mod token_error;
pub(crate) mod token_response;
