//! String patterns: ECMA-262 regular expressions as automata.
//!
//! A [`Pattern`] is read exactly as JSON Schema means it (unicode flag; it may match anywhere unless anchored) or refused
//! as [`UnsupportedPattern`]; of look-around, `^(?!X)Y` is read: the automaton of `^Y` less that of `^X`. With the limits on its
//! length it makes a [`Language`], which decides what may be sent, shows examples, and compares with another ([`relate()`]).
//! [`Pattern::char_runs`] and [`Language::automaton`] show how it is built.
//! Not here: code that checks a text, and the messages for a mismatch.

mod automaton;
mod char_run;
mod charset;
mod escapes;
mod example;
mod language;
mod minimise;
mod nfa;
mod pattern;
mod pattern_cache;
mod relate;
mod string_constraints;
mod syntax;
mod unsupported_pattern;

pub use automaton::Automaton;
pub use char_run::CharRun;
pub use charset::CharSet;
pub use language::Language;
pub use pattern::Pattern;
pub use pattern_cache::PatternCache;
pub use relate::{Relation, relate};
pub use string_constraints::{RedundantLimit, StringConstraints};
pub use unsupported_pattern::UnsupportedPattern;
