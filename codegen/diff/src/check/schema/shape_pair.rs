//! What two schemas say, seen from one side.

use crate::change::Change;
use crate::change_type::Kind;
use crate::direction::{Difference, Side};
use crate::schema::shape::Shape;

/// Two shapes seen from one side.
pub(crate) struct Shapes<'d> {
    pub(crate) old: Shape<'d>,
    pub(crate) new: Shape<'d>,
    pub(crate) side: Side,
    /// Where a change is reported whose keyword has no place of its own.
    pub(crate) place: String,
}

impl Shapes<'_> {
    /// Where a change of this keyword is reported.
    pub(crate) fn at(&self, keyword: &str) -> &str {
        self.new.places.get(keyword).or_else(|| self.old.places.get(keyword)).unwrap_or(&self.place)
    }

    /// A change of what a keyword allows.
    pub(crate) fn change(&self, kind: Kind, keyword: &str, values: impl Into<Difference>) -> Change {
        Change::of_values(kind, self.side, self.at(keyword), values.into())
    }
}
