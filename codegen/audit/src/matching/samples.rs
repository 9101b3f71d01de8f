//! Matches the examples of two documents, or of the spec and a document.

use crate::document::model::Role;
use crate::matching::similarity::{self, Match};

/// The traits by which examples are compared.
pub(crate) struct SampleTraits {
    /// The operation that the example belongs to, by index.
    pub(crate) operation: usize,
    pub(crate) role: Role,
    /// All names and values of the example; `None` if the example cannot be compared.
    pub(crate) parts: Option<Vec<String>>,
}

/// The minimum similarity of two matching examples.
const MIN_SIMILARITY: f64 = 0.3;

/// Matches the examples of matched operations with the most names and values in common.
pub(crate) fn match_samples(operations: &[Match], old: &[SampleTraits], new: &[SampleTraits]) -> Vec<Match> {
    let all = |side: &[SampleTraits]| (0..side.len()).collect::<Vec<_>>();
    similarity::best_matches(&all(old), &all(new), MIN_SIMILARITY, |of_old, of_new| {
        let (old, new) = (&old[of_old], &new[of_new]);
        let is_same = |pair: &Match| pair.old == old.operation && pair.new == new.operation;
        let fits =
            (old.role == new.role || [old.role, new.role].contains(&Role::Unknown)) && operations.iter().any(is_same);
        match (&old.parts, &new.parts) {
            (Some(old), Some(new)) if fits => similarity::bag_similarity(old, new),
            _ => 0.0,
        }
    })
}
