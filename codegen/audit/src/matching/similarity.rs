//! Similarity of names and of parameters. If a removed and an added parameter are similar, the parameter was renamed.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::normalize;
use crate::document::table::ParameterRow;

/// The minimum similarity of an element before and after a rename. Two parameters with unrelated names score 0.76 if everything but the name is
/// equal, and at most 0.55 if only the location is equal.
pub(crate) const SAME_THRESHOLD: f64 = 0.6;
/// The maximum number of pairs that are scored. No real document has so many added and removed elements.
const MAX_PAIRS: usize = 250_000;

/// The similarity of two names, from 0 to 1.
pub(crate) fn name_similarity(old: &str, new: &str) -> f64 {
    let parts = bag_similarity(&normalize::name_parts(old), &normalize::name_parts(new));
    let small = |name: &str| normalize::name_parts(name).concat();
    let letters =
        if old.len().max(new.len()) > 200 { 0.0 } else { strsim::normalized_levenshtein(&small(old), &small(new)) };
    // Two unrelated names have a few letters in common by accident, so a low similarity of letters counts half.
    parts.max(if letters >= 0.6 { letters } else { letters / 2.0 })
}

/// The share of words that two multisets have in common, from 0 to 1 (Dice coefficient).
pub(crate) fn bag_similarity<T: Ord>(old: &[T], new: &[T]) -> f64 {
    if old.is_empty() && new.is_empty() {
        return 1.0;
    }
    let mut counts: BTreeMap<&T, usize> = BTreeMap::new();
    for word in old {
        *counts.entry(word).or_default() += 1;
    }
    let common = new.iter().filter(|word| {
        counts.get_mut(word).is_some_and(|count| count.checked_sub(1).map(|less| *count = less).is_some())
    });
    2.0 * as_f64(common.count()) / as_f64(old.len() + new.len())
}

fn as_f64(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

/// The traits by which two parameters or groups are compared.
#[derive(Clone, Debug, Default)]
pub(crate) struct FieldTraits {
    pub(crate) name: String,
    /// The operation that the element belongs to, by index.
    pub(crate) operation: usize,
    /// The location and the group of the element, as an id that is the same on both sides.
    pub(crate) container: String,
    /// The names before and after the element in the same group; `None` at the ends of the group.
    pub(crate) neighbours: [Option<String>; 2],
    /// Keywords and values of a parameter, or the members of a group.
    pub(crate) features: Vec<String>,
    /// The words of the prose about the element.
    pub(crate) words: Vec<String>,
}

/// Adds the keywords, values and words of a row of a parameter table.
pub(crate) fn describe(traits: &mut FieldTraits, row: &ParameterRow) {
    // A keyword counts twice, once by its name and once with its value, so that a keyword with a different value still matches half.
    let keywords = row.description.keywords.iter();
    traits.features = keywords
        .flat_map(|keyword_value| {
            [
                keyword_value.keyword.name().to_owned(),
                format!("{} {}", keyword_value.keyword.name(), keyword_value.value),
            ]
        })
        .collect();
    traits.features.extend(row.description.values.iter().map(|value| value.text.clone()));
    traits.words = row
        .description
        .prose
        .iter()
        .flat_map(|statement| normalize::words(&statement.text))
        .map(str::to_owned)
        .collect();
}

/// Creates traits from the operation, the container (location and group) and the name of each element, with the neighbours in the same container.
pub(crate) fn with_neighbours(elements: impl Iterator<Item = (usize, String, String)>) -> Vec<FieldTraits> {
    let mut found: Vec<FieldTraits> = elements
        .map(|(operation, container, name)| FieldTraits { name, operation, container, ..FieldTraits::default() })
        .collect();
    let mut in_container: BTreeMap<(usize, String), Vec<usize>> = BTreeMap::new();
    for (index, traits) in found.iter().enumerate() {
        in_container.entry((traits.operation, traits.container.clone())).or_default().push(index);
    }
    for pair in in_container.values().flat_map(|indexes| indexes.windows(2)) {
        found[pair[0]].neighbours[1] = Some(found[pair[1]].name.clone());
        found[pair[1]].neighbours[0] = Some(found[pair[0]].name.clone());
    }
    found
}

/// The confidence that two parameters are the same, from 0 to 1.
fn confidence(old: &FieldTraits, new: &FieldTraits) -> f64 {
    let in_container = old.container == new.container;
    let near = old.neighbours.iter().zip(&new.neighbours).any(|(old, new)| old == new);
    let mut weighed = vec![
        (0.15, f64::from(u8::from(in_container))),
        (0.15, f64::from(u8::from(in_container && near))),
        (0.25, name_similarity(&old.name, &new.name)),
    ];
    if !old.features.is_empty() || !new.features.is_empty() {
        weighed.push((0.3, bag_similarity(&old.features, &new.features)));
    }
    if !old.words.is_empty() && !new.words.is_empty() {
        weighed.push((0.2, bag_similarity(&old.words, &new.words)));
    }
    let (sum, total) =
        weighed.iter().fold((0.0, 0.0), |(sum, total), (weight, share)| (sum + weight * share, total + weight));
    sum / total
}

/// A matching pair, by index.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Match {
    pub(crate) old: usize,
    pub(crate) new: usize,
    /// The confidence that the element was renamed, with two digits; `None` if the names are equal.
    pub(crate) renamed: Option<f64>,
}

