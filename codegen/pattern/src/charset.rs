//! Sets of characters, and the partition of all characters into equivalence classes of a language.
//!
//! A character is a Unicode scalar value, as in a Rust `str`. Internally, characters are numbered without a gap for the surrogates, so that
//! U+D7FF and U+E000 are adjacent and every set has exactly one representation.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;

/// The number of characters.
pub(crate) const CHARACTERS: u32 = 0x11_0000 - 0x800;
/// The maximum number of steps to compute the classes of a pattern's sets.
const MAX_STEPS: usize = 2_000_000;
const FIRST_SURROGATE: u32 = 0xD800;
const LAST_SURROGATE: u32 = 0xDFFF;

/// The number of a character: its code point, less the surrogates before it.
pub(crate) fn number(character: char) -> u32 {
    number_from(u32::from(character))
}

/// The character with this number; for a number that is too large, the last character.
pub(crate) fn character(number: u32) -> char {
    let code_point = if number < FIRST_SURROGATE { number } else { number.saturating_add(0x800) };
    char::from_u32(code_point).unwrap_or(char::MAX)
}

/// The number of the first character at or after a code point.
fn number_from(code_point: u32) -> u32 {
    match code_point {
        0..FIRST_SURROGATE => code_point,
        FIRST_SURROGATE..=LAST_SURROGATE => FIRST_SURROGATE,
        _ => code_point - 0x800,
    }
}

/// A set of characters: inclusive ranges of numbers, sorted, not overlapping and not adjacent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CharSet(Vec<(u32, u32)>);

impl CharSet {
    /// The empty set.
    pub(crate) fn none() -> Self {
        Self::default()
    }

    /// Every character.
    pub(crate) fn all() -> Self {
        Self(vec![(0, CHARACTERS - 1)])
    }

    /// The characters with these code points (inclusive ranges, in any order). Surrogates are not characters and are ignored.
    pub(crate) fn of(code_points: &[(u32, u32)]) -> Self {
        let numbers = code_points.iter().filter_map(|&(first, last)| {
            let end = number_from(last.saturating_add(1)).min(CHARACTERS);
            let first = number_from(first);
            (first < end).then(|| (first, end - 1))
        });
        Self::normalized(numbers.collect())
    }

    /// The set of one code point; empty if it is a surrogate.
    pub(crate) fn one(code_point: u32) -> Self {
        Self::of(&[(code_point, code_point)])
    }

    fn normalized(mut ranges: Vec<(u32, u32)>) -> Self {
        ranges.sort_unstable();
        let mut normalized: Vec<(u32, u32)> = Vec::with_capacity(ranges.len());
        for (first, last) in ranges {
            match normalized.last_mut() {
                Some(before) if first <= before.1.saturating_add(1) => before.1 = before.1.max(last),
                _ => normalized.push((first, last)),
            }
        }
        Self(normalized)
    }

    /// The union of the sets.
    pub(crate) fn union_of<'a>(sets: impl IntoIterator<Item = &'a Self>) -> Self {
        Self::normalized(sets.into_iter().flat_map(|set| set.0.iter().copied()).collect())
    }

    /// The complement of this set.
    #[must_use]
    pub fn negated(&self) -> Self {
        let mut ranges = Vec::with_capacity(self.0.len() + 1);
        let mut from = 0;
        for &(first, last) in &self.0 {
            if from < first {
                ranges.push((from, first - 1));
            }
            from = last + 1;
        }
        if from < CHARACTERS {
            ranges.push((from, CHARACTERS - 1));
        }
        Self(ranges)
    }

    /// Whether the sets have a character in common.
    pub(crate) fn intersects(&self, other: &Self) -> bool {
        let (mut left, mut right) = (self.0.iter().peekable(), other.0.iter().peekable());
        while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
            if a.1 < b.0 {
                left.next();
            } else if b.1 < a.0 {
                right.next();
            } else {
                return true;
            }
        }
        false
    }

    /// Whether the set is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether all its characters are ASCII.
    #[must_use]
    pub fn is_ascii(&self) -> bool {
        self.0.last().is_none_or(|&(_, last)| last < 0x80)
    }

    /// The ranges, as numbers.
    pub(crate) fn numbers(&self) -> &[(u32, u32)] {
        &self.0
    }

    /// The ranges, as characters.
    pub fn ranges(&self) -> impl ExactSizeIterator<Item = (char, char)> {
        self.0.iter().map(|&(first, last)| (character(first), character(last)))
    }
}

/// A partition of all characters into classes: a language does not distinguish two characters of one class.
///
/// Classes are numbered from 0 in the order of their first characters, and adjacent segments have different classes, so a partition has
/// exactly one representation.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Alphabet {
    /// The start of each segment; the first one starts at 0.
    starts: Vec<u32>,
    /// The class of each segment.
    classes: Vec<u32>,
    count: u32,
}

