//! The test oracle for patterns: `regress`, an independent ECMA-262 engine.

use regress::backends::{self, PikeVMExecutor};

/// A pattern, compiled with the unicode flag.
pub struct Oracle(pub regress::Regex);

impl Oracle {
    pub fn new(source: &str) -> Result<Self, regress::Error> {
        regress::Regex::with_flags(source, "u").map(Self)
    }

    /// Whether the pattern matches somewhere in the text.
    pub fn matches(&self, text: &str) -> bool {
        // The backtracking engine takes exponential time for nested repetitions, and all memory if one of them is empty.
        backends::find::<PikeVMExecutor>(&self.0, text, 0).next().is_some()
    }
}
