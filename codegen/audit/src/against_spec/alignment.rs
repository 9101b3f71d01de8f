//! Where the lines that a spec cites stand in a later text: the same number of lines further up or down, over long stretches.
//!
//! The old text is not at hand. Each citation knows what its lines should say; of all ways to shift the cited lines, the one is taken
//! that most citations bear out, with as few changes of the shift as possible.

use super::expected_content::LineMatcher;
use super::located_citation::LocatedCitation;
use crate::spec::citations::LineRange;

/// LocatedCitation lines that stand elsewhere, all by the same number of lines.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct LineShift {
    /// The first and the last cited line of them.
    pub(super) from: usize,
    pub(super) to: usize,
    /// How many lines further down.
    pub(super) by: isize,
}

/// What it costs to change the shift: as much as two citations that are not borne out. To leave it for a while costs that twice.
const CHANGE: f64 = 2.0;
/// What it costs when a stretch would begin on an empty line: nobody cites one.
const EMPTY: f64 = 0.25;
/// How many shifts are considered.
const MAX_SHIFTS: usize = 64;

/// Moves every cited stretch to where it stands now, and tells the stretches that moved.
pub(super) fn align(matcher: &LineMatcher<'_>, cited: &mut [LocatedCitation]) -> Vec<LineShift> {
    let mut stretches: Vec<(usize, usize)> = Vec::new();
    for (index, one) in cited.iter_mut().enumerate() {
        if one.expected.is_absent() {
            // What the document has no more stands nowhere.
            one.now.clear();
        }
        stretches.extend((0..one.now.len()).map(|piece| (index, piece)));
    }
    stretches.sort_by_key(|(index, piece)| *cited[*index].now[*piece].start());
    let shifts = shifts(cited);
    let start = |(index, piece): (usize, usize)| *cited[index].now[piece].start();
    let way = cheapest(&shifts, &stretches, start, |(index, piece), by| {
        cost(matcher, &cited[index], &cited[index].now[piece], by)
    });
    let starts: Vec<(usize, isize)> =
        stretches.iter().map(|(index, piece)| *cited[*index].now[*piece].start()).zip(way.iter().copied()).collect();
    let mut moved: Vec<LineShift> = Vec::new();
    for ((index, piece), by) in stretches.into_iter().zip(way) {
        let range = cited[index].now[piece].clone();
        // Its last line moved like what begins nearest above it.
        let behind = starts.partition_point(|(start, _)| start <= range.end());
        let end_by = behind.checked_sub(1).and_then(|last| starts.get(last)).map_or(by, |(_, by)| *by);
        let Some(now) = now(matcher, &cited[index], &range, (by, end_by)) else { continue };
        if by != 0 && now != range {
            match moved.last_mut().filter(|stretch| stretch.by == by) {
                Some(stretch) => stretch.to = stretch.to.max(*range.end()),
                None => moved.push(LineShift { from: *range.start(), to: *range.end(), by }),
            }
        }
        cited[index].now[piece] = now;
    }
    moved
}

/// Where a stretch stands when its ends are shifted, without the empty lines at its ends. One that begins where a row or an example
/// begins ends where that ends.
fn now(matcher: &LineMatcher<'_>, one: &LocatedCitation, range: &LineRange, by: (isize, isize)) -> Option<LineRange> {
    let first = range.start().checked_add_signed(by.0).filter(|first| *first > 0)?;
    let last = range.end().checked_add_signed(by.1).filter(|last| *last >= first).unwrap_or(first);
    let others = one.expected.spans().iter().any(|(from, _)| first < *from && *from <= last);
    let whole = one.expected.spans().iter().find(|(from, _)| *from == first && range.start() < range.end() && !others);
    let last = match whole {
        Some((_, to)) if last > *to || to - last <= 3 => *to,
        _ => last,
    };
    let trimmed = matcher.trimmed(first, last);
    Some(trimmed.unwrap_or(first..=last))
}

