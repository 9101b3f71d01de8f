//! Canaries: secrets that must turn up nowhere, whatever goes wrong.

/// A client secret that nothing may show.
pub const CLIENT_SECRET: &str = "canary-client-secret-8f1b";
