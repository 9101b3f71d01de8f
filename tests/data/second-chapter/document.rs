//! The document of the made-up second chapter. Facts that it shares with the product's document, such as the countries, are those of the product's
//! spec: a revision that changes them changes the chapter too.

use colt_numbers_audit::VendorDocument;
use serde_json::Value;

use crate::second_chapter;

/// The file name by which the spec cites the document.
pub const FILE: &str = "made-up-chapter.txt";

/// The text of the document.
pub fn text() -> String {
    with_facts(&std::fs::read_to_string(second_chapter::folder().join(FILE)).unwrap())
}

/// The spec of both chapters, with the hash of the document.
pub fn spec() -> Value {
    let mut spec = second_chapter::spec();
    spec["info"]["x-documents"][1]["sha256"] = VendorDocument::from_bytes(text().as_bytes()).unwrap().hash().into();
    spec
}

/// A text in which the names of shared facts, such as `<countries>`, are replaced by the facts.
pub fn with_facts(text: &str) -> String {
    let spec = second_chapter::spec();
    let fact = |pointer: &str| match spec.pointer(pointer).unwrap_or_else(|| panic!("the spec has no `{pointer}`")) {
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(|value| value.as_str().unwrap()).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    };
    [
        ("<countries>", "/components/schemas/Country/enum"),
        ("<tracking id pattern>", "/components/schemas/TrackingId/pattern"),
        ("<tracking id length>", "/components/schemas/TrackingId/maxLength"),
        ("<number pattern>", "/components/schemas/TelephoneNumber/pattern"),
        ("<number length>", "/components/schemas/TelephoneNumber/maxLength"),
        ("<production>", "/servers/0/url"),
        ("<sandbox>", "/servers/1/url"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (name, pointer)| text.replace(name, &fact(pointer)))
}
