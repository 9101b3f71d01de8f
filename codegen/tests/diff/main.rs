//! What `diff` says of changes, held against labels, against a JSON Schema validator, and against the code that is generated.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod battery;
mod golden;
mod labels;
mod oracle;
mod patch;
mod properties;
mod references;
mod schemas;
#[path = "../support/seeds.rs"]
mod seeds;
mod terminal;
