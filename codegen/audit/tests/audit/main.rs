//! What `audit` says of a made-up document and of edits of it, held against labels.
#![expect(clippy::unwrap_used, reason = "tests")]

mod labelled_edits;
#[path = "../../../test-support/patch.rs"]
mod patch;

mod against_spec;
mod between_revisions;
mod docx;
mod docx_warnings;
mod golden;
mod properties;
#[path = "../../../test-support/seeds.rs"]
mod seeds;
