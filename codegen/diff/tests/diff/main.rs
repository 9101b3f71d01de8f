//! What `diff` says of changes, held against labels, against a JSON Schema validator, and against the code that is generated.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod acknowledged;
mod battery;
mod golden;
mod ids;
mod labels;
mod oracle;
#[path = "../../../test-support/patch.rs"]
mod patch;
mod properties;
mod references;
mod schemas;
#[path = "../../../test-support/seeds.rs"]
mod seeds;
mod terminal;
