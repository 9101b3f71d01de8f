//! Matches the groups and parameters of an old and a new side. The new side is a document; the old side is a document or the spec.

use crate::document::model::Model;
use crate::document::nesting::{NameTree, Nesting};
use crate::document::sample_json::Renames;
use crate::document::table::ParameterLocation;
use crate::matching::similarity::{self, FieldTraits, Match};
use crate::spec::{self, SpecView};

/// The traits by which the groups and parameters of one side are compared.
pub(crate) struct ComparedFields {
    groups: Vec<FieldTraits>,
    parameters: Vec<FieldTraits>,
}

impl ComparedFields {
    /// Reads the traits from a document with its nesting.
    pub(crate) fn of_document(model: &Model, nesting: &Nesting) -> Self {
        Self { groups: groups(model), parameters: parameters(model, nesting, |group| group.to_string()) }
    }

    /// Reads the traits from the spec.
    pub(crate) fn of_spec(view: &SpecView<'_>) -> Self {
        let of_groups = view.groups.iter();
        let mut groups = similarity::with_neighbours(
            of_groups.map(|group| (group.operation, group.location.name().to_owned(), group.name.clone())),
        );
        for (index, traits) in groups.iter_mut().enumerate() {
            let inside = view.parameters.iter().filter(|parameter| parameter.group == Some(index));
            traits.features = inside.map(|parameter| parameter.name.clone()).collect();
        }
        let mut parameters = similarity::with_neighbours(view.parameters.iter().map(|field| {
            let container = container(field.location, field.group.map(|group| group.to_string()));
            (field.operation, container, field.name.clone())
        }));
        for (traits, field) in parameters.iter_mut().zip(&view.parameters) {
            for keyword in ["maxLength", "minLength", "pattern", "maximum", "minimum"] {
                if let Some(value) = field.keyword(keyword) {
                    traits.features.extend([keyword.to_owned(), format!("{keyword} {}", spec::text(value.value))]);
                }
            }
            traits.features.extend(field.values().into_iter().flatten());
        }
        Self { groups, parameters }
    }
}

/// The matched groups and parameters of two sides.
pub(crate) struct FieldMatches {
    pub(crate) groups: Vec<Match>,
    pub(crate) parameters: Vec<Match>,
    /// The nesting of the groups of the new document.
    pub(crate) nesting: Nesting,
    /// Renamed groups and parameters: old names and their new names.
    pub(crate) renames: Renames,
}

impl FieldMatches {
    /// Matches the groups and parameters of matched operations. `known` is the known nesting of names.
    pub(crate) fn of(operations: &[Match], old: &ComparedFields, new: &Model, known: &NameTree) -> Self {
        let new_groups = groups(new);
        let groups = similarity::match_fields(operations, &old.groups, &new_groups);
        let mut renames = renames(&groups, &old.groups, &new_groups);
        let old_names = renames.iter().map(|(old, new)| (new.clone(), old.clone())).collect();
        let nesting = Nesting::of(new, known, &old_names);
        // A group is identified by its index on the old side; a group that was added gets a name of its own.
        let name_of = |group: usize| {
            groups.iter().find(|pair| pair.new == group).map_or(format!("new {group}"), |pair| pair.old.to_string())
        };
        let new_parameters = parameters(new, &nesting, name_of);
        let parameters = similarity::match_fields(operations, &old.parameters, &new_parameters);
        renames.extend(self::renames(&parameters, &old.parameters, &new_parameters));
        Self { groups, parameters, nesting, renames }
    }

    /// The new group that matches an old group.
    pub(crate) fn new_group(&self, old: usize) -> Option<usize> {
        self.groups.iter().find(|pair| pair.old == old).map(|pair| pair.new)
    }

    /// The old group that matches a new group.
    pub(crate) fn old_group(&self, new: usize) -> Option<usize> {
        self.groups.iter().find(|pair| pair.new == new).map(|pair| pair.old)
    }

    /// The new parameter that matches an old parameter.
    pub(crate) fn new_parameter(&self, old: usize) -> Option<usize> {
        self.parameters.iter().find(|pair| pair.old == old).map(|pair| pair.new)
    }

    /// Whether an element moved from one group to another. An element whose group was added or removed has not moved by itself.
    pub(crate) fn has_moved(&self, old: Option<usize>, new: Option<usize>) -> bool {
        let stays = old.and_then(|group| self.new_group(group)) == new;
        let follows = old.is_some_and(|group| self.new_group(group).is_none())
            || new.is_some_and(|group| self.old_group(group).is_none());
        !(stays || follows)
    }
}

/// The items that are in no pair, with their indexes.
pub(crate) fn unmatched<'a, T>(
    all: &'a [T],
    pairs: &'a [Match],
    side: fn(&Match) -> usize,
) -> impl Iterator<Item = (usize, &'a T)> {
    all.iter().enumerate().filter(move |(index, _)| !pairs.iter().any(|pair| side(pair) == *index))
}

/// The location of an element in words.
pub(crate) fn location_text(group: Option<&str>, location: ParameterLocation) -> String {
    group.map_or(location.name().to_owned(), |group| format!("`{group}` of {}", location.name()))
}

fn renames(pairs: &[Match], old: &[FieldTraits], new: &[FieldTraits]) -> Renames {
    let renamed = pairs.iter().filter(|pair| pair.renamed.is_some());
    renamed.map(|pair| (old[pair.old].name.clone(), new[pair.new].name.clone())).collect()
}

fn container(location: ParameterLocation, group: Option<String>) -> String {
    format!("{}/{}", location.name(), group.unwrap_or_default())
}

/// The traits of the groups of a document; their features are the parameters that follow them in the table.
fn groups(model: &Model) -> Vec<FieldTraits> {
    let mut found = similarity::with_neighbours(
        model
            .groups
            .iter()
            .map(|group| (model.operation_at(group.line), group.location.name().to_owned(), group.name.clone())),
    );
    for (traits, members) in found.iter_mut().zip(model.members()) {
        traits.features = members;
    }
    found
}

fn parameters(model: &Model, nesting: &Nesting, name_of: impl Fn(usize) -> String) -> Vec<FieldTraits> {
    let mut found = similarity::with_neighbours(model.rows.iter().zip(&nesting.row_parents).map(|(row, group)| {
        (model.operation_at(row.line), container(row.location, group.map(&name_of)), row.name.clone())
    }));
    for (traits, row) in found.iter_mut().zip(&model.rows) {
        similarity::describe(traits, row);
    }
    found
}
