//! What a string schema asks of a text, and which of its limits say nothing.

use std::fmt;

use crate::language::Language;
use crate::pattern::Pattern;
use crate::unsupported_pattern::UnsupportedPattern;

/// The keywords of a string schema that a text is checked by. Lengths are in characters (code points), ends included.
#[derive(Clone, Copy, Debug, Default)]
pub struct StringConstraints<'a> {
    /// `pattern`.
    pub pattern: Option<&'a Pattern>,
    /// `minLength`.
    pub min_length: Option<u32>,
    /// `maxLength`.
    pub max_length: Option<u32>,
}

impl StringConstraints<'_> {
    /// All texts that keep every rule.
    ///
    /// # Errors
    /// If the automaton of pattern and lengths together is too large.
    pub fn language(&self) -> Result<Language, UnsupportedPattern> {
        let base = self.pattern.map_or_else(Language::all, |pattern| pattern.language().clone());
        base.limited(self.min_length, self.max_length)
    }

    /// The limits that exclude nothing which the pattern does not exclude by itself.
    ///
    /// With a pattern that allows no text at all, no limit is named: that pattern is the fault to report.
    ///
    /// ```
    /// use colt_numbers_pattern::{Pattern, StringConstraints};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let number = Pattern::compile(r"^\+?[1-9]\d{6,15}$")?;
    /// let rules = StringConstraints { pattern: Some(&number), min_length: None, max_length: Some(20) };
    /// let said: Vec<String> = rules.redundant_limits().iter().map(ToString::to_string).collect();
    /// assert_eq!(said, ["`maxLength` 20 can never bind: the pattern allows at most 17 characters"]);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn redundant_limits(&self) -> Vec<RedundantLimit> {
        let shortest = self.pattern.map_or(Some(0), |pattern| pattern.language().min_len());
        let longest = self.pattern.and_then(|pattern| pattern.language().max_len());
        let Some(shortest) = shortest else {
            return Vec::new();
        };
        let min = self
            .min_length
            .filter(|&limit| u64::from(limit) <= shortest)
            .map(|limit| RedundantLimit::Min { limit, shortest });
        let max = self.max_length.zip(longest).filter(|&(limit, longest)| longest <= u64::from(limit));
        let max = max.map(|(limit, longest)| RedundantLimit::Max { limit, longest });
        min.into_iter().chain(max).collect()
    }
}

/// A limit on the length that can never bind: without it the same texts are allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedundantLimit {
    /// `minLength` is no more than what the pattern asks for anyway.
    Min {
        /// The limit.
        limit: u32,
        /// The length of the shortest text the pattern allows.
        shortest: u64,
    },
    /// `maxLength` is no less than what the pattern allows at most.
    Max {
        /// The limit.
        limit: u32,
        /// The length of the longest text the pattern allows.
        longest: u64,
    },
}

impl fmt::Display for RedundantLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let characters = |count: u64| {
            if count == 1 { "character" } else { "characters" }
        };
        match *self {
            Self::Min { limit: 0, .. } => f.write_str("`minLength` 0 can never bind: no text is shorter"),
            Self::Min { limit, shortest } => {
                write!(
                    f,
                    "`minLength` {limit} can never bind: the pattern asks for at least {shortest} {}",
                    characters(shortest)
                )
            }
            Self::Max { limit, longest } => {
                write!(
                    f,
                    "`maxLength` {limit} can never bind: the pattern allows at most {longest} {}",
                    characters(longest)
                )
            }
        }
    }
}
