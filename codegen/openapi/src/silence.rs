//! Reads the silences of a spec (`x-silences`): what the documents do not state, by id. Several assumptions can rely on one silence, so that a
//! document that starts to state it is considered in one place.

use serde_json::Value;

use crate::value::{items, members};
use crate::{assumption, pointer, walk};

/// The keyword, at the root of a spec.
pub const KEYWORD: &str = "x-silences";

/// What the documents do not state.
#[derive(Clone, Debug)]
pub struct Silence<'v> {
    /// Its id.
    pub id: &'v str,
    /// The entry of `x-silences`.
    pub entry: &'v Value,
    /// The elements whose assumptions rely on it, with their JSON Pointers.
    pub elements: Vec<(String, &'v Value)>,
}

/// The silences of a spec, in its order.
#[must_use]
pub fn silences(root: &Value) -> Vec<Silence<'_>> {
    let of_entry = |(id, entry)| Silence { id, entry, elements: Vec::new() };
    let mut found: Vec<Silence<'_>> =
        members(root.get(KEYWORD)).map(|(id, entry)| of_entry((id.as_str(), entry))).collect();
    assumptions(root, &mut |at, element, id| {
        if let Some(silence) = found.iter_mut().find(|silence| silence.id == id) {
            silence.elements.push((at.to_owned(), element));
        }
    });
    found
}

/// Visits each element whose assumption relies on a silence, with its JSON Pointer and the id of the silence.
pub fn assumptions<'v>(root: &'v Value, visit: &mut dyn FnMut(&str, &'v Value, &'v str)) {
    pointer::walk(root, "", &mut |at, element| {
        if let Some(id) = assumption::silent_on(element).filter(|_| !walk::is_sample(at)) {
            visit(at, element, id);
        }
    });
}

/// Whether a JSON Pointer is that of a silence.
#[must_use]
pub fn is_silence(at: &str) -> bool {
    pointer::split_last(at).is_some_and(|(holder, _)| holder.strip_prefix('/') == Some(KEYWORD))
}

impl<'v> Silence<'v> {
    /// The JSON Pointer of the entry.
    #[must_use]
    pub fn at(&self) -> String {
        pointer::join(&format!("/{KEYWORD}"), self.id)
    }

    /// The words that no line of the documents has, except for the lines that the entry cites.
    pub fn words(&self) -> impl Iterator<Item = &'v str> + use<'v> {
        items(self.entry.get("words")).filter_map(Value::as_str)
    }
}
