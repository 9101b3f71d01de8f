//! Which group stands in which. A parameter table gives only an order; the spec, or the document's own examples, tell the rest.

use std::collections::BTreeMap;

use crate::document::model::{Item, Model};
use crate::document::sample_json::SampleNode;

/// NameTree, and the names within them: the shape of a body.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct NameTree(BTreeMap<String, NameTree>);

impl NameTree {
    /// The names of a document's examples.
    pub(crate) fn of_samples(model: &Model) -> Self {
        let mut names = Self::default();
        for node in model.samples.iter().filter_map(|sample| sample.node.as_ref()) {
            names.add_node(node);
        }
        names
    }

    /// Adds a name and those within it.
    pub(crate) fn add(&mut self, name: &str) -> &mut Self {
        self.0.entry(name.to_owned()).or_default()
    }

    fn add_node(&mut self, node: &SampleNode) {
        for member in node.members() {
            self.add(&member.name).add_node(&member.value);
        }
    }

    /// Adds all that `other` has.
    pub(crate) fn merge(&mut self, other: &Self) {
        for (name, inner) in &other.0 {
            self.add(name).merge(inner);
        }
    }

    fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |names, name| names.0.get(*name))
    }

    /// How many of the names of `path` lead to a place that has `name` in it, at most.
    fn depth_of(&self, path: &[&str], name: &str) -> Option<usize> {
        (0..=path.len()).rev().find(|depth| self.at(&path[..*depth]).is_some_and(|names| names.0.contains_key(name)))
    }
}

/// In which group each group and each row stands.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Nesting {
    /// By the index of a group: the group around it; none where it stands in no group, or where nothing tells.
    pub(crate) of_group: Vec<Option<usize>>,
    /// By the index of a row.
    pub(crate) of_row: Vec<Option<usize>>,
}

impl Nesting {
    /// Infers how a document's groups nest. `known` has what is known of names, `alias` the names there of those that the document calls
    /// otherwise.
    pub(crate) fn of(model: &Model, known: &NameTree, alias: &BTreeMap<String, String>) -> Self {
        let mut nesting = Self { of_group: vec![None; model.groups.len()], of_row: vec![None; model.rows.len()] };
        let known_name = |name: &str| alias.get(name).cloned().unwrap_or_else(|| name.to_owned());
        let mut open: Vec<(usize, String)> = Vec::new();
        for item in &model.items {
            let path: Vec<&str> = open.iter().map(|(_, name)| name.as_str()).collect();
            match *item {
                Item::Section => open.clear(),
                Item::Group(group) => {
                    let name = known_name(&model.groups[group].name);
                    // What follows an unknown group may stand in it, or in what was open before.
                    if let Some(depth) = known.depth_of(&path, &name) {
                        open.truncate(depth);
                        nesting.of_group[group] = open.last().map(|(index, _)| *index);
                    }
                    open.push((group, name));
                }
                Item::Row(row) => {
                    if let Some(depth) = known.depth_of(&path, &known_name(&model.rows[row].name)) {
                        open.truncate(depth);
                    }
                    nesting.of_row[row] = open.last().map(|(index, _)| *index);
                }
            }
        }
        nesting
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;

    /// The group around each name, as `name<group`.
    fn nested(table: &str, alias: &[(&str, &str)]) -> Vec<String> {
        let examples = "{\"a\": {\"b\": {\"x\": 1}, \"c\": {\"y\": 1}, \"z\": 1}, \"d\": {\"y\": 1}}";
        let model = Model::of(&Document::from_bytes(format!("{table}\n\n{examples}\n").as_bytes()).unwrap());
        let alias = alias.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned())).collect();
        let nesting = Nesting::of(&model, &NameTree::of_samples(&model), &alias);
        let around = |group: Option<usize>| group.map_or("-", |group| model.groups[group].name.as_str());
        let groups =
            model.groups.iter().zip(&nesting.of_group).map(|(group, of)| format!("{}<{}", group.name, around(*of)));
        let rows = model.rows.iter().zip(&nesting.of_row).map(|(row, of)| format!("{}<{}", row.name, around(*of)));
        groups.chain(rows).collect()
    }

    fn table(names: &str) -> String {
        let entry = |name: &str| match name.strip_prefix('.') {
            Some(row) => format!("\t{row}\n\tOptional\n\tIt is so.\n\n"),
            None => format!("\t{name}\n\n"),
        };
        names.split(' ').map(entry).collect()
    }

    #[test]
    fn groups_nest_as_the_examples_have_it() {
        assert_eq!(nested(&table("a b .x c .y d .y"), &[]), ["a<-", "b<a", "c<a", "d<-", "x<b", "y<c", "y<d"]);
        assert_eq!(nested(&table("a b .x .z"), &[]), ["a<-", "b<a", "x<b", "z<a"]);
    }

    #[test]
    fn unknown_groups_do_not_part_known_ones() {
        assert_eq!(nested(&table("a b .x new .n c .y"), &[]), ["a<-", "b<a", "new<-", "c<a", "x<b", "n<new", "y<c"]);
        assert_eq!(nested(&table("party b .x"), &[("party", "a")]), ["party<-", "b<party", "x<b"]);
    }
}
