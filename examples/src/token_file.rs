//! A custom source of tokens: a file that another process renews, such as an agent of a secret store.

use std::path::PathBuf;
use std::time::Duration;

use colt_numbers::{Secret, Token, TokenFuture, TokenSource};

/// Reads tokens from a file.
#[derive(Debug)]
pub struct TokenFile(
    /// The path of the file.
    pub PathBuf,
);

impl TokenSource for TokenFile {
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(async {
            let text = tokio::fs::read_to_string(&self.0).await?;
            // The agent renews the file in time, so the client need not keep the token for long.
            Ok(Token { secret: Secret::new(text.trim()), expires_in: Duration::from_secs(60) })
        })
    }
}
