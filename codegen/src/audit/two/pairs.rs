//! Which groups and parameters of two documents are the same ones.

use std::collections::BTreeMap;

use super::super::alike::{self, Pair, Traits};
use super::super::json::Renames;
use super::super::model::{Item, Model};
use super::super::nest::{Names, Nesting};
use super::super::noise;
use super::super::prose::Follow;
use super::super::table::Row;

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
        let groups = alike::pairs(&groups(old), &groups(new));
        let renamed = groups.iter().filter(|pair| pair.renamed.is_some());
        let alias = renamed.clone().map(|pair| (new.groups[pair.new].name.clone(), old.groups[pair.old].name.clone())).collect();
        let old_nesting = Nesting::of(old, known, &BTreeMap::new());
        let new_nesting = Nesting::of(new, known, &alias);
        // Both sides name a group by its index in the old document; a new one has an index of its own.
        let name_of = |group: usize| groups.iter().find(|pair| pair.new == group).map_or(format!("new {group}"), |pair| pair.old.to_string());
        let old_rows = rows(old, &old_nesting, |group| group.to_string());
        let new_rows = rows(new, &new_nesting, name_of);
        let rows = alike::pairs(&old_rows, &new_rows);
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

/// A group, by the parameters that follow it in the table.
fn groups(model: &Model) -> Vec<Traits> {
    let mut members: Vec<Vec<String>> = vec![Vec::new(); model.groups.len()];
    let mut open = None;
    for item in &model.items {
        match *item {
            Item::Section => open = None,
            Item::Group(group) => open = Some(group),
            Item::Row(row) => {
                if let Some(group) = open {
                    members[group].push(model.rows[row].name.clone());
                }
            }
        }
    }
    let homes = model.groups.iter().map(|group| group.place.name().to_owned()).collect();
    let mut found = placed(model.groups.iter().map(|group| group.name.clone()).collect(), homes);
    for (traits, members) in found.iter_mut().zip(members) {
        traits.facts = members;
    }
    found
}

fn rows(model: &Model, nesting: &Nesting, name_of: impl Fn(usize) -> String) -> Vec<Traits> {
    let homes = model
        .rows
        .iter()
        .zip(&nesting.of_row)
        .map(|(row, group)| format!("{}/{}", row.place.name(), group.map(&name_of).unwrap_or_default()))
        .collect();
    let mut found = placed(model.rows.iter().map(|row| row.name.clone()).collect(), homes);
    for (traits, row) in found.iter_mut().zip(&model.rows) {
        traits.need = row.need.as_ref().map(|(need, _)| need.name().to_owned()).unwrap_or_default();
        traits.facts = facts(row);
        traits.words = row.description.prose.iter().flat_map(|said| noise::words(&said.text)).map(str::to_owned).collect();
    }
    found
}

fn facts(row: &Row) -> Vec<String> {
    let facts = row.description.facts.iter().map(|fact| format!("{} {}", fact.kind.keyword(), fact.value));
    facts.chain(row.description.values.iter().map(|value| value.text.clone())).collect()
}

/// Names with their homes, and what stands before and behind each there.
fn placed(names: Vec<String>, homes: Vec<String>) -> Vec<Traits> {
    let mut at_home: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, home) in homes.iter().enumerate() {
        at_home.entry(home).or_default().push(index);
    }
    let mut found: Vec<Traits> = vec![Traits::default(); names.len()];
    for indexes in at_home.values() {
        let name = |position: Option<usize>| position.and_then(|position| indexes.get(position)).map(|index| names[*index].clone());
        for (position, index) in indexes.iter().enumerate() {
            found[*index].position = position;
            found[*index].neighbours = [name(position.checked_sub(1)), name(Some(position + 1))];
        }
    }
    for ((traits, name), home) in found.iter_mut().zip(names).zip(homes) {
        traits.name = name;
        traits.home = home;
    }
    found
}
