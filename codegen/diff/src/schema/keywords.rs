//! The keywords of Schema Objects that the comparison knows. What is not here is reported as not understood.

use colt_numbers_openapi::objects::SCHEMA;

use crate::document::is_extension;

/// Keywords of other versions that say nothing about values, and the one that Reference Objects have.
const MORE: [&str; 4] = ["$comment", "$id", "$ref", "examples"];

/// The keyword, where it is one.
pub(crate) fn known(keyword: &str) -> Option<&'static str> {
    let stated = SCHEMA.keywords.iter().map(|(known, _)| *known);
    stated.chain(MORE).find(|known| *known == keyword)
}

/// Keywords that say nothing about values, so that a schema with only these and one reference is that reference.
pub(crate) fn is_annotation(keyword: &str) -> bool {
    matches!(
        keyword,
        "$comment"
            | "$id"
            | "deprecated"
            | "description"
            | "example"
            | "examples"
            | "externalDocs"
            | "title"
            | "xml"
            | "default"
            | "readOnly"
            | "writeOnly"
    ) || is_extension(keyword)
}
