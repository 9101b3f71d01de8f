//! Tests of the judge through its public API.

#![expect(clippy::unwrap_used, reason = "tests")]

mod look_ahead;
#[path = "../../../codegen/test-support/oracle.rs"]
mod oracle;
mod requests;
#[path = "../../../tests/data/second-chapter.rs"]
mod second_chapter;
