//! Which examples of two sides are the same ones.

use crate::document::model::Role;
use crate::matching::similarity::{self, Match};

/// By what examples are compared.
pub(crate) struct SampleTraits {
    pub(crate) role: Role,
    /// Every name and value; none where it cannot be compared.
    pub(crate) parts: Option<Vec<String>>,
}

/// The least that two examples have in common to be one.
const MIN_SIMILARITY: f64 = 0.3;

/// Those that show most of what the other shows.
pub(crate) fn match_samples(old: &[SampleTraits], new: &[SampleTraits]) -> Vec<Match> {
    let all = |side: &[SampleTraits]| (0..side.len()).collect::<Vec<_>>();
    similarity::best_matches(&all(old), &all(new), MIN_SIMILARITY, |of_old, of_new| {
        let (old, new) = (&old[of_old], &new[of_new]);
        let fits = old.role == new.role || [old.role, new.role].contains(&Role::Unknown);
        match (&old.parts, &new.parts) {
            (Some(old), Some(new)) if fits => similarity::bag_similarity(old, new),
            _ => 0.0,
        }
    })
}
