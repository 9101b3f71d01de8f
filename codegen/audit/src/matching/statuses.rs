//! Matches the rows of two status tables.

use crate::document::calls::StatusRow;
use crate::matching::similarity::{self, Match};

/// Matches rows that have the same API and some equal cells, and rows whose cells are all equal.
pub(crate) fn match_rows(old: &[StatusRow], new: &[StatusRow]) -> Vec<Match> {
    let items = |status: &StatusRow| -> Vec<_> {
        let of_cells = status.cells.iter();
        of_cells.flat_map(|cell| cell.items().into_iter().map(|item| (cell.column, item.to_owned()))).collect()
    };
    let row_similarity = |of_old: usize, of_new: usize| {
        let (old, new) = (&old[of_old], &new[of_new]);
        let same_api = f64::from(u8::from(old.api == new.api));
        0.4 * same_api + 0.6 * similarity::bag_similarity(&items(old), &items(new))
    };
    let all = |rows: &[StatusRow]| (0..rows.len()).collect::<Vec<_>>();
    similarity::best_matches(&all(old), &all(new), similarity::SAME_THRESHOLD, row_similarity)
}
