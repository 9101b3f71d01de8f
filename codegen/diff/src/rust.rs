//! What becomes of code that uses the generated crate: the generator runs for both documents, and the public items of what it writes are
//! compared.
//!
//! Nothing is named here as the generator would name it: names, signatures and the requests that methods send are read from the generated
//! text. Only the place of the spec where a difference is reported is looked up by name, and a wrong place changes no effect.

mod attach;
mod compare;
mod generated;
mod items;
mod methods;
mod places;
mod requests;
mod signature;

pub(crate) use generated::{Code, generate};

use crate::context::Comparison;

/// Adds the effects on Rust code to the findings of a comparison.
///
/// # Errors
/// Which document the generator rejects, and why: the effects on Rust are unknown then.
pub(crate) fn compare<'d>(
    comparison: &mut Comparison<'d>,
    old: &'d Result<Code, String>,
    new: &'d Result<Code, String>,
) -> Result<(), String> {
    let rejected = |which, reason: &String| format!("the generator rejects the {which} document: {reason}");
    let old = old.as_ref().map_err(|reason| rejected("old", reason))?;
    let new = new.as_ref().map_err(|reason| rejected("new", reason))?;
    let differences = compare::differences(comparison, old, new);
    attach::attach(comparison, differences);
    Ok(())
}
