//! Tests of the whole: what no crate can prove of itself.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

mod build_time;
mod cases;
mod depth;
mod document;
mod examples;
mod freshness;
mod golden;
mod house;
mod modules;
mod names;
mod new_rule;
mod next_revision;
mod readings;
mod refused;
mod scratch;
mod shapes;
mod texts;
mod walls;
