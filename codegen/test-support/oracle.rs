//! What ECMA-262 says of a pattern and a text, as `regress` reads it.

use regress::backends::{self, BacktrackExecutor, PikeVMExecutor};

/// Longer texts are left to one of the two engines: on nested repetition the other takes exponential time.
const BOTH_UP_TO: usize = 20;

/// A pattern with the unicode flag.
pub struct Oracle(pub regress::Regex);

impl Oracle {
    pub fn new(source: &str) -> Result<Self, regress::Error> {
        regress::Regex::with_flags(source, "u").map(Self)
    }

    /// Whether the pattern matches somewhere in the text.
    pub fn matches(&self, text: &str) -> bool {
        let matches = backends::find::<PikeVMExecutor>(&self.0, text, 0).next().is_some();
        if text.len() <= BOTH_UP_TO {
            let again = backends::find::<BacktrackExecutor>(&self.0, text, 0).next().is_some();
            assert_eq!(matches, again, "the oracle contradicts itself on {text:?}");
        }
        matches
    }
}
