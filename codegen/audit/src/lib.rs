//! Audits the vendor's document: reports how it differs from the spec ([`compare_with_spec`]), and what changed between two of its revisions
//! ([`compare_revisions`]). The reports state what to edit; the audit edits no file.
//!
//! `document/` reads a text or a `.docx` into a model: parameters, calls, examples and prose, each with its lines. `spec/` reads the same
//! elements from the spec. `matching/` finds the pairs of corresponding elements. `against_spec/` and `between_revisions/` compare the pairs
//! and report the differences.
//!
//! Prose is compared only between two documents. When a document is compared with the spec, a reworded line that is already cited causes only
//! [`DiscrepancyKind::DocumentChanged`]. So review every change of [`compare_revisions`] before you update the spec's hash.

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
pub use document::{MAX_FILE, MAX_TEXT, VendorDocument};
pub use error::AuditError;
pub use report::EXIT_OPEN;
