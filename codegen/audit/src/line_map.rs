//! Maps the lines of a revision to the lines of the next one. A line is mapped only if it is certain: its text is unchanged, and every
//! alignment of the two texts maps it alike; or the comparison of the revisions found its new text.

use std::collections::{BTreeMap, BTreeSet};

use similar::{Algorithm, DiffOp};

use crate::document::VendorDocument;
use crate::document::line::DocumentLine;
use crate::spec::citations::LineRange;

/// The new line of each old line that has one.
pub(crate) struct LineMap<'d> {
    old: &'d VendorDocument,
    new: &'d VendorDocument,
    new_lines: BTreeMap<usize, usize>,
    /// Old lines whose text changed.
    changed: Vec<usize>,
}

/// The new lines of a range of old lines.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum MappedRange {
    /// The new lines, and a note if the text of the range changed.
    Lines(LineRange, Option<&'static str>),
    /// It is not certain which lines are those of the range; this is the reason.
    Unknown(&'static str),
}

/// What two lines are compared by.
type LineKey<'d> = (bool, &'d str);

fn key(line: &DocumentLine) -> LineKey<'_> {
    (line.begins_cell, &line.text)
}

impl<'d> LineMap<'d> {
    /// Maps the lines of two revisions. `changed` has the old and the new line of each text that changed.
    pub(crate) fn of(old: &'d VendorDocument, new: &'d VendorDocument, changed: &[(usize, usize)]) -> Self {
        let keys = |document: &'d VendorDocument| document.lines().iter().map(key).collect::<Vec<_>>();
        let (of_old, of_new) = (keys(old), keys(new));
        let forward = aligned(&of_old, &of_new);
        let reversed = |keys: &[LineKey<'d>]| keys.iter().rev().copied().collect::<Vec<_>>();
        let backward = aligned(&reversed(&of_old), &reversed(&of_new));
        let from_end = |at: usize, count: usize| count - 1 - at;
        let is_agreed = |(at, to): &(&usize, &usize)| {
            backward.get(&from_end(**at, of_old.len())) == Some(&from_end(**to, of_new.len()))
        };
        let new_lines = forward.iter().filter(is_agreed).map(|(at, to)| (at + 1, to + 1)).collect();
        let mut map = Self { old, new, new_lines, changed: Vec::new() };
        map.add_moved(&of_old, &of_new);
        for (from, to) in changed {
            map.add_changed(*from, *to);
        }
        map
    }

    /// Adds lines whose text occurs once in each revision, at another place.
    fn add_moved(&mut self, old: &[LineKey<'_>], new: &[LineKey<'_>]) {
        let places = |keys: &[LineKey<'_>], key: LineKey<'_>| -> Vec<usize> {
            keys.iter().enumerate().filter(|(_, other)| **other == key).map(|(at, _)| at + 1).collect()
        };
        for (at, key) in old.iter().enumerate().filter(|(_, (_, text))| !text.is_empty()) {
            if self.new_lines.contains_key(&(at + 1)) {
                continue;
            }
            if let ([_], [to]) = (&places(old, *key)[..], &places(new, *key)[..]) {
                self.new_lines.insert(at + 1, *to);
            }
        }
    }

    /// Adds a line whose text changed, unless it has a new line already, or lies between other lines than before.
    fn add_changed(&mut self, from: usize, to: usize) {
        let before = self.new_lines.range(..from).next_back().is_none_or(|(_, line)| *line < to);
        let after = self.new_lines.range(from + 1..).next().is_none_or(|(_, line)| *line > to);
        let is_free = !self.new_lines.contains_key(&from) && self.new_lines.values().all(|line| *line != to);
        if before && after && is_free {
            self.new_lines.insert(from, to);
            self.changed.push(from);
        }
    }

    /// The new line of an old line.
    pub(crate) fn line(&self, old: usize) -> Option<usize> {
        self.new_lines.get(&old).copied()
    }

    /// The new lines of a range.
    pub(crate) fn range(&self, old: &LineRange) -> MappedRange {
        if *old.end() > self.old.last_line() {
            return MappedRange::Unknown("the old document has no such lines");
        }
        let with_text: Vec<usize> = old.clone().filter(|line| self.old.has_text(*line)).collect();
        let images: Vec<usize> = with_text.iter().filter_map(|line| self.line(*line)).collect();
        let (Some(first), Some(last)) = (images.first().copied(), images.last().copied()) else {
            return MappedRange::Unknown("the text changed or is gone");
        };
        if images.windows(2).any(|pair| pair[0] >= pair[1]) {
            return MappedRange::Unknown("the lines are in another order now");
        }
        let is_foreign = |(line, to): (&usize, &usize)| (first..=last).contains(to) && !old.contains(line);
        if self.new_lines.iter().any(is_foreign) {
            return MappedRange::Unknown("other text is between the lines now");
        }
        if self.has_new_text_beside(old, &with_text, first, last) {
            return MappedRange::Unknown("the text at an end changed");
        }
        let note = if images.len() < with_text.len() {
            Some("a part of the text is gone")
        } else if with_text.iter().any(|line| self.changed.contains(line)) {
            Some("the text changed")
        } else if last - first > old.end() - old.start() {
            Some("there is new text in it")
        } else {
            None
        };
        MappedRange::Lines(first..=last, note)
    }

    /// Whether an end of a range has no new line, and there is new text where its new line would be.
    fn has_new_text_beside(&self, old: &LineRange, with_text: &[usize], first: usize, last: usize) -> bool {
        let is_gone = |line: Option<&usize>| line.is_some_and(|line| self.line(*line).is_none());
        let images: BTreeSet<usize> = self.new_lines.values().copied().collect();
        let is_new_text = |line: &usize| self.new.has_text(*line) && !images.contains(line);
        let before = self.new_lines.range(..old.start()).map(|(_, line)| *line).filter(|line| *line < first).max();
        let after = self.new_lines.range(old.end() + 1..).map(|(_, line)| *line).filter(|line| *line > last).min();
        is_gone(with_text.first()) && (before.unwrap_or(0) + 1..first).any(|line| is_new_text(&line))
            || is_gone(with_text.last())
                && (last + 1..after.unwrap_or(self.new.last_line() + 1)).any(|line| is_new_text(&line))
    }
}

/// The positions of equal items in an alignment of two lists.
fn aligned(old: &[LineKey<'_>], new: &[LineKey<'_>]) -> BTreeMap<usize, usize> {
    let mut pairs = BTreeMap::new();
    for op in similar::capture_diff_slices(Algorithm::Patience, old, new) {
        if let DiffOp::Equal { old_index, new_index, len } = op {
            pairs.extend((0..len).map(|offset| (old_index + offset, new_index + offset)));
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The new lines of a range after an edit, or the reason why they are unknown.
    fn range(
        old: &str,
        new: &str,
        lines: LineRange,
        changed: &[(usize, usize)],
    ) -> Result<(LineRange, bool), &'static str> {
        let [old, new] = [old, new].map(|text| VendorDocument::from_bytes(text.replace(' ', "\n").as_bytes()).unwrap());
        match LineMap::of(&old, &new, changed).range(&lines) {
            MappedRange::Lines(lines, note) => Ok((lines, note.is_some())),
            MappedRange::Unknown(reason) => Err(reason),
        }
    }

    #[test]
    fn only_lines_without_doubt_are_mapped() {
        let old = "a b c d e";
        for (new, lines, expected) in [
            ("a b c d e", 2..=3, Ok((2..=3, false))),
            ("x a b c d e", 2..=3, Ok((3..=4, false))),
            ("a b x c d e", 2..=3, Ok((2..=4, true))),
            ("a c d e", 2..=3, Ok((2..=2, true))),
            ("a c d e", 2..=2, Err("the text changed or is gone")),
            ("a c d e b", 2..=2, Ok((5..=5, false))),
            ("a c b d e", 2..=3, Err("the lines are in another order now")),
            ("a b d e c", 2..=3, Err("other text is between the lines now")),
        ] {
            assert_eq!(range(old, new, lines, &[]), expected, "{new}");
        }
        // Of two equal lines, one was removed.
        assert!(range("a b b c", "a b c", 2..=2, &[]).is_err());
        assert_eq!(range("a b b c", "a b b x c", 4..=4, &[]), Ok((5..=5, false)));
    }

    #[test]
    fn a_changed_line_is_mapped_between_its_neighbours() {
        assert_eq!(range("a b c", "x a B c", 2..=2, &[(2, 3)]), Ok((3..=3, true)));
        assert!(range("a b c", "x a c B", 2..=2, &[(2, 4)]).is_err());
    }
}
