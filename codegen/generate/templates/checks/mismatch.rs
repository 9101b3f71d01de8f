/// Why a text is not a value of its schema. The length is checked before the pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mismatch {
    /// The text has fewer characters than `minLength`.
    TooShort {
        /// The least number of characters.
        min: usize,
        /// The number of characters in the text.
        length: usize,
    },
    /// The text has more characters than `maxLength`.
    TooLong {
        /// The greatest number of characters.
        max: usize,
        /// The number of characters in the text.
        length: usize,
    },
    /// The text does not match the pattern.
    Pattern {
        /// The number of characters before the first one that cannot match. If it is the length of the text, the text ends too early.
        position: usize,
    },
}
