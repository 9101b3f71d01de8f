//! How alike two names, or two parameters, are: whether one that went and one that came are the same under another name.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::normalize;
use crate::document::table::ParameterRow;

/// From here on, what went and what came are taken for one. Where all but the name is unchanged, two names with nothing in common have
/// 0.76; where only the place is, two parameters have 0.55 or less.
pub(crate) const SAME_THRESHOLD: f64 = 0.6;
/// More pairs than these are not looked at: no document has so many that came and went.
const MAX_PAIRS: usize = 250_000;

/// How alike two names are, from 0 to 1.
pub(crate) fn name_similarity(old: &str, new: &str) -> f64 {
    let parts = bag_similarity(&normalize::name_parts(old), &normalize::name_parts(new));
    let small = |name: &str| normalize::name_parts(name).concat();
    let letters =
        if old.len().max(new.len()) > 200 { 0.0 } else { strsim::normalized_levenshtein(&small(old), &small(new)) };
    // A few letters in common mean nothing.
    parts.max(if letters >= 0.6 { letters } else { letters / 2.0 })
}

/// The share that two bags of words have in common, from 0 to 1.
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

/// What is compared of a parameter, beside its name.
#[derive(Clone, Debug, Default)]
pub(crate) struct FieldTraits {
    pub(crate) name: String,
    /// Where it stands: the place, and the group by the name that both sides have for it.
    pub(crate) home: String,
    /// The names before and behind it there; none at the ends.
    pub(crate) neighbours: [Option<String>; 2],
    /// Limits, pattern, example and values.
    pub(crate) keywords: Vec<String>,
    /// The words of its prose.
    pub(crate) words: Vec<String>,
}

/// Fills in what a row of a parameter table says.
pub(crate) fn describe(traits: &mut FieldTraits, row: &ParameterRow) {
    // A keyword_value counts twice, by its label and by its value: a limit that moved is half of what it was.
    let keywords = row.description.keywords.iter();
    traits.keywords = keywords
        .flat_map(|keyword_value| {
            [
                keyword_value.kind.keyword().to_owned(),
                format!("{} {}", keyword_value.kind.keyword(), keyword_value.value),
            ]
        })
        .collect();
    traits.keywords.extend(row.description.values.iter().map(|value| value.text.clone()));
    traits.words =
        row.description.prose.iter().flat_map(|said| normalize::words(&said.text)).map(str::to_owned).collect();
}

/// NameTree with their homes, and what stands before and behind each there.
pub(crate) fn with_neighbours(names: Vec<String>, homes: Vec<String>) -> Vec<FieldTraits> {
    let mut at_home: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, home) in homes.iter().enumerate() {
        at_home.entry(home).or_default().push(index);
    }
    let mut found: Vec<FieldTraits> = vec![FieldTraits::default(); names.len()];
    for indexes in at_home.values() {
        let name = |position: Option<usize>| {
            position.and_then(|position| indexes.get(position)).map(|index| names[*index].clone())
        };
        for (position, index) in indexes.iter().enumerate() {
            found[*index].neighbours = [name(position.checked_sub(1)), name(Some(position + 1))];
        }
    }
    for ((traits, name), home) in found.iter_mut().zip(names).zip(homes) {
        traits.name = name;
        traits.home = home;
    }
    found
}

/// How sure it is that two parameters are one, from 0 to 1.
fn confidence(old: &FieldTraits, new: &FieldTraits) -> f64 {
    let at_home = old.home == new.home;
    let near = old.neighbours.iter().zip(&new.neighbours).any(|(old, new)| old == new);
    let mut weighed = vec![
        (0.15, f64::from(u8::from(at_home))),
        (0.15, f64::from(u8::from(at_home && near))),
        (0.25, name_similarity(&old.name, &new.name)),
    ];
    if !old.keywords.is_empty() || !new.keywords.is_empty() {
        weighed.push((0.3, bag_similarity(&old.keywords, &new.keywords)));
    }
    if !old.words.is_empty() && !new.words.is_empty() {
        weighed.push((0.2, bag_similarity(&old.words, &new.words)));
    }
    let (sum, total) =
        weighed.iter().fold((0.0, 0.0), |(sum, total), (weight, share)| (sum + weight * share, total + weight));
    sum / total
}

