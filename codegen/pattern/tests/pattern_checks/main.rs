//! Compares patterns with `regress`, an independent ECMA-262 engine (unicode flag).

#![expect(clippy::unwrap_used, reason = "tests")]

mod agreement;
mod classes;
#[path = "../../../test-support/pattern_fixtures.rs"]
mod fixtures;
mod look_ahead;
#[path = "../../../test-support/oracle.rs"]
mod oracle;
mod rejections;
#[path = "../../../test-support/seeds.rs"]
mod seeds;
mod syntax;
