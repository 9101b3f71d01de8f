//! Patterns against an independent reading of ECMA-262 (`regress`, unicode flag).

#![expect(clippy::unwrap_used, reason = "tests")]

mod classes;
#[path = "../../../test-support/oracle.rs"]
mod oracle;
mod refusals;
mod syntax;
