//! Tests of the pages: every fact of a spec is on its reference, no text of it is taken for markup, and every link leads somewhere.
#![expect(clippy::unwrap_used, reason = "a panic fails the test")]

mod facts_shown;
mod golden;
mod hostile_texts;
mod html;
mod links;
#[path = "../../../tests/data/second-chapter.rs"]
mod second_chapter;
mod specs;
