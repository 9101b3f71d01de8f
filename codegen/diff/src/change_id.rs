//! The stable id of a change, such as `request-property-became-required`.

use std::fmt;

use strum::VariantArray;

use crate::change_type::Kind;
use crate::direction::{Shift, Side};

/// What an id consists of: the kind, and where the kind differs by it, what carries the value and how the allowed values move.
///
/// `request-` is what callers send, `response-` what they receive (the requests of a callback are received), `unused-` what no operation
/// uses. `-narrowed` and `-widened` are about the values that are allowed, `-replaced` is both at once or undecided, and `-restated` is
/// another way to allow the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id {
    kind: Kind,
    side: Option<Side>,
    shift: Option<Shift>,
}

impl Id {
    /// Of a change that was seen from a side. What the kind does not differ by is left out.
    pub(crate) fn new(kind: Kind, side: Option<Side>, shift: Option<Shift>) -> Self {
        let side = side.filter(|side| kind.sides().contains(side));
        Self { kind, side, shift: shift.filter(|shift| kind.shifts().contains(shift)) }
    }

    /// Every id that there is.
    pub fn all() -> impl Iterator<Item = Self> {
        fn each<T: Copy>(all: &'static [T]) -> impl Iterator<Item = Option<T>> {
            all.iter().copied().map(Some).chain(all.is_empty().then_some(None))
        }
        Kind::VARIANTS.iter().flat_map(|&kind| {
            each(kind.sides()).flat_map(move |side| each(kind.shifts()).map(move |shift| Self { kind, side, shift }))
        })
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = match self.side {
            None => "",
            Some(Side::Sent) => "request-",
            Some(Side::Received) => "response-",
            Some(Side::Unused) => "unused-",
        };
        let shift = match self.shift {
            None => "",
            Some(Shift::Same) => "-restated",
            Some(Shift::Narrower) => "-narrowed",
            Some(Shift::Wider) => "-widened",
            Some(Shift::Apart) => "-replaced",
        };
        write!(f, "{side}{}{shift}", self.kind.name())
    }
}
