//! String keywords as a set of strings, and the difference of two such sets, computed with automata if patterns are involved.
//!
//! Formats are compared by name elsewhere; [`colt_numbers_pattern`] compiles the patterns.

use colt_numbers_pattern::{Language, Pattern, Relation, UnsupportedPattern, relate};
use serde_json::Value;

use crate::set_difference::{SetChange, SetDifference};

/// The keywords that restrict strings, after merging `allOf`: all patterns, the tightest lengths, the common values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct StringKeywords {
    pub(crate) patterns: Vec<String>,
    pub(crate) min: u64,
    pub(crate) max: Option<u64>,
    /// The strings of `enum`.
    pub(crate) values: Option<Vec<String>>,
}

fn difference(lost: Option<String>, gained: Option<String>) -> SetDifference {
    SetDifference::of(lost.map(Value::String), gained.map(Value::String))
}

impl From<Relation> for SetDifference {
    fn from(relation: Relation) -> Self {
        match relation {
            Relation::Equal => SetChange::Same.into(),
            Relation::Narrower { lost } => difference(Some(lost), None),
            Relation::Wider { gained } => difference(None, Some(gained)),
            Relation::Incomparable { only_left, only_right } => difference(Some(only_left), Some(only_right)),
        }
    }
}

impl StringKeywords {
    /// Whether a string is allowed; `None` if a pattern is not supported.
    pub(crate) fn accepts(&self, text: &str) -> Option<bool> {
        let length = text.chars().count() as u64;
        if length < self.min || self.max.is_some_and(|max| length > max) {
            return Some(false);
        }
        if let Some(values) = &self.values
            && !values.iter().any(|value| value == text)
        {
            return Some(false);
        }
        let mut is_decided = true;
        for pattern in &self.patterns {
            match Pattern::compile(pattern) {
                Ok(pattern) if !pattern.accepts(text) => return Some(false),
                Ok(_) => {}
                Err(_) => is_decided = false,
            }
        }
        is_decided.then_some(true)
    }

    /// Whether no string is allowed by both; `false` if undecided.
    pub(crate) fn is_disjoint(&self, other: &Self) -> bool {
        let common = || self.language()?.intersection(&other.language()?);
        common().is_ok_and(|common| common.is_empty())
    }

    /// The difference between these keywords and the new ones.
    pub(crate) fn relate(&self, new: &Self) -> SetDifference {
        if self == new {
            return SetChange::Same.into();
        }
        if let (Some(old), Some(new)) = (self.listed(), new.listed()) {
            let missing = |from: &[String], others: &[String]| from.iter().find(|text| !others.contains(text)).cloned();
            return difference(missing(&old, &new), missing(&new, &old));
        }
        if self.differs_only_in_lengths(new) && self.patterns.is_empty() && self.values.is_none() {
            return self.relate_lengths(new);
        }
        let both = || Ok::<_, UnsupportedPattern>((self.language()?, new.language()?));
        match both().and_then(|(old, new)| relate(&old, &new)) {
            Ok(relation) => relation.into(),
            // With the same unsupported pattern in both, the lengths decide, although the pattern may make them redundant.
            Err(_) if self.differs_only_in_lengths(new) => self.relate_lengths(new),
            Err(reason) => SetDifference { undecided: Some(reason.to_string()), ..SetChange::Replaced.into() },
        }
    }

    fn differs_only_in_lengths(&self, new: &Self) -> bool {
        self.patterns == new.patterns && self.values == new.values
    }

    fn relate_lengths(&self, new: &Self) -> SetDifference {
        let lost = self.length_outside(new).map(text_of_length);
        let gained = new.length_outside(self).map(text_of_length);
        match (lost, gained) {
            (lost, gained) if self.patterns.is_empty() => difference(lost, gained),
            // No example: a string of that length need not match the pattern.
            (lost, gained) => SetChange::of(lost.is_some(), gained.is_some()).into(),
        }
    }

    /// A length that these keywords allow and the others do not.
    fn length_outside(&self, other: &Self) -> Option<u64> {
        let within = |length: u64| length >= self.min && self.max.is_none_or(|max| length <= max);
        if self.min < other.min && within(self.min) {
            return Some(self.min);
        }
        let longer = other.max?.max(self.min.saturating_sub(1)).saturating_add(1);
        within(longer).then_some(longer)
    }

