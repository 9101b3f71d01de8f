//! Compares generated Rust code: the generator runs for both documents, and the public items of its output are compared.
//!
//! Names, signatures and the content of requests are read from the generated text, not derived from the documents. Only the pointer at which
//! a difference is reported is looked up by name; a wrong pointer would not change an effect.

mod api_pair;
mod attach_to_changes;
mod functions;
pub(crate) mod generated_code;
mod generated_request;
mod other_items;
mod public_api;
mod rust_difference;
mod signature;
mod spec_locator;
mod types;

use crate::change::Change;
use crate::document::OpenApiDocument;
use crate::document::base_path::BasePathMove;
use crate::pointer_map::PointerMap;
use crate::rust::api_pair::ApiPair;
use crate::rust::attach_to_changes::attach_to_changes;
use crate::rust::functions::compare_functions;
use crate::rust::generated_code::GeneratedCode;
use crate::rust::other_items::compare_other_items;
use crate::rust::rust_difference::grouped;
use crate::rust::types::compare_types;

/// Adds the effects on Rust code to the changes on the wire.
///
/// # Errors
/// If the generator rejects a document; the error names the document and the reason. The effects on Rust code are then unknown.
pub(crate) fn compare(
    changes: &mut Vec<Change>,
    (old_document, old): (&OpenApiDocument, &Result<GeneratedCode, String>),
    (new_document, new): (&OpenApiDocument, &Result<GeneratedCode, String>),
) -> Result<(), String> {
    let rejected = |which, reason: &String| format!("the generator rejects the {which} document: {reason}");
    let old = old.as_ref().map_err(|reason| rejected("old", reason))?;
    let new = new.as_ref().map_err(|reason| rejected("new", reason))?;
    let moved = PointerMap::from_changes(changes);
    let api_pair = ApiPair::new((old_document, old), (new_document, new), &moved);
    let mut differences = compare_types(&api_pair);
    differences.extend(compare_functions(&api_pair, BasePathMove::detect(old_document, new_document).as_ref()));
    differences.extend(compare_other_items(&api_pair));
    attach_to_changes(changes, &moved, grouped(differences));
    Ok(())
}
