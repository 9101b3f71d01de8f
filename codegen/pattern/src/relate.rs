//! Compares two languages: which texts a change of a string schema loses and gains.

use crate::language::Language;
use crate::unsupported_pattern::UnsupportedPattern;

/// How a new language differs from the old one that it replaces, with short and readable examples.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Relation {
    /// The same texts.
    Equal,
    /// Some texts are lost, and none is gained.
    Narrower {
        /// A text that only the old language allows.
        lost: String,
    },
    /// Some texts are gained, and none is lost.
    Wider {
        /// A text that only the new language allows.
        gained: String,
    },
    /// Some texts are lost, and some are gained.
    Incomparable {
        /// A text that only the old (left) language allows.
        only_left: String,
        /// A text that only the new (right) language allows.
        only_right: String,
    },
}

/// Compares the new language (right) with the old one that it replaces (left).
///
/// ```
/// use colt_numbers_pattern::{Pattern, Relation, relate};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let (old, new) = (Pattern::compile("^[0-9]{1,3}$")?, Pattern::compile("^[0-9]{2,3}$")?);
/// assert_eq!(relate(old.language(), new.language())?, Relation::Narrower { lost: "1".to_owned() });
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// If the combined automaton is too large.
pub fn relate(left: &Language, right: &Language) -> Result<Relation, UnsupportedPattern> {
    if left == right {
        return Ok(Relation::Equal);
    }
    let only_left = left.difference(right)?.example();
    let only_right = right.difference(left)?.example();
    Ok(match (only_left, only_right) {
        (None, None) => Relation::Equal,
        (Some(lost), None) => Relation::Narrower { lost },
        (None, Some(gained)) => Relation::Wider { gained },
        (Some(only_left), Some(only_right)) => Relation::Incomparable { only_left, only_right },
    })
}
