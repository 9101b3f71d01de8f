//! Tests of the whole: what no crate can prove of itself.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

mod build_time;
mod cases;
mod crate_boundaries;
mod document_examples;
mod freshness;
mod golden;
mod hostile_texts;
mod modules;
mod name_collisions;
mod new_rule;
mod next_revision;
mod public_api_specs;
mod rejected_specs;
mod schema_agreement;
mod schema_depth;
mod scratch_copy;
mod spec_examples;
mod style_rules;
