//! A location in a JSON document, from which its JSON Pointer (RFC 6901) is built only when it is needed.

/// Where a judge stands in a request. It costs nothing until a pointer is asked for.
#[derive(Clone, Copy)]
pub(crate) enum JsonLocation<'p> {
    Root,
    Member(&'p JsonLocation<'p>, &'p str),
    Item(&'p JsonLocation<'p>, usize),
}

impl JsonLocation<'_> {
    /// About how many bytes its pointer has, without making it.
    pub(crate) fn weight(&self) -> usize {
        match self {
            Self::Root => 0,
            Self::Member(parent, name) => parent.weight() + name.len() + 1,
            Self::Item(parent, _) => parent.weight() + 2,
        }
    }

    /// The JSON Pointer of this place.
    pub(crate) fn pointer(&self) -> String {
        match self {
            Self::Root => String::new(),
            Self::Member(parent, name) if name.contains(['~', '/']) => {
                format!("{}/{}", parent.pointer(), name.replace('~', "~0").replace('/', "~1"))
            }
            Self::Member(parent, name) => format!("{}/{name}", parent.pointer()),
            Self::Item(parent, index) => format!("{}/{index}", parent.pointer()),
        }
    }
}
