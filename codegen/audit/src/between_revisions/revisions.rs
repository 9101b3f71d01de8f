//! Matches the groups and parameters of two revisions.

use std::collections::BTreeMap;

use crate::document::model::Model;
use crate::document::nesting::{NameTree, Nesting};
use crate::matching::fields::{ComparedFields, FieldMatches};

/// Two revisions, and the matches between their groups and parameters.
pub(super) struct Revisions<'m> {
    pub(super) old: &'m Model,
    pub(super) new: &'m Model,
    pub(super) old_nesting: Nesting,
    pub(super) fields: FieldMatches,
}

impl<'m> Revisions<'m> {
    pub(super) fn of(old: &'m Model, new: &'m Model, known: &NameTree) -> Self {
        let old_nesting = Nesting::of(old, known, &BTreeMap::new());
        let fields = FieldMatches::of(&ComparedFields::of_document(old, &old_nesting), new, known);
        Self { old, new, old_nesting, fields }
    }
}
