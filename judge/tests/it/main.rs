//! Tests of the judge through its public API.

#![expect(clippy::unwrap_used, reason = "tests")]

mod bodies;
mod bundled_spec;
mod cases;
#[path = "../../../tests/data/example-request.rs"]
#[expect(dead_code, reason = "tests of other crates use the rest")]
mod example_request;
mod look_ahead;
#[path = "../../../codegen/test-support/oracle.rs"]
mod oracle;
mod panics;
mod parameters;
mod rules;
#[path = "../../../tests/data/second-chapter.rs"]
mod second_chapter;
