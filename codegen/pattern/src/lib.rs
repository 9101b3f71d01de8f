//! Regular expressions of ECMA-262 as finite automata, to compare and check the patterns of string schemas.
//!
//! A [`Pattern`] has exactly the meaning that JSON Schema defines (unicode flag, not anchored). Every other regular expression is rejected with an
//! [`UnsupportedPattern`]. The only supported look-around is `^(?!X)Y`: the language of `^Y` without the language of `^X`. A pattern and limits
//! on the length form a [`Language`], which tests texts, finds examples, and can be compared with another one ([`relate()`]). The emitter
//! generates the code that checks a text from [`Pattern::char_runs`] or [`Language::automaton`].

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
