//! The effects of a change, the class that they give it, and the version that it requires.

/// What a change does to a caller who did everything right before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Effect {
    /// Nothing.
    None,
    /// What worked still works, and more does.
    Compatible,
    /// It cannot be known; it counts as breaking.
    Unknown,
    /// Something that worked does not any more.
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
    /// Nothing breaks, and something means something else: read it.
    Behaviour,
    /// Something is possible that was not.
    Compatible,
    /// Words, examples, and other ways to write the same.
    None,
}

/// What has to move in a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Bump {
    /// Nothing changed.
    None,
    /// Only words did.
    Patch,
    /// Something is new, or means something else.
    Minor,
    /// Something breaks.
    Major,
}

impl Effect {
    /// The word for it in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

impl Class {
    /// The word for it in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

impl Bump {
    /// The word for it in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// What a change with these effects asks for.
    pub(crate) fn of(effect: Effect, behaviour: bool) -> Self {
        match effect {
            Effect::Breaking | Effect::Unknown => Self::Major,
            Effect::Compatible => Self::Minor,
            Effect::None if behaviour => Self::Minor,
            Effect::None => Self::Patch,
        }
    }
}
