//! What becomes of code that uses the generated crate: the generator runs for both documents, and the public items of what it writes are
//! compared.
//!
//! Nothing is named here as the generator would name it: names, signatures and the requests that methods send are read from the generated
//! text. Only the place of the spec where a difference is reported is looked up by name, and a wrong place changes no effect.

mod attach;
mod compare;
mod documents;
mod generated;
mod items;
mod methods;
mod places;
mod requests;
mod signature;

pub(crate) use generated::{Code, generate};

use crate::change::Change;
use crate::document::Document;
use crate::moved::Moved;
use crate::rust::documents::Documents;

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
    let documents = Documents { old: old_document, new: new_document, moved: &moved };
    attach::attach(changes, &moved, compare::differences(&documents, old, new));
    Ok(())
}
