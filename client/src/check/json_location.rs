//! A location in a JSON document, from which its JSON Pointer (RFC 6901) is built only when it is needed; and the names in a pointer.

/// A location in a JSON document: the root, a member of an object, or an item of an array; the latter two refer to the location of their parent.
#[derive(Clone, Copy)]
pub(crate) enum JsonLocation<'p> {
    Root,
    Member(&'p JsonLocation<'p>, &'p str),
    Item(&'p JsonLocation<'p>, usize),
}

/// The unescaped names in a JSON Pointer.
pub(crate) fn pointer_names(pointer: &str) -> impl Iterator<Item = String> {
    pointer.split('/').skip(1).map(|name| name.replace("~1", "/").replace("~0", "~"))
}

impl JsonLocation<'_> {
    /// About how many bytes [`JsonLocation::pointer`] has, without building it.
    pub(crate) fn pointer_bytes(&self) -> usize {
        match self {
            Self::Root => 0,
            Self::Member(parent, name) => parent.pointer_bytes() + name.len() + 1,
            Self::Item(parent, _) => parent.pointer_bytes() + 2,
        }
    }

    /// The JSON Pointer of this location.
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
