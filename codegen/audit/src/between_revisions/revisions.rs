//! Matches the operations, groups and parameters of two revisions.

use std::collections::BTreeMap;

use crate::document::model::Model;
use crate::document::nesting::{NameTree, Nesting};
use crate::matching::fields::{ComparedFields, FieldMatches};
use crate::matching::operations::{OperationTraits, match_operations};
use crate::matching::similarity::Match;

/// Two revisions, and the matches between their groups and parameters.
pub(super) struct Revisions<'m> {
    pub(super) old: &'m Model,
    pub(super) new: &'m Model,
    pub(super) old_nesting: Nesting,
    /// The matches between the operations of the two revisions.
    pub(super) operations: Vec<Match>,
    pub(super) fields: FieldMatches,
}

impl<'m> Revisions<'m> {
    pub(super) fn of(old: &'m Model, new: &'m Model, known: &NameTree) -> Self {
        let old_nesting = Nesting::of(old, known, &BTreeMap::new());
        let operations = match_operations(&OperationTraits::of_document(old), &OperationTraits::of_document(new));
        let fields = FieldMatches::of(&operations, &ComparedFields::of_document(old, &old_nesting), new, known);
        Self { old, new, old_nesting, operations, fields }
    }
}
