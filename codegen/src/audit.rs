//! Comparing the vendor's document with the spec, and two revisions of the document with one another.
pub(crate) mod alike;
pub(crate) mod calls;
pub(crate) mod description;
pub(crate) mod document;
pub(crate) mod docx;
pub(crate) mod json;
pub(crate) mod layout;
pub(crate) mod model;
pub(crate) mod nest;
pub(crate) mod noise;
pub(crate) mod prose;
pub(crate) mod table;
pub use document::{AuditError, Document};
