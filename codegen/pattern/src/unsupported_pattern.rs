//! The error for a pattern that is invalid or not supported.

use std::fmt;

/// Why a pattern, or a combination of languages, is not supported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnsupportedPattern {
    /// What is wrong, and what to write instead.
    pub reason: String,
    /// The position in the pattern, in characters from 0; `None` if the reason concerns the whole pattern.
    pub position: Option<usize>,
}

impl fmt::Display for UnsupportedPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.position {
            Some(position) => write!(f, "character {} of the pattern: {}", position + 1, self.reason),
            None => f.write_str(&self.reason),
        }
    }
}

impl std::error::Error for UnsupportedPattern {}
