//! What a string schema allows, and how two of them compare: by automata where patterns are involved.
//!
//! Not here: formats, which are names rather than rules, and how patterns are read ([`colt_numbers_pattern`]).

use colt_numbers_pattern::{Language, Pattern, Relation, Unsupported, relate};

use crate::change::Shift;

/// The keywords that bound a text. `allOf` has been folded in: all patterns, the tightest lengths, the common values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) patterns: Vec<String>,
    pub(crate) min: u64,
    pub(crate) max: Option<u64>,
    /// The texts that an `enum` lists.
    pub(crate) values: Option<Vec<String>>,
}

/// How the new texts compare with the old.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Comparison {
    pub(crate) shift: Shift,
    pub(crate) lost: Option<String>,
    pub(crate) gained: Option<String>,
    /// Why it could not be decided; the shift is then the worst.
    pub(crate) undecided: Option<String>,
}

impl Comparison {
    fn decided(shift: Shift) -> Self {
        Self { shift, lost: None, gained: None, undecided: None }
    }

    fn of(lost: Option<String>, gained: Option<String>) -> Self {
        Self {
            lost: lost.clone(),
            gained: gained.clone(),
            ..Self::decided(Shift::of(lost.is_some(), gained.is_some()))
        }
    }
}

impl From<Relation> for Comparison {
    fn from(relation: Relation) -> Self {
        match relation {
            Relation::Equal => Self::of(None, None),
            Relation::Narrower { lost } => Self::of(Some(lost), None),
            Relation::Wider { gained } => Self::of(None, Some(gained)),
            Relation::Incomparable { only_left, only_right } => Self::of(Some(only_left), Some(only_right)),
        }
    }
}

impl Words {
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

    /// Whether no text is allowed by both; `false` where that cannot be told.
    pub(crate) fn is_disjoint(&self, other: &Self) -> bool {
        let common = || self.language()?.intersection(&other.language()?);
        common().is_ok_and(|common| common.is_empty())
    }

    /// How the new texts compare with these.
    pub(crate) fn relate(&self, new: &Self) -> Comparison {
        if self == new {
            return Comparison::decided(Shift::Same);
        }
        if let (Some(old), Some(new)) = (self.listed(), new.listed()) {
            let missing = |from: &[String], others: &[String]| from.iter().find(|text| !others.contains(text)).cloned();
            return Comparison::of(missing(&old, &new), missing(&new, &old));
        }
        if self.same_but_lengths(new) && self.patterns.is_empty() && self.values.is_none() {
            return self.relate_lengths(new);
        }
        let both = || Ok::<_, Unsupported>((self.language()?, new.language()?));
        match both().and_then(|(old, new)| relate(&old, &new)) {
            Ok(relation) => relation.into(),
            // With the same pattern on both sides the lengths alone say enough, short of whether they bind.
            Err(_) if self.same_but_lengths(new) => self.relate_lengths(new),
            Err(reason) => Comparison { undecided: Some(reason.to_string()), ..Comparison::decided(Shift::Apart) },
        }
    }

    fn same_but_lengths(&self, new: &Self) -> bool {
        self.patterns == new.patterns && self.values == new.values
    }

    fn relate_lengths(&self, new: &Self) -> Comparison {
        let lost = self.length_outside(new).map(text_of_length);
        let gained = new.length_outside(self).map(text_of_length);
        match (lost, gained) {
            (lost, gained) if self.patterns.is_empty() => Comparison::of(lost, gained),
            // A text of that length need not match the pattern.
            (lost, gained) => Comparison::decided(Shift::of(lost.is_some(), gained.is_some())),
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

    /// The texts that are allowed, where they are listed and each can be told.
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
            let bound = Language::new(Some(&pattern), limits.0.take(), limits.1.take())?;
            language = language.intersection(&bound)?;
        }
        if limits == (None, None) {
            return Ok(language);
        }
        language.intersection(&Language::new(None, limits.0, limits.1)?)
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

    fn words(pattern: &str, min: u64, max: impl Into<Option<u64>>) -> Words {
        Words {
            patterns: (!pattern.is_empty()).then(|| pattern.to_owned()).into_iter().collect(),
            min,
            max: max.into(),
            values: None,
        }
    }

    fn values(values: &[&str]) -> Words {
        Words { values: Some(values.iter().map(|&value| value.to_owned()).collect()), ..Words::default() }
    }

    #[test]
    fn texts_compare_by_what_they_allow() {
        let number = r"^\+?[1-9]\d{6,15}$";
        for (old, new, shift) in [
            (words(number, 0, 20), words(number, 0, 18), Shift::Same),
            (words(number, 0, 20), words(number, 0, 16), Shift::Narrower),
            (words(number, 0, 20), words(r"^\+[1-9]\d{6,15}$", 0, 20), Shift::Narrower),
            (words(number, 0, 20), words(r"^\+?[1-9][0-9]{6,15}$", 0, None), Shift::Same),
            (words("^a", 0, None), words("a$", 0, None), Shift::Apart),
            (words("", 0, 50), words("", 0, 40), Shift::Narrower),
            (words("", 1, 3), words("", 2, 5), Shift::Apart),
            (words("", 0, 4_000_000_000_000), words("", 0, 5), Shift::Narrower),
            (words("^(?=a)b", 0, 9), words("^(?=a)b", 0, 10), Shift::Wider),
            (words("^(?=a)b", 0, 9), words("^(?=a)c", 0, 9), Shift::Apart),
            (values(&["GB", "ES"]), words("^(ES|GB)$", 0, None), Shift::Same),
            (values(&["GB", "ES"]), words("^[A-Z]{2}$", 0, None), Shift::Wider),
            (values(&["GB", "es"]), words("^[A-Z]{2}$", 0, None), Shift::Apart),
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
        let relation = words("", 0, 50).relate(&words("", 0, 40));
        assert_eq!(relation.lost.map(|text| text.len()), Some(41));
        let relation = words(r"^\d{2,3}$", 0, None).relate(&words(r"^\d{3,4}$", 0, None));
        assert!(relation.lost.is_some_and(|text| text.len() == 2));
        assert!(relation.gained.is_some_and(|text| text.len() == 4));
    }
}
