//! Finds by how many lines the cited lines have shifted, if the document is not the revision that the spec was written from.
//!
//! The old revision is not available, but the expected content of the cited lines is known. Of all ways to shift the cited lines, the cheapest
//! is chosen: the way in which most citations match their lines, with few changes of the shift.

use super::expected_content::LineMatcher;
use super::located_citation::LocatedCitation;
use crate::spec::citations::LineRange;

/// Cited lines that have all shifted by the same number of lines.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct LineShift {
    /// The first and the last of these lines, as cited.
    pub(super) first: usize,
    pub(super) last: usize,
    /// By how many lines they moved down; negative if up.
    pub(super) by: isize,
}

/// The cost of changing the shift from one cited range to the next: as much as two citations that do not match. A temporary shift needs two
/// changes.
const CHANGE_COST: f64 = 2.0;
/// The cost of a shift with which a range would begin on an empty line; no citation begins on an empty line.
const EMPTY_LINE_COST: f64 = 0.25;
/// The number of shifts that are considered.
const MAX_SHIFTS: usize = 64;

/// Sets the current lines of every citation, and returns the lines that shifted.
pub(super) fn align(matcher: &LineMatcher<'_>, cited: &mut [LocatedCitation]) -> Vec<LineShift> {
    let mut cited_ranges: Vec<(usize, usize)> = Vec::new();
    for (index, located) in cited.iter_mut().enumerate() {
        if located.expected.is_absent() {
            // The document no longer has the element, so no lines are current.
            located.current.clear();
        }
        cited_ranges.extend((0..located.current.len()).map(|nth| (index, nth)));
    }
    cited_ranges.sort_by_key(|(index, nth)| *cited[*index].current[*nth].start());
    let shifts = suggested_shifts(cited);
    let start = |(index, nth): (usize, usize)| *cited[index].current[nth].start();
    let path = cheapest_path(&shifts, &cited_ranges, start, |(index, nth), by| {
        cost(matcher, &cited[index], &cited[index].current[nth], by)
    });
    let starts: Vec<(usize, isize)> = cited_ranges
        .iter()
        .map(|(index, nth)| *cited[*index].current[*nth].start())
        .zip(path.iter().copied())
        .collect();
    let mut line_shifts: Vec<LineShift> = Vec::new();
    for ((index, nth), by) in cited_ranges.into_iter().zip(path) {
        let range = cited[index].current[nth].clone();
        // The last line of the range shifts as much as the nearest cited range that begins above that line.
        let after = starts.partition_point(|(start, _)| start <= range.end());
        let end_by = after.checked_sub(1).and_then(|last| starts.get(last)).map_or(by, |(_, by)| *by);
        let Some(current) = shifted(matcher, &cited[index], &range, (by, end_by)) else { continue };
        if by != 0 && current != range {
            match line_shifts.last_mut().filter(|shift| shift.by == by) {
                Some(shift) => shift.last = shift.last.max(*range.end()),
                None => line_shifts.push(LineShift { first: *range.start(), last: *range.end(), by }),
            }
        }
        cited[index].current[nth] = current;
    }
    line_shifts
}

/// The lines of a cited range after its ends are shifted, without empty lines at the ends. A range that begins with a row or an example also
/// ends with that row or example.
fn shifted(
    matcher: &LineMatcher<'_>,
    located: &LocatedCitation,
    range: &LineRange,
    by: (isize, isize),
) -> Option<LineRange> {
    let first = range.start().checked_add_signed(by.0).filter(|first| *first > 0)?;
    let last = range.end().checked_add_signed(by.1).filter(|last| *last >= first).unwrap_or(first);
    let others = located.expected.spans().iter().any(|(from, _)| first < *from && *from <= last);
    let whole = located
        .expected
        .spans()
        .iter()
        .find(|(from, to)| *from == first && from < to && range.start() < range.end() && !others);
    let last = match whole {
        Some((_, to)) if last > *to || to - last <= 3 => *to,
        _ => last,
    };
    let trimmed = matcher.trimmed(first, last);
    Some(trimmed.unwrap_or(first..=last))
}

/// How badly shifted lines match an element, from 0 to 1.
fn cost(matcher: &LineMatcher<'_>, located: &LocatedCitation, range: &LineRange, by: isize) -> f64 {
    match shifted(matcher, located, range, (by, by)) {
        Some(current) => {
            let on_an_empty_line = range.start().checked_add_signed(by) != Some(*current.start());
            let mismatch = matcher.mismatch(&located.expected, *current.start(), *current.end());
            mismatch + if on_an_empty_line { EMPTY_LINE_COST } else { 0.0 }
        }
        None => 1.0,
    }
}

