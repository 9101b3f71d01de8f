//! The place of an element in the text of the spec.

/// An element of the spec that cites changed lines.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SpecPlace {
    /// The JSON Pointer of the element.
    pub pointer: String,
    /// Its line in the spec.
    pub spec_line: Option<usize>,
    /// Its statement or description.
    pub text: String,
}