/// Two that are one, by index, and how sure that is where their names differ.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Match {
    pub(crate) old: usize,
    pub(crate) new: usize,
    /// Where the names differ: from 0 to 1, with two digits.
    pub(crate) renamed: Option<f64>,
}

/// Which of the old and of the new ones are the same: first those of the same name at the same place, then those of the same name, then
/// those that are alike.
pub(crate) fn match_fields(old: &[FieldTraits], new: &[FieldTraits]) -> Vec<Match> {
    let mut found = by_name(old, new);
    let left = |len: usize, taken: &dyn Fn(&Match) -> usize| {
        let taken: BTreeSet<usize> = found.iter().map(taken).collect();
        (0..len).filter(|index| !taken.contains(index)).collect::<Vec<_>>()
    };
    let (old_left, new_left) = (left(old.len(), &|pair| pair.old), left(new.len(), &|pair| pair.new));
    let score = |old_index: usize, new_index: usize| confidence(&old[old_index], &new[new_index]);
    found.extend(best_matches(&old_left, &new_left, SAME_THRESHOLD, score));
    found.sort_unstable_by_key(|pair| (pair.old, pair.new));
    found
}

/// The best of the pairs that are alike enough, each side at most once.
pub(crate) fn best_matches(
    old: &[usize],
    new: &[usize],
    least: f64,
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
    scored.retain(|(score, _, _)| *score >= least);
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut found: Vec<Match> = Vec::new();
    for (score, old, new) in scored {
        if !found.iter().any(|pair| pair.old == old || pair.new == new) {
            found.push(Match { old, new, renamed: Some((score * 100.0).round() / 100.0) });
        }
    }
    found
}

fn by_name(old: &[FieldTraits], new: &[FieldTraits]) -> Vec<Match> {
    let mut found: Vec<Match> = Vec::new();
    let mut taken_old = vec![false; old.len()];
    let mut taken_new = vec![false; new.len()];
    for at_home in [true, false] {
        let key =
            |traits: &FieldTraits| (traits.name.clone(), if at_home { traits.home.clone() } else { String::new() });
        let mut places: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
        for (index, traits) in new.iter().enumerate().rev().filter(|(index, _)| !taken_new[*index]) {
            places.entry(key(traits)).or_default().push(index);
        }
        for (index, traits) in old.iter().enumerate() {
            if taken_old[index] {
                continue;
            }
            if let Some(other) = places.get_mut(&key(traits)).and_then(Vec::pop) {
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

    fn traits(name: &str, home: &str, keywords: &[&str], prose: &str) -> FieldTraits {
        FieldTraits {
            name: name.into(),
            home: home.into(),
            neighbours: [None, None],
            keywords: keywords.iter().map(|keyword_value| (*keyword_value).to_owned()).collect(),
            words: prose.split_whitespace().map(str::to_owned).collect(),
        }
    }

    #[test]
    fn names_are_alike_by_their_parts() {
        assert!(name_similarity("APIGWTrackingId", "x-tracking-id") > 0.6);
        assert!(name_similarity("customerReference", "customerRef") > 0.6);
        assert!(name_similarity("customerReference", "costCentre") < 0.35);
        assert!(name_similarity("country", "name") < 0.35);
    }

    #[test]
    fn a_renamed_parameter_is_one_and_a_replaced_one_is_two() {
        let old = [traits("APIGWTrackingId", "header", &["maxLength 255"], "one id for the order")];
        let same = [traits("x-tracking-id", "header", &["maxLength 255"], "one id for the order")];
        let pair = match_fields(&old, &same)[0];
        assert!(pair.renamed.is_some_and(|confidence| confidence > 0.9), "{pair:?}");
        let other = [traits("priority", "header", &["maxLength 3"], "how soon it is wanted")];
        assert_eq!(match_fields(&old, &other), []);
    }

    #[test]
    fn the_same_name_at_the_same_place_goes_first() {
        let old = [traits("name", "a", &[], ""), traits("name", "b", &[], "")];
        let new = [traits("name", "b", &[], ""), traits("name", "c", &[], "")];
        let found: Vec<(usize, usize)> = match_fields(&old, &new).iter().map(|pair| (pair.old, pair.new)).collect();
        assert_eq!(found, [(0, 1), (1, 0)]);
    }
}
