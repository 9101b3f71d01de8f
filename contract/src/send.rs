//! Sends requests to the target and its token endpoint, and nothing to any other host but a proxy.

pub(crate) mod credentials;
pub(crate) mod hosts;
pub(crate) mod one_shot_client;
pub(crate) mod proxy;
pub(crate) mod rate_limit;
pub(crate) mod resolver;
pub(crate) mod secure_url;
pub(crate) mod target;
pub(crate) mod token_response;
