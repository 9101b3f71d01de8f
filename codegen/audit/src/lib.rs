//! Two questions about the vendor's document: where does it differ from the spec ([`compare_with_spec`]), and what changed between two
//! revisions of it ([`compare_revisions`])? Both say what to edit, and edit nothing.
//!
//! `document/` reads a text or a .docx into a model: parameters, calls, examples and prose, each with its lines. `spec/` reads the spec
//! into the same notions. `matching/` pairs what is the same on two sides. `against_spec/` and `between_revisions/` compare what is
//! paired, and report it.
//!
//! Prose is compared between two documents only. Against the spec, a reworded line that is cited already shows as nothing but
//! [`DiscrepancyKind::DocumentChanged`]; so the spec's hash is updated last, after every change of [`compare_revisions`] was reviewed.

mod against_spec;
mod between_revisions;
mod document;
mod error;
mod matching;
mod report;
mod spec;

pub use against_spec::compare_with_spec;
pub use against_spec::discrepancy::{Discrepancies, Discrepancy, DiscrepancyKind};
pub use between_revisions::compare_revisions;
pub use between_revisions::revision_change::{RevisionChange, RevisionChangeKind, RevisionChanges};
pub use document::{Document, MAX_FILE, MAX_TEXT};
pub use error::AuditError;
pub use report::OPEN;
