//! What ECMA-262 says of a pattern and a text, as `regress` reads it.

use regress::backends::{self, PikeVMExecutor};

/// A pattern with the unicode flag.
pub struct Oracle(pub regress::Regex);

impl Oracle {
    pub fn new(source: &str) -> Result<Self, regress::Error> {
        regress::Regex::with_flags(source, "u").map(Self)
    }

    /// Whether the pattern matches somewhere in the text.
    pub fn matches(&self, text: &str) -> bool {
        // Not the backtracking engine: on nested repetitions it takes exponential time, and all memory where one reads nothing.
        backends::find::<PikeVMExecutor>(&self.0, text, 0).next().is_some()
    }
}
