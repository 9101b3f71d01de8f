//! The effect of a change, its class, and the version bump that it requires.

/// The effect of a change on a caller whose requests or code were valid before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Effect {
    /// No effect.
    None,
    /// What worked still works, and something new works too.
    Compatible,
    /// The effect is unknown, which counts as breaking.
    Unknown,
    /// Something that worked no longer works.
    Breaking,
}

/// The class of a change, in the order in which reports list them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Class {
    /// It breaks callers on the wire, or code that uses the crates.
    Breaking,
    /// Nothing breaks on the wire; the effect on code that uses the crates is unknown.
    Unknown,
    /// Nothing breaks, but something behaves differently: a person has to review it.
    Behaviour,
    /// Something is possible that was not possible before.
    Compatible,
    /// Only prose, examples or notation changed.
    None,
}

/// The part of a version that has to be raised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Bump {
    /// Nothing changed.
    None,
    /// Only prose, examples or notation changed.
    Patch,
    /// Something is new, or behaves differently.
    Minor,
    /// Something breaks.
    Major,
}

impl Effect {
    /// The name in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

impl Class {
    /// The name in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

impl Bump {
    /// The name in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The bump that a change with these effects requires.
    pub(crate) fn of(effect: Effect, behaviour: bool) -> Self {
        match effect {
            Effect::Breaking | Effect::Unknown => Self::Major,
            Effect::Compatible => Self::Minor,
            Effect::None if behaviour => Self::Minor,
            Effect::None => Self::Patch,
        }
    }
}