impl Alphabet {
    /// The partition with one class.
    pub(crate) fn single_class() -> Self {
        Self { starts: vec![0], classes: vec![0], count: 1 }
    }

    /// The coarsest partition in which each set is a union of classes, and the classes of each set. `None` if computing it takes more than
    /// `MAX_STEPS`.
    pub(crate) fn separating(sets: &[CharSet]) -> Option<(Self, Vec<Vec<u32>>)> {
        let bounds = sets.iter().flat_map(CharSet::numbers).flat_map(|&(first, last)| [first, last + 1]);
        let mut starts: Vec<u32> = bounds.filter(|&start| start < CHARACTERS).chain([0]).collect();
        starts.sort_unstable();
        starts.dedup();
        let steps: usize = sets.iter().map(|set| segments_of(&starts, set).count()).sum();
        if steps > MAX_STEPS {
            return None;
        }
        let mut labels = vec![0_u32; starts.len()];
        let mut fresh = 0;
        for set in sets {
            let mut renamed = HashMap::new();
            for segment in segments_of(&starts, set) {
                labels[segment] = *renamed.entry(labels[segment]).or_insert_with(|| {
                    fresh += 1;
                    fresh
                });
            }
        }
        let alphabet = Self::labelled(starts.iter().copied().zip(labels));
        let classes = |set| {
            let segments = segments_of(&starts, set);
            let classes: BTreeSet<u32> = segments.map(|segment| alphabet.class_at(starts[segment])).collect();
            classes.into_iter().collect()
        };
        let classes = sets.iter().map(classes).collect();
        Some((alphabet, classes))
    }

    /// The partition with segments at these starts; segments with equal labels have the same class.
    fn labelled<L: Eq + Hash + Copy>(segments: impl Iterator<Item = (u32, L)>) -> Self {
        let mut alphabet = Self { starts: Vec::new(), classes: Vec::new(), count: 0 };
        let mut numbered = HashMap::new();
        for (start, label) in segments {
            let class = *numbered.entry(label).or_insert_with(|| {
                alphabet.count += 1;
                alphabet.count - 1
            });
            if alphabet.classes.last() != Some(&class) {
                alphabet.starts.push(start);
                alphabet.classes.push(class);
            }
        }
        alphabet
    }

    /// The partition in which classes with equal labels are merged, and for each new class one of its old classes.
    pub(crate) fn merged<L: Eq + Hash>(&self, labels: &[L]) -> (Self, Vec<u32>) {
        let merged = Self::labelled(self.segments().map(|(start, class)| (start, &labels[class as usize])));
        let mut old = vec![0; merged.count as usize];
        for (&start, &class) in merged.starts.iter().zip(&merged.classes) {
            old[class as usize] = self.class_at(start);
        }
        (merged, old)
    }

    /// The common refinement of two partitions, and for each of its classes the class in each partition.
    pub(crate) fn common(&self, other: &Self) -> (Self, Vec<(u32, u32)>) {
        let mut starts: Vec<u32> = self.starts.iter().chain(&other.starts).copied().collect();
        starts.sort_unstable();
        starts.dedup();
        let both = |start| (self.class_at(start), other.class_at(start));
        let common = Self::labelled(starts.iter().map(|&start| (start, both(start))));
        let mut pairs = vec![(0, 0); common.count as usize];
        for (&start, &class) in common.starts.iter().zip(&common.classes) {
            pairs[class as usize] = both(start);
        }
        (common, pairs)
    }

    /// The number of classes, at least one.
    pub(crate) fn count(&self) -> usize {
        self.count as usize
    }

    /// The class of a character.
    pub(crate) fn class_of(&self, character: char) -> u32 {
        self.class_at(number(character))
    }

    fn class_at(&self, number: u32) -> u32 {
        let after = self.starts.partition_point(|&start| start <= number);
        self.classes[after.saturating_sub(1)]
    }

    fn segments(&self) -> impl Iterator<Item = (u32, u32)> {
        self.starts.iter().copied().zip(self.classes.iter().copied())
    }

    /// Every segment: its first character, its last, and its class.
    pub(crate) fn ranges(&self) -> impl Iterator<Item = (char, char, u32)> {
        let ends = self.starts.iter().skip(1).copied().chain([CHARACTERS]);
        self.segments().zip(ends).map(|((start, class), end)| (character(start), character(end - 1), class))
    }
}

/// The segments that a set consists of. The starts must include the bounds of the set.
fn segments_of<'a>(starts: &'a [u32], set: &'a CharSet) -> impl Iterator<Item = usize> + 'a {
    set.numbers().iter().flat_map(|&(first, last)| {
        starts.partition_point(|&start| start < first)..starts.partition_point(|&start| start <= last)
    })
}
