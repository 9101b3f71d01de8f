//! Which rows of two tables of statuses are the same ones.

use crate::document::calls::StatusRow;
use crate::matching::similarity::{self, Match};

/// A row that changed has its API and some of its cells in common with what it was, or all of its cells.
pub(crate) fn match_rows(old: &[StatusRow], new: &[StatusRow]) -> Vec<Match> {
    let items = |status: &StatusRow| -> Vec<_> {
        let of_cells = status.cells.iter();
        of_cells.flat_map(|cell| cell.items().into_iter().map(|item| (cell.column, item.to_owned()))).collect()
    };
    let likeness = |of_old: usize, of_new: usize| {
        let (old, new) = (&old[of_old], &new[of_new]);
        let same_api = f64::from(u8::from(old.api == new.api));
        0.4 * same_api + 0.6 * similarity::bag_similarity(&items(old), &items(new))
    };
    let all = |rows: &[StatusRow]| (0..rows.len()).collect::<Vec<_>>();
    similarity::best_matches(&all(old), &all(new), similarity::SAME_THRESHOLD, likeness)
}
