//! Infers the nesting of groups. A parameter table states only the order of groups; the nesting is known from the spec or from the document's
//! own examples.

use std::collections::BTreeMap;

use crate::document::model::{Item, Model};
use crate::document::sample_json::SampleNode;

/// The names of the members of a body, with the names of the members nested in them.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct NameTree(BTreeMap<String, NameTree>);

impl NameTree {
    /// Reads the names of a document's examples.
    pub(crate) fn of_samples(model: &Model) -> Self {
        let mut names = Self::default();
        for node in model.samples.iter().filter_map(|sample| sample.node.as_ref()) {
            names.add_node(node);
        }
        names
    }

    /// Adds a name, and returns the names nested in it.
    pub(crate) fn add(&mut self, name: &str) -> &mut Self {
        self.0.entry(name.to_owned()).or_default()
    }

    fn add_node(&mut self, node: &SampleNode) {
        for member in node.members() {
            self.add(&member.name).add_node(&member.value);
        }
    }

    /// Adds all names of `other`.
    pub(crate) fn merge(&mut self, other: &Self) {
        for (name, inner) in &other.0 {
            self.add(name).merge(inner);
        }
    }

    fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |names, name| names.0.get(*name))
    }

    /// The length of the longest prefix of `path` under which `name` is known.
    fn depth_of(&self, path: &[&str], name: &str) -> Option<usize> {
        (0..=path.len()).rev().find(|depth| self.at(&path[..*depth]).is_some_and(|names| names.0.contains_key(name)))
    }
}

/// The parent group of each group and row.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Nesting {
    /// The parent of each group, by index; `None` if a group has no parent or an unknown parent.
    pub(crate) group_parents: Vec<Option<usize>>,
    /// The parent of each row, by index.
    pub(crate) row_parents: Vec<Option<usize>>,
}

impl Nesting {
    /// Infers the nesting of a document's groups. `known` is the known nesting of names. If an element has a different name in the document,
    /// `known_names` maps the document's name to the name in `known`.
    pub(crate) fn of(model: &Model, known: &NameTree, known_names: &BTreeMap<String, String>) -> Self {
        let mut nesting =
            Self { group_parents: vec![None; model.groups.len()], row_parents: vec![None; model.rows.len()] };
        let known_name = |name: &str| known_names.get(name).cloned().unwrap_or_else(|| name.to_owned());
        let mut open: Vec<(usize, String)> = Vec::new();
        for item in &model.items {
            let path: Vec<&str> = open.iter().map(|(_, name)| name.as_str()).collect();
            match *item {
                Item::Section => open.clear(),
                Item::Group(group) => {
                    let name = known_name(&model.groups[group].name);
                    // Names after an unknown group may belong to that group, or to the group before it.
                    if let Some(depth) = known.depth_of(&path, &name) {
                        open.truncate(depth);
                        nesting.group_parents[group] = open.last().map(|(index, _)| *index);
                    }
                    open.push((group, name));
                }
                Item::Row(row) => {
                    if let Some(depth) = known.depth_of(&path, &known_name(&model.rows[row].name)) {
                        open.truncate(depth);
                    }
                    nesting.row_parents[row] = open.last().map(|(index, _)| *index);
                }
            }
        }
        nesting
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::VendorDocument;

    /// The parent of each group and row, as `name<parent`.
    fn parents(table: &str, known_names: &[(&str, &str)]) -> Vec<String> {
        let examples = "{\"a\": {\"b\": {\"x\": 1}, \"c\": {\"y\": 1}, \"z\": 1}, \"d\": {\"y\": 1}}";
        let model = Model::of(&VendorDocument::from_bytes(format!("{table}\n\n{examples}\n").as_bytes()).unwrap());
        let known_names = known_names.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned())).collect();
        let nesting = Nesting::of(&model, &NameTree::of_samples(&model), &known_names);
        let name = |group: Option<usize>| group.map_or("-", |group| model.groups[group].name.as_str());
        let groups =
            model.groups.iter().zip(&nesting.group_parents).map(|(group, of)| format!("{}<{}", group.name, name(*of)));
        let rows = model.rows.iter().zip(&nesting.row_parents).map(|(row, of)| format!("{}<{}", row.name, name(*of)));
        groups.chain(rows).collect()
    }

    fn table(names: &str) -> String {
        let row_or_group = |name: &str| match name.strip_prefix('.') {
            Some(row) => format!("\t{row}\n\tOptional\n\tIt is so.\n\n"),
            None => format!("\t{name}\n\n"),
        };
        names.split(' ').map(row_or_group).collect()
    }

    #[test]
    fn groups_nest_as_in_the_examples() {
        assert_eq!(parents(&table("a b .x c .y d .y"), &[]), ["a<-", "b<a", "c<a", "d<-", "x<b", "y<c", "y<d"]);
        assert_eq!(parents(&table("a b .x .z"), &[]), ["a<-", "b<a", "x<b", "z<a"]);
    }

    #[test]
    fn unknown_groups_do_not_interrupt_known_ones() {
        assert_eq!(parents(&table("a b .x new .n c .y"), &[]), ["a<-", "b<a", "new<-", "c<a", "x<b", "n<new", "y<c"]);
        assert_eq!(parents(&table("party b .x"), &[("party", "a")]), ["party<-", "b<party", "x<b"]);
    }
}