/// How badly shifted lines bear an element out, from 0 to 1.
fn cost(matcher: &LineMatcher<'_>, one: &LocatedCitation, range: &LineRange, by: isize) -> f64 {
    match now(matcher, one, range, (by, by)) {
        Some(now) => {
            let on_an_empty_line = range.start().checked_add_signed(by) != Some(*now.start());
            let doubt = matcher.mismatch(&one.expected, *now.start(), *now.end());
            doubt + if on_an_empty_line { EMPTY } else { 0.0 }
        }
        None => 1.0,
    }
}

/// The shifts that some citation asks for, the most frequent first.
fn shifts(cited: &[LocatedCitation]) -> Vec<isize> {
    let mut counts: Vec<(isize, usize)> = vec![(0, usize::MAX)];
    for one in cited {
        for (range, (first, _)) in
            one.now.iter().flat_map(|range| one.expected.spans().iter().map(move |span| (range, span)))
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

/// By stretch: the shift of the cheapest way through all of them. What is cited behind something else stands behind it, or on the same
/// line, wherever it stands now.
fn cheapest<S: Copy>(
    shifts: &[isize],
    stretches: &[S],
    start: impl Fn(S) -> usize,
    cost: impl Fn(S, isize) -> f64,
) -> Vec<isize> {
    let mut costs: Vec<f64> = shifts.iter().map(|by| if *by == 0 { 0.0 } else { CHANGE }).collect();
    let mut from: Vec<Vec<usize>> = Vec::with_capacity(stretches.len());
    let mut above: Option<usize> = None;
    for stretch in stretches {
        let line = start(*stretch);
        let in_order =
            |was: isize, is: isize| above.is_none_or(|above| above.cast_signed() + was <= line.cast_signed() + is);
        let mut before = Vec::with_capacity(shifts.len());
        let mut next = Vec::with_capacity(shifts.len());
        for (index, by) in shifts.iter().enumerate() {
            let through = |other: usize| costs[other] + if other == index { 0.0 } else { CHANGE };
            let possible = (0..shifts.len()).filter(|other| in_order(shifts[*other], *by));
            let best = possible
                .min_by(|a, b| through(*a).total_cmp(&through(*b)).then((*a != index).cmp(&(*b != index))))
                .unwrap_or(index);
            before.push(best);
            next.push(through(best) + cost(*stretch, *by));
        }
        costs = next;
        from.push(before);
        above = Some(line);
    }
    let mut at = (0..shifts.len()).min_by(|a, b| costs[*a].total_cmp(&costs[*b])).unwrap_or_default();
    let mut way = Vec::with_capacity(stretches.len());
    for before in from.iter().rev() {
        way.push(shifts.get(at).copied().unwrap_or_default());
        at = before.get(at).copied().unwrap_or_default();
    }
    way.reverse();
    way
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Stretches are borne out at the shift that each names, or at none.
    fn way(asked: &[Option<isize>]) -> Vec<isize> {
        let lines: Vec<(usize, Option<isize>)> =
            asked.iter().enumerate().map(|(index, asked)| (10 + index, *asked)).collect();
        cheapest(&[0, 1, -7, 90], &lines, |(line, _)| line, |(_, asked), by| if asked == Some(by) { 0.0 } else { 1.0 })
    }

    #[test]
    fn a_single_wrong_citation_is_no_shift() {
        assert_eq!(way(&[Some(0), Some(0), Some(-7), Some(0), Some(0)]), [0, 0, 0, 0, 0]);
        assert_eq!(way(&[Some(0), None, Some(0)]), [0, 0, 0]);
    }

    #[test]
    fn nothing_moves_past_what_stays() {
        assert_eq!(way(&[Some(0), Some(90), Some(90), Some(90), Some(0), Some(0), Some(0), Some(0)]), [0; 8]);
    }

    #[test]
    fn a_line_more_shifts_all_that_follow() {
        assert_eq!(way(&[Some(0), Some(0), Some(1), None, Some(1), Some(1)]), [0, 0, 1, 1, 1, 1]);
    }
}
