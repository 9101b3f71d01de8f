//! Tests of the whole workspace: properties that involve more than one crate.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a panic fails the test")]

mod build_time;
mod cases;
mod crate_boundaries;
mod document_examples;
#[path = "../data/example-request.rs"]
#[expect(dead_code, reason = "tests of other crates use the rest")]
mod example_request;
mod facts;
mod freshness;
mod golden;
mod hostile_texts;
mod modules;
mod name_collisions;
mod new_rule;
mod next_revision;
mod packages;
mod public_api_specs;
mod rejected_specs;
mod requests;
mod reqwest_transport;
mod schema_agreement;
mod schema_depth;
mod scratch_copy;
mod second_chapter;
mod settable_properties;
mod spec_examples;
mod style_rules;
mod workflows;
