//! What becomes of code that uses the generated crate: the generator runs for both documents, and the public items of what it writes are
//! compared.
//!
//! Nothing is named here as the generator would name it: names, signatures and the requests that methods send are read from the generated
//! text. Only the place of the spec where a difference is reported is looked up by name, and a wrong place changes no effect.

mod apis;
mod attach;
mod difference;
pub(crate) mod generated;
mod items;
mod methods;
mod others;
mod places;
mod requests;
mod signature;
mod types;

use crate::change::Change;
use crate::document::Document;
use crate::document::base_path::Rebase;
use crate::moved::Moved;
use crate::rust::apis::Apis;
use crate::rust::attach::attach;
use crate::rust::difference::grouped;
use crate::rust::generated::Code;
use crate::rust::methods::methods;
use crate::rust::others::others;
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
