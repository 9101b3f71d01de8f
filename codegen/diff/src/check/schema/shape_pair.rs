//! Two merged schemas, compared in one direction.

use crate::change::Change;
use crate::change_type::ChangeType;
use crate::direction::Direction;
use crate::schema::shape::Shape;
use crate::set_difference::SetDifference;

/// Two merged schemas, compared in one direction.
pub(crate) struct ShapePair<'d> {
    pub(crate) old: Shape<'d>,
    pub(crate) new: Shape<'d>,
    pub(crate) direction: Direction,
    /// The pointer at which a change is reported if its keyword has none.
    pub(crate) pointer: String,
}

impl ShapePair<'_> {
    /// The pointer at which a change of this keyword is reported.
    pub(crate) fn keyword_pointer(&self, keyword: &str) -> &str {
        self.new
            .keyword_pointers
            .get(keyword)
            .or_else(|| self.old.keyword_pointers.get(keyword))
            .unwrap_or(&self.pointer)
    }

    /// A change of the values that a keyword allows.
    pub(crate) fn change(&self, change_type: ChangeType, keyword: &str, values: impl Into<SetDifference>) -> Change {
        Change::of_values(change_type, self.direction, self.keyword_pointer(keyword), values.into())
    }
}
