//! Comparing the vendor's document with the spec, and two revisions of the document with one another.
//!
//! It says what to edit, and edits nothing. [`audit_one`] tells where a document and the spec disagree, [`audit_two`] what changed
//! between two documents and what of the spec that touches.
//!
//! Prose is compared between two documents only. Against the spec, a reworded line that is cited already shows as nothing but
//! [`FindingKind::DocumentChanged`]; so the spec's hash is brought along last, when every change that [`audit_two`] tells was read.
//!
//! From bytes to a verdict, one step a file: a [`Document`] is lines without noise (`document`, `docx`, `noise`); lines fall into parts
//! (`layout`); parts state parameters, calls, examples and prose (`table`, `description`, `calls`, `json`), together a `model`; groups
//! nest as the spec or the examples have it (`nest`). `one` and `two` compare, `finding` and `change` are what they say.

pub(crate) mod against_spec;
pub(crate) mod between_revisions;
pub(crate) mod document;
pub(crate) mod error;
pub(crate) mod matching;
pub(crate) mod report;
pub(crate) mod spec;

pub use against_spec::audit_one;
pub use against_spec::finding::{Finding, FindingKind, Findings};
pub use between_revisions::audit_two;
pub use between_revisions::change::{Change, ChangeKind, Changes};
pub use document::{Document, MAX_FILE, MAX_TEXT};
pub use error::AuditError;
pub use report::OPEN;
