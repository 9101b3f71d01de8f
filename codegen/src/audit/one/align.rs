//! Where the lines that a spec cites stand in a later text: the same number of lines further up or down, over long stretches.
//!
//! The old text is not at hand. Each citation knows what its lines should say; of all ways to shift the cited lines, the one is taken
//! that most citations bear out, with as few changes of the shift as possible.

use super::super::cite::Lines;
use super::evidence::Witness;
use super::sources::Cited;

/// Cited lines that stand elsewhere, all by the same number of lines.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Moved {
    /// The first and the last cited line of them.
    pub(super) from: usize,
    pub(super) to: usize,
    /// How many lines further down.
    pub(super) by: isize,
}

/// What it costs to change the shift: more than one citation that is not borne out, less than two.
const CHANGE: f64 = 1.5;
/// How many shifts are considered.
const MAX_SHIFTS: usize = 64;

/// Moves every cited stretch to where it stands now, and tells the stretches that moved.
pub(super) fn align(witness: &Witness<'_>, cited: &mut [Cited]) -> Vec<Moved> {
    let mut stretches: Vec<(usize, usize)> = Vec::new();
    for (index, one) in cited.iter().enumerate() {
        stretches.extend((0..one.now.len()).map(|piece| (index, piece)));
    }
    stretches.sort_by_key(|(index, piece)| *cited[*index].now[*piece].start());
    let shifts = shifts(cited);
    let best = cheapest(&shifts, &stretches, |(index, piece), shift| {
        let one = &cited[index];
        shifted(witness, one, &one.now[piece], shift).is_some()
    });
    let mut moved: Vec<Moved> = Vec::new();
    for ((index, piece), by) in stretches.into_iter().zip(best) {
        let range = cited[index].now[piece].clone();
        let now =
            shifted(witness, &cited[index], &range, by).or_else(|| plain(&range, by)).unwrap_or_else(|| range.clone());
        if now != range {
            match moved.last_mut().filter(|stretch| stretch.by == by) {
                Some(stretch) => stretch.to = stretch.to.max(*range.end()),
                None => moved.push(Moved { from: *range.start(), to: *range.end(), by }),
            }
            cited[index].now[piece] = now;
        }
    }
    moved
}

fn plain(range: &Lines, by: isize) -> Option<Lines> {
    let first = range.start().checked_add_signed(by).filter(|first| *first > 0)?;
    Some(first..=range.end().checked_add_signed(by)?)
}

/// Where a stretch stands when it is shifted, if its lines bear it out there. A stretch that begins where a row, group or example begins
/// ends where that ends: it may have grown.
fn shifted(witness: &Witness<'_>, one: &Cited, range: &Lines, by: isize) -> Option<Lines> {
    let now = plain(range, by)?;
    if let Some((first, last)) = one
        .evidence
        .spans()
        .iter()
        .find(|(first, last)| first == now.start() && first < last && range.start() < range.end())
    {
        // One that cites only the head of it goes on to do so.
        let whole = last.abs_diff(*now.end()) <= 3;
        return Some(*first..=if whole { *last } else { *now.end() });
    }
    witness.bears_out(&one.evidence, *now.start(), *now.end()).then_some(now)
}

/// The shifts that some citation asks for, the most frequent first.
fn shifts(cited: &[Cited]) -> Vec<isize> {
    let mut counts: Vec<(isize, usize)> = vec![(0, usize::MAX)];
    for one in cited {
        for (range, (first, _)) in
            one.now.iter().flat_map(|range| one.evidence.spans().iter().map(move |span| (range, span)))
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

/// By stretch: the shift of the cheapest way through all of them.
fn cheapest<S: Copy>(shifts: &[isize], stretches: &[S], bears_out: impl Fn(S, isize) -> bool) -> Vec<isize> {
    let mut costs: Vec<f64> = shifts.iter().map(|by| if *by == 0 { 0.0 } else { CHANGE }).collect();
    let mut from: Vec<Vec<usize>> = Vec::with_capacity(stretches.len());
    for stretch in stretches {
        let least = (0..shifts.len()).min_by(|a, b| costs[*a].total_cmp(&costs[*b])).unwrap_or_default();
        let mut before = Vec::with_capacity(shifts.len());
        let mut next = Vec::with_capacity(shifts.len());
        for (index, by) in shifts.iter().enumerate() {
            let stays = costs[index] <= costs[least] + CHANGE;
            before.push(if stays { index } else { least });
            let so_far = if stays { costs[index] } else { costs[least] + CHANGE };
            next.push(so_far + if bears_out(*stretch, *by) { 0.0 } else { 1.0 });
        }
        costs = next;
        from.push(before);
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
        cheapest(&[0, 1, -7], asked, |asked, by| asked == Some(by))
    }

    #[test]
    fn a_single_wrong_citation_is_no_shift() {
        assert_eq!(way(&[Some(0), Some(0), Some(-7), Some(0), Some(0)]), [0, 0, 0, 0, 0]);
        assert_eq!(way(&[Some(0), None, Some(0)]), [0, 0, 0]);
    }

    #[test]
    fn a_line_more_shifts_all_that_follow() {
        assert_eq!(way(&[Some(0), Some(0), Some(1), None, Some(1), Some(1)]), [0, 0, 1, 1, 1, 1]);
    }
}
