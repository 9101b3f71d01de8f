//! Tests of change reports against labelled edits, against a JSON Schema validator, and against golden files.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod acknowledgements;
mod arbitrary_schemas;
mod golden;
mod ids;
mod labelled_edits;
mod labels;
#[path = "../../../test-support/patch.rs"]
mod patch;
mod properties;
mod references;
#[path = "../../../test-support/seeds.rs"]
mod seeds;
mod terminal;
mod validator;
