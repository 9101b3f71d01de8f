//! Whether a property, a parameter, a header or a body is absent, optional or required.

/// The presence of a property, a parameter, a header or a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    /// The document does not state it.
    Absent,
    /// It may be omitted.
    Optional,
    /// It is always present.
    Required,
}

impl Presence {
    /// The presence of an object that the document states.
    pub(crate) fn stated(required: bool) -> Self {
        if required { Self::Required } else { Self::Optional }
    }
}
