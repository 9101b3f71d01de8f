//! Which examples of two sides are the same ones.

use crate::document::model::Role;
use crate::matching::similarity::{self, Pair};

/// By what examples are compared.
pub(crate) struct Traits {
    pub(crate) role: Role,
    /// Every name and value; none where it cannot be compared.
    pub(crate) parts: Option<Vec<String>>,
}

/// The least that two examples have in common to be one.
const LEAST: f64 = 0.3;

/// Those that show most of what the other shows.
pub(crate) fn pairs(old: &[Traits], new: &[Traits]) -> Vec<Pair> {
    let all = |side: &[Traits]| (0..side.len()).collect::<Vec<_>>();
    similarity::best(&all(old), &all(new), LEAST, |of_old, of_new| {
        let (old, new) = (&old[of_old], &new[of_new]);
        let fits = old.role == new.role || [old.role, new.role].contains(&Role::Unknown);
        match (&old.parts, &new.parts) {
            (Some(old), Some(new)) if fits => similarity::bags(old, new),
            _ => 0.0,
        }
    })
}
