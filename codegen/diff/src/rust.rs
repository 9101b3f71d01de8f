//! What becomes of code that uses the generated crate: the generator runs for both documents, and the public items of what it writes are
//! compared.
//!
//! Nothing is named here as the generator would name it: names, signatures and the requests that methods send are read from the generated
//! text. Only the place of the spec where a difference is reported is looked up by name, and a wrong place changes no effect.

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
use crate::document::Document;
use crate::document::base_path::Rebase;
use crate::pointer_map::Moved;
use crate::rust::api_pair::Apis;
use crate::rust::attach_to_changes::attach;
use crate::rust::functions::methods;
use crate::rust::generated_code::Code;
use crate::rust::other_items::others;
use crate::rust::rust_difference::grouped;
use crate::rust::types::types;

/// Adds the effects on Rust code to the changes on the wire.
///
/// # Errors
/// Which document the generator rejects, and why: the effects on Rust are unknown then.
pub(crate) fn compare(
    changes: &mut Vec<Change>,
    (old_document, old): (&Document, &Result<Code, String>),
    (new_document, new): (&Document, &Result<Code, String>),
) -> Result<(), String> {
    let rejected = |which, reason: &String| format!("the generator rejects the {which} document: {reason}");
    let old = old.as_ref().map_err(|reason| rejected("old", reason))?;
    let new = new.as_ref().map_err(|reason| rejected("new", reason))?;
    let moved = Moved::of(changes);
    let apis = Apis::new((old_document, old), (new_document, new), &moved);
    let mut found = types(&apis);
    found.extend(methods(&apis, Rebase::between(old_document, new_document).as_ref()));
    found.extend(others(&apis));
    attach(changes, &moved, grouped(found));
    Ok(())
}
