//! Why a pattern cannot be used.

use std::fmt;

/// Why a pattern, or the languages made of it, cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnsupportedPattern {
    /// What is wrong and what to write instead.
    pub reason: String,
    /// Where in the pattern, counted in characters from 0; `None` if it is the whole of it.
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
