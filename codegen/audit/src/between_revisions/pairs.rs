//! Which groups and parameters of two documents are the same ones.

use std::collections::BTreeMap;

use super::prose::Follow;
use crate::document::json::Renames;
use crate::document::model::Model;
use crate::document::nest::{Names, Nesting};
use crate::matching::similarity::{self, Pair, Traits};

/// Two documents, and what of one is what of the other.
pub(super) struct Paired<'m> {
    pub(super) old: &'m Model,
    pub(super) new: &'m Model,
    pub(super) groups: Vec<Pair>,
    pub(super) rows: Vec<Pair>,
    pub(super) old_nesting: Nesting,
    pub(super) new_nesting: Nesting,
    /// Names that were renamed, old to new.
    pub(super) renames: BTreeMap<String, String>,
}

impl<'m> Paired<'m> {
    pub(super) fn of(old: &'m Model, new: &'m Model, known: &Names) -> Self {
        let groups = similarity::pairs(&similarity::groups(old), &similarity::groups(new));
        let renamed = groups.iter().filter(|pair| pair.renamed.is_some());
        let alias = renamed
            .clone()
            .map(|pair| (new.groups[pair.new].name.clone(), old.groups[pair.old].name.clone()))
            .collect();
        let old_nesting = Nesting::of(old, known, &BTreeMap::new());
        let new_nesting = Nesting::of(new, known, &alias);
        // Both sides name a group by its index in the old document; a new one has an index of its own.
        let name_of = |group: usize| {
            groups.iter().find(|pair| pair.new == group).map_or(format!("new {group}"), |pair| pair.old.to_string())
        };
        let old_rows = rows(old, &old_nesting, |group| group.to_string());
        let new_rows = rows(new, &new_nesting, name_of);
        let rows = similarity::pairs(&old_rows, &new_rows);
        let mut renames: BTreeMap<String, String> =
            renamed.map(|pair| (old.groups[pair.old].name.clone(), new.groups[pair.new].name.clone())).collect();
        for pair in rows.iter().filter(|pair| pair.renamed.is_some()) {
            renames.insert(old.rows[pair.old].name.clone(), new.rows[pair.new].name.clone());
        }
        Self { old, new, groups, rows, old_nesting, new_nesting, renames }
    }

    /// The renames, for statements that follow them.
    pub(super) fn follow(&self) -> Follow {
        Follow(self.renames.clone())
    }

    /// The renames, for examples that follow them.
    pub(super) fn json_renames(&self) -> &Renames {
        &self.renames
    }

    /// The group of the new document that an old one is.
    pub(super) fn new_group(&self, old: usize) -> Option<usize> {
        self.groups.iter().find(|pair| pair.old == old).map(|pair| pair.new)
    }

    /// The group of the old document that a new one is.
    pub(super) fn old_group(&self, new: usize) -> Option<usize> {
        self.groups.iter().find(|pair| pair.new == new).map(|pair| pair.old)
    }
}

fn rows(model: &Model, nesting: &Nesting, name_of: impl Fn(usize) -> String) -> Vec<Traits> {
    let homes = model
        .rows
        .iter()
        .zip(&nesting.of_row)
        .map(|(row, group)| format!("{}/{}", row.place.name(), group.map(&name_of).unwrap_or_default()))
        .collect();
    let mut found = similarity::placed(model.rows.iter().map(|row| row.name.clone()).collect(), homes);
    for (traits, row) in found.iter_mut().zip(&model.rows) {
        similarity::describe(traits, row);
    }
    found
}
