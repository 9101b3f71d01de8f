//! One change, as data: what kind it is, where it is, what it does, and what its sentence is made from.

use serde_json::Value;

use crate::change_id::Id;
use crate::change_type::Kind;
use crate::direction::{Difference, Presence, Side};
use crate::effect::{Class, Effect};

/// One change of the spec, and what it means.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    pub(crate) kind: Kind,
    /// Where the value travels, for what travels.
    pub(crate) side: Option<Side>,
    /// JSON Pointer of what changed: in the new document, or in the old one for what is gone.
    pub pointer: String,
    /// The lines of the vendor's document, as `x-source` has them: `67-69`.
    pub line: Option<String>,
    /// To callers and readers of the API, in whatever language.
    pub wire: Effect,
    /// To code that uses the generated crate.
    pub rust: Effect,
    /// Whether the same request means something else.
    pub(crate) wire_behaviour: bool,
    /// Whether Rust code compiles as before and does something else.
    pub(crate) rust_behaviour: bool,
    /// What the sentence names, in this order.
    pub(crate) data: Vec<Datum>,
    pub(crate) why: Why,
    /// What follows for Rust code.
    pub(crate) rust_why: Vec<String>,
    /// How many `not` the schema is within.
    pub(crate) nots: usize,
    /// Places of the old document that are reported at other ones of the new.
    pub(crate) moved: Vec<(String, String)>,
    /// The reason for the acknowledgement, if the change is acknowledged.
    pub acknowledged: Option<String>,
}

/// Something that a sentence names.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Datum {
    /// A name or a number.
    Text(String),
    /// Values of an `enum` or a list.
    Values(Vec<Value>),
    /// A member before and after.
    Step(Option<Value>, Option<Value>),
    /// The same of prose, which a reader has to see whole.
    Prose(Option<Value>, Option<Value>),
    /// The same, which is only named where it is large.
    Part(Option<Value>, Option<Value>),
    /// Types before and after.
    Types(Vec<&'static str>, Vec<&'static str>),
    /// Whether it was added, removed or changed.
    Verb(Verb),
    /// New names by old ones.
    Renames(Vec<(String, String)>),
}

/// What became of a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verb {
    Added,
    Removed,
    Changed,
}

/// Why a change has its effect on the wire.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Why {
    /// Its kind says it, with the effect or the side.
    OfKind,
    /// Values are lost or gained.
    Values(Difference),
    /// A named thing is there or not.
    Presence(Presence, Presence),
    /// The object allowed no further properties.
    Closed,
    /// A value that satisfies two alternatives of `oneOf` is rejected.
    Overlap,
    /// Another change.
    Change(Box<Change>),
    /// A reader takes the status for this one, and this is the difference.
    TakenFor(String, Box<Change>),
    /// No operation inherits this member of the document.
    NotInherited(&'static str),
}

impl Verb {
    /// From where the thing is.
    pub(crate) fn of(is_old: bool, is_new: bool) -> Self {
        match (is_old, is_new) {
            (false, _) => Self::Added,
            (_, false) => Self::Removed,
            _ => Self::Changed,
        }
    }
}

impl From<&str> for Datum {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Datum {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl Change {
    /// A change with this effect on the wire. What it means to Rust code is added later.
    pub(crate) fn new(kind: Kind, pointer: impl Into<String>, wire: Effect) -> Self {
        Self {
            kind,
            side: None,
            pointer: pointer.into(),
            line: None,
            wire,
            rust: Effect::None,
            wire_behaviour: false,
            rust_behaviour: false,
            data: Vec::new(),
            why: Why::OfKind,
            rust_why: Vec::new(),
            nots: 0,
            moved: Vec::new(),
            acknowledged: None,
        }
    }

    /// A change of the values that travel on a side.
    pub(crate) fn of_values(kind: Kind, side: Side, pointer: &str, values: Difference) -> Self {
        Self::new(kind, pointer, side.of_shift(values.shift)).on(side).because(Why::Values(values))
    }

    /// A change of whether something is there that travels on a side.
    pub(crate) fn of_presence(kind: Kind, side: Side, pointer: &str, old: Presence, new: Presence) -> Self {
        Self::new(kind, pointer, side.of_presence(old, new)).on(side).because(Why::Presence(old, new))
    }

    pub(crate) fn on(self, side: Side) -> Self {
        Self { side: Some(side), ..self }
    }

    pub(crate) fn with(mut self, datum: impl Into<Datum>) -> Self {
        self.data.push(datum.into());
        self
    }

    pub(crate) fn because(self, why: Why) -> Self {
        Self { why, ..self }
    }

    /// With a word to whoever relies on what it means.
    pub(crate) fn behaviour(self, behaviour: bool) -> Self {
        Self { wire_behaviour: behaviour, ..self }
    }

    /// Says that a place of the old document is reported at one of the new.
    pub(crate) fn moving(mut self, old: &str, new: &str) -> Self {
        self.moved.push((old.to_owned(), new.to_owned()));
        self
    }

    /// The stable id of its kind.
    #[must_use]
    pub fn id(&self) -> Id {
        let shift = match &self.why {
            Why::Values(values) => Some(values.shift),
            _ => None,
        };
        Id::new(self.kind, self.side, shift)
    }

    /// Whether the same request means something else, or the same Rust code does something else, so that a person has to read it.
    #[must_use]
    pub fn is_behaviour(&self) -> bool {
        self.wire_behaviour || self.rust_behaviour
    }

    /// The class that its effects give it.
    #[must_use]
    pub fn class(&self) -> Class {
        match self.wire.max(self.rust) {
            Effect::Breaking => Class::Breaking,
            Effect::Unknown => Class::Unknown,
            _ if self.is_behaviour() => Class::Behaviour,
            Effect::Compatible => Class::Compatible,
            Effect::None => Class::None,
        }
    }

    /// Who is touched: `wire` (everybody who speaks the API), `crate` (callers of the crates), `program` (users of the
    /// program, who meet rejections and other meanings, and no types).
    #[must_use]
    pub fn who(&self) -> Vec<&'static str> {
        let (wire, behaviour) = (self.wire != Effect::None, self.is_behaviour());
        let touched = [
            ("wire", wire),
            ("crate", wire || behaviour || self.rust != Effect::None),
            ("program", self.wire == Effect::Breaking || behaviour),
        ];
        touched.into_iter().filter_map(|(who, touched)| touched.then_some(who)).collect()
    }

    /// Whether both say the same of the same place, whatever side each was seen from.
    pub(crate) fn is_same_as(&self, other: &Self) -> bool {
        (self.kind, &self.pointer, &self.data, self.nots) == (other.kind, &other.pointer, &other.data, other.nots)
    }

    /// Takes over what another one, which says the same, adds to it.
    pub(crate) fn merge(&mut self, other: Self) {
        if other.wire > self.wire {
            (self.wire, self.side, self.why) = (other.wire, other.side, other.why);
        }
        self.add_rust(other.rust, other.rust_behaviour, other.rust_why);
        self.wire_behaviour |= other.wire_behaviour;
    }

    /// Adds what follows for Rust code.
    pub(crate) fn add_rust(&mut self, effect: Effect, behaviour: bool, why: Vec<String>) {
        self.rust = self.rust.max(effect);
        self.rust_behaviour |= behaviour;
        for why in why {
            if !self.rust_why.contains(&why) {
                self.rust_why.push(why);
            }
        }
    }
}

/// The worst effect of several changes on the wire.
pub(crate) fn worst(changes: &[Change]) -> Effect {
    changes.iter().map(|change| change.wire).max().unwrap_or(Effect::None)
}
