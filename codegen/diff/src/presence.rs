//! Whether a property, a parameter, a header or a body is absent, optional or required.

/// Whether a property, a parameter, a header or a body is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    /// The document does not state it.
    Absent,
    /// It may be omitted.
    Optional,
    /// It is always there.
    Required,
}

impl Presence {
    /// The presence of something that the document states.
    pub(crate) fn stated(required: bool) -> Self {
        if required { Self::Required } else { Self::Optional }
    }
}
