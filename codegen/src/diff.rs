//! What a change of the spec means for those who use it.
mod comparison;
mod decimal;
mod discriminator;
mod document;
mod extensions;
mod finding;
mod keywords;
mod media;
mod members;
mod names;
mod numbers;
mod objects;
mod operations;
mod parameters;
mod report;
mod responses;
mod root;
mod rules;
mod rust;
mod scalars;
mod schema;
mod security;
mod servers;
mod shape;
mod sweep;
mod unions;
mod uses;
mod values;
mod versions;
mod words;

pub use document::DiffError;
pub use report::{Bump, Change, Class, Effect, Report};
pub use versions::{VersionError, check_versions};

use document::Document;

/// Compares two OpenAPI 3.0 documents.
///
/// # Errors
/// If one of them is not OpenAPI 3.0.
pub fn diff(old: &str, new: &str) -> Result<Report, DiffError> {
    let (old, new) = (Document::read(old, "old")?, Document::read(new, "new")?);
    Ok(root::compare(&old, &new))
}
