//! The emitted checks of patterns against an independent reading of ECMA-262 (`regress`, unicode flag); they are compiled from the golden
//! file `tests/data/patterns_checks.rs`.

#![expect(clippy::unwrap_used, reason = "tests")]

mod emitted;
#[path = "../../../test-support/pattern_fixtures.rs"]
mod fixtures;
mod golden;
#[path = "../../../test-support/oracle.rs"]
mod oracle;
