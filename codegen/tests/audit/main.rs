//! What `audit` says of a made-up document and of edits of it, held against labels.
#![expect(clippy::unwrap_used, reason = "tests")]

mod edit;
#[path = "../diff/patch.rs"]
mod patch;

mod docx;
mod docx_doubts;
mod golden;
mod one;
mod program;
mod properties;
#[path = "../support/seeds.rs"]
mod seeds;
mod two;
