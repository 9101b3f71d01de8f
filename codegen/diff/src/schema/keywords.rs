//! The keywords of Schema Objects that the comparison understands. All others are reported as not understood.

use colt_numbers_openapi::objects::SCHEMA;

use crate::document::is_extension;

/// `$ref`, and keywords of other versions that do not restrict values.
const OTHER: [&str; 4] = ["$comment", "$id", "$ref", "examples"];

/// The keyword, if it is understood.
pub(crate) fn known(keyword: &str) -> Option<&'static str> {
    let stated = SCHEMA.keywords.iter().map(|(known, _)| *known);
    stated.chain(OTHER).find(|known| *known == keyword)
}

/// Whether a keyword does not restrict values. A schema with only such keywords beside one reference is equivalent to its target.
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
