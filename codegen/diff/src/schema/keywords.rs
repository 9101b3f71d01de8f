//! The keywords of Schema Objects that the comparison knows. What is not here is reported as not understood.

use crate::document::is_extension;

/// Every keyword of OpenAPI 3.0.3, and those of other versions that say nothing about values.
const KNOWN: [&str; 39] = [
    "$comment",
    "$ref",
    "additionalProperties",
    "allOf",
    "anyOf",
    "default",
    "deprecated",
    "description",
    "discriminator",
    "enum",
    "example",
    "examples",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "externalDocs",
    "format",
    "items",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "not",
    "nullable",
    "oneOf",
    "pattern",
    "properties",
    "readOnly",
    "required",
    "title",
    "type",
    "uniqueItems",
    "writeOnly",
    "xml",
    "$id",
];

/// The keyword, where it is one.
pub(crate) fn known(keyword: &str) -> Option<&'static str> {
    KNOWN.into_iter().find(|known| *known == keyword)
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
