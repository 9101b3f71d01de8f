//! The error codes that a document lists (`x-codes`).

use maud::{Markup, html};

use crate::reference::provenance::{provenance, rest, text_or_json};
use crate::reference::section::Section;
use crate::reference::spec::Node;

const KEYWORD: &str = "x-codes";

/// The codes of a text in the body of error responses.
pub(crate) fn list(section: &Section, schema: &Node<'_>) -> Markup {
    let codes = schema.items_of(KEYWORD);
    html! {
        @if !codes.is_empty() {
            table.codes {
                thead { tr { th { "Code" } th { "Status" } th { "Meaning" } } }
                tbody {
                    @for code in &codes {
                        tr id=[section.id(&code.at)] {
                            td { code { (text_or_json(code.value.get("code").unwrap_or(code.value))) } }
                            td data-label="Status" { @match code.value.get("status") { Some(status) => (text_or_json(status)), None => "any" } }
                            td {
                                @if let Some(statement) = code.value.get("statement") { p { (text_or_json(statement)) } }
                                (provenance(code))
                                (rest(code, &["code", "status", "statement"]))
                            }
                        }
                    }
                }
            }
        }
    }
}
