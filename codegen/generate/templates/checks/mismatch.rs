/// Why a text is not a value of its schema: the first rule it breaks, in this order: length, then pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mismatch {
    /// It has fewer characters than `minLength`.
    TooShort {
        /// The least number of characters.
        min: usize,
        /// How many it has.
        length: usize,
    },
    /// It has more characters than `maxLength`.
    TooLong {
        /// The greatest number of characters.
        max: usize,
        /// How many it has.
        length: usize,
    },
    /// It does not match the pattern.
    Pattern {
        /// How many characters can stand; the next one cannot. All of them: the text ends too early.
        position: usize,
    },
}
