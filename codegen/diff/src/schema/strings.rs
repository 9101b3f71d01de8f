//! What a string schema allows, and how two of them compare: by automata where patterns are involved.
//!
//! Not here: formats, which are names rather than rules, and how patterns are read ([`colt_numbers_pattern`]).

use colt_numbers_pattern::{Language, Pattern, Relation, Unsupported, relate};
use serde_json::Value;

use crate::direction::{Difference, Shift};

/// The keywords that bound a text. `allOf` has been merged: all patterns, the tightest lengths, the common values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Strings {
    pub(crate) patterns: Vec<String>,
    pub(crate) min: u64,
    pub(crate) max: Option<u64>,
    /// The texts that an `enum` lists.
    pub(crate) values: Option<Vec<String>>,
}

fn difference(lost: Option<String>, gained: Option<String>) -> Difference {
    Difference::of(lost.map(Value::String), gained.map(Value::String))
}

impl From<Relation> for Difference {
    fn from(relation: Relation) -> Self {
        match relation {
            Relation::Equal => Shift::Same.into(),
            Relation::Narrower { lost } => difference(Some(lost), None),
            Relation::Wider { gained } => difference(None, Some(gained)),
            Relation::Incomparable { only_left, only_right } => difference(Some(only_left), Some(only_right)),
        }
    }
}

impl Strings {
    /// Whether a text is allowed; `None` where a pattern cannot be read.
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
        let mut certain = true;
        for pattern in &self.patterns {
            match Pattern::compile(pattern) {
                Ok(pattern) if !pattern.accepts(text) => return Some(false),
                Ok(_) => {}
                Err(_) => certain = false,
            }
        }
        certain.then_some(true)
    }

    /// Whether no text is allowed by both; `false` where that cannot be decided.
    pub(crate) fn is_disjoint(&self, other: &Self) -> bool {
        let common = || self.language()?.intersection(&other.language()?);
        common().is_ok_and(|common| common.is_empty())
    }

    /// How the new texts compare with these.
    pub(crate) fn relate(&self, new: &Self) -> Difference {
        if self == new {
            return Shift::Same.into();
        }
        if let (Some(old), Some(new)) = (self.listed(), new.listed()) {
            let missing = |from: &[String], others: &[String]| from.iter().find(|text| !others.contains(text)).cloned();
            return difference(missing(&old, &new), missing(&new, &old));
        }
        if self.same_but_lengths(new) && self.patterns.is_empty() && self.values.is_none() {
            return self.relate_lengths(new);
        }
        let both = || Ok::<_, Unsupported>((self.language()?, new.language()?));
        match both().and_then(|(old, new)| relate(&old, &new)) {
            Ok(relation) => relation.into(),
            // With the same pattern on both sides the lengths alone say enough, short of whether they bind.
            Err(_) if self.same_but_lengths(new) => self.relate_lengths(new),
            Err(reason) => Difference { undecided: Some(reason.to_string()), ..Shift::Apart.into() },
        }
    }

    fn same_but_lengths(&self, new: &Self) -> bool {
        self.patterns == new.patterns && self.values == new.values
    }

    fn relate_lengths(&self, new: &Self) -> Difference {
        let lost = self.length_outside(new).map(text_of_length);
        let gained = new.length_outside(self).map(text_of_length);
        match (lost, gained) {
            (lost, gained) if self.patterns.is_empty() => difference(lost, gained),
            // A text of that length need not match the pattern.
            (lost, gained) => Shift::of(lost.is_some(), gained.is_some()).into(),
        }
    }

    /// A length that only this one allows.
    fn length_outside(&self, other: &Self) -> Option<u64> {
        let within = |length: u64| length >= self.min && self.max.is_none_or(|max| length <= max);
        if self.min < other.min && within(self.min) {
            return Some(self.min);
        }
        let longer = other.max?.max(self.min.saturating_sub(1)).saturating_add(1);
        within(longer).then_some(longer)
    }

    /// The texts that are allowed, where they are listed and each can be decided.
    fn listed(&self) -> Option<Vec<String>> {
        let mut listed = Vec::new();
        for value in self.values.as_ref()? {
            if self.accepts(value)? {
                listed.push(value.clone());
            }
        }
        Some(listed)
    }

    fn language(&self) -> Result<Language, Unsupported> {
        let limit = |limit: u64| u32::try_from(limit).unwrap_or(u32::MAX);
        let mut language = match &self.values {
            Some(values) => Language::of_texts(values.iter().map(String::as_str))?,
            None => Language::all(),
        };
        let mut limits = (Some(limit(self.min)).filter(|&min| min > 0), self.max.map(limit));
        for pattern in &self.patterns {
            let pattern = Pattern::compile(pattern)?;
            // The limits go with the first pattern: one that never binds then costs nothing.
            let bound = pattern.language().limited(limits.0.take(), limits.1.take())?;
            language = language.intersection(&bound)?;
        }
        if limits == (None, None) {
            return Ok(language);
        }
        language.intersection(&Language::all().limited(limits.0, limits.1)?)
    }
}

/// A text to show; beyond what a report shows its length is all that matters.
fn text_of_length(length: u64) -> String {
    const LONGEST: u64 = 10_000;
    "a".repeat(usize::try_from(length.min(LONGEST)).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(pattern: &str, min: u64, max: impl Into<Option<u64>>) -> Strings {
        Strings {
            patterns: (!pattern.is_empty()).then(|| pattern.to_owned()).into_iter().collect(),
            min,
            max: max.into(),
            values: None,
        }
    }

    fn values(values: &[&str]) -> Strings {
        Strings { values: Some(values.iter().map(|&value| value.to_owned()).collect()), ..Strings::default() }
    }

    #[test]
    fn texts_compare_by_what_they_allow() {
        let number = r"^\+?[1-9]\d{6,15}$";
        for (old, new, shift) in [
            (strings(number, 0, 20), strings(number, 0, 18), Shift::Same),
            (strings(number, 0, 20), strings(number, 0, 16), Shift::Narrower),
            (strings(number, 0, 20), strings(r"^\+[1-9]\d{6,15}$", 0, 20), Shift::Narrower),
            (strings(number, 0, 20), strings(r"^\+?[1-9][0-9]{6,15}$", 0, None), Shift::Same),
            (strings("^a", 0, None), strings("a$", 0, None), Shift::Apart),
            (strings("", 0, 50), strings("", 0, 40), Shift::Narrower),
            (strings("", 1, 3), strings("", 2, 5), Shift::Apart),
            (strings("", 0, 4_000_000_000_000), strings("", 0, 5), Shift::Narrower),
            (strings("^(?=a)b", 0, 9), strings("^(?=a)b", 0, 10), Shift::Wider),
            (strings("^(?=a)b", 0, 9), strings("^(?=a)c", 0, 9), Shift::Apart),
            (values(&["GB", "ES"]), strings("^(ES|GB)$", 0, None), Shift::Same),
            (values(&["GB", "ES"]), strings("^[A-Z]{2}$", 0, None), Shift::Wider),
            (values(&["GB", "es"]), strings("^[A-Z]{2}$", 0, None), Shift::Apart),
            (values(&["GB", "ES"]), values(&["ES", "GB"]), Shift::Same),
            (values(&["GB"]), values(&["UK"]), Shift::Apart),
        ] {
            assert_eq!(old.relate(&new).shift, shift, "{old:?} {new:?}");
            let back = match shift {
                Shift::Narrower => Shift::Wider,
                Shift::Wider => Shift::Narrower,
                same => same,
            };
            assert_eq!(new.relate(&old).shift, back, "{new:?} {old:?}");
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
