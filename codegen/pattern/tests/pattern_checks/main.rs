//! Patterns against an independent reading of ECMA-262 (`regress`, unicode flag): the automata in this process, and the
//! emitted code, which is compiled from the golden file `tests/data/patterns_checks.rs`.

#![expect(clippy::unwrap_used, reason = "tests")]

mod classes;
mod emitted;
mod fixtures;
mod golden;
mod oracle;
mod syntax;