/// The shifts that at least one citation suggests, most frequent first.
fn suggested_shifts(cited: &[LocatedCitation]) -> Vec<isize> {
    let mut counts: Vec<(isize, usize)> = vec![(0, usize::MAX)];
    for located in cited {
        for (range, (first, _)) in
            located.current.iter().flat_map(|range| located.expected.spans().iter().map(move |span| (range, span)))
        {
            let by = first.cast_signed() - range.start().cast_signed();
            match counts.iter_mut().find(|(shift, _)| *shift == by) {
                Some((_, count)) => *count = count.saturating_add(1),
                None => counts.push((by, 1)),
            }
        }
    }
    counts.sort_by_key(|(by, count)| (std::cmp::Reverse(*count), by.unsigned_abs()));
    counts.truncate(MAX_SHIFTS);
    counts.into_iter().map(|(by, _)| by).collect()
}

/// The shift of each cited range on the cheapest path through all cited ranges. The shifts do not change the order of the cited ranges.
fn cheapest_path<S: Copy>(
    shifts: &[isize],
    cited_ranges: &[S],
    start: impl Fn(S) -> usize,
    cost: impl Fn(S, isize) -> f64,
) -> Vec<isize> {
    let mut costs: Vec<f64> = shifts.iter().map(|by| if *by == 0 { 0.0 } else { CHANGE_COST }).collect();
    let mut from: Vec<Vec<usize>> = Vec::with_capacity(cited_ranges.len());
    let mut above: Option<usize> = None;
    for cited_range in cited_ranges {
        let line = start(*cited_range);
        // Ranges that begin on the same line shift alike.
        let in_order = |was: isize, is: isize| match above {
            None => true,
            Some(above) if above == line => was == is,
            Some(above) => above.cast_signed() + was <= line.cast_signed() + is,
        };
        let mut before = Vec::with_capacity(shifts.len());
        let mut next = Vec::with_capacity(shifts.len());
        for (index, by) in shifts.iter().enumerate() {
            let through = |other: usize| costs[other] + if other == index { 0.0 } else { CHANGE_COST };
            let possible = (0..shifts.len()).filter(|other| in_order(shifts[*other], *by));
            let best = possible
                .min_by(|a, b| through(*a).total_cmp(&through(*b)).then((*a != index).cmp(&(*b != index))))
                .unwrap_or(index);
            before.push(best);
            next.push(through(best) + cost(*cited_range, *by));
        }
        costs = next;
        from.push(before);
        above = Some(line);
    }
    let mut at = (0..shifts.len()).min_by(|a, b| costs[*a].total_cmp(&costs[*b])).unwrap_or_default();
    let mut path = Vec::with_capacity(cited_ranges.len());
    for before in from.iter().rev() {
        path.push(shifts.get(at).copied().unwrap_or_default());
        at = before.get(at).copied().unwrap_or_default();
    }
    path.reverse();
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The cheapest path for ranges that each match at the given shift; a range with `None` matches at no shift.
    fn path(matching: &[Option<isize>]) -> Vec<isize> {
        let lines: Vec<(usize, Option<isize>)> =
            matching.iter().enumerate().map(|(index, shift)| (10 + index, *shift)).collect();
        cheapest_path(
            &[0, 1, -7, 90],
            &lines,
            |(line, _)| line,
            |(_, shift), by| if shift == Some(by) { 0.0 } else { 1.0 },
        )
    }

    #[test]
    fn a_single_wrong_citation_does_not_shift() {
        assert_eq!(path(&[Some(0), Some(0), Some(-7), Some(0), Some(0)]), [0, 0, 0, 0, 0]);
        assert_eq!(path(&[Some(0), None, Some(0)]), [0, 0, 0]);
    }

    #[test]
    fn lines_do_not_shift_past_lines_that_do_not_shift() {
        assert_eq!(path(&[Some(0), Some(90), Some(90), Some(90), Some(0), Some(0), Some(0), Some(0)]), [0; 8]);
    }

    #[test]
    fn an_inserted_line_shifts_all_following_lines() {
        assert_eq!(path(&[Some(0), Some(0), Some(1), None, Some(1), Some(1)]), [0, 0, 1, 1, 1, 1]);
    }
}
