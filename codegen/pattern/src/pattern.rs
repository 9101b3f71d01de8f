//! A pattern, read and compiled.

use crate::char_run::{self, CharRun};
use crate::language::Language;
use crate::syntax::{self, ParsedPattern};
use crate::unsupported_pattern::UnsupportedPattern;

/// A pattern that one automaton states exactly.
///
/// ```
/// use colt_numbers_pattern::Pattern;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let number = Pattern::compile(r"^\+?[1-9]\d{6,15}$")?;
/// assert!(number.accepts("+442081324758"));
/// assert!(!number.accepts("+442081324758\n"), "`$` is the very end");
/// assert!(!number.accepts("+٤٤٢٠٨١٣٢٤٧٥٨"), "`\\d` is ASCII");
/// assert_eq!(number.language().max_len(), Some(17));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Pattern {
    source: String,
    parsed: ParsedPattern,
    language: Language,
}

impl Pattern {
    /// Reads a pattern. No text makes it panic, run long or use much memory.
    ///
    /// # Errors
    /// If it is not an ECMA-262 pattern with the unicode flag, or if no automaton (or only a huge one) says the same. The
    /// reason says what to write instead.
    pub fn compile(source: &str) -> Result<Self, UnsupportedPattern> {
        let parsed = syntax::parse(source)?;
        let language = Language::of_parsed(&parsed)?;
        Ok(Self { source: source.to_owned(), parsed, language })
    }

    /// The pattern as it was written.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The plain runs of characters that it is, if it has that form: a loop can check them.
    #[must_use]
    pub fn char_runs(&self) -> Option<Vec<CharRun>> {
        self.parsed.excluded.is_empty().then(|| char_run::of(&self.parsed.node)).flatten()
    }

    /// All texts in which it matches.
    #[must_use]
    pub fn language(&self) -> &Language {
        &self.language
    }

    /// Whether it matches somewhere in the text.
    #[must_use]
    pub fn accepts(&self, text: &str) -> bool {
        self.language.accepts(text)
    }
}
