//! Which groups and parameters of two sides are the same ones. The new side is a document; the old one is a document or the spec.

use crate::document::model::Model;
use crate::document::nesting::{NameTree, Nesting};
use crate::document::sample_json::Renames;
use crate::document::table::ParameterLocation;
use crate::matching::similarity::{self, FieldTraits, Match};
use crate::spec::{self, SpecField, SpecView};

/// By what the groups and parameters of one side are compared.
pub(crate) struct ComparedFields {
    groups: Vec<FieldTraits>,
    parameters: Vec<FieldTraits>,
}

impl ComparedFields {
    /// A document whose groups nest like this.
    pub(crate) fn of_document(model: &Model, nesting: &Nesting) -> Self {
        Self { groups: groups(model), parameters: parameters(model, nesting, |group| group.to_string()) }
    }

    /// The spec.
    pub(crate) fn of_spec(view: &SpecView<'_>) -> Self {
        let names = |fields: &[SpecField<'_>]| fields.iter().map(|field| field.name.clone()).collect();
        let places = view.groups.iter().map(|group| group.place.name().to_owned()).collect();
        let mut groups = similarity::with_neighbours(names(&view.groups), places);
        for (index, traits) in groups.iter_mut().enumerate() {
            let inside = view.parameters.iter().filter(|parameter| parameter.group == Some(index));
            traits.keywords = inside.map(|parameter| parameter.name.clone()).collect();
        }
        let homes = view.parameters.iter().map(|field| home(field.place, field.group.map(|group| group.to_string())));
        let mut parameters = similarity::with_neighbours(names(&view.parameters), homes.collect());
        for (traits, field) in parameters.iter_mut().zip(&view.parameters) {
            for keyword in ["maxLength", "minLength", "pattern", "maximum", "minimum"] {
                if let Some(value) = field.keyword(keyword) {
                    traits.keywords.extend([keyword.to_owned(), format!("{keyword} {}", spec::text(value.value))]);
                }
            }
            traits.keywords.extend(field.values().into_iter().flatten());
        }
        Self { groups, parameters }
    }
}

/// What of the old side is what of the new one.
pub(crate) struct FieldMatches {
    pub(crate) groups: Vec<Match>,
    pub(crate) parameters: Vec<Match>,
    /// How the groups of the new document nest.
    pub(crate) nesting: Nesting,
    /// NameTree that were renamed, old to new.
    pub(crate) renames: Renames,
}

impl FieldMatches {
    /// `known` has what is known of how names nest.
    pub(crate) fn of(old: &ComparedFields, new: &Model, known: &NameTree) -> Self {
        let new_groups = groups(new);
        let groups = similarity::match_fields(&old.groups, &new_groups);
        let mut renames = renames(&groups, &old.groups, &new_groups);
        let alias = renames.iter().map(|(old, new)| (new.clone(), old.clone())).collect();
        let nesting = Nesting::of(new, known, &alias);
        // Both sides name a group by its index on the old one; a new group has an index of its own.
        let name_of = |group: usize| {
            groups.iter().find(|pair| pair.new == group).map_or(format!("new {group}"), |pair| pair.old.to_string())
        };
        let new_parameters = parameters(new, &nesting, name_of);
        let parameters = similarity::match_fields(&old.parameters, &new_parameters);
        renames.extend(self::renames(&parameters, &old.parameters, &new_parameters));
        Self { groups, parameters, nesting, renames }
    }

    /// The new group that an old one is.
    pub(crate) fn new_group(&self, old: usize) -> Option<usize> {
        self.groups.iter().find(|pair| pair.old == old).map(|pair| pair.new)
    }

    /// The old group that a new one is.
    pub(crate) fn old_group(&self, new: usize) -> Option<usize> {
        self.groups.iter().find(|pair| pair.new == new).map(|pair| pair.old)
    }

    /// The new parameter that an old one is.
    pub(crate) fn new_parameter(&self, old: usize) -> Option<usize> {
        self.parameters.iter().find(|pair| pair.old == old).map(|pair| pair.new)
    }

    /// Whether what stood in one group stands in another one now. What only follows a group that came or went has not moved by itself.
    pub(crate) fn has_moved(&self, old: Option<usize>, new: Option<usize>) -> bool {
        let stays = old.and_then(|group| self.new_group(group)) == new;
        let follows = old.is_some_and(|group| self.new_group(group).is_none())
            || new.is_some_and(|group| self.old_group(group).is_none());
        !(stays || follows)
    }
}

/// Which of `all` no pair has.
pub(crate) fn unmatched<'a, T>(
    all: &'a [T],
    pairs: &'a [Match],
    side: fn(&Match) -> usize,
) -> impl Iterator<Item = (usize, &'a T)> {
    all.iter().enumerate().filter(move |(index, _)| !pairs.iter().any(|pair| side(pair) == *index))
}

/// The words for where something stands.
pub(crate) fn location_text(group: Option<&str>, place: ParameterLocation) -> String {
    group.map_or(place.name().to_owned(), |group| format!("`{group}` of {}", place.name()))
}

fn renames(pairs: &[Match], old: &[FieldTraits], new: &[FieldTraits]) -> Renames {
    let renamed = pairs.iter().filter(|pair| pair.renamed.is_some());
    renamed.map(|pair| (old[pair.old].name.clone(), new[pair.new].name.clone())).collect()
}

fn home(place: ParameterLocation, group: Option<String>) -> String {
    format!("{}/{}", place.name(), group.unwrap_or_default())
}

/// The groups of a document, each by the parameters that follow it in the table.
fn groups(model: &Model) -> Vec<FieldTraits> {
    let homes = model.groups.iter().map(|group| group.place.name().to_owned()).collect();
    let mut found = similarity::with_neighbours(model.groups.iter().map(|group| group.name.clone()).collect(), homes);
    for (traits, members) in found.iter_mut().zip(model.members()) {
        traits.keywords = members;
    }
    found
}

fn parameters(model: &Model, nesting: &Nesting, name_of: impl Fn(usize) -> String) -> Vec<FieldTraits> {
    let homes = model.rows.iter().zip(&nesting.of_row).map(|(row, group)| home(row.place, group.map(&name_of)));
    let mut found =
        similarity::with_neighbours(model.rows.iter().map(|row| row.name.clone()).collect(), homes.collect());
    for (traits, row) in found.iter_mut().zip(&model.rows) {
        similarity::describe(traits, row);
    }
    found
}
