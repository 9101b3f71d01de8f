//! Credentials as they were given for a target; none of them is shown.

use std::fmt;

/// What was given for a target.
#[derive(Debug, Default)]
pub struct Given {
    /// Client id and secret; none where the target is called without a token.
    pub pair: Option<Pair>,
    /// The token endpoint of a URL.
    pub token_url: Option<String>,
}

/// A client id and its secret.
pub struct Pair {
    pub id: String,
    pub secret: String,
}

impl fmt::Debug for Pair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pair(***)")
    }
}
