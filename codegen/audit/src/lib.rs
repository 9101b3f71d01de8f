//! Audits the vendor's document: reports how it differs from the spec ([`compare_with_spec`]), and what changed between two of its revisions
//! ([`compare_revisions`]). [`renumber()`] updates the line numbers in the text of a spec, and [`review()`] lists the changes with their places in
//! the spec. The audit reads and writes no file.
//!
//! `document/` reads a text or a `.docx` into a model: parameters, calls, examples and prose, each with its lines. `spec/` reads the same
//! elements from the spec. `matching/` finds the pairs of corresponding elements. `against_spec/` and `between_revisions/` compare the pairs
//! and report the differences.
//!
//! Prose is compared only between two documents. When a document is compared with the spec, a reworded line that is already cited causes only
//! [`DiscrepancyKind::DocumentChanged`]. So every change between two revisions has to be read before the spec's hash is updated.

mod against_spec;
mod between_revisions;
mod document;
mod error;
mod line_map;
mod matching;
mod renumber;
mod report;
mod review;
mod spec;

pub use against_spec::compare_with_spec;
pub use against_spec::discrepancy::{Discrepancies, Discrepancy, DiscrepancyKind};
pub use between_revisions::compare_revisions;
pub use between_revisions::revision_change::{RevisionChange, RevisionChangeKind, RevisionChanges};
pub use document::{MAX_FILE, MAX_TEXT, VendorDocument};
pub use error::AuditError;
pub use renumber::renumber;
pub use renumber::renumbering::{LinePlace, Renumbering};
pub use report::EXIT_OPEN;
pub use review::dependents::Dependents;
pub use review::reviewed_change::{Review, ReviewedChange};
pub use review::spec_place::SpecPlace;
pub use review::{review, with_hash_of};
