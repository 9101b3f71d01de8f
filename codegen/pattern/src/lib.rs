//! String patterns: from an ECMA-262 regular expression to an automaton, and from there to Rust code.
//!
//! A [`Pattern`] is read exactly as JSON Schema means it (unicode flag; it may match anywhere unless anchored) or refused
//! as [`Unsupported`]. With the limits on its length it makes a [`Language`], which answers what may be sent, shows
//! examples, and compares with another ([`relate`]). [`emit_check`] writes the code that checks a text.
//! Not here: the types that hold checked texts, and the words in which a mismatch is told to people.

mod charset;
mod emit;
mod emit_table;
mod escapes;
mod example;
mod language;
mod minimise;
mod nfa;
mod patterns;
mod relate;
mod rules;
mod runs;
mod support;
mod syntax;

pub use emit::{EmittedCheck, emit_check};
pub use language::Language;
pub use patterns::Patterns;
pub use relate::{Relation, relate};
pub use rules::{IdleLimit, StringRules};
pub use support::Support;

use std::fmt;
use syntax::Node;

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
    node: Node,
    language: Language,
}

impl Pattern {
    /// Reads a pattern. No text makes it panic, run long or use much memory.
    ///
    /// # Errors
    /// If it is no ECMA-262 pattern with the unicode flag, or if no automaton (or only a huge one) says the same. The
    /// reason says what to write instead.
    pub fn compile(source: &str) -> Result<Self, Unsupported> {
        let node = syntax::parse(source)?;
        let language = Language::of_node(&node)?;
        Ok(Self { source: source.to_owned(), node, language })
    }

    /// The pattern as it was written.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
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

/// Why a pattern, or the languages made of it, cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsupported {
    /// What is wrong and what to write instead.
    pub reason: String,
    /// Where in the pattern, counted in characters from 0; `None` if it is the whole of it.
    pub position: Option<usize>,
}

impl fmt::Display for Unsupported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.position {
            Some(position) => write!(f, "character {} of the pattern: {}", position + 1, self.reason),
            None => f.write_str(&self.reason),
        }
    }
}

impl std::error::Error for Unsupported {}
