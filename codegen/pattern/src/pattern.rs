//! A compiled pattern of a string schema.

use crate::char_run::{self, CharRun};
use crate::language::Language;
use crate::syntax::{self, ParsedPattern};
use crate::unsupported_pattern::UnsupportedPattern;

/// A regular expression of ECMA-262, compiled to an automaton of exactly the same meaning.
///
/// ```
/// use colt_numbers_pattern::Pattern;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let number = Pattern::compile(r"^\+?[1-9]\d{6,15}$")?;
/// assert!(number.accepts("+442081324758"));
/// assert!(!number.accepts("+442081324758\n"), "`$` matches only at the end of the text");
/// assert!(!number.accepts("+٤٤٢٠٨١٣٢٤٧٥٨"), "`\\d` is ASCII only");
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
    /// Compiles a pattern. It never panics, and limits time and memory.
    ///
    /// # Errors
    /// If the pattern is not valid in ECMA-262 with the unicode flag, or an automaton for it does not exist or is too large. The reason says what
    /// to write instead.
    pub fn compile(source: &str) -> Result<Self, UnsupportedPattern> {
        let parsed = syntax::parse(source)?;
        let language = Language::of_parsed(&parsed)?;
        Ok(Self { source: source.to_owned(), parsed, language })
    }

    /// The pattern as written.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The character runs that the pattern consists of, if it is a sequence of such runs.
    #[must_use]
    pub fn char_runs(&self) -> Option<Vec<CharRun>> {
        self.parsed.excluded.is_empty().then(|| char_run::char_runs(&self.parsed.node)).flatten()
    }

    /// The texts in which the pattern matches.
    #[must_use]
    pub fn language(&self) -> &Language {
        &self.language
    }

    /// Whether the pattern matches somewhere in the text.
    #[must_use]
    pub fn accepts(&self, text: &str) -> bool {
        self.language.accepts(text)
    }
}
