//! The emitted checks of strings: a reviewed handful, and all of them against an independent reading of ECMA-262 (`regress`, unicode flag).

#![expect(clippy::unwrap_used, reason = "tests")]

mod compiled;
mod emitted;
#[path = "../../../test-support/pattern_fixtures.rs"]
mod fixtures;
mod golden;
#[path = "../../../test-support/oracle.rs"]
mod oracle;
