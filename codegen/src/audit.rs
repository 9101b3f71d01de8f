//! Comparing the vendor's document with the spec, and two revisions of the document with one another.
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
pub use document::{AuditError, Document};
pub use finding::{Finding, FindingKind, Findings};
pub use one::audit_one;
pub use two::audit_two;

/// The exit status where something is open.
pub const OPEN: u8 = 8;
