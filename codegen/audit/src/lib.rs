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

pub(crate) mod alike;
pub(crate) mod calls;
pub(crate) mod change;
pub(crate) mod cite;
pub(crate) mod description;
pub(crate) mod document;
pub(crate) mod docx;
pub(crate) mod finding;
pub(crate) mod json;
pub(crate) mod layout;
pub(crate) mod model;
pub(crate) mod nest;
pub(crate) mod noise;
pub(crate) mod one;
pub(crate) mod prose;
pub(crate) mod spec;
pub(crate) mod table;
pub(crate) mod two;

pub use change::{Change, ChangeKind, Changes};
pub use document::{AuditError, Document, MAX_FILE, MAX_TEXT};
pub use finding::{Finding, FindingKind, Findings};
pub use one::audit_one;
pub use two::audit_two;

/// The exit status where something is open.
pub const OPEN: u8 = 8;
