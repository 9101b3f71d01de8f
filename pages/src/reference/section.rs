//! A part of the page, and which elements of the spec are shown there in full. An element may be shown in other parts too, with a link to its own.

use crate::reference::link::id;

/// The places of the spec whose elements a part of the page shows in full.
#[derive(Debug)]
pub(crate) struct Section(pub(crate) Vec<String>);

impl Section {
    /// A part for the element at a pointer, and everything in it.
    pub(crate) fn of(at: &str) -> Self {
        Self(vec![at.to_owned()])
    }

    /// Whether the element at a pointer is shown here in full.
    pub(crate) fn owns(&self, at: &str) -> bool {
        self.0
            .iter()
            .any(|own| at.strip_prefix(own.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
    }

    /// The id of the element at a pointer, if it is shown here in full.
    pub(crate) fn id(&self, at: &str) -> Option<String> {
        self.owns(at).then(|| id(at))
    }
}
