//! Tests the audit on a fictitious document and its spec, with labelled edits of the document and of the spec.
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
mod renumber;
#[expect(dead_code, reason = "the audit reads no cases")]
#[path = "../../../../tests/data/second-chapter.rs"]
mod second_chapter;
#[path = "../../../../tests/data/second-chapter/document.rs"]
mod second_chapter_document;
#[path = "../../../test-support/seeds.rs"]
mod seeds;
mod several_documents;
