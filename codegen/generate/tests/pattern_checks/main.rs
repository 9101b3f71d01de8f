//! The emitted checks of strings: golden files for a few, and all of them against `regress`, an independent ECMA-262 engine (unicode flag).

#![expect(clippy::unwrap_used, reason = "tests")]

mod compiled;
mod emitted;
#[path = "../../../test-support/pattern_fixtures.rs"]
mod fixtures;
mod golden;
#[path = "../../../test-support/oracle.rs"]
mod oracle;
