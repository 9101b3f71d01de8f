//! The stable id of a change, such as `request-property-became-required`.

use std::fmt;

use strum::VariantArray;

use crate::change_type::ChangeType;
use crate::direction::Direction;
use crate::set_difference::SetChange;

/// The stable id of a change: its type. If a type has several ids, a prefix and a suffix distinguish them.
///
/// The prefix is the direction: `request-` for what callers send, `response-` for what they receive (including the requests of callbacks),
/// `unused-` for what no operation uses. The suffix is the change of the allowed values: `-narrowed`, `-widened`, `-replaced` (both, or
/// undecided), `-restated` (the same values, written differently).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChangeId {
    change_type: ChangeType,
    direction: Option<Direction>,
    set_change: Option<SetChange>,
}

impl ChangeId {
    /// The id. It omits the direction or the set change if the type has the same id for all of them.
    pub(crate) fn new(change_type: ChangeType, direction: Option<Direction>, set_change: Option<SetChange>) -> Self {
        Self {
            change_type,
            direction: direction.filter(|direction| change_type.directions().contains(direction)),
            set_change: set_change.filter(|set_change| change_type.set_changes().contains(set_change)),
        }
    }

    /// Every possible id.
    pub fn all() -> impl Iterator<Item = Self> {
        fn each<T: Copy>(all: &'static [T]) -> impl Iterator<Item = Option<T>> {
            all.iter().copied().map(Some).chain(all.is_empty().then_some(None))
        }
        ChangeType::VARIANTS.iter().flat_map(|&change_type| {
            each(change_type.directions()).flat_map(move |direction| {
                each(change_type.set_changes()).map(move |set_change| Self { change_type, direction, set_change })
            })
        })
    }
}

impl fmt::Display for ChangeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let prefix = match self.direction {
            None => "",
            Some(Direction::Sent) => "request-",
            Some(Direction::Received) => "response-",
            Some(Direction::Unused) => "unused-",
        };
        let suffix = match self.set_change {
            None => "",
            Some(SetChange::Same) => "-restated",
            Some(SetChange::Narrowed) => "-narrowed",
            Some(SetChange::Widened) => "-widened",
            Some(SetChange::Replaced) => "-replaced",
        };
        write!(f, "{prefix}{}{suffix}", self.change_type.name())
    }
}
