//! A custom source of tokens: a file that another process renews, such as an agent of a secret store.

use std::path::PathBuf;
use std::time::Duration;

use colt_numbers::{Token, TokenError, TokenFuture, TokenSource};

/// Reads tokens from a file.
#[derive(Debug)]
pub struct TokenFile(
    /// The path of the file.
    pub PathBuf,
);

impl TokenSource for TokenFile {
    fn token(&self) -> TokenFuture<'_> {
        Box::pin(async {
            // The agent may be about to write the file.
            let text = tokio::fs::read_to_string(&self.0).await.map_err(TokenError::temporary)?;
            // The agent renews the file in time, so the client need not keep the token for long.
            Ok(Token::new(text.trim(), Duration::from_secs(60)))
        })
    }
}