/// Matches the elements of matched operations: first elements with the same name in the same container, then elements with the same name, then
/// similar elements.
pub(crate) fn match_fields(operations: &[Match], old: &[FieldTraits], new: &[FieldTraits]) -> Vec<Match> {
    let of = |all: &[FieldTraits], operation: usize| -> Vec<usize> {
        (0..all.len()).filter(|index| all[*index].operation == operation).collect()
    };
    let mut found: Vec<Match> = Vec::new();
    for operation in operations {
        let (of_old, of_new) = (of(old, operation.old), of(new, operation.new));
        let named = by_name((old, &of_old), (new, &of_new));
        let left = |all: Vec<usize>, index_of: fn(&Match) -> usize| {
            let taken: BTreeSet<usize> = named.iter().map(index_of).collect();
            all.into_iter().filter(|index| !taken.contains(index)).collect::<Vec<_>>()
        };
        let (old_left, new_left) = (left(of_old, |pair| pair.old), left(of_new, |pair| pair.new));
        let score = |old_index: usize, new_index: usize| confidence(&old[old_index], &new[new_index]);
        found.extend(best_matches(&old_left, &new_left, SAME_THRESHOLD, score));
        found.extend(named);
    }
    found.sort_unstable_by_key(|pair| (pair.old, pair.new));
    found
}

/// The best pairs with at least the minimum score; each element is in at most one pair.
pub(crate) fn best_matches(
    old: &[usize],
    new: &[usize],
    min_score: f64,
    score: impl Fn(usize, usize) -> f64,
) -> Vec<Match> {
    if old.len().saturating_mul(new.len()) > MAX_PAIRS {
        return Vec::new();
    }
    let mut scored: Vec<(f64, usize, usize)> = old
        .iter()
        .flat_map(|old| new.iter().map(move |new| (*old, *new)))
        .map(|(old, new)| (score(old, new), old, new))
        .collect();
    scored.retain(|(score, _, _)| *score >= min_score);
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut found: Vec<Match> = Vec::new();
    for (score, old, new) in scored {
        if !found.iter().any(|pair| pair.old == old || pair.new == new) {
            found.push(Match { old, new, renamed: Some((score * 100.0).round() / 100.0) });
        }
    }
    found
}

/// Matches elements by their names. Each side has all elements, and the indexes of those that are matched.
fn by_name((old, of_old): (&[FieldTraits], &[usize]), (new, of_new): (&[FieldTraits], &[usize])) -> Vec<Match> {
    let mut found: Vec<Match> = Vec::new();
    let mut taken_old = vec![false; old.len()];
    let mut taken_new = vec![false; new.len()];
    for in_container in [true, false] {
        let key = |traits: &FieldTraits| {
            (traits.name.clone(), if in_container { traits.container.clone() } else { String::new() })
        };
        let mut unmatched_new: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
        for index in of_new.iter().copied().rev().filter(|index| !taken_new[*index]) {
            unmatched_new.entry(key(&new[index])).or_default().push(index);
        }
        for index in of_old.iter().copied() {
            if taken_old[index] {
                continue;
            }
            if let Some(other) = unmatched_new.get_mut(&key(&old[index])).and_then(Vec::pop) {
                (taken_old[index], taken_new[other]) = (true, true);
                found.push(Match { old: index, new: other, renamed: None });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn traits(name: &str, container: &str, features: &[&str], prose: &str) -> FieldTraits {
        FieldTraits {
            name: name.into(),
            container: container.into(),
            features: features.iter().map(|feature| (*feature).to_owned()).collect(),
            words: prose.split_whitespace().map(str::to_owned).collect(),
            ..FieldTraits::default()
        }
    }

    /// Matches the elements of two operations.
    fn match_fields(old: &[FieldTraits], new: &[FieldTraits]) -> Vec<Match> {
        super::match_fields(&[Match { old: 0, new: 0, renamed: None }], old, new)
    }

    #[test]
    fn names_are_similar_by_their_parts() {
        assert!(name_similarity("APIGWTrackingId", "x-tracking-id") > 0.6);
        assert!(name_similarity("customerReference", "customerRef") > 0.6);
        assert!(name_similarity("customerReference", "costCentre") < 0.35);
        assert!(name_similarity("country", "name") < 0.35);
    }

    #[test]
    fn a_renamed_parameter_matches_and_a_replaced_one_does_not() {
        let old = [traits("APIGWTrackingId", "header", &["maxLength 255"], "one id for the order")];
        let same = [traits("x-tracking-id", "header", &["maxLength 255"], "one id for the order")];
        let pair = match_fields(&old, &same)[0];
        assert!(pair.renamed.is_some_and(|confidence| confidence > 0.9), "{pair:?}");
        let other = [traits("priority", "header", &["maxLength 3"], "how soon it is wanted")];
        assert_eq!(match_fields(&old, &other), []);
    }

    #[test]
    fn the_same_name_in_the_same_group_is_matched_first() {
        let old = [traits("name", "a", &[], ""), traits("name", "b", &[], "")];
        let new = [traits("name", "b", &[], ""), traits("name", "c", &[], "")];
        let found: Vec<(usize, usize)> = match_fields(&old, &new).iter().map(|pair| (pair.old, pair.new)).collect();
        assert_eq!(found, [(0, 1), (1, 0)]);
    }
}