    /// The strings of `enum` that the other keywords allow; `None` without `enum`, or if a string is undecided.
    fn listed(&self) -> Option<Vec<String>> {
        let mut listed = Vec::new();
        for value in self.values.as_ref()? {
            if self.accepts(value)? {
                listed.push(value.clone());
            }
        }
        Some(listed)
    }

    fn language(&self) -> Result<Language, UnsupportedPattern> {
        let limit = |limit: u64| u32::try_from(limit).unwrap_or(u32::MAX);
        let mut language = match &self.values {
            Some(values) => Language::of_texts(values.iter().map(String::as_str))?,
            None => Language::all(),
        };
        let mut limits = (Some(limit(self.min)).filter(|&min| min > 0), self.max.map(limit));
        for pattern in &self.patterns {
            let pattern = Pattern::compile(pattern)?;
            // The first pattern is limited directly, so that a redundant limit does not enlarge the automaton.
            let bound = pattern.language().with_length_limits(limits.0.take(), limits.1.take())?;
            language = language.intersection(&bound)?;
        }
        if limits == (None, None) {
            return Ok(language);
        }
        language.intersection(&Language::all().with_length_limits(limits.0, limits.1)?)
    }
}

/// An example string of a length. It is truncated, because a report shows only the beginning of a long string.
fn text_of_length(length: u64) -> String {
    const LONGEST: u64 = 10_000;
    "a".repeat(usize::try_from(length.min(LONGEST)).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(pattern: &str, min: u64, max: impl Into<Option<u64>>) -> StringKeywords {
        StringKeywords {
            patterns: (!pattern.is_empty()).then(|| pattern.to_owned()).into_iter().collect(),
            min,
            max: max.into(),
            values: None,
        }
    }

    fn values(values: &[&str]) -> StringKeywords {
        StringKeywords {
            values: Some(values.iter().map(|&value| value.to_owned()).collect()),
            ..StringKeywords::default()
        }
    }

    #[test]
    fn keywords_are_compared_by_the_strings_that_they_allow() {
        let number = r"^\+?[1-9]\d{6,15}$";
        for (old, new, set_change) in [
            (strings(number, 0, 20), strings(number, 0, 18), SetChange::Same),
            (strings(number, 0, 20), strings(number, 0, 16), SetChange::Narrowed),
            (strings(number, 0, 20), strings(r"^\+[1-9]\d{6,15}$", 0, 20), SetChange::Narrowed),
            (strings(number, 0, 20), strings(r"^\+?[1-9][0-9]{6,15}$", 0, None), SetChange::Same),
            (strings("^a", 0, None), strings("a$", 0, None), SetChange::Replaced),
            (strings("", 0, 50), strings("", 0, 40), SetChange::Narrowed),
            (strings("", 1, 3), strings("", 2, 5), SetChange::Replaced),
            (strings("", 0, 4_000_000_000_000), strings("", 0, 5), SetChange::Narrowed),
            (strings("^(?=a)b", 0, 9), strings("^(?=a)b", 0, 10), SetChange::Widened),
            (strings("^(?=a)b", 0, 9), strings("^(?=a)c", 0, 9), SetChange::Replaced),
            (values(&["GB", "ES"]), strings("^(ES|GB)$", 0, None), SetChange::Same),
            (values(&["GB", "ES"]), strings("^[A-Z]{2}$", 0, None), SetChange::Widened),
            (values(&["GB", "es"]), strings("^[A-Z]{2}$", 0, None), SetChange::Replaced),
            (values(&["GB", "ES"]), values(&["ES", "GB"]), SetChange::Same),
            (values(&["GB"]), values(&["UK"]), SetChange::Replaced),
        ] {
            assert_eq!(old.relate(&new).set_change, set_change, "{old:?} {new:?}");
            let back = match set_change {
                SetChange::Narrowed => SetChange::Widened,
                SetChange::Widened => SetChange::Narrowed,
                same => same,
            };
            assert_eq!(new.relate(&old).set_change, back, "{new:?} {old:?}");
        }
    }

    #[test]
    fn examples_show_the_difference() {
        let length = |text: Option<Value>| text.and_then(|text| text.as_str().map(str::len));
        let relation = strings("", 0, 50).relate(&strings("", 0, 40));
        assert_eq!(length(relation.lost), Some(41));
        let relation = strings(r"^\d{2,3}$", 0, None).relate(&strings(r"^\d{3,4}$", 0, None));
        assert_eq!((length(relation.lost), length(relation.gained)), (Some(2), Some(4)));
    }
}
